"""Posting lists as arrays, while an index is built."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import Arrays
from index.spans import places_in
from index.spans import running_total

_DIGIT_BITS = 16


@dataclass(frozen=True, slots=True)
class PostingLists:
    """The posting lists of one field, in ascending order of their keys.

    A key is the number of a term, or of two terms for a pair. List i holds postings `starts[i]`
    to `starts[i + 1]`; a posting is a document with how often it holds the term. `positions`
    follow each other posting by posting; those of list i begin at `position_starts[i]`.
    """

    keys: Array
    starts: Array
    docs: Array
    freqs: Array
    positions: Array | None = None
    position_starts: Array | None = None

    @property
    def lengths(self) -> Array:
        """How many postings each list has."""
        return np.diff(self.starts)

    def common(self, documents: int, share: int) -> Array:
        """Return the places of the lists that more than one of the documents in `share` is in."""
        places: Array = (self.lengths * share > documents).nonzero()[0]
        return places

    def postings(self, place: int) -> tuple[Array, Array]:
        """Return the documents and frequencies of one list."""
        own = slice(*self.starts[place : place + 2].tolist())
        return self.docs[own], self.freqs[own]

    def between(self, low: int, high: int) -> "PostingLists":
        """Return the lists whose keys are in [low, high)."""
        first, last = np.searchsorted(self.keys, np.array([low, high], np.uint64)).tolist()
        begin, end = self.starts[first], self.starts[last]
        lists = PostingLists(
            keys=self.keys[first:last],
            starts=self.starts[first : last + 1].astype(np.int64) - int(begin),
            docs=self.docs[begin:end],
            freqs=self.freqs[begin:end],
        )
        if self.positions is None or self.position_starts is None:
            return lists
        starts = self.position_starts[first : last + 1].astype(np.int64)
        return replace(
            lists,
            positions=self.positions[starts[0] : starts[-1]],
            position_starts=starts - starts[0],
        )

    def of(self, chosen: Array) -> "PostingLists":
        """Return the lists of the flagged documents, numbered anew, without empty lists."""
        kept = chosen[self.docs]
        numbers = running_total(chosen)[:-1].astype(np.uint32)
        starts = running_total(kept)[self.starts]
        filled = np.diff(starts) > 0
        lists = PostingLists(
            keys=self.keys[filled],
            starts=np.append(starts[:-1][filled], starts[-1]),
            docs=numbers[self.docs[kept]],
            freqs=self.freqs[kept],
        )
        if self.positions is None:
            return lists
        return with_positions(lists, self.positions[kept.repeat(self.freqs)])

    def write(self, out: ArrayFileWriter, name: str, *, keys: bool) -> None:
        """Write the lists under a name; without `keys` where they just count from 0."""
        if keys:
            out.add(f"{name}/keys", self.keys, "<u8")
        out.add(f"{name}/starts", self.starts)
        out.add(f"{name}/docs", self.docs)
        out.add(f"{name}/freqs", self.freqs)
        if self.positions is not None and self.position_starts is not None:
            out.add(f"{name}/positions", self.positions)
            out.add(f"{name}/position_starts", self.position_starts)

    @classmethod
    def read(cls, arrays: Arrays, name: str) -> "PostingLists":
        """Read what `write` wrote, or the field of a segment."""
        starts = arrays[f"{name}/starts"]
        keys = arrays.get(f"{name}/keys")
        return cls(
            keys=np.arange(len(starts) - 1, dtype=np.uint64) if keys is None else keys,
            starts=starts,
            docs=arrays[f"{name}/docs"],
            freqs=arrays[f"{name}/freqs"],
            positions=arrays.get(f"{name}/positions"),
            position_starts=arrays.get(f"{name}/position_starts"),
        )


def with_positions(lists: PostingLists, positions: Array) -> PostingLists:
    """Return the lists with the positions of all their postings."""
    starts = running_total(lists.freqs)[lists.starts]
    return replace(lists, positions=positions, position_starts=starts)


def merged(parts: Sequence[PostingLists]) -> PostingLists:
    """Return the lists of all parts by their keys; of one key, those of the first part come first.

    Only the keys are sorted, which are in order part by part: a stable sort finds that out.
    """
    if len(parts) == 1:
        return parts[0]
    keys = np.concatenate([part.keys for part in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys.take(order)
    firsts = np.flatnonzero(_changes(keys))
    bounds = np.append(firsts, len(keys))
    places, starts = _strung([part.starts for part in parts], order)
    lists = PostingLists(
        keys=keys.take(firsts),
        starts=starts.take(bounds),
        docs=np.concatenate([part.docs for part in parts]).take(places),
        freqs=np.concatenate([part.freqs for part in parts]).take(places),
    )
    positions = [part.positions for part in parts if part.positions is not None]
    if len(positions) < len(parts):
        return lists
    position_starts = [part.position_starts for part in parts if part.position_starts is not None]
    places, starts = _strung(position_starts, order)
    return replace(
        lists,
        positions=np.concatenate(positions).take(places),
        position_starts=starts.take(bounds),
    )


def _strung(starts: Sequence[Array], order: Array) -> tuple[Array, Array]:
    """String lists of several parts together in a new order: the old place of each value, where each starts.

    `starts` are those of the lists of each part; the values of the parts follow each other.
    """
    lengths = np.concatenate([np.diff(own) for own in starts]).take(order)
    firsts = running_total(np.array([own[-1] for own in starts]))[:-1]
    begins = np.concatenate([own[:-1] + first for own, first in zip(starts, firsts, strict=True)])
    return places_in(begins.take(order), lengths)


def invert(keys: Array, docs: Array) -> PostingLists:
    """Turn keys and the documents that hold them, in ascending order, into posting lists."""
    order = stable_order(keys)
    return collected(keys.take(order), docs.take(order))


def collected(keys: Array, docs: Array, positions: Array | None = None) -> PostingLists:
    """Turn tokens in order of key, document and position into posting lists."""
    is_first = _changes(keys)
    postings = np.flatnonzero(is_first | _changes(docs))
    lists = np.flatnonzero(is_first.take(postings))
    starts = np.append(lists, len(postings))
    bounds = np.append(postings, len(keys))
    return PostingLists(
        keys=keys.take(postings.take(lists)),
        starts=starts,
        docs=docs.take(postings),
        freqs=np.diff(bounds),
        positions=positions,
        position_starts=None if positions is None else bounds.take(starts),
    )


def stable_order(keys: Array) -> Array:
    """Return the places of unsigned keys from the smallest to the largest; equal ones stay in order.

    NumPy sorts 16 bits by counting, several times as fast as more of them by comparing.
    """
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(_DIGIT_BITS, int(keys.max(initial=0)).bit_length(), _DIGIT_BITS):
        digits = (keys >> shift).astype(np.uint16).take(order)
        order = order.take(np.argsort(digits, kind="stable"))
    return order


def _changes(values: Array) -> Array:
    changed = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
