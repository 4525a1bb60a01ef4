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
from index.engines.whoosh.domain import flagged
from index.engines.whoosh.domain import where
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.postings import ragged
from index.engines.whoosh.postings import running_total

WORD_BITS: Final = 64
_WORD_SHIFT: Final = 6  # 2**6 bits
_BITS: Final = np.uint64(1) << np.arange(WORD_BITS, dtype=np.uint64)
# Bits are counted if more than one document in `BITS_SHARE` is in the answer.
BITS_SHARE: Final = 8
# A facet of more values keeps no bits, and is always counted one by one.
MOST_BIT_VALUES: Final = 512

# So many values of a document stand in a row of a table; few documents have more.
BESIDE: Final = 8

ALL: Final = "facets"  # the name of the arrays that hold all facets together


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
    """Write the bits of each facet, and the values of all facets document by document."""
    first = 0
    numbered = []
    for facet, one in facets.items():
        count = len(one.names)
        if count <= MOST_BIT_VALUES:
            bits = [_packed(one.docs[one.values == value], documents) for value in range(count)]
            out.add(f"{facet}/bits", np.concatenate([np.empty(0, "<u8"), *bits]), "<u8")
        numbered.append(one.values.astype(np.uint32) + np.uint32(first))
        first += count
    docs = np.concatenate([one.docs for one in facets.values()])
    order = np.argsort(docs, kind="stable")
    out.add(f"{ALL}/values", np.concatenate(numbered)[order])
    out.add(f"{ALL}/starts", running_total(np.bincount(docs, minlength=documents)))


class DocumentSet:
    """An ascending list of documents, and the same as bits; for facets to count."""

    def __init__(self, docs: Array, documents: int) -> None:
        self.docs = docs
        self.is_large = len(docs) * BITS_SHARE > documents
        self._documents = documents

    @cached_property
    def bits(self) -> Array:
        """One bit for each document of the index."""
        return _packed(self.docs, self._documents)


class Facet:
    """One facet of a segment."""

    def __init__(self, segment: Contents, name: str) -> None:
        self._field = segment.keywords[name]
        self._names = [
            self._field.dictionary.term(number).decode()
            for number in range(len(self._field.dictionary))
        ]
        self._documents = segment.documents
        self.bits: Array | None = None  # a row of bits for each value
        if f"{name}/bits" in segment.arrays:
            words = -(-self._documents // WORD_BITS)
            self.bits = segment.arrays[f"{name}/bits"].reshape(len(self._names), words)

    def __len__(self) -> int:
        return len(self._names)

    def documents_with(self, values: Sequence[str]) -> Array:
        """Return the documents that have one of the values, ascending."""
        numbers = self._numbers(values)
        if len(numbers) == 1:
            return self._field.docs_of(numbers[0])
        return np.flatnonzero(self._flags(numbers))

    def has(self, docs: Array, values: Sequence[str]) -> Array:
        """Return for each of the documents whether it has one of the values."""
        numbers = self._numbers(values)
        if self.bits is None:
            return self._flags(numbers).take(docs)
        words, masks = docs >> _WORD_SHIFT, _BITS.take(docs & (WORD_BITS - 1))
        found = np.zeros(len(docs), np.bool_)
        for number in numbers:
            found |= (self.bits[number].take(words) & masks) != 0
        return found

    def frequency(self, values: Sequence[str]) -> int:
        """Return how many documents have one of the values, at most."""
        return sum(map(self._field.document_frequency, self._numbers(values)))

    def named(self, counts: Array) -> dict[str, int]:
        """Return counts by the name of their value, without zeros."""
        numbers = counts.tolist()
        return dict(compress(zip(self._names, numbers, strict=True), numbers))

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
        self._facets = {name: Facet(segment, name) for name in names}
        ends = running_total(np.array([len(facet) for facet in self._facets.values()]))
        self._spans = dict(zip(names, pairwise(ends.tolist()), strict=True))
        self._total = int(ends[-1])
        self._documents = segment.documents
        self._looked_at = 0
        self._values = segment.arrays[f"{ALL}/values"]
        self._starts = segment.arrays[f"{ALL}/starts"]

    def __getitem__(self, name: str) -> Facet:
        """Return a facet; raises ValueError if the index has none by this name."""
        try:
            return self._facets[name]
        except KeyError:
            raise ValueError(f"no facet {name!r}; there are {', '.join(self._facets)}") from None

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
            name: facet.named(counts[slice(*self._spans[name])])
            for name, facet in zip(names, facets, strict=True)
        }

    def _count_one_by_one(self, docs: Array) -> Array:
        # The table is made as soon as counting without it has looked at as many documents as
        # it has rows: a process that answers a single question is not to wait for it.
        if self._looked_at < self._documents:
            self._looked_at += len(docs)
            return np.bincount(self._values_of(docs), minlength=self._total)
        rows = self._table.take(docs, axis=0)
        counts = np.bincount(rows.ravel(), minlength=self._total + BESIDE + 1)
        if counts[-1]:
            longer = docs.take(where(rows[:, 0] == self._total + BESIDE))
            counts += np.bincount(self._values_of(longer), minlength=len(counts))
        return counts

    def _values_of(self, docs: Array) -> Array:
        begins = self._starts.take(docs).astype(np.int64)
        lengths = self._starts.take(docs + 1) - begins
        return self._values.take(ragged(begins, lengths))

    @cached_property
    def _table(self) -> Array:
        """The values of each document in a row; what is free in it holds numbers beyond them.

        The last of these numbers begins the row of a document with too many values for it.
        """
        starts, lengths = self._starts[:-1], np.diff(self._starts)
        last = self._total + BESIDE
        table = np.empty((len(lengths), BESIDE), smallest_unsigned(last))
        for column in range(BESIDE):
            values = self._values.take(starts + column, mode="clip")
            is_there = (column < lengths) & (lengths <= BESIDE)
            table[:, column] = np.where(is_there, values, self._total + column)
        table[lengths > BESIDE, 0] = last
        return table


def _shared_bits(rows: Array, bits: Array) -> Array:
    counts: Array = np.bitwise_count(rows & bits).sum(axis=1, dtype=np.uint32)
    return counts


def _packed(docs: Array, documents: int) -> Array:
    """Return one bit for each document, in words; set for those in `docs`."""
    flags = flagged(docs, -(-documents // WORD_BITS) * WORD_BITS)
    return np.packbits(flags, bitorder="little").view("<u8")
