"""The bytes of a file, decompressed as they are read; a bomb is not read to its end."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from typing import Any
from typing import Final

from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import StreamError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# A file may expand to this many times its size. Vietnamese law and encyclopedia articles come to
# 3 to 8 times with gzip, 3 to 11 with zstd; law articles of 300 characters, each inside the same
# 10,000 characters of menus, to 90 and 290. Zeros come to 1,029 with gzip.
MAX_EXPANSION: Final = 1000
_BUFFER_BYTES: Final = 2**17

_OPENERS: Final[Mapping[str, Callable[[IO[bytes]], Any]]] = {
    ".gz": lambda stream: gzip.GzipFile(fileobj=stream),
    ".zst": lambda stream: zstd.ZstdFile(stream),
}
COMPRESSIONS: Final = tuple(_OPENERS)
_BROKEN: Final = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


def without_compression(name: str) -> str:
    """Return a file's name without the ending of its compression, if it has one."""
    ending = _compression(name)
    return name[: -len(ending)] if ending else name


@contextmanager
def open_bytes(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
    """Open a file, decompressed by its ending; yields its bytes and how many were read of the file.

    Raises OSError. Reading raises `StreamError` where the compressed data is broken or expands
    beyond `MAX_EXPANSION`.
    """
    with path.open("rb", buffering=_BUFFER_BYTES) as file:
        ending = _compression(path.name)
        if not ending:
            yield file, file.tell
            return
        with io.BufferedReader(_Expanded(_OPENERS[ending](file), file), _BUFFER_BYTES) as stream:
            yield stream, file.tell


def _compression(name: str) -> str | None:
    return next((ending for ending in COMPRESSIONS if name.lower().endswith(ending)), None)


class _Expanded(io.RawIOBase):
    def __init__(self, data: Any, compressed: IO[bytes]) -> None:
        self._data = data
        self._compressed = compressed
        self._bytes_given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._data.read1(len(buffer))  # no more than is there before a fault
        except _BROKEN as error:
            raise StreamError(f"compressed data broken here ({error})") from error
        buffer[: len(data)] = data
        self._bytes_given += len(data)
        # What one record may have is harmless, however little it was made of.
        if self._bytes_given > max(MAX_RECORD_BYTES, MAX_EXPANSION * self._compressed.tell()):
            raise StreamError(
                f"expands to more than {MAX_EXPANSION} times its size, as a bomb does"
            )
        return len(data)
