"""Posting lists as arrays, while an index is built."""

from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter

_WORD_BITS = 64


@dataclass(frozen=True, slots=True)
class PostingLists:
    """The posting lists of one field, in ascending order of their keys.

    A key is the number of a term, or of two terms for a pair. List i holds postings `starts[i]`
    to `starts[i + 1]`; a posting is a document with how often it holds the term. `positions`
    follow each other posting by posting.
    """

    keys: Array
    starts: Array
    docs: Array
    freqs: Array
    positions: Array | None = None

    def position_starts(self) -> Array:
        """Return where the positions of each list begin, and where the last ones end."""
        return running_total(self.freqs)[self.starts]

    def of(self, chosen: Array) -> "PostingLists":
        """Return the lists of the flagged documents, numbered anew, without empty lists."""
        kept = chosen[self.docs]
        numbers = running_total(chosen)[:-1].astype(np.uint32)
        starts = running_total(kept)[self.starts]
        filled = np.diff(starts) > 0
        return PostingLists(
            keys=self.keys[filled],
            starts=np.append(starts[:-1][filled], starts[-1]),
            docs=numbers[self.docs[kept]],
            freqs=self.freqs[kept],
            positions=None if self.positions is None else self.positions[kept.repeat(self.freqs)],
        )

    def write(self, out: ArrayFileWriter, name: str, *, keys: bool) -> None:
        """Write the lists under a name; without `keys` where they just count from 0."""
        if keys:
            out.add(f"{name}/keys", self.keys, "<u8")
        out.add(f"{name}/starts", self.starts)
        out.add(f"{name}/docs", self.docs)
        out.add(f"{name}/freqs", self.freqs)
        if self.positions is not None:
            out.add(f"{name}/positions", self.positions)

    @classmethod
    def read(cls, arrays: ArrayFile, name: str) -> "PostingLists":
        """Read what `write` wrote, or the field of a segment."""
        starts = arrays[f"{name}/starts"]
        keys = arrays.get(f"{name}/keys")
        return cls(
            keys=np.arange(len(starts) - 1, dtype=np.uint64) if keys is None else keys,
            starts=starts,
            docs=arrays[f"{name}/docs"],
            freqs=arrays[f"{name}/freqs"],
            positions=arrays.get(f"{name}/positions"),
        )


def invert(keys: Array, docs: Array, positions: Array | None = None) -> PostingLists:
    """Turn tokens in order of document and position into posting lists."""
    order = _stable_order(keys)
    keys, docs = keys[order], docs[order]
    postings = np.flatnonzero(_changes(keys) | _changes(docs))
    keys_of_postings = keys[postings]
    lists = np.flatnonzero(_changes(keys_of_postings))
    return PostingLists(
        keys=keys_of_postings[lists],
        starts=np.append(lists, len(postings)),
        docs=docs[postings],
        freqs=np.diff(postings, append=len(keys)),
        positions=None if positions is None else positions[order],
    )


def running_total(lengths: Array) -> Array:
    """Return the sums of the first 0, 1, 2, ... lengths."""
    totals = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=totals[1:])
    return totals


def ragged(starts: Array, lengths: Array) -> Array:
    """Return the indexes starts[0], starts[0] + 1, ..., then those of the next slice, and so on."""
    totals = running_total(lengths)
    return np.repeat(starts - totals[:-1], lengths) + np.arange(totals[-1])


def _stable_order(keys: Array) -> Array:
    """Sort by key, then by place; packing both into one word is several times quicker."""
    places = len(keys).bit_length()
    if not len(keys) or int(keys.max()).bit_length() + places > _WORD_BITS:
        return np.argsort(keys, kind="stable")
    packed = (keys.astype(np.uint64) << np.uint64(places)) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return (packed & np.uint64((1 << places) - 1)).astype(np.intp)


def _changes(values: Array) -> Array:
    changed = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
