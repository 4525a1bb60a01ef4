"""The same sources give the same index, whatever else runs and however many processes work."""

from pathlib import Path

import pytest

from tests.faults.processes import finish
from tests.faults.processes import searchsvc
from tests.faults.processes import start
from tests.faults.state import described
from tests.faults.state import ranked


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
