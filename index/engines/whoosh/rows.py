"""What common terms have beside their posting lists: a row with a value for each document.

In a row of frequencies, what a query has found already is looked up instead of searched for in
the list. Rows of bits (see `bits`) tell what holds several common terms.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.bits import packed
from index.engines.whoosh.bits import words
from index.engines.whoosh.postings import PostingLists

FREQUENCIES: Final = "rows"
BITS: Final = "bits"

# A term has bits if more than one document in so many holds it: at most twice as large as its list.
BITS_SHARE: Final = 64


class Rows:
    """The rows of one kind that terms of a field have, each of `width` values."""

    def __init__(self, arrays: ArrayFile, name: str, kind: str, width: int) -> None:
        self._values = arrays.get(f"{name}/{kind}")
        self._terms = arrays.get(f"{name}/{kind}_terms")
        self._width = width

    def of(self, number: int) -> Array | None:
        """Return the row of the term with this number; None if it has none."""
        if self._values is None or self._terms is None:
            return None
        at = bisect_left(self._terms.data, number)
        if at == len(self._terms) or self._terms[at] != number:
            return None
        return self._values[at * self._width : (at + 1) * self._width]


def write_frequencies(
    out: ArrayFileWriter, name: str, lists: PostingLists, documents: int, chosen: Array
) -> None:
    """Write how often each document holds some of the terms; `chosen` are their places, ascending."""

    def row(place: int) -> Array:
        docs, freqs = lists.postings(place)
        values = np.zeros(documents, freqs.dtype)
        values[docs] = freqs
        return values

    _write(out, f"{name}/{FREQUENCIES}", chosen, row, lists.freqs.dtype.str, documents)


def write_bits(
    out: ArrayFileWriter, name: str, lists: PostingLists, documents: int, chosen: Array
) -> None:
    """Write which documents hold some of the terms; `chosen` are their places, ascending."""

    def row(place: int) -> Array:
        return packed(lists.postings(place)[0], documents)

    _write(out, f"{name}/{BITS}", chosen, row, "<u8", words(documents))


def _write(
    out: ArrayFileWriter,
    name: str,
    chosen: Array,
    row: Callable[[int], Array],
    dtype: str,
    width: int,
) -> None:
    out.add(f"{name}_terms", chosen, "<u4")
    region = out.reserve(name, dtype, len(chosen) * width)
    for place in chosen.tolist():
        region.append(row(place))
