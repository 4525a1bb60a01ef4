"""Answers, on the reference engine in memory and on the embedded one."""

from datetime import date
from itertools import takewhile

import pytest

from index import IndexMissingError
from index import QueryError
from index import SearchRequest
from index.models import Suggestion
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


# Rules of Vietnamese text; the others are tables in search_vectors.toml


def test_a_text_with_the_marks_outranks_any_text_without(find):
    without = "duong bo duong bo duong bo " * 3

    assert find("đường bộ", without, "đường sá và bộ hành " + "khác " * 60)[1] == without


def test_text_without_marks_has_no_advantage_for_a_query_without(open_articles, article):
    index = open_articles(article("accented", "đường bộ"), article("ascii", "duong bo"))

    first, second = index.search(SearchRequest(q="duong bo")).hits

    assert first.score == second.score


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


def test_texts_that_happen_to_hold_every_word_do_not_hide_the_answer(open_articles, article):
    question = "Bà Lan làm chủ tịch công đoàn tỉnh từ năm nào"
    scattered = " khác khác khác ".join(reversed(question.split()))
    index = open_articles(
        *(article(f"long-{number}", f"{scattered} " * 3) for number in range(12)),
        article("answer", "Bà Lan làm chủ tịch công đoàn tỉnh từ năm 2019."),
    )

    results = index.search(SearchRequest(q=question))

    assert (results.hits[0].id, results.total, results.relaxed) == ("answer", 13, True)


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


def test_keys_are_decoded_only_if_they_find_little_as_they_are(open_articles, article):
    words = article("words", "công đoàn")
    rare = open_articles(words, article("1", "coong ddoafn"))
    frequent = open_articles(words, *(article(str(n), "coong ddoafn") for n in range(10)))
    request = SearchRequest(q="coong ddoafn")

    assert rare.search(request).suggestion == Suggestion("công đoàn", "keyboard")
    assert frequent.search(request).suggestion is None


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
    assert hit.score > 0
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


def test_explains_how_a_query_is_read_and_how_its_first_hit_scores(open_articles, article):
    index = open_articles(
        article("marks", "công đoàn", published="2020-07-14"), article("none", "cong doan")
    )
    request = SearchRequest(q="công đoàn *")

    explained = index.explain(request)
    score = {part.node: part.score for part in explained.parts}
    (hit, _) = index.search(request).hits

    assert (explained.parsed, explained.notes) == ("công đoàn", ("Bỏ qua “*”",))
    assert explained.hit == hit.id == "marks"
    assert explained.parts[0].score == pytest.approx(hit.score, rel=1e-4)
    assert score["Term field='pairs_exact' text='công đoàn' weight=1.0"] > 0
    assert score["Term field='title_folded' text='cong' weight=0.3"] is None


@pytest.mark.parametrize("query", ["công đoàn tỉnh", '"công đoàn"', "(a OR công) -huyện", "đoà*"])
def test_the_parts_of_an_explanation_add_up(open_articles, article, query):
    index = open_articles(article("1", "công đoàn", title="Tỉnh"), article("2", "công an huyện"))

    parts = index.explain(SearchRequest(q=query)).parts

    for place, part in enumerate(parts):
        inside = takewhile(lambda other, part=part: other.depth > part.depth, parts[place + 1 :])
        scores = [one.score or 0 for one in inside if one.depth == part.depth + 1]
        if part.node.split()[0] in ("And", "Or", "Maybe") and part.score is not None:
            assert part.score == pytest.approx(sum(scores), rel=1e-4)


def test_explains_a_query_that_finds_nothing(open_articles):
    explained = open_articles().explain(SearchRequest(q="công đoàn"))

    assert explained.hit is None
    assert {part.score for part in explained.parts} == {None}


def test_opens_an_index_by_its_location(tmp_path):
    with pytest.raises(IndexMissingError):
        open_index(str(tmp_path / "nowhere"))


# What scores, dates and filters promise


def test_scores_never_rise_down_the_answer(open_articles, article):
    bodies = ("đường bộ", "duong bo", "Đường sắt và đường bộ qua Bắc Giang", "Dương bộ đường")
    index = open_articles(*(article(str(n), body) for n, body in enumerate(bodies)))
    scores = [hit.score for hit in index.search(SearchRequest(q="đường bộ")).hits]

    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)


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


def test_a_selection_that_leaves_nothing_does_not_relax_the_query(open_articles, article):
    index = open_articles(
        article("1", "công đoàn thủy sản", about=("ca-mau",)),
        article("2", "công đoàn", about=("bac-giang",)),
    )
    results = index.search(SearchRequest(q="công đoàn thủy sản", provinces=("bac-giang",)))

    assert (results.total, results.relaxed) == (0, False)
    assert [(value.value, value.count) for value in results.facets["province"]] == [
        ("ca-mau", 1),
        ("bac-giang", 0),
    ]


@pytest.mark.parametrize(
    ("query", "noted"),
    [("tag:tin", True), ("http://a.vn", False), ("14:37", False), ("tin: a", False)],
)
def test_a_field_there_is_none_of_is_noted(open_articles, article, query, noted):
    index = open_articles(article("1", "tin"))

    assert (
        any("không phải trường" in n for n in index.search(SearchRequest(q=query)).notes) == noted
    )
