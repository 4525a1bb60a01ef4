"""Facets, dates, order and pages of an answer, and what is refused of them."""

from datetime import date

import pytest

from index import QueryError
from index import SearchRequest
from index.search import MAX_DEPTH


def ids(index, query="", **request):
    return [hit.id for hit in index.search(SearchRequest(q=query, **request)).hits]


@pytest.fixture
def news(open_articles, article):
    return open_articles(
        article("a", "tin", published="2020-05-01", about=("bac-giang",), publisher="ha-noi"),
        article("b", "tin", published="2019-05-01", about=("bac-giang",)),
        article("c", "tin", published="2020-07-01", about=("bac-ninh",)),
        article("d", "tin", about=("ha-noi",)),
    )


def counts(results, facet):
    return {value.value: (value.count, value.selected) for value in results.facets[facet]}


def test_a_facet_counts_without_its_own_selection(news):
    results = news.search(SearchRequest(q="tin", provinces=("bac-giang",), years=(2020,)))

    assert [hit.id for hit in results.hits] == ["a"]
    assert counts(results, "province") == {
        "bac-giang": (1, True),
        "bac-ninh": (1, False),
        "ha-noi": (1, False),
    }
    assert counts(results, "year") == {"2020": (1, True), "2019": (1, False)}
    assert counts(results, "publisher") == {"ha-noi": (1, False)}
    assert counts(results, "topic") == {"unknown": (1, False)}


def test_values_of_a_facet_widen_and_facets_narrow(news):
    assert set(ids(news, provinces=("bac-giang", "bac-ninh"))) == {"a", "b", "c"}
    assert set(ids(news, provinces=("bac-giang", "bac-ninh"), years=(2020,))) == {"a", "c"}
    assert set(ids(news, unknown_year=True)) == {"d"}
    assert set(ids(news, years=(2019,), unknown_year=True)) == {"b", "d"}
    assert set(ids(news, publishers=("unknown",))) == {"b", "c", "d"}


def test_dates_narrow_and_leave_out_what_has_none(news):
    assert set(ids(news, "tin", date_from=date(2020, 1, 1))) == {"a", "c"}
    assert set(ids(news, date_to=date(2020, 5, 1))) == {"a", "b"}


@pytest.mark.parametrize(
    ("date_from", "date_to", "found"),
    [
        (date(2020, 1, 1), None, {"day", "year"}),
        (date(2020, 1, 2), None, {"day"}),
        (None, date(2020, 1, 1), {"year"}),
        (None, date(2019, 12, 31), set()),
    ],
)
def test_a_year_alone_counts_as_its_first_day(open_articles, article, date_from, date_to, found):
    index = open_articles(
        article("day", "tin", published="2020-07-14"),
        article("year", "tin", year=2020, year_basis="inferred_event"),
    )

    assert set(ids(index, "tin", date_from=date_from, date_to=date_to)) == found


def test_the_later_era_shows_merged_provinces(news):
    results = news.search(SearchRequest(q="tin", era=34, provinces=("bac-ninh",)))

    assert {hit.id for hit in results.hits} == {"a", "b", "c"}
    assert counts(results, "province")["bac-ninh"] == (3, True)
    assert all("bac-giang" not in hit.provinces for hit in results.hits)


def test_without_a_query_the_newest_come_first(news):
    assert ids(news) == ["c", "a", "b", "d"]
    assert ids(news, "tin", sort="newest") == ["c", "a", "b", "d"]
    assert ids(news, "tin", sort="oldest")[:3] == ["b", "a", "c"]


def test_pages_cut_one_order(news):
    pages = [ids(news, "tin", page=page, size=3) for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [3, 1, 0]
    assert pages[0] + pages[1] == ids(news, "tin")
    assert news.search(SearchRequest(q="tin", page=50)).total == 4


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (SearchRequest(page=0), "page 0 .*from 1"),
        (SearchRequest(size=0), "size 0 .*1 to 100"),
        (SearchRequest(size=101), "size 101"),
        (SearchRequest(page=MAX_DEPTH // 10 + 1), "10000 articles"),
        (SearchRequest(provinces=("x",)), "“x”"),
        (SearchRequest(years=(0,)), "year 0"),
        (SearchRequest(sort="best"), "'best'.*relevance"),
        (SearchRequest(era=64), "64.*63, 34"),
        (SearchRequest(date_from=date(2020, 1, 2), date_to=date(2020, 1, 1)), "swap"),
        (SearchRequest(q="a" * 513), "512"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(news, request_, named):
    with pytest.raises(QueryError, match=named):
        news.search(request_)


def test_an_empty_index_answers(open_articles):
    results = open_articles().search(SearchRequest(q="công đoàn", years=(2020,)))

    assert (results.total, results.hits) == (0, ())
    assert counts(results, "year") == {"2020": (0, True)}
