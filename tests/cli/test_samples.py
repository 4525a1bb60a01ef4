"""The bundled articles show what the page can do, and every one of them can be read."""

from collections import Counter
from pathlib import Path

import pytest

from index.articles.extract import extract
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.models import Article
from index.models import RawPage

SAMPLES = Path(__file__).parents[2] / "cli/samples"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    pages = [record.page for file in list_files([str(SAMPLES)]) for record in read_pages(file)]
    assert all(isinstance(page, RawPage) for page in pages)
    return [extract(page) for page in pages if isinstance(page, RawPage)]


def test_every_sample_is_an_article_with_a_title_and_a_body(articles: list[Article]) -> None:
    assert [article.id for article in articles if not article.is_article] == []
    assert [
        article.id for article in articles if not article.title or len(article.body) < 400
    ] == []


def test_samples_cover_provinces_years_and_topics(articles: list[Article]) -> None:
    provinces = {id_ for article in articles for id_ in (*article.about, article.publisher) if id_}
    topics = {id_ for article in articles for id_ in article.topics}

    assert len(articles) >= 60
    assert len(provinces) >= 25
    assert {article.year for article in articles} >= set(range(2012, 2027))
    assert len(topics) >= 15


def test_some_samples_are_hard(articles: list[Article]) -> None:
    bases = Counter(article.year_basis for article in articles)

    assert bases["inferred_event"] >= 1
    assert any(article.publisher and article.publisher not in article.about for article in articles)
