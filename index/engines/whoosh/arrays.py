"""A file of named arrays that is memory-mapped, so that processes share its pages.

Layout: a magic number, the arrays (little-endian, each at a multiple of 64 bytes), a
directory in JSON, and a trailer with the directory's place. Nothing in it is executed
when it is read.
"""

import json
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from typing import Final
from typing import Protocol
from typing import Self
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorruptError

Array: TypeAlias = NDArray[Any]

MAGIC: Final = b"SVARRAY1"
ALIGNMENT: Final = 64
_TRAILER: Final = struct.Struct("<QQ8s")  # directory offset, directory length, magic number
# What is written at once the system keeps in large pages, of which a fresh process maps more at a
# time: its first answer took 1.4 ms with this buffer, and 2.4 with the usual one.
_BUFFER_BYTES: Final = 1 << 20
_UNSIGNED: Final = ("<u1", "<u2", "<u4", "<u8")


def smallest_unsigned(maximum: int) -> str:
    """Return the narrowest unsigned type that holds `maximum`."""
    return next(name for name in _UNSIGNED if maximum <= np.iinfo(name).max)


class Arrays(Protocol):
    """Named arrays."""

    def get(self, name: str) -> Array | None:
        """Return an array, or None if there is none by this name."""

    def __getitem__(self, name: str) -> Array:
        """Return an array."""


class Region:
    """An array of known length in a file being written; it is filled from its beginning."""

    def __init__(self, file: Any, dtype: str, offset: int) -> None:
        self._file = file
        self._dtype = dtype
        self._end = offset

    def append(self, values: Array) -> None:
        """Write the next values."""
        content = np.ascontiguousarray(values, self._dtype)
        self._file.seek(self._end)
        self._file.write(content.data.cast("B") if content.size else b"")
        self._end += content.nbytes


class ArrayFileWriter:
    """Writes a file of arrays; `extra` holds JSON values kept in its directory."""

    def __init__(self, path: Path, extra: Mapping[str, Any] | None = None) -> None:
        self._file = path.open("w+b", _BUFFER_BYTES)
        self._file.write(MAGIC)
        self._end = len(MAGIC)
        self.extra = dict(extra or {})
        self._directory: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, values: Array, dtype: str | None = None) -> None:
        """Write an array, by default in the narrowest unsigned type that holds it."""
        dtype = dtype or smallest_unsigned(int(values.max()) if values.size else 0)
        self.reserve(name, dtype, len(values)).append(values)

    def reserve(self, name: str, dtype: str, length: int) -> Region:
        """Set space aside for an array that arrives in pieces."""
        offset = -(-self._end // ALIGNMENT) * ALIGNMENT
        self._directory[name] = (dtype, offset, length)
        self._end = offset + length * np.dtype(dtype).itemsize
        return Region(self._file, dtype, offset)

    def get(self, name: str) -> Array | None:
        """Return an array that is complete, or None if there is none by this name."""
        return self[name] if name in self._directory else None

    def __getitem__(self, name: str) -> Array:
        """Return an array that is complete, as a view of the file's pages."""
        dtype, offset, length = self._directory[name]
        if not length:  # the file may end before it
            return np.empty(0, dtype)
        self._file.flush()
        pages = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(pages, dtype, length, offset)

    def close(self) -> None:
        """Write the directory; the file is complete only after this."""
        directory = json.dumps({"arrays": self._directory, "extra": self.extra}).encode()
        self._file.seek(self._end)
        self._file.write(directory + _TRAILER.pack(self._end, len(directory), MAGIC))
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._file.close()


class ArrayFile:
    """A file of arrays, opened for reading; `file[name]` is a read-only view of its pages.

    Raises `IndexCorruptError` if the file is not one of ours or is cut off. The mapping is
    released when the last view of it is.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                self._directory, self.extra = _read_directory(self._pages)
            except (ValueError, KeyError, struct.error) as error:
                raise IndexCorruptError(f"{path.name} is not a complete file of arrays") from error

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def get(self, name: str) -> Array | None:
        """Return an array, or None if there is none by this name."""
        return self[name] if name in self else None  # noqa: SIM401 - this is what get() means

    def __getitem__(self, name: str) -> Array:
        dtype, offset, length = self._directory[name]
        return np.frombuffer(self._pages, dtype, length, offset)

    def release(self) -> None:
        """Let go of the memory that what was read takes; it is read again where it is needed."""
        self._pages.madvise(mmap.MADV_DONTNEED)


def _read_directory(pages: mmap.mmap) -> tuple[dict[str, Any], dict[str, Any]]:
    offset, length, magic = _TRAILER.unpack(pages[-_TRAILER.size :])
    if magic != MAGIC:
        raise ValueError("no trailer")
    content = json.loads(pages[offset : offset + length])
    return content["arrays"], content["extra"]
