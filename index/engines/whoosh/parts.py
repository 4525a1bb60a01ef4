"""Some documents, and all that an index keeps of them: a batch, or a segment."""

from collections.abc import Iterator
from itertools import compress
from pathlib import Path

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.dictionary import read_terms
from index.engines.whoosh.keywords import Keywords
from index.engines.whoosh.records import read_records


class Part:
    """The documents of one file of arrays, or those of them that are `kept`, numbered from 0.

    `stored` is the file of the stored documents; `kept` has a flag for each document of the
    files. Nothing is read before it is asked for, and nothing stays mapped when it was used: a
    build has many parts.
    """

    def __init__(self, path: Path, stored: Path, kept: Array | None = None) -> None:
        self.path = path
        self._stored = stored
        if kept is None:
            kept = np.ones(self.arrays.extra["documents"], np.bool_)
        self.kept = kept
        self.documents = int(self.kept.sum())
        self.is_whole = self.documents == len(self.kept)

    @property
    def arrays(self) -> ArrayFile:
        """The file, opened anew."""
        return ArrayFile(self.path)

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self.path.stat().st_size

    def of(self, kept: Array) -> "Part":
        """Return the part of the flagged documents; there is a flag for each."""
        return Part(self.path, self._stored, kept)

    def whole(self) -> "Part":
        """Return the part of all documents of the file."""
        return Part(self.path, self._stored)

    def terms(self, field: str) -> list[bytes]:
        """Return all terms of a field in byte order; some may have no list."""
        return read_terms(self.arrays, field)

    def lengths(self, field: str) -> Array:
        """Return the length of each document in a field, in Whoosh's steps."""
        lengths = self.arrays[f"{field}/lengths"]
        return lengths if self.is_whole else lengths[self.kept]

    def keywords(self) -> Keywords:
        """Return ids, digests, facets and dates."""
        keywords = Keywords.read(self.arrays)
        return keywords if self.is_whole else keywords.of(self.kept)

    def records(self) -> Iterator[bytes]:
        """Yield the stored documents as records."""
        return compress(read_records(self._stored, len(self.kept)), self.kept)
