"""The embedded engine's store, and where its files are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.engines.whoosh import WhooshStore


@pytest.fixture
def store(tmp_path) -> WhooshStore:
    """A store where nothing was published."""
    return WhooshStore(str(tmp_path / "store"), batch_tokens=500)


@pytest.fixture(scope="session")
def folder_of() -> Callable[..., Path]:
    """A function that returns the folder of a store's generation: the live one, or the one named."""

    def folder_of(store: WhooshStore, name: str | None = None) -> Path:
        return Path(store.location, "generations", name or store.live())

    return folder_of
