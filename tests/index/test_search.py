"""Answers, on the reference engine in memory and on the embedded one."""

from datetime import date

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index import ArticleIndex
from index import IndexMissingError
from index import QueryError
from index import SearchRequest
from index.search import MAX_DEPTH
from index.search import open_index


def ids(index, query="", **request):
    return [hit.id for hit in index.search(SearchRequest(q=query, **request)).hits]


@pytest.fixture
def find(open_articles, article):
    """A function: query and bodies → ids (the bodies themselves) in order."""

    def search(query, *bodies):
        return ids(open_articles(*(article(body, body) for body in bodies)), query)

    return search


# Rules of Vietnamese text

ROADS = ("đương bố", "duong bo", "Dương bộ", "đường bộ")


@pytest.mark.parametrize(
    ("query", "first", "total"),
    [
        ("đường bộ", "đường bộ", 4),
        ("ĐƯỜNG BỘ", "đường bộ", 4),
        ("đương bố", "đương bố", 4),
        ("duong bo", None, 4),
        ('"đường bộ"', "đường bộ", 1),
        ('"duong bo"', None, 4),
    ],
)
def test_marks_typed_are_preferred_and_marks_quoted_are_binding(find, query, first, total):
    found = find(query, *ROADS)

    assert len(found) == total
    assert first in (None, found[0])


def test_a_text_with_the_marks_outranks_any_text_without(find):
    without = "duong bo duong bo duong bo " * 3

    assert find("đường bộ", without, "đường sá và bộ hành " + "khác " * 60)[1] == without


def test_text_without_marks_has_no_advantage_for_a_query_without(open_articles, article):
    index = open_articles(article("accented", "đường bộ"), article("ascii", "duong bo"))

    first, second = index.search(SearchRequest(q="duong bo")).hits

    assert first.score == second.score


def test_a_typed_mark_is_a_constraint_and_a_missing_one_is_free(find):
    found = find("đuong", "dương bộ", "đường bộ", "đương nhiên")

    assert set(found) == {"dương bộ", "đường bộ", "đương nhiên"}
    assert found[-1] == "dương bộ"


def test_a_missing_mark_is_read_from_the_neighbors(find):
    assert find("cong đoàn", "cộng đoàn", "công đoàn", "công đoàn cơ sở")[:2] == [
        "công đoàn",
        "công đoàn cơ sở",
    ]


def test_a_bare_syllable_is_a_word_beside_an_accented_one(find):
    assert find("lao động", "lão động", "lào động", "lao động")[0] == "lao động"


@pytest.mark.parametrize(
    ("query", "bodies"),
    [
        ("liên đoàn lao động", ("liên đoàn lao động", "LĐLĐ tỉnh họp")),
        ("LĐLĐ", ("LĐLĐ tỉnh họp", "liên đoàn lao động")),
        ("LĐLĐ.", ("LĐLĐ tỉnh họp", "liên đoàn lao động")),
        ("ldld", ("LĐLĐ tỉnh họp", "liên đoàn lao động")),
        ("kĩ", ("kĩ thuật", "kỹ thuật")),
        ("kỹ", ("kỹ thuật", "kĩ thuật")),
        ("ky thuat", ("kỹ thuật", "kĩ thuật")),
    ],
)
def test_other_ways_to_write_are_found_below_the_literal_one(find, query, bodies):
    assert find(query, *reversed(bodies), "không liên quan") == list(bodies)


def test_an_ambiguous_abbreviation_has_its_first_sense(find):
    assert find("CĐ", "cao đẳng nghề", "công đoàn cơ sở") == ["công đoàn cơ sở"]


NUMBERED = ("Quyết định 643/QĐ-TLĐ.", "643 QĐ TLĐ", "643/QĐ-UBND và TLĐ")


@pytest.mark.parametrize("query", ["643/QĐ-TLĐ", "643/QD-TLD", "643/QĐ–TLĐ", "643/qđ-tlđ."])
def test_a_document_number_is_found_first_by_itself_then_by_its_parts(find, query):
    assert find(query, *reversed(NUMBERED))[0] == NUMBERED[0]
    assert set(find(query, *NUMBERED)) == set(NUMBERED)


