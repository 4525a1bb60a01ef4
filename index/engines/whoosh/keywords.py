"""Ids, digests, facets and dates: what a document is looked up, compared, filtered and counted by."""

from array import array
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.contents import DATES
from index.engines.whoosh.dictionary import read_terms
from index.engines.whoosh.dictionary import write_dictionary
from index.engines.whoosh.facets import MOST_BIT_VALUES
from index.engines.whoosh.facets import FacetValues
from index.engines.whoosh.facets import write_facets
from index.engines.whoosh.order import write_ranks
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import invert
from index.engines.whoosh.rows import write_bits
from index.engines.whoosh.rows import write_frequencies
from index.engines.whoosh.schema import DATE_FIELD
from index.engines.whoosh.schema import DATE_KEY
from index.engines.whoosh.schema import ID
from index.fields import FACETS
from index.fields import UNKNOWN
from index.models import DIGEST_BYTES
from index.models import Document
from index.spans import running_total

DIGESTS: Final = "digest/column"

# A value of a facet has a row if more than one document in so many has it.
ROW_SHARE: Final = 64


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of some documents, numbered from 0.

    `ids`, `dates` and the rows of `digests` stand in the order of the documents.
    """

    ids: list[bytes]
    digests: Array
    dates: Array
    facets: Mapping[str, FacetValues]

    @classmethod
    def read(cls, arrays: ArrayFile) -> "Keywords":
        """Read what `write` wrote."""
        return cls(read_ids(arrays), read_digests(arrays), arrays[DATES], read_facets(arrays))

    def of(self, chosen: Array) -> "Keywords":
        """Return those of the flagged documents, numbered anew."""
        return Keywords(
            ids=[self.ids[doc] for doc in chosen.nonzero()[0].tolist()],
            digests=self.digests[chosen],
            dates=self.dates[chosen],
            facets={facet: values.of(chosen) for facet, values in self.facets.items()},
        )

    def write(self, out: ArrayFileWriter) -> None:
        """Write everything but the digests as fields of terms, too, for Whoosh to find them."""
        docs = np.arange(len(self.ids), dtype=np.uint32)
        order = np.array(sorted(range(len(docs)), key=self.ids.__getitem__), np.uint32)
        write_keywords(out, ID, [self.ids[doc] for doc in order.tolist()], docs, order)
        out.add(DIGESTS, self.digests.reshape(-1), "<u1")
        write_columns(out, self.dates, self.facets)


def joined(parts: Sequence[Keywords]) -> Keywords:
    """Return the keywords of the documents of all parts, one part after the other."""
    return Keywords(
        ids=[one for part in parts for one in part.ids],
        digests=np.concatenate([part.digests for part in parts]),
        dates=np.concatenate([part.dates for part in parts]),
        facets=joined_facets([part.facets for part in parts], [len(part.ids) for part in parts]),
    )


def joined_facets(
    parts: Sequence[Mapping[str, FacetValues]], documents: Sequence[int]
) -> dict[str, FacetValues]:
    """Return the values of all parts, which have so many documents each."""
    firsts = running_total(np.array(documents, np.int64)).tolist()
    return {facet: _joined_values([part[facet] for part in parts], firsts) for facet in FACETS}


def read_ids(arrays: ArrayFile) -> list[bytes]:
    """Return the ids of the documents, in their order."""
    ids = read_terms(arrays, ID)
    return [ids[place] for place in np.argsort(arrays[f"{ID}/docs"]).tolist()]


def read_digests(arrays: ArrayFile) -> Array:
    """Return a row of bytes for each document."""
    return arrays[DIGESTS].reshape(-1, DIGEST_BYTES)


def read_facets(arrays: ArrayFile) -> dict[str, FacetValues]:
    """Return the values of each facet, document after document."""
    return {facet: _read_values(arrays, facet) for facet in FACETS}


def write_columns(out: ArrayFileWriter, dates: Array, facets: Mapping[str, FacetValues]) -> None:
    """Write what answers are filtered, ordered and counted by."""
    docs = np.arange(len(dates), dtype=np.uint32)
    out.add(DATES, dates, "<u4")
    distinct, numbers = np.unique(dates, return_inverse=True)
    terms = [DATE_FIELD.to_bytes(date) for date in distinct.tolist()]
    write_keywords(out, DATE_KEY, terms, numbers, docs)
    for facet, values in facets.items():
        lists = write_keywords(out, facet, values.names, values.values, values.docs)
        write_frequencies(out, facet, lists, len(dates), lists.common(len(dates), ROW_SHARE))
        if len(values.names) <= MOST_BIT_VALUES:
            write_bits(out, facet, lists, len(dates), np.arange(len(values.names)))
    write_facets(out, facets, len(dates))
    write_ranks(out, dates)


def write_keywords(
    out: ArrayFileWriter, name: str, terms: Sequence[bytes], numbers: Array, docs: Array
) -> PostingLists:
    """Write a field of terms without frequencies; posting i says that docs[i] holds numbers[i].

    Returns the posting lists.
    """
    lists = invert(numbers, docs)
    write_dictionary(out, name, terms)
    out.add(f"{name}/starts", lists.starts)
    out.add(f"{name}/docs", lists.docs, "<u4")
    return replace(lists, freqs=np.ones(len(lists.docs), np.uint8))


class KeywordBuffer:
    """Keywords of documents as they come."""

    def __init__(self) -> None:
        self._ids: list[bytes] = []
        self._digests = bytearray()
        self._dates = array("I")
        self._facets = {facet: _ValueBuffer() for facet in FACETS}

    def add(self, document: Document) -> None:
        """Append the next document, which was checked."""
        self._ids.append(document.id.encode())
        self._digests += bytes.fromhex(document.digest)
        self._dates.append(document.date_key)
        for facet, buffer in self._facets.items():
            buffer.add(document.facets[facet])

    def keywords(self) -> Keywords:
        """Return what was gathered."""
        return Keywords(
            ids=self._ids,
            digests=np.array(self._digests, np.uint8).reshape(-1, DIGEST_BYTES),
            dates=np.array(self._dates, np.uint32),
            facets={facet: buffer.values() for facet, buffer in self._facets.items()},
        )


class _ValueBuffer:
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

    def values(self) -> FacetValues:
        """Return what was gathered, its names in byte order."""
        names = [name.encode() for name in self._numbers]
        docs = np.repeat(np.arange(len(self._counts), dtype=np.uint32), self._counts)
        return _in_byte_order(names, np.array(self._values, np.uint32), docs)


def check(document: Document) -> None:
    """Raise ValueError if a document cannot be indexed by id, digest, facets and date."""
    for facet in FACETS:
        if not document.facets.get(facet):
            raise ValueError(
                f"document {document.id!r} has no value for facet {facet}; give {UNKNOWN!r}"
            )
    if not 0 <= document.date_key < 1 << 32:
        raise ValueError(f"document {document.id!r} has date key {document.date_key}: not a date")
    if not _is_digest(document.digest):
        message = f"document {document.id!r} has digest {document.digest!r}: not {DIGEST_BYTES} bytes in hex"
        raise ValueError(message)
    for text in (document.id, *(value for facet in FACETS for value in document.facets[facet])):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            message = f"document {document.id!r}: {text!r} holds half of a surrogate pair"
            raise ValueError(message) from error


def _is_digest(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == DIGEST_BYTES
    except ValueError:
        return False


def _read_values(arrays: ArrayFile, facet: str) -> FacetValues:
    names = read_terms(arrays, facet)
    docs = arrays[f"{facet}/docs"]
    values = np.repeat(np.arange(len(names), dtype=np.uint32), np.diff(arrays[f"{facet}/starts"]))
    order = np.argsort(docs, kind="stable")
    return FacetValues(names, values[order], docs[order])


def _joined_values(parts: Sequence[FacetValues], firsts: Sequence[int]) -> FacetValues:
    names = [name for part in parts for name in part.names]
    begins = running_total(np.array([len(part.names) for part in parts])).tolist()
    values = [part.values + np.uint32(begin) for part, begin in zip(parts, begins, strict=False)]
    docs = [part.docs + np.uint32(first) for part, first in zip(parts, firsts, strict=False)]
    return _in_byte_order(names, np.concatenate(values), np.concatenate(docs))


def _in_byte_order(names: Sequence[bytes], numbers: Array, docs: Array) -> FacetValues:
    """Return values that are numbers of names, which may repeat, as numbers of the sorted names."""
    distinct = sorted(set(names))
    places = {name: place for place, name in enumerate(distinct)}
    renumbered = np.fromiter((places[name] for name in names), np.uint32, len(names))
    return FacetValues(distinct, renumbered.take(numbers), docs)
