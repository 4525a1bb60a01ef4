"""A generation may be replaced and removed while somebody opens it: the next one answers."""

import builtins
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from shutil import rmtree
from typing import Any

import pytest

from index import SearchRequest
from index import open_index
from tests.faults.processes import searchsvc
from tests.faults.state import live
from tests.faults.writes import OLD

WAYS_TO_LOOK = ((builtins, "open"), (io, "open"), (os, "listdir"))


@dataclass(slots=True)
class Replaced:
    """Replaces the live generation by the one before it when it is looked at for the n-th time."""

    index: Path
    number: int
    looks: int = 0

    def look(self, path: Any) -> None:
        if isinstance(path, str | Path) and str(path).startswith(str(self.index / "generations")):
            self.looks += 1
            if self.looks == self.number:
                gone = live(self.index)
                previous = (self.index / "CURRENT").read_text().split()[1]
                (self.index / "CURRENT").write_text(previous)
                rmtree(gone)

    def before(self, action: Callable[..., Any]) -> Callable[..., Any]:
        def watched(path: Any, *more: Any, **named: Any) -> Any:
            self.look(path)
            return action(path, *more, **named)

        return watched


@pytest.fixture
def replaced(index: Path, sources: Path) -> Path:
    """An index of the new corpus; the generation before it holds the old one."""
    assert searchsvc("index", "update", sources / "next.jsonl", "--index", index).exit_code == 0
    return index


def test_a_generation_removed_at_any_step_of_its_opening_gives_way_to_the_next(
    replaced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = number = 0
    while number <= looks:
        number += 1
        trap = Replaced(copytree(replaced, tmp_path / f"{number}"), number)
        with monkeypatch.context() as watched:
            for module, name in WAYS_TO_LOOK:
                watched.setattr(module, name, trap.before(getattr(module, name)))
            opened = open_index(str(trap.index))
        with opened as articles:
            if trap.looks >= number:
                found = articles.search(SearchRequest(q="xoài", size=100))
                assert {hit.id for hit in found.hits} == OLD.answers["xoài"].ids
        looks = trap.looks
    assert number > 5
