"""What the query language finds, and what is noted of a query."""

import pytest

from index import SearchRequest


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


@pytest.mark.parametrize(
    ("query", "noted"),
    [("tag:tin", True), ("http://a.vn", False), ("14:37", False), ("tin: a", False)],
)
def test_a_field_there_is_none_of_is_noted(open_articles, article, query, noted):
    index = open_articles(article("1", "tin"))

    assert (
        any("không phải trường" in n for n in index.search(SearchRequest(q=query)).notes) == noted
    )
