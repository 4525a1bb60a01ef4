"""Ids, facets and dates: what a document is looked up, filtered and counted by.

They are gathered in memory for all documents of a build; only tokens are too many for that.
"""

from array import array
from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.dictionary import write_terms
from index.engines.whoosh.facets import FacetValues
from index.engines.whoosh.facets import write_facets
from index.engines.whoosh.order import write_ranks
from index.engines.whoosh.postings import invert
from index.engines.whoosh.postings import ragged
from index.engines.whoosh.postings import running_total
from index.engines.whoosh.schema import DATE_FIELD
from index.engines.whoosh.schema import DATE_KEY
from index.engines.whoosh.schema import ID
from index.fields import FACETS
from index.fields import UNKNOWN
from index.models import Document


class FacetBuffer:
    """The values of one facet, document after document."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values = array("I")
        self._counts = array("I")

    def add(self, values: Sequence[str]) -> None:
        """Append the values of the next document; repeats count once."""
        distinct = dict.fromkeys(values)
        self._values.extend(
            self._numbers.setdefault(value, len(self._numbers)) for value in distinct
        )
        self._counts.append(len(distinct))

    def write(self, out: ArrayFileWriter, facet: str, kept: Array) -> FacetValues:
        """Write the terms of the facet of the documents in `kept`; return its values."""
        counts = np.array(self._counts, np.int64)
        chosen = ragged(running_total(counts)[kept], counts[kept])
        names, values = _in_byte_order(list(self._numbers), np.array(self._values)[chosen])
        docs = np.repeat(np.arange(len(kept), dtype=np.uint32), counts[kept])
        write_keywords(out, facet, names, values, docs)
        return FacetValues(facet, len(names), values, docs)


class KeywordBuffers:
    """Ids, facets and dates of all documents of a build, those replaced or removed included."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._facets = {facet: FacetBuffer() for facet in FACETS}
        self._dates = array("I")

    def add(self, document: Document) -> None:
        """Append the next document, which was checked."""
        self._ids.append(document.id)
        self._dates.append(document.date_key)
        for facet, buffer in self._facets.items():
            buffer.add(document.facets[facet])

    def write(self, out: ArrayFileWriter, kept: Array) -> None:
        """Write ids, facets and dates of the documents in `kept`."""
        docs = np.arange(len(kept), dtype=np.uint32)
        ids, numbers = _in_byte_order([self._ids[doc] for doc in kept.tolist()], docs)
        write_keywords(out, ID, ids, numbers, docs)
        dates = np.array(self._dates)[kept]
        out.add(f"{DATE_KEY}/column", dates, "<u4")
        distinct, numbers = np.unique(dates, return_inverse=True)
        terms = [DATE_FIELD.to_bytes(date) for date in distinct.tolist()]
        write_keywords(out, DATE_KEY, terms, numbers, docs)
        written = [buffer.write(out, facet, kept) for facet, buffer in self._facets.items()]
        write_facets(out, written, len(kept))
        write_ranks(out, dates)


def check(document: Document) -> None:
    """Raise ValueError if a document cannot be indexed by id, facets and date."""
    for facet in FACETS:
        if not document.facets.get(facet):
            raise ValueError(
                f"document {document.id!r} has no value for facet {facet}; give {UNKNOWN!r}"
            )
    if not 0 <= document.date_key < 1 << 32:
        raise ValueError(f"document {document.id!r} has date key {document.date_key}: not a date")
    for text in (document.id, *(value for facet in FACETS for value in document.facets[facet])):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            message = f"document {document.id!r}: {text!r} holds half of a surrogate pair"
            raise ValueError(message) from error


def write_keywords(
    out: ArrayFileWriter, name: str, terms: Sequence[bytes], numbers: Array, docs: Array
) -> None:
    """Write a field of terms without frequencies; posting i says that docs[i] holds numbers[i]."""
    lists = invert(numbers, docs)
    write_terms(out, name, terms)
    out.add(f"{name}/starts", lists.starts)
    out.add(f"{name}/docs", lists.docs, "<u4")


def _in_byte_order(texts: Sequence[str], numbers: Array) -> tuple[list[bytes], Array]:
    """Return the texts that `numbers` refer to, as sorted bytes, and the numbers in that order."""
    used = np.unique(numbers)
    encoded = [texts[number].encode() for number in used.tolist()]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ranks = np.empty(len(encoded), np.uint32)
    ranks[order] = np.arange(len(encoded), dtype=np.uint32)
    return [encoded[place] for place in order], ranks[np.searchsorted(used, numbers)]
