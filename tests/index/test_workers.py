"""Work in other processes: in order, as needed, and nobody left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import SearchError
from index.workers import in_order

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30

# A parent that prints its workers' PIDs and then waits to be killed.
PARENT = """
import time
from multiprocessing import active_children
from index.workers import in_order

if __name__ == "__main__":
    for _ in in_order(str, iter(range(10**9)), 2):
        print(*(child.pid for child in active_children()), flush=True)
        time.sleep(600)
"""


def die(_: int) -> None:
    os._exit(1)


def divide(number: int) -> float:
    return 1 / number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    assert list(in_order(str, iter(range(20)), workers)) == [(n, str(n)) for n in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_items_are_taken_as_they_are_needed(workers: int) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    found = in_order(str, items(), workers)
    next(found)
    found.close()

    assert len(taken) <= 2 * workers


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_the_work_comes_out(workers: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(divide, iter([1, 0]), workers))


def test_a_killed_worker_is_an_error_that_names_the_fix() -> None:
    with pytest.raises(SearchError, match="fewer --workers"):
        list(in_order(die, iter([1, 2, 3]), 2))


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()

    until = time.monotonic() + PATIENCE_SECONDS
    while any(is_running(pid) for pid in workers):
        assert time.monotonic() < until, "a worker outlived its parent"
        time.sleep(0.05)
    assert len(workers) == 2


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
