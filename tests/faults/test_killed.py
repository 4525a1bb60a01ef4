"""A writer is killed at any moment: nothing is lost, and the next one finds nothing in its way."""

import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from shutil import rmtree

import pytest

from tests.faults.corpora import Corpus
from tests.faults.processes import count_events
from tests.faults.processes import drive
from tests.faults.processes import finish
from tests.faults.processes import searchsvc
from tests.faults.processes import start
from tests.faults.processes import wait_for_lock
from tests.faults.processes import wait_until_gone
from tests.faults.state import assert_sound
from tests.faults.state import assert_tidy
from tests.faults.state import contents
from tests.faults.state import live
from tests.faults.writes import OLD
from tests.faults.writes import WRITES

SEED = 20200714
MANY = 50

# Writer, and how often it is killed: a few times in the usual run, and as often as it takes.
MOMENTS = [
    *[("rebuild", 1), ("rebuild in processes", 1), ("small update", 2)],
    *[pytest.param(writer, MANY, marks=pytest.mark.faults) for writer in WRITES],
]
PLACES = [
    *[("rebuild", 2), ("resumed rebuild", 1), ("small update", 2)],
    *[
        pytest.param(writer, None, marks=pytest.mark.faults)
        for writer in WRITES
        if writer != "rebuild in processes"  # they change no file
    ],
]


@dataclass(frozen=True, slots=True)
class Victim:
    """A command that writes, and what is run after it, on fresh copies of the same index."""

    command: tuple[object, ...]
    again: tuple[object, ...]
    after: Corpus
    pristine: Path
    index: Path

    def renew(self) -> None:
        rmtree(self.index, ignore_errors=True)
        copytree(self.pristine, self.index)


@pytest.fixture
def victim(writer: str, index: Path, sources: Path, tmp_path: Path) -> Victim:
    write, copy = WRITES[writer], tmp_path / "copy"
    command = ("index", *write.command, sources / f"{write.source}.jsonl", "--index", copy)
    return Victim((*command, *write.options), (*command, *write.again), write.corpus, index, copy)


@pytest.mark.parametrize(("writer", "kills"), MOMENTS)
def test_a_writer_killed_at_a_random_moment_loses_nothing(victim: Victim, kills: int) -> None:
    victim.renew()
    seconds = _seconds_of_writing(victim)
    dice = random.Random(SEED)
    for _ in range(kills):
        victim.renew()
        process = start(*victim.command)
        wait_for_lock(process, victim.index)
        time.sleep(dice.uniform(0, seconds))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        wait_until_gone(process.pid)

        _assert_nothing_lost(victim)


@pytest.mark.parametrize(("writer", "kills"), PLACES)
def test_a_writer_killed_before_any_change_of_a_file_loses_nothing(
    victim: Victim, tmp_path: Path, kills: int | None
) -> None:
    victim.renew()
    operations = count_events(tmp_path / "report", *victim.command)["operation"]
    for number in _spread(operations, kills):
        victim.renew()
        process = drive(tmp_path / "report", "operation", number, *victim.command)
        finish(process, code=-signal.SIGKILL)
        wait_until_gone(process.pid)

        _assert_nothing_lost(victim)


def _seconds_of_writing(victim: Victim) -> float:
    """Return how long the command takes, but for the start of its process, if nothing disturbs it."""
    began = time.monotonic()
    assert searchsvc(*victim.command).exit_code == 0
    return time.monotonic() - began


def _spread(operations: int, count: int | None) -> Iterator[int]:
    """Yield numbers of operations: all, or some of the second half, where a generation is finished."""
    assert operations > 20
    if count is None:
        yield from range(1, operations + 1)
    else:
        yield from random.Random(SEED).sample(range(operations // 2, operations + 1), count)


def _assert_nothing_lost(victim: Victim) -> None:
    before = live(victim.pristine)
    switched = live(victim.index).name != before.name
    assert_sound(victim.index, victim.after if switched else OLD)
    if not switched:
        assert contents(live(victim.index)) == contents(before)

    again = searchsvc(*victim.again)
    assert again.exit_code == 0, again.output
    assert_sound(victim.index, victim.after)
    assert_tidy(victim.index)
