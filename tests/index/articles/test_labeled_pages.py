"""Floors of quality on the labeled pages that stand beside the project."""

import json
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from index.articles.extract import extract
from index.articles.extract import readable
from index.models import Article
from index.models import RawPage

PAGES = Path(__file__).parents[3] / "../shared/pages"
LABELS = PAGES / "labels.jsonl"

pytestmark = pytest.mark.skipif(
    not LABELS.is_file(), reason="the labeled pages are not beside the project"
)

Pairs = list[tuple[Article, Mapping[str, Any]]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return [(extract(_page(label["file"])), label) for label in labels]


def _page(name: str) -> RawPage:
    return RawPage(name, (PAGES / name).read_bytes().decode("utf-8"), name)


def _plain(text: str | None) -> str:
    return " ".join(readable(text or "").lower().split())


CHECKS: dict[str, tuple[float, Callable[[Article, Mapping[str, Any]], bool]]] = {
    "is_article": (1.0, lambda article, label: article.is_article == label["article"]),
    "title": (0.95, lambda article, label: _plain(article.title) == _plain(label["title"])),
    "published": (
        0.97,
        lambda article, label: (
            (article.published.isoformat() if article.published else None) == label["published"]
        ),
    ),
    "year": (
        0.97,
        lambda article, label: (
            (article.year, article.year_basis) == (label["year"], label["year_basis"])
        ),
    ),
    "publisher": (0.95, lambda article, label: article.publisher == label["publisher"]),
    "main_about": (0.92, lambda article, label: list(article.about[:1]) == label["about"][:1]),
    "main_topic": (
        0.90,
        lambda article, label: set(label["topics"][:1]) <= set(article.topics),
    ),
    "byline": (0.90, lambda article, label: _plain(article.byline) == _plain(label["byline"])),
}


@pytest.mark.parametrize("name", CHECKS)
def test_share_of_right_answers_reaches_its_floor(name: str, pairs: Pairs) -> None:
    floor, is_right = CHECKS[name]
    wrong = [label["file"] for article, label in pairs if not is_right(article, label)]

    assert 1 - len(wrong) / len(pairs) >= floor, wrong


def test_f1_of_the_provinces_reaches_its_floor(pairs: Pairs) -> None:
    found = [(set(article.about), set(label["about"])) for article, label in pairs]
    right = sum(len(ours & theirs) for ours, theirs in found)
    all_named = sum(len(ours) + len(theirs) for ours, theirs in found)

    assert 2 * right / all_named >= 0.90


def test_boilerplate_stays_out_of_the_body(pairs: Pairs) -> None:
    outside = [
        _plain(words) not in _plain(article.body)
        for article, label in pairs
        for words in label["boilerplate"]
    ]

    assert sum(outside) / len(outside) >= 0.97


def test_first_and_last_words_stay_in_the_body(pairs: Pairs) -> None:
    inside = [
        _plain(label[field]) in _plain(article.body)
        for article, label in pairs
        for field in ("body_first", "body_last")
        if label[field]
    ]

    assert sum(inside) / len(inside) >= 0.97
