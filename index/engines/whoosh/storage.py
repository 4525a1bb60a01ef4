"""What the file system may refuse, said in the words of our errors; durable writes."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT
from errno import EFBIG
from errno import ENOSPC
from math import ceil
from pathlib import Path
from typing import Final

from index.errors import EngineUnavailableError

_FULL: Final = "no space left for {}; free some or give another --index, then run again"
_LIMITED: Final = (
    "a file in {} would grow larger than this process may write; "
    "raise the limit (`ulimit -f`), then run again"
)
_UNTOUCHED: Final = "(the published index is untouched)"
_NO_ROOM: Final = {ENOSPC: _FULL, EDQUOT: _FULL, EFBIG: _LIMITED}


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn what goes wrong when writing into a folder into `EngineUnavailableError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            message = f"{_NO_ROOM[error.errno].format(folder)} {_UNTOUCHED}"
        else:
            reason = error.strerror or error
            message = f"cannot write to {folder}: {reason}; check that it is a folder of yours"
        raise EngineUnavailableError(message) from error


def require_room(folder: Path, needed: int) -> None:
    """Raise `EngineUnavailableError` unless so many bytes can be written into a folder."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        sizes = f"{ceil(needed / 1e6)} MB may be needed for a while, {free // 10**6} MB are free"
        raise EngineUnavailableError(f"{_FULL.format(folder)}: {sizes} {_UNTOUCHED}")


def sync(path: Path) -> None:
    """Have a file's content, or a folder's list of files, reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: str) -> None:
    """Replace a file in one step: a reader sees the old content or the new, also after a crash."""
    beside = path.with_name(path.name + ".tmp")
    with beside.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)
