"""Stored documents as records of Whoosh's own column: made once, then copied as bytes.

The file of a batch and that of a segment are the same: a column of compressed pickles.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from isal import isal_zlib
from whoosh.columns import CompressedBytesColumn
from whoosh.columns import PickleColumn
from whoosh.columns import VarBytesColumn
from whoosh.filedb.structfile import StructFile

from index.engines.whoosh.schema import DOCUMENT

# ISA-L's own scale: as small as zlib's level 1, in a third of its time. Whoosh reads it by zlib.
_LEVEL: Final = 2


class _Column(CompressedBytesColumn):
    """Whoosh's own column of stored fields, but for what compresses them."""

    class Writer(CompressedBytesColumn.Writer):
        """Writes compressed bytes one after the other."""

        def add(self, docnum: int, v: bytes) -> None:
            """Add the bytes of a document."""
            VarBytesColumn.Writer.add(self, docnum, isal_zlib.compress(v, self._level))


_COLUMN: Final = PickleColumn(_Column(_LEVEL))


class RecordWriter:
    """Writes a file of stored documents; it is complete after `finish` only."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._column = _COLUMN.writer(StructFile(self._file))
        self._documents = 0

    def add(self, document: str) -> None:
        """Add the next document."""
        self._column.add(self._documents, {DOCUMENT: document})
        self._documents += 1

    def finish(self) -> None:
        """Write where each document is, and close the file."""
        self._column.finish(self._documents)
        self.close()

    def close(self) -> None:
        """Close the file as it is; calling it twice does no harm."""
        self._file.close()


def read_records(path: Path, documents: int) -> Iterator[bytes]:
    """Yield the records of a file, which has so many documents."""
    with path.open("rb") as file:
        column = _COLUMN.reader(StructFile(file), 0, path.stat().st_size, documents)
        yield from VarBytesColumn.Reader.__iter__(column._child)
