"""A power cut after a switch finds on disk what was switched to."""

import os
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.processes import searchsvc
from tests.faults.state import live
from tests.faults.writes import WRITES
from tests.faults.writes import Write

BEFORE = Write(("rebuild",), "old")
WRITERS = ("rebuild", "small update", "large update")


@dataclass(slots=True)
class Disk:
    """What of an index reached the disk; `switches` is what had not whenever its pointer changed."""

    index: Path
    synced: dict[int, int] = field(default_factory=dict)  # inode → its last change when synced, ns
    switches: list[set[str]] = field(default_factory=list)

    def note_sync(self, descriptor: int) -> None:
        facts = os.fstat(descriptor)
        self.synced[facts.st_ino] = facts.st_mtime_ns

    def note_switch(self, pointer: Path) -> None:
        generations = self.index / "generations"
        paths = [pointer, generations, *generations.rglob("*")]
        self.switches.append({path.name for path in paths if not self.has(path)})

    def has(self, path: Path) -> bool:
        facts = path.stat()
        return self.synced.get(facts.st_ino) == facts.st_mtime_ns


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk below the index in `tmp_path`."""
    disk = Disk(tmp_path / "index")
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        fsync(descriptor)
        disk.note_sync(descriptor)

    def noted_replace(source: Any, target: Any, **more: Any) -> None:
        if Path(target) == disk.index / "CURRENT":
            disk.note_switch(Path(source))
        replace(source, target, **more)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    return disk


@pytest.mark.parametrize("writer", WRITERS)
def test_everything_is_on_disk_before_the_pointer_switches_and_then_the_pointer(
    disk: Disk, sources: Path, writer: str
) -> None:
    for number, write in enumerate([BEFORE, WRITES[writer]]):
        source = sources / f"{write.source}.jsonl"
        result = searchsvc("index", *write.command, source, "--index", disk.index)

        assert result.exit_code == 0, result.output
        assert disk.switches[number:] == [set()]
        assert disk.index.stat().st_ino in disk.synced
        assert len(list(live(disk.index).iterdir())) > 2
