"""Facets: which documents have a value, and how many documents of an answer have each.

Two ways to count, both exact: the values of a few documents are counted one by one; for many
documents, a bit of each is compared with the bits of each value, 64 documents at a time.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.postings import ragged
from index.engines.whoosh.postings import running_total
from index.engines.whoosh.segment import Segment

WORD_BITS: Final = 64
# Bits are counted if more than one document in `BITS_SHARE` is in the answer.
BITS_SHARE: Final = 8
# A facet of more values keeps no bits, and is always counted one by one.
MOST_BIT_VALUES: Final = 512


def write_facet(
    out: ArrayFileWriter, facet: str, names: int, values: Array, docs: Array, documents: int
) -> None:
    """Write the values of each document; `docs` ascend, value i belongs to docs[i]."""
    out.add(f"{facet}/values", values)
    out.add(f"{facet}/value_starts", running_total(np.bincount(docs, minlength=documents)))
    if names <= MOST_BIT_VALUES:
        bits = [_packed(docs[values == value], documents) for value in range(names)]
        out.add(f"{facet}/bits", np.concatenate([np.empty(0, "<u8"), *bits]), "<u8")


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

    def __init__(self, segment: Segment, name: str) -> None:
        self._field = segment.field(name)
        self._names = [
            self._field.dictionary.term(number).decode()
            for number in range(len(self._field.dictionary))
        ]
        self._documents = segment.documents
        self._values = segment.arrays[f"{name}/values"]
        self._starts = segment.arrays[f"{name}/value_starts"]
        self._bits = None
        if f"{name}/bits" in segment.arrays:
            words = -(-self._documents // WORD_BITS)
            self._bits = segment.arrays[f"{name}/bits"].reshape(len(self._names), words)

    def documents_with(self, values: Sequence[str]) -> Array:
        """Return a flag for each document: whether it has one of the values."""
        flags = np.zeros(self._documents, np.bool_)
        for value in values:
            number = self._field.find(value)
            if number is not None:
                flags[self._field.docs_of(number)] = True
        return flags

    def count(self, chosen: DocumentSet) -> dict[str, int]:
        """Return how many of the documents have each value, without zeros."""
        if self._bits is not None and chosen.is_large:
            shared = np.bitwise_count(self._bits & chosen.bits)
            counts = shared.sum(axis=1, dtype=np.uint32)
        else:
            counts = self._count_one_by_one(chosen.docs)
        pairs = zip(self._names, counts.tolist(), strict=True)
        return {name: count for name, count in pairs if count}

    def _count_one_by_one(self, docs: Array) -> Array:
        begins = self._starts.take(docs).astype(np.int64)
        lengths = self._starts.take(docs + 1) - begins
        return np.bincount(self._values.take(ragged(begins, lengths)), minlength=len(self._names))


def _packed(docs: Array, documents: int) -> Array:
    """Return one bit for each document, in words; set for those in `docs`."""
    flags = np.zeros(-(-documents // WORD_BITS) * WORD_BITS, np.bool_)
    flags[docs] = True
    return np.packbits(flags).view("<u8")
