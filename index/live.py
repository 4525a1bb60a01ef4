"""The reader of whichever generation is live, shared between threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from index.engines.base import Reader
from index.engines.base import Store


@dataclass(slots=True)
class _Lease:
    """A reader, how many use it now, and whether it closes when the last of them is done."""

    reader: Reader
    users: int = 0
    retired: bool = False


class LiveReader:
    """Lends the reader of the live generation; a newly published one is opened when next asked.

    Who borrowed a reader keeps it until done, so an answer comes from one generation.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._lease = _Lease(store.open())
        self._closed = False

    @contextmanager
    def borrow(self) -> Iterator[Reader]:
        """Lend the reader for a `with` block; raises `ValueError` once closed."""
        with self._lock:
            lease = self._current()
            lease.users += 1
        try:
            yield lease.reader
        finally:
            with self._lock:
                lease.users -= 1
                _close_if_unused(lease)

    def close(self) -> None:
        """Close the reader, or let the last who uses it do so; calling it twice does no harm."""
        with self._lock:
            self._closed = True
            self._retire()

    def _current(self) -> _Lease:
        if self._closed:
            raise ValueError("the index is closed; open it again to ask it")
        if self._store.live() != self._lease.reader.generation:
            newer = _Lease(self._store.open())
            self._retire()
            self._lease = newer
        return self._lease

    def _retire(self) -> None:
        self._lease.retired = True
        _close_if_unused(self._lease)


def _close_if_unused(lease: _Lease) -> None:
    if lease.retired and not lease.users:
        lease.reader.close()