def test_the_parts_of_a_document_number_find_it(find):
    assert "Quyết định 643/QĐ-TLĐ." in find("643 QĐ TLĐ", *NUMBERED)


DATED = ("họp 01/8/2014", "họp 1/8/2014", "họp 01.8.2014", "họp ngày 1 tháng 8 năm 2014")


@pytest.mark.parametrize(
    "query", ["01/8/2014", "1/8/2014", "01.8.2014", "ngày 1 tháng 8 năm 2014", "1/8/2014 họp"]
)
def test_a_date_is_found_however_it_is_written(find, query):
    assert set(find(query, *DATED, "họp 2/8/2014", "họp 8 và 1 năm 2014")) == set(DATED)


def test_what_is_no_date_is_found_as_it_is(find):
    assert find("24/7", "trực 24/7", "trực 7 ngày") == ["trực 24/7"]


@pytest.mark.parametrize("body", ["học sinh", "sinh học", "học sinh học"])
def test_repeated_words_match_texts_that_do_not_repeat_them(find, body):
    assert find("học sinh học sinh học", body) == [body]


@pytest.mark.parametrize(
    ("query", "body"), [("an", "công an"), ("ở", "nhà ở"), ("to", "tổ dân phố")]
)
def test_no_word_is_too_short_or_too_common(find, query, body):
    assert find(query, body, "khác") == [body]


def test_marks_stand_on_the_original_text(open_articles, article):
    index = open_articles(article("1", "Hôm nay Công đoàn họp", title="CÔNG ĐOÀN tỉnh"))

    (hit,) = index.search(SearchRequest(q="cong doan")).hits

    assert [hit.title[start:end] for start, end in hit.title_marks] == ["CÔNG ĐOÀN"]
    assert [hit.snippet[start:end] for start, end in hit.snippet_marks] == ["Công đoàn"]


# The query language


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("công đoàn", {"1", "2"}),
        ("công -tỉnh", {"2", "3"}),
        ("-công", {"4"}),
        ("-tỉnh -an", {"2", "4"}),
        ('"công đoàn" OR "báo chí"', {"1", "2", "4"}),
        ("(tỉnh OR huyện) đoàn", {"1", "2"}),
        ("tỉ* OR huy*", {"1", "2"}),
        ("title:họp", {"1"}),
        ("author:lan", {"2"}),
        ("source:bao.vn", {"4"}),
        ("province:bac-giang", {"1"}),
        ('province:"Bắc Giang" OR province:hà-nội', {"1", "2"}),
        ("topic:unknown", {"1", "2", "3", "4"}),
        ("year:2019", {"1", "3"}),
        ("year:2019..2020 -year:2019", {"2"}),
        ("date:2019-07", {"1"}),
        ("date:2019-07-01..2020-03", {"1", "2"}),
        ("year:unknown", {"4"}),
        ("-year:2019", {"2", "4"}),
        ("", {"1", "2", "3", "4"}),
    ],
)
def test_the_language_finds_what_it_says(open_articles, article, query, expected):
    index = open_articles(
        article("1", "công đoàn tỉnh", "Họp", published="2019-07-14", about=("bac-giang",)),
        article("2", "công đoàn huyện", published="2020-03-01", byline="Lan", about=("ha-noi",)),
        article("3", "công an", year=2019, year_basis="inferred_event"),
        article("4", "báo chí", source="bao.vn"),
    )

    results = index.search(SearchRequest(q=query))

    assert {hit.id for hit in results.hits} == expected
    assert results.total == len(expected)
    assert results.notes == ()


def test_notes_say_what_was_not_understood(open_articles, article):
    results = open_articles(article("1", "atlantis")).search(SearchRequest(q="province:atlantis"))

    assert results.total == 1
    assert "province:atlantis" in results.notes[0]


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text('công đoàn "()-*:ORNTA0/.\0\ud800😀\u202e', max_size=40))
def test_nothing_typed_fails(memory_store, article, query):
    if memory_store.live() == "generation-0":
        memory_store.put([article("1", "công đoàn")])
    try:
        results = ArticleIndex(memory_store).search(SearchRequest(q=query))
    except QueryError:
        return

    assert results.total in (0, 1)


