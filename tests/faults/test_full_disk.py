"""The disk is full at any stage of a write: said in words, and nothing is lost."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from tests.faults.processes import finish
from tests.faults.processes import searchsvc
from tests.faults.processes import start
from tests.faults.state import assert_sound
from tests.faults.state import assert_tidy
from tests.faults.state import contents
from tests.faults.state import used_bytes
from tests.faults.writes import OLD
from tests.faults.writes import WRITES

ROOMY = 64 << 20  # bytes
PAGE = 4096  # bytes: a tmpfs grows by whole pages
WRITERS = ("rebuild", "small update")
SIZES = [("rebuild", 0), ("rebuild", 64), ("small update", 4)]


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system of its own, in memory."""

    folder: Path

    def resize(self, size: int) -> None:
        """Give it so many bytes in all."""
        self._mount("-o", f"remount,size={size}")

    def mount(self) -> None:
        """Raises CalledProcessError where that is not allowed."""
        self._mount("-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs")

    def unmount(self) -> None:
        # Lazy: whoever searched in this process may still have its pages mapped.
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def _mount(self, *arguments: str) -> None:
        subprocess.run(["mount", *arguments, self.folder], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "disk")
    disk.folder.mkdir()
    try:
        disk.mount()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small file system can be mounted by root alone: {error}")
    yield disk
    disk.unmount()


def growth(command: tuple[object, ...], index: Path, tmp_path: Path) -> int:
    """Return how many bytes a command adds to a copy of an index, its lasting files alone."""
    copy = copytree(index, tmp_path / "copy")
    assert searchsvc(*command, "--index", copy).exit_code == 0
    return used_bytes(copy) - used_bytes(index)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("stages", [1, pytest.param(25, marks=pytest.mark.faults)])
def test_a_disk_that_fills_up_at_any_stage_loses_nothing(
    disk: Disk, index: Path, sources: Path, tmp_path: Path, writer: str, stages: int
) -> None:
    """The articles come from standard input: of a file, the size would be known beforehand."""
    write = WRITES[writer]
    source = sources / f"{write.source}.jsonl"
    needed = growth(("index", *write.command, source), index, tmp_path)
    place = copytree(index, disk.folder / "index")
    before, used = contents(place), used_bytes(disk.folder)
    command = ("index", *write.command, "-", "--index", place)

    for stage in range(stages):
        disk.resize(used + needed * (2 * stage + 1) // (2 * stages) // PAGE * PAGE)
        with source.open() as articles:
            _, errors = finish(start(*command, stdin=articles), code=1)

        assert "no space left" in errors
        assert "the published index is untouched" in errors
        assert errors.count("\n") == 1, errors
        assert contents(place) == before
        assert_sound(place, OLD)

    disk.resize(ROOMY)
    again = searchsvc("index", *write.command, source, "--index", place)
    assert again.exit_code == 0, again.output
    assert_sound(place, write.corpus)
    assert_tidy(place)


@pytest.mark.parametrize(("writer", "blocks"), SIZES)
def test_a_limit_on_the_size_of_files_loses_nothing(
    index: Path, sources: Path, writer: str, blocks: int
) -> None:
    write, before = WRITES[writer], contents(index)
    source = sources / f"{write.source}.jsonl"
    process = start(
        *("index", *write.command, source, "--index", index),
        under=("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh"),
    )
    _, errors = finish(process, code=1)

    assert "larger than" in errors
    assert "the published index is untouched" in errors
    assert errors.count("\n") == 1, errors
    assert contents(index) == before
    assert_sound(index, OLD)
