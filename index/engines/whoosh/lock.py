"""The lock of a store: one writer at a time, whatever process it is in."""

import fcntl
import os
from datetime import UTC
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from index.errors import IndexLockedError


class WriteLock:
    """An exclusive lock on a file that says who holds it, and since when.

    The operating system frees it when its process ends, however that happens.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIOWrapper | None = None

    @property
    def held(self) -> bool:
        """Whether this very object holds the lock."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock; raises `IndexLockedError` if it is taken."""
        file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            message = f"the index is locked by {holder}; wait for it or stop it"
            raise IndexLockedError(message) from None
        file.truncate(0)
        file.write(f"PID {os.getpid()} since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let go of the lock; nothing happens if it is not held."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None