# Relaxing and suggesting


def test_a_query_that_finds_nothing_is_relaxed_and_says_so(open_articles, article):
    index = open_articles(article("1", "công đoàn tỉnh họp"), article("2", "khác"))

    results = index.search(SearchRequest(q="công đoàn huyện họp"))

    assert (results.relaxed, [hit.id for hit in results.hits]) == (True, ["1"])


@pytest.mark.parametrize("query", ["công đoàn", "xyz", "xyz zyx", '"đoàn công"', "công -đoàn"])
def test_a_query_is_relaxed_only_if_that_finds_more(open_articles, article, query):
    results = open_articles(article("1", "công đoàn tỉnh họp")).search(SearchRequest(q=query))

    assert not results.relaxed


def test_a_long_question_finds_the_text_that_answers_it(open_articles, article):
    index = open_articles(
        article("answer", "Bà Lan là chủ tịch công đoàn tỉnh Bắc Giang từ năm 2019."),
        article("other", "Đường sắt qua tỉnh Bắc Giang."),
        *(article(f"noise-{number}", f"Ai là ai số {number}") for number in range(5)),
    )
    question = "Ai đang là chủ tịch của công đoàn tỉnh Bắc Giang?"

    assert ids(index, question)[0] == "answer"
    assert ids(index, "Ai dang la chu tich cua cong doan tinh Bac Giang?")[0] == "answer"


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("cong doan", "công đoàn"),
        ("CONG DOAN", "công đoàn"),
        ("công đoàn", None),
        ("cong", None),
        ('"cong doan"', None),
        ("google maps", None),
        ("", None),
    ],
)
def test_suggests_the_marks_that_were_left_out(open_articles, article, query, suggestion):
    index = open_articles(article("1", "công đoàn cơ sở"), article("2", "cộng đồng"))

    suggested = index.search(SearchRequest(q=query)).suggestion

    assert (suggested and suggested.text) == suggestion
    assert suggested is None or suggested.reason == "diacritics"


# Facets, order, pages


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
        (SearchRequest(provinces=("x",)), '"x"'),
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


# The rest of the interface


def test_a_hit_carries_the_article(open_articles, article):
    index = open_articles(
        article(
            "1",
            "công đoàn",
            title="Tin",
            published="2020-07-14",
            about=("bac-giang",),
            publisher="bac-kan",
            url="http://a.vn/1",
            source="a.vn",
            byline="Lan",
        )
    )

    results = index.search(SearchRequest(q="công đoàn"))

    (hit,) = results.hits
    assert (hit.id, hit.title, hit.url, hit.source) == ("1", "Tin", "http://a.vn/1", "a.vn")
    assert (hit.author, hit.date, hit.year) == ("Lan", date(2020, 7, 14), 2020)
    assert (hit.year_basis, hit.publisher) == ("published", "bac-kan")
    assert hit.provinces == ("bac-giang", "bac-kan")
    assert 0 < hit.score < 100
    assert results.took_ms > 0
    assert results.generation == index.generation


def test_an_article_is_found_by_its_id(open_articles, article):
    stored = article("1", "công đoàn", published="2020-07-14", about=("bac-giang",))
    index = open_articles(stored)

    assert index.article("1") == stored
    assert index.article("2") is None


def test_an_empty_index_answers(open_articles):
    results = open_articles().search(SearchRequest(q="công đoàn", years=(2020,)))

    assert (results.total, results.hits) == (0, ())
    assert counts(results, "year") == {"2020": (0, True)}


def test_explains_how_a_query_is_understood(open_articles, article):
    explained = open_articles(article("1", "công đoàn")).explain(SearchRequest(q="công đoàn a*"))

    assert explained["parsed"] == "công đoàn a"
    assert "a*" in explained["notes"][0]
    assert explained["weighted"].startswith("Maybe\n  And\n")
    assert explained["tier"] > 0


def test_opens_an_index_by_its_location(tmp_path):
    with pytest.raises(IndexMissingError):
        open_index(str(tmp_path / "nowhere"))
