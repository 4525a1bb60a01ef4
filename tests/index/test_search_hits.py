"""What a hit shows of its article, and how an index and its articles are opened."""

from datetime import date

import pytest

from index import IndexMissingError
from index import SearchRequest
from index import search
from index.search import ArticleIndex
from index.search import open_index
from index.snippets import snippet


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


def test_marks_stand_on_the_original_text(open_articles, article):
    index = open_articles(article("1", "Hôm nay Công đoàn họp", title="CÔNG ĐOÀN tỉnh"))

    (hit,) = index.search(SearchRequest(q="cong doan")).hits

    assert [hit.title[start:end] for start, end in hit.title_marks] == ["CÔNG ĐOÀN"]
    assert [hit.snippet[start:end] for start, end in hit.snippet_marks] == ["Công đoàn"]


def test_only_the_articles_of_the_page_are_fetched_and_marked(memory_store, article, monkeypatch):
    memory_store.put([article(f"{number}", "công đoàn") for number in range(50)])
    fetched, shown = [], []

    with ArticleIndex(memory_store) as index:
        (reader,) = memory_store.opened
        fetch = reader.fetch
        monkeypatch.setattr(reader, "fetch", lambda keys: fetched.extend(keys) or fetch(keys))
        monkeypatch.setattr(
            search, "snippet", lambda body, marks: shown.append(body) or snippet(body, marks)
        )
        results = index.search(SearchRequest(q="công đoàn", page=2, size=5))

    assert results.total == 50
    assert len(results.hits) == len(fetched) == len(shown) == 5


def test_an_article_is_found_by_its_id(open_articles, article):
    stored = article("1", "công đoàn", published="2020-07-14", about=("bac-giang",))
    index = open_articles(stored)

    assert index.article("1") == stored
    assert index.article("2") is None


def test_opens_an_index_by_its_location(tmp_path):
    with pytest.raises(IndexMissingError):
        open_index(str(tmp_path / "nowhere"))
