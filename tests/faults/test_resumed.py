"""A rebuild that was killed goes on where it was."""

import signal
from pathlib import Path
from shutil import copytree

import pytest

from tests.faults.processes import count_events
from tests.faults.processes import drive
from tests.faults.processes import finish
from tests.faults.processes import searchsvc
from tests.faults.state import assert_sound
from tests.faults.state import assert_tidy
from tests.faults.state import described
from tests.faults.state import ranked
from tests.faults.writes import NEW
from tests.faults.writes import OLD

LATE = 150  # articles: when the build is killed


@pytest.fixture(scope="module")
def _killed(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    index = folder / "index"
    searchsvc("index", "rebuild", sources / "old.jsonl", "--index", index)
    command = ("index", "rebuild", sources / "new.jsonl", "--index", index)
    finish(drive(folder / "report", "article", LATE, *command), code=-signal.SIGKILL)
    return index


@pytest.fixture
def killed(_killed: Path, tmp_path: Path) -> Path:
    """An index whose rebuild with the new corpus was killed when most of it was analyzed."""
    return copytree(_killed, tmp_path / "index")


def test_resuming_analyzes_only_what_was_not_yet_and_gives_the_same_index(
    killed: Path, sources: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    searchsvc("index", "rebuild", sources / "new.jsonl", "--index", alone)
    command = ("index", "rebuild", sources / "new.jsonl", "--index", killed)

    articles = count_events(tmp_path / "report", *command, "--resume")["article"]
    assert len(NEW.editions) - LATE < articles < len(NEW.editions)
    assert described(killed) == described(alone)
    assert ranked(killed) == ranked(alone)
    assert_tidy(killed)


def test_without_resuming_all_is_analyzed_and_what_was_left_removed(
    killed: Path, sources: Path, tmp_path: Path
) -> None:
    command = ("index", "rebuild", sources / "new.jsonl", "--index", killed)

    assert count_events(tmp_path / "report", *command)["article"] == len(NEW.editions)
    assert_sound(killed, NEW)
    assert_tidy(killed)


def test_a_build_of_other_sources_is_not_resumed_and_nothing_lost(
    killed: Path, sources: Path
) -> None:
    command = ("index", "rebuild", sources / "next.jsonl", "--index", killed)

    refused = searchsvc(*command, "--resume")
    assert refused.exit_code in {1, 2}
    assert "--resume" in refused.stderr
    assert_sound(killed, OLD)
    assert (
        searchsvc(
            "index", "rebuild", sources / "new.jsonl", "--index", killed, "--resume"
        ).exit_code
        == 0
    )
    assert_sound(killed, NEW)
    assert_tidy(killed)


def test_resuming_where_nothing_was_left_is_a_rebuild(index: Path, sources: Path) -> None:
    result = searchsvc("index", "rebuild", sources / "new.jsonl", "--index", index, "--resume")

    assert result.exit_code == 0, result.output
    assert_sound(index, NEW)
    assert_tidy(index)
