"""The stored documents of an index: Whoosh's column of them, memory-mapped."""

import json
import mmap
import pickle
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any
from typing import Final

import numpy as np
from isal import isal_zlib

from index.engines.whoosh.schema import DOCUMENT

_TYPE_CODES: Final = 3  # the last bytes of a column
_HAS_OFFSETS: Final = "X"


class StoredColumn:
    """The stored documents of one segment, as JSON, by their number.

    Layout, as in `whoosh.columns`: each document pickled and compressed, one after the other;
    the length of each; where each begins; the types of both arrays (big-endian, by the codes of
    the module `array`); a mark. Whoosh copies both arrays whenever it opens a column. A damaged
    file can raise anything.
    """

    def __init__(self, path: Path, documents: int) -> None:
        with path.open("rb") as file:
            self._pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length_code, offset_code, mark = list(self._pages[-_TYPE_CODES:].decode("ascii"))
        if mark != _HAS_OFFSETS:
            raise ValueError(f"{path.name} does not say where documents begin")
        end = len(self._pages) - _TYPE_CODES
        starts = []
        for code in (offset_code, length_code):
            end -= np.dtype(code).itemsize * documents
            starts.append(np.frombuffer(self._pages, f">{code}", documents, end))
        self._offsets, self._lengths = starts

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, number: int) -> str:
        begin = int(self._offsets[number])
        fields = pickle.loads(
            isal_zlib.decompress(self._pages[begin : begin + int(self._lengths[number])])
        )
        document: str = fields[DOCUMENT]
        return document


class StoredDocuments:
    """The stored documents of all segments; threads may share them."""

    def __init__(self, columns: Sequence[StoredColumn]) -> None:
        self._columns = columns
        self._firsts = list(accumulate(map(len, columns[:-1]), initial=0))

    def fetch(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return the documents, in the order of the keys; damaged files can raise anything."""
        return [json.loads(self._stored(key)) for key in keys]

    def _stored(self, key: int) -> str:
        segment = bisect_right(self._firsts, key) - 1
        return self._columns[segment][key - self._firsts[segment]]
