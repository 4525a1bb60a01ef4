"""One writer at a time: who comes second is told who is first, and inherits from the dead."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.processes import Process
from tests.faults.processes import finish
from tests.faults.processes import searchsvc
from tests.faults.processes import start
from tests.faults.processes import wait_for_lock
from tests.faults.processes import wait_until_gone
from tests.faults.state import assert_sound
from tests.faults.state import assert_tidy
from tests.faults.writes import NEW
from tests.faults.writes import OLD

PIPE_BYTES = 1 << 16  # what a pipe holds
LOCKED = r"Error: the index is locked by PID {pid} since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ; .*\n"


@pytest.fixture
def first(index: Path, sources: Path) -> Iterator[Process]:
    """A writer in the middle of its work: it waits for more articles on its standard input."""
    articles = (sources / "new.jsonl").read_text()
    assert len(articles) > 2 * PIPE_BYTES
    with start("index", "rebuild", "-", "--index", index, stdin=subprocess.PIPE) as process:
        assert wait_for_lock(process, index)
        assert process.stdin
        process.stdin.write(articles)  # it returns when most of them were taken
        yield process
        process.kill()


def test_a_second_writer_is_told_who_writes_and_who_only_looks_is_not_kept_waiting(
    first: Process, index: Path, sources: Path
) -> None:
    new = sources / "new.jsonl"
    for command in (("rebuild", new), ("update", new), ("rollback",), ("prune",)):
        second = searchsvc("index", *command, "--index", index)

        assert second.exit_code == 4, f"{command}: {second.output}"
        assert re.fullmatch(LOCKED.format(pid=first.pid), second.stderr)
    assert searchsvc("index", "status", "--index", index).exit_code == 0
    assert_sound(index, OLD)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_writer_that_ended_is_taken_over(
    first: Process, index: Path, sources: Path, end: signal.Signals
) -> None:
    first.send_signal(end)
    first.communicate()
    wait_until_gone(first.pid)

    second = searchsvc("index", "rebuild", sources / "new.jsonl", "--index", index)
    assert second.exit_code == 0, second.output
    assert_sound(index, NEW)
    assert_tidy(index)


def test_a_writer_that_was_interrupted_cleans_up_itself(first: Process, index: Path) -> None:
    first.send_signal(signal.SIGINT)
    finish(first, code=1)

    assert_sound(index, OLD)
    assert_tidy(index)


def test_writers_that_come_at_once_publish_one_after_the_other(index: Path, sources: Path) -> None:
    command = ("index", "rebuild", sources / "new.jsonl", "--index", index)
    writers = [start(*command) for _ in range(2)]
    for writer in writers:
        writer.communicate()

    assert {writer.returncode for writer in writers} <= {0, 4}
    assert 0 in {writer.returncode for writer in writers}
    assert_sound(index, NEW)
    assert_tidy(index)
