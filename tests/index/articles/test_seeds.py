"""The five seed pages that stand beside the project, against their answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.articles.extract import extract
from index.models import Article
from index.models import RawPage

SHARED = Path(__file__).parents[3] / "../shared"
ANSWERS = SHARED / "reference" / "seeds_answers.json"

pytestmark = pytest.mark.skipif(
    not ANSWERS.is_file(), reason="the seed pages are not beside the project"
)


def _answers() -> list[dict[str, Any]]:
    return json.loads(ANSWERS.read_text(encoding="utf-8")) if ANSWERS.is_file() else []


@pytest.fixture(params=_answers(), ids=lambda answer: answer["file"][:3])
def seed(request: pytest.FixtureRequest) -> tuple[Article, dict[str, Any]]:
    answer = request.param
    path = SHARED / "seeds" / answer["file"]
    return extract(RawPage(path.stem, path.read_text(encoding="utf-8"), str(path))), answer


def test_who_when_and_what_equal_the_answer(seed: tuple[Article, dict[str, Any]]) -> None:
    article, answer = seed

    assert article.is_article
    assert article.title == answer["title"]
    assert article.byline == answer["author"].removesuffix(" (Tin, ảnh)")
    assert (article.published.isoformat() if article.published else None) == answer["published"]
    assert article.year == answer["year"]
    assert article.year_basis == answer.get("year_basis", "published")


def test_provinces_equal_the_answer(seed: tuple[Article, dict[str, Any]]) -> None:
    article, answer = seed

    assert article.publisher == answer["publisher"]
    assert article.publisher_confidence == answer["publisher_confidence"]
    assert list(article.about) == [place["id"] for place in answer["about"]]
    assert article.implicit == any("implicit" in place["role"] for place in answer["about"])


def test_evidence_stands_on_the_lines_of_the_answer(seed: tuple[Article, dict[str, Any]]) -> None:
    article, answer = seed

    assert article.evidence["title"][0].line == answer["title_line"]
    assert article.evidence["byline"][0].line == answer["author_line"]
