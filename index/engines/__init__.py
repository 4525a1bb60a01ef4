"""Engines behind one contract (`base`); `open_store` picks one by the location's scheme."""

from importlib import import_module
from typing import Final

from index.engines.base import Store
from index.errors import EngineUnavailableError

# scheme → module with `open_store(location)`; imported only when asked for.
_ENGINES: Final = {"": "index.engines.whoosh"}


def open_store(location: str) -> Store:
    """Open the store at a location: a folder, or a URL whose scheme names an engine.

    Raises `EngineUnavailableError` for an unknown scheme.
    """
    scheme, separator, _ = location.partition("://")
    module = _ENGINES.get(scheme if separator else "")
    if module is None:
        known = ", ".join(f"{name}://" for name in _ENGINES if name) or "none yet"
        raise EngineUnavailableError(
            f"no engine for {scheme}://; give a folder, or one of: {known}"
        )
    store: Store = import_module(module).open_store(location)
    return store
