"""An index that faults happen to, and the sources that should replace what it holds."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.faults.corpora import Corpus
from tests.faults.corpora import corpus
from tests.faults.processes import searchsvc

OLD = corpus(range(200))
# Of the old articles some stay, some change, some are gone; others are new.
NEW = Corpus(
    {**dict.fromkeys(range(80), 0), **dict.fromkeys(range(80, 160), 1)}
    | dict.fromkeys(range(200, 320), 0)
)


@pytest.fixture(scope="session")
def old() -> Corpus:
    return OLD


@pytest.fixture(scope="session")
def new() -> Corpus:
    return NEW


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two corpora: old.jsonl and new.jsonl."""
    folder = tmp_path_factory.mktemp("sources")
    OLD.write(folder / "old.jsonl")
    NEW.write(folder / "new.jsonl")
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
