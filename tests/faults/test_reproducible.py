"""The same sources give the same index, whatever else runs and however many processes work."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.corpora import MARKERS
from tests.faults.processes import finish
from tests.faults.processes import searchsvc
from tests.faults.processes import start
from tests.faults.state import live


def described(index: Path) -> dict[str, Any]:
    """Return the manifest of the live generation but for its name and when it was made."""
    manifest = json.loads((live(index) / "MANIFEST.json").read_text())
    return {name: manifest[name] for name in manifest.keys() - {"generation", "created"}}


def ranked(index: Path) -> list[list[tuple[str, float]]]:
    """Return ids and scores of all hits, in their order, of each marker word."""
    answers = [
        json.loads(searchsvc("search", word, "--size", 100, "--index", index, "--json").stdout)
        for word in MARKERS
    ]
    return [[(hit["id"], hit["score"]) for hit in answer["hits"]] for answer in answers]


@pytest.fixture
def alone(sources: Path, tmp_path: Path) -> Path:
    """An index of the new corpus, built by this process alone."""
    index = tmp_path / "alone"
    searchsvc("index", "rebuild", sources / "new.jsonl", "--index", index)
    return index


def test_processes_that_build_into_different_folders_never_meet(
    alone: Path, sources: Path, tmp_path: Path
) -> None:
    places = [tmp_path / "left", tmp_path / "right"]
    for process in [
        start("index", "rebuild", sources / "new.jsonl", "--index", place) for place in places
    ]:
        finish(process)

    for place in places:
        assert described(place) == described(alone)
        assert ranked(place) == ranked(alone)


def test_the_number_of_workers_changes_no_byte_of_any_file(
    alone: Path, sources: Path, tmp_path: Path
) -> None:
    spread = tmp_path / "spread"
    finish(start("index", "rebuild", sources / "new.jsonl", "--index", spread, "--workers", "3"))

    assert described(spread) == described(alone)
    assert ranked(spread) == ranked(alone)
    assert all(len(hits) > 10 for hits in ranked(alone))
