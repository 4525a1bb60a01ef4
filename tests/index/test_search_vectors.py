"""The tables of search_vectors.toml, each on every engine."""

import tomllib
from pathlib import Path

import pytest

from index import SearchRequest
from index.text.normalize import normalize

VECTORS = tomllib.loads(Path(__file__).with_name("search_vectors.toml").read_text(encoding="utf-8"))


def tables(kind):
    return [pytest.param(table, id=rule) for rule, table in VECTORS[kind].items()]


def in_order(found, expected):
    """Put the ids found in one rank into the order in which the table names them."""
    if set(found) != {name for rank in expected for name in rank}:
        return [found]
    ranks, place = [], 0
    for rank in expected:
        ranks.append(sorted(found[place : place + len(rank)], key=lambda id: (id not in rank, id)))
        place += len(rank)
    return ranks


@pytest.mark.parametrize("table", tables("answers"))
def test_queries_find_these_texts_in_this_order(open_articles, article, table):
    index = open_articles(*(article(id, normalize(text)) for id, text in table["texts"].items()))
    expected, found = {}, {}
    for query, names in table["rows"]:
        ranks = [sorted(rank.split()) for rank in names.split(" > ")]
        expected[query] = ranks
        hits = index.search(SearchRequest(q=query)).hits
        found[query] = in_order([hit.id for hit in hits], ranks)

    assert found == expected


@pytest.mark.parametrize("table", tables("suggestions"))
def test_queries_get_these_suggestions(open_articles, article, table):
    index = open_articles(*(article(text, text) for text in table["texts"]))
    suggested = {
        query: index.search(SearchRequest(q=query)).suggestion for query, *_ in table["rows"]
    }

    assert {
        query: (one.text, one.reason) if one else ("", "") for query, one in suggested.items()
    } == {query: (text, reason) for query, text, reason in table["rows"]}


@pytest.mark.parametrize("table", tables("marks"))
def test_queries_mark_this_of_the_text(open_articles, article, table):
    index = open_articles(article("1", table["text"]))
    marked = {}
    for query, _ in table["rows"]:
        (hit,) = index.search(SearchRequest(q=query)).hits
        marked[query] = [hit.snippet[start:end] for start, end in hit.snippet_marks]

    assert marked == dict(table["rows"])


@pytest.mark.parametrize(
    "table", [param for kind in ("answers", "suggestions", "marks") for param in tables(kind)]
)
def test_every_rule_has_eight_rows_and_none_twice(table):
    queries = [row[0] for row in table["rows"]]

    assert len(queries) >= 8
    assert len(set(queries)) == len(queries)
