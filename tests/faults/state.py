"""What must hold of an index after whatever happened to it."""

import json
import os
from pathlib import Path
from typing import Any

from tests.faults.corpora import MARKERS
from tests.faults.corpora import Answer
from tests.faults.corpora import Corpus
from tests.faults.corpora import answer_of
from tests.faults.processes import searchsvc

_BESIDE_GENERATIONS = {"CURRENT", "LOCK", "generations"}


def live(index: Path) -> Path:
    """Return the folder of the live generation."""
    return index / "generations" / (index / "CURRENT").read_text().split()[0]


def answers(index: Path) -> dict[str, Answer]:
    """Return what each marker word finds, asked on the command line."""
    found = {}
    for word in MARKERS:
        result = searchsvc("search", word, "--size", 100, "--index", index, "--json")
        assert result.exit_code == 0, result.output
        found[word] = answer_of(json.loads(result.stdout))
    return found


def assert_sound(index: Path, corpus: Corpus) -> None:
    """Fail unless every file is as it was written and the answers are those of the corpus."""
    result = searchsvc("index", "verify", "--index", index)
    assert result.exit_code == 0, result.output
    assert answers(index) == corpus.answers


def assert_tidy(index: Path) -> None:
    """Fail if anything is there but the live generation, the one before it, and their pointer."""
    named = (index / "CURRENT").read_text().split()
    generations = {path.name for path in (index / "generations").iterdir()}
    files = {path.name for path in index.rglob("*") if path.is_file()}

    assert generations <= set(named)
    assert named[0] in generations
    assert {path.name for path in index.iterdir()} <= _BESIDE_GENERATIONS
    assert not [name for name in files if ".tmp" in name]
    assert (index / "LOCK").read_text() == ""


def described(index: Path) -> dict[str, Any]:
    """Return the manifest of the live generation but for its name, when it was made, and its seal."""
    manifest = json.loads((live(index) / "MANIFEST.json").read_text())
    return {
        name: manifest[name] for name in manifest.keys() - {"generation", "created", "checksum"}
    }


def ranked(index: Path) -> list[list[tuple[str, float]]]:
    """Return ids and scores of all hits, in their order, of each marker word."""
    answers = [
        json.loads(searchsvc("search", word, "--size", 100, "--index", index, "--json").stdout)
        for word in MARKERS
    ]
    return [[(hit["id"], hit["score"]) for hit in answer["hits"]] for answer in answers]


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file below a folder holds."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def used_bytes(folder: Path) -> int:
    """Return the space a folder takes on disk; a file with several names counts once."""
    stats = {stat.st_ino: stat.st_blocks for stat in map(os.stat, folder.rglob("*"))}
    return sum(stats.values()) * 512
