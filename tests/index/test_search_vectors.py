"""The tables of search_vectors.toml, each on every engine."""

import json
import tomllib
from pathlib import Path

import pytest

from index import ArticleIndex
from index import SearchRequest
from index.build import rebuild
from index.engines import open_store
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


def marked(text, marks):
    return [text[start:end] for start, end in marks]


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
    found = {}
    for query, _ in table["rows"]:
        (hit,) = index.search(SearchRequest(q=query)).hits
        found[query] = marked(hit.snippet, hit.snippet_marks)

    assert found == dict(table["rows"])


OTHER = {
    "id": "pages-other",
    "title": "Diêm dân được mùa",
    "text": "Diêm dân miền biển được mùa muối sau nhiều ngày nắng to.",
}


def index_of_files(folder, texts, encoding):
    """Index pages of the bytes that Windows-1252 shows so, read as `encoding`, beside one in UTF-8."""
    pages = folder / "pages"
    pages.mkdir()
    for name, shown in texts.items():
        (pages / f"{name}.txt").write_bytes(shown.encode("cp1252"))
    (pages / "other.jsonl").write_text(json.dumps(OTHER))
    store = open_store(str(folder / "index"))
    rebuild(store, [str(pages)], encoding=encoding)
    return ArticleIndex(store)


def pages_found(index, query):
    """Return the names of the pages that a query finds, and what it marks of the first."""
    hits = index.search(SearchRequest(q=query)).hits
    names = [hit.id.removeprefix("pages-") for hit in hits]
    return names, [piece for hit in hits[:1] for piece in marked(hit.snippet, hit.snippet_marks)]


FILES = [
    pytest.param(encoding, table, id=f"{rule}-{encoding}")
    for rule, table in VECTORS["files"].items()
    for encoding in table["texts"]
]


@pytest.mark.parametrize(("encoding", "table"), FILES)
def test_files_read_in_the_encoding_that_was_named_are_found_and_marked(tmp_path, encoding, table):
    found = {}
    with index_of_files(tmp_path, table["texts"][encoding], encoding) as index:
        for query, *_ in table["rows"]:
            found[query] = pages_found(index, query)

    assert found == {query: (names.split(), marks) for query, names, marks in table["rows"]}


@pytest.mark.parametrize(("encoding", "table"), FILES)
@pytest.mark.parametrize("read_as", ["utf-8", "cp1252"])
def test_files_read_in_another_encoding_are_not_guessed(tmp_path, encoding, table, read_as):
    with index_of_files(tmp_path, table["texts"][encoding], read_as) as index:
        found = {name for query, *_ in table["rows"] for name in pages_found(index, query)[0]}

        assert found.isdisjoint(table["texts"][encoding])
        assert pages_found(index, "diêm dân")[0] == ["other"]
