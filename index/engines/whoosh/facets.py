"""Facets: which documents have a value, and how many documents of an answer have each.

Two ways to count, both exact: the values of a few documents are counted one by one, of all
facets at once, from a table with the values of each document in a row; for many documents, a
bit of each is compared with the bits of each value, 64 documents at a time.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from itertools import pairwise
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import smallest_unsigned
from index.engines.whoosh.bits import held_by_any
from index.engines.whoosh.bits import packed
from index.engines.whoosh.bits import words
from index.engines.whoosh.dictionary import read_terms
from index.engines.whoosh.domain import where
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.rows import BITS
from index.spans import places_in
from index.spans import running_total

# Bits are counted if more than one document in `COUNTED_SHARE` is in the answer.
COUNTED_SHARE: Final = 8
# A facet of more values keeps no bits, and is always counted one by one.
MOST_BIT_VALUES: Final = 512

# So many values of a document stand in a row of a table; few documents have more.
BESIDE: Final = 8

# The number of the first value of each facet, in order; at the end, of all values.
_FIRSTS: Final = "facets/firsts"
_VALUES: Final = "facets/values"  # document by document
_STARTS: Final = "facets/starts"  # of each document, in `_VALUES`
_TABLE: Final = "facets/table"  # the same in rows


@dataclass(frozen=True, slots=True)
class FacetValues:
    """The values of one facet: document `docs[i]` has that of name `values[i]`; `docs` ascend.

    `names` are in byte order.
    """

    names: list[bytes]
    values: Array
    docs: Array

    def of(self, chosen: Array) -> "FacetValues":
        """Return those of the flagged documents, numbered anew, without names nobody has."""
        kept = chosen[self.docs]
        used, values = np.unique(self.values[kept], return_inverse=True)
        return FacetValues(
            names=[self.names[value] for value in used.tolist()],
            values=values.astype(np.uint32),
            docs=running_total(chosen)[self.docs[kept]].astype(np.uint32),
        )


def write_facets(out: ArrayFileWriter, facets: Mapping[str, FacetValues], documents: int) -> None:
    """Write the values of all facets document by document."""
    firsts = running_total(np.array([len(one.names) for one in facets.values()]))
    out.add(_FIRSTS, firsts)
    numbered = zip(facets.values(), firsts[:-1].astype(np.uint32), strict=True)
    values = np.concatenate([one.values + first for one, first in numbered])
    docs = np.concatenate([one.docs for one in facets.values()])
    values = values[np.argsort(docs, kind="stable")]
    starts = running_total(np.bincount(docs, minlength=documents))
    out.add(_VALUES, values)
    out.add(_STARTS, starts)
    table = _table(values, starts, int(firsts[-1]))
    out.add(_TABLE, table.reshape(-1), table.dtype.str)


def _table(values: Array, starts: Array, total: int) -> Array:
    """Return the values of each document in a row; what is free in it holds numbers beyond them.

    The last of these numbers begins the row of a document with too many values for it.
    """
    lengths = np.diff(starts)
    fits = lengths <= BESIDE
    last = total + BESIDE
    table = np.empty((len(lengths), BESIDE), smallest_unsigned(last))
    table[:] = np.arange(total, last)
    table[~fits, 0] = last
    docs = np.repeat(np.arange(len(lengths)), lengths)
    columns = np.arange(len(values)) - np.repeat(starts[:-1], lengths)
    kept = fits[docs]
    table[docs[kept], columns[kept]] = values[kept]
    return table


class DocumentSet:
    """An ascending list of documents, and the same as bits; for facets to count."""

    def __init__(self, docs: Array, documents: int) -> None:
        self.docs = docs
        self.is_large = len(docs) * COUNTED_SHARE > documents
        self._documents = documents

    @cached_property
    def bits(self) -> Array:
        """One bit for each document of the index."""
        return packed(self.docs, self._documents)


class Facet:
    """One facet of a segment."""

    def __init__(self, segment: Contents, name: str, span: tuple[int, int]) -> None:
        self.span = span  # the numbers of its values among those of all facets, [low, high)
        self.name = name
        self._field = segment.field(name)
        self._arrays = segment.arrays
        self._documents = segment.documents
        self.bits: Array | None = None  # a row of bits for each value
        if (bits := segment.arrays.get(f"{name}/{BITS}")) is not None:
            self.bits = bits.reshape(span[1] - span[0], words(self._documents))

    def documents_with(self, values: Sequence[str]) -> Array:
        """Return the documents that have one of the values, ascending."""
        numbers = self._numbers(values)
        if len(numbers) == 1:
            return self._field.docs_of(numbers[0])
        return np.flatnonzero(self._flags(numbers))

    def has(self, docs: Array, values: Sequence[str]) -> Array:
        """Return for each of the documents whether it has one of the values."""
        numbers = self._numbers(values)
        if len(numbers) == 1 and (row := self._field.row_of(numbers[0])) is not None:
            return row.take(docs).view(np.bool_)
        if self.bits is None:
            return self._flags(numbers).take(docs)
        return held_by_any([self.bits[number] for number in numbers], docs)

    def frequency(self, values: Sequence[str]) -> int:
        """Return how many documents have one of the values, at most."""
        return sum(map(self._field.document_frequency, self._numbers(values)))

    def named(self, counts: Array) -> dict[str, int]:
        """Return counts by the name of their value, without zeros."""
        if self.bits is None:  # few of so many values are there
            counted = where(counts)
            names = map(self._names.__getitem__, counted.tolist())
            return dict(zip(names, counts.take(counted).tolist(), strict=True))
        numbers = counts.tolist()
        return dict(compress(zip(self._names, numbers, strict=True), numbers))

    @cached_property
    def _names(self) -> list[str]:
        return [term.decode() for term in read_terms(self._arrays, self.name)]

    def _numbers(self, values: Sequence[str]) -> list[int]:
        numbers = map(self._field.find, dict.fromkeys(values))
        return [number for number in numbers if number is not None]

    def _flags(self, numbers: Sequence[int]) -> Array:
        flags = np.zeros(self._documents, np.bool_)
        for number in numbers:
            flags[self._field.docs_of(number)] = True
        return flags


class Facets:
    """All facets of a segment."""

    def __init__(self, segment: Contents, names: Sequence[str]) -> None:
        self._segment = segment
        firsts = segment.arrays[_FIRSTS].tolist()
        self._total = firsts[-1]
        self._spans = dict(zip(names, pairwise(firsts), strict=True))
        self._facets: dict[str, Facet] = {}  # those that were asked for
        self._values = segment.arrays[_VALUES]
        self._starts = segment.arrays[_STARTS]
        self._table = segment.arrays[_TABLE].reshape(-1, BESIDE)

    def __getitem__(self, name: str) -> Facet:
        """Return a facet; raises ValueError if the index has none by this name."""
        if name not in self._facets:
            if name not in self._spans:
                raise ValueError(f"no facet {name!r}; there are {', '.join(self._spans)}")
            self._facets[name] = Facet(self._segment, name, self._spans[name])
        return self._facets[name]

    def count(self, chosen: DocumentSet, names: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return for each facet how many of the documents have each value, without zeros."""
        facets = [self[name] for name in names]
        if chosen.is_large and all(facet.bits is not None for facet in facets):
            return {
                name: facet.named(_shared_bits(facet.bits, chosen.bits))
                for name, facet in zip(names, facets, strict=True)
                if facet.bits is not None
            }
        counts = self._count_one_by_one(chosen.docs) if names else np.empty(0, np.intp)
        return {
            name: facet.named(counts[slice(*facet.span)])
            for name, facet in zip(names, facets, strict=True)
        }

    def _count_one_by_one(self, docs: Array) -> Array:
        rows = self._table.take(docs, axis=0)
        counts = np.bincount(rows.ravel(), minlength=self._total + BESIDE + 1)
        if counts[-1]:
            longer = docs.take(where(rows[:, 0] == self._total + BESIDE))
            counts += np.bincount(self._values_of(longer), minlength=len(counts))
        return counts

    def _values_of(self, docs: Array) -> Array:
        begins = self._starts.take(docs).astype(np.int64)
        lengths = self._starts.take(docs + 1) - begins
        return self._values.take(places_in(begins, lengths)[0])


def _shared_bits(rows: Array, bits: Array) -> Array:
    counts: Array = np.bitwise_count(rows & bits).sum(axis=1, dtype=np.uint32)
    return counts
