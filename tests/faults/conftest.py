"""An index that faults happen to, and the sources of what should replace it."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.faults.processes import searchsvc
from tests.faults.writes import CORPORA


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each corpus: old.jsonl, next.jsonl, new.jsonl."""
    folder = tmp_path_factory.mktemp("sources")
    for name, articles in CORPORA.items():
        articles.write(folder / f"{name}.jsonl")
    return folder


@pytest.fixture(scope="session")
def _built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("built") / "index"
    result = searchsvc("index", "rebuild", sources / "old.jsonl", "--index", index)
    assert result.exit_code == 0, result.output
    return index


@pytest.fixture
def index(_built: Path, tmp_path: Path) -> Path:
    """An index of the old corpus, for one test."""
    return copytree(_built, tmp_path / "index")
