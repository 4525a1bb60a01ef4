"""Floors of quality on labeled pages: our own, and those that stand beside the project."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from index.articles.evaluation import Accuracy
from index.articles.evaluation import evaluate_metadata

ROOT = Path(__file__).parents[3]
LABELS = {
    "ours": ROOT / "tests/data/pages/labels.jsonl",
    "many sites": ROOT / "tests/data/sites/labels.jsonl",
    "beside the project": ROOT / "../shared/pages/labels.jsonl",
}
FLOORS = {
    "is_article": 1.0,
    "title": 0.95,
    "published": 0.97,
    "year": 0.97,
    "publisher": 0.95,
    "main_about": 0.92,
    "about_f1": 0.90,
    "main_topic": 0.90,
    "byline": 0.90,
    "body_first": 0.97,
    "body_last": 0.97,
    "boilerplate_out": 0.97,
}


@pytest.fixture(scope="module", params=LABELS)
def accuracy(request: pytest.FixtureRequest) -> Mapping[str, Accuracy]:
    path = LABELS[request.param]
    if not path.is_file():
        pytest.skip("the labeled pages are not beside the project")
    return {one.field: one for one in evaluate_metadata(path)}


@pytest.mark.parametrize("field", FLOORS)
def test_share_of_right_answers_reaches_its_floor(
    field: str, accuracy: Mapping[str, Accuracy]
) -> None:
    assert accuracy[field].share >= FLOORS[field], accuracy[field].wrong


def test_every_measure_has_a_floor(accuracy: Mapping[str, Accuracy]) -> None:
    assert set(accuracy) == set(FLOORS)
