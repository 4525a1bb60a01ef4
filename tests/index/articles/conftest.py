"""What a path holds, as the readers of sources give it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.models import RawPage
from index.models import Skipped


@pytest.fixture
def outcomes() -> Callable[..., list[RawPage | Skipped]]:
    """Return a reader of all records of a path: `outcomes(path, encoding)`."""

    def read(path: Path, encoding: str = "utf-8") -> list[RawPage | Skipped]:
        files = list_files([str(path)])
        return [record.page for file in files for record in read_pages(file, encoding)]

    return read
