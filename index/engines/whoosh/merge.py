"""Batches → the arrays of one segment.

Posting lists are not sorted again: where each posting goes is counted, then they are
scattered there field by field and block by block, so that memory stays bounded.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import smallest_unsigned
from index.engines.whoosh.dictionary import PAIR_SHIFT
from index.engines.whoosh.dictionary import write_terms
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import ragged
from index.engines.whoosh.postings import running_total

# Postings or positions of the merged arrays that are held in memory at once.
BLOCK_SIZE: Final = 16_000_000
# A term is common if more than one document in so many holds it.
DENSE_SHARE: Final = 8


@dataclass(frozen=True, slots=True)
class _Part:
    """What a batch gives to a merged array: list i goes to list `targets[i]`."""

    targets: Array
    starts: Array
    values: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The documents that an index keeps: how many, and by old number their new one."""

    count: int
    numbers: Array


def merge_terms(
    out: ArrayFileWriter,
    name: str,
    terms: Sequence[str],
    batches: Sequence[Path],
    kept: Kept,
    *,
    dense: bool,
) -> tuple[list[bytes], Array]:
    """Merge a given field; `terms` are those of its vocabulary.

    With `dense`, common terms get a row of their own besides their list: how often each document
    of the index holds them. Returns the terms in use, in byte order, and the new number of each
    old one.
    """
    encoded = [term.encode() for term in terms]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ranks = np.empty(len(encoded), np.uint64)
    ranks[order] = np.arange(len(encoded), dtype=np.uint64)
    used = _merge_lists(out, name, batches, kept, ranks.take, dense=dense)
    in_use = [encoded[order[rank]] for rank in used.tolist()]
    write_terms(out, name, in_use)
    return in_use, np.searchsorted(used, ranks).astype(np.uint64)


def merge_pairs(
    out: ArrayFileWriter, name: str, numbers: Array, batches: Sequence[Path], kept: Kept
) -> None:
    """Merge a field of pairs; `numbers` are the new numbers of the single terms."""
    shift = np.uint64(PAIR_SHIFT)
    low = np.uint64((1 << PAIR_SHIFT) - 1)

    def renumbered(keys: Array) -> Array:
        pairs: Array = (numbers[keys >> shift] << shift) | numbers[keys & low]
        return pairs

    keys = _merge_lists(out, name, batches, kept, renumbered, dense=False)
    out.add(f"{name}/keys", keys, "<u8")


def _merge_lists(
    out: ArrayFileWriter,
    name: str,
    batches: Sequence[Path],
    kept: Kept,
    renumbered: Callable[[Array], Array],
    *,
    dense: bool,
) -> Array:
    """Write the merged lists of a field; return their new keys in order."""
    parts = [PostingLists.read(ArrayFile(path), name) for path in batches]
    keys = _distinct(parts, renumbered)
    targets = [np.searchsorted(keys, renumbered(part.keys)).astype(np.uint32) for part in parts]
    postings = [
        _Part(to, part.starts, (part.docs, part.freqs))
        for to, part in zip(targets, parts, strict=True)
    ]
    starts = _merged_starts(len(keys), postings)
    out.add(f"{name}/starts", starts)
    doc_region = out.reserve(f"{name}/docs", "<u4", int(starts[-1]))
    freq_type = _widest([part.freqs for part in parts])
    freq_region = out.reserve(f"{name}/freqs", freq_type, int(starts[-1]))
    rows = _Rows(out, name, starts, freq_type, kept.count) if dense else None
    blocks = zip(_blocks(starts), _scattered(starts, postings, ("<u4", freq_type)), strict=True)
    for (low, high), (old_docs, freqs) in blocks:
        docs = kept.numbers[old_docs]
        doc_region.append(docs)
        freq_region.append(freqs)
        if rows:
            rows.append(low, high, docs, freqs)
    if all(part.positions is not None for part in parts):
        _merge_positions(out, name, len(keys), parts, targets)
    return keys


class _Rows:
    """The rows of the common terms of a field, written as the lists come by."""

    def __init__(
        self, out: ArrayFileWriter, name: str, starts: Array, dtype: str, documents: int
    ) -> None:
        self._starts = starts
        self._dtype = dtype
        self._documents = documents
        self._terms = np.flatnonzero(np.diff(starts) * DENSE_SHARE > documents)
        out.add(f"{name}/row_terms", self._terms, "<u4")
        self._region = out.reserve(f"{name}/rows", dtype, len(self._terms) * documents)

    def append(self, low: int, high: int, docs: Array, freqs: Array) -> None:
        """Take the postings of the lists in [low, high)."""
        for term in self._terms[(self._terms >= low) & (self._terms < high)].tolist():
            own = slice(*(self._starts[term : term + 2] - self._starts[low]).tolist())
            row = np.zeros(self._documents, self._dtype)
            row[docs[own]] = freqs[own]
            self._region.append(row)


def _merge_positions(
    out: ArrayFileWriter,
    name: str,
    lists: int,
    batches: Sequence[PostingLists],
    targets: Sequence[Array],
) -> None:
    parts = [
        _Part(to, batch.position_starts(), (batch.positions,))
        for to, batch in zip(targets, batches, strict=True)
        if batch.positions is not None
    ]
    starts = _merged_starts(lists, parts)
    out.add(f"{name}/position_starts", starts)
    dtype = _widest([values for part in parts for values in part.values])
    region = out.reserve(f"{name}/positions", dtype, int(starts[-1]))
    for (positions,) in _scattered(starts, parts, (dtype,)):
        region.append(positions)


def _merged_starts(lists: int, parts: Sequence[_Part]) -> Array:
    lengths = np.zeros(lists, np.int64)
    for part in parts:
        lengths[part.targets] += np.diff(part.starts).astype(np.int64)
    return running_total(lengths)


def _scattered(
    starts: Array, parts: Sequence[_Part], dtypes: tuple[str, ...]
) -> Iterator[tuple[Array, ...]]:
    """Yield the merged arrays, block by block."""
    for low, high in _blocks(starts):
        blocks = tuple(np.empty(int(starts[high] - starts[low]), dtype) for dtype in dtypes)
        cursors = starts[low:high] - starts[low]
        for part in parts:
            chosen = np.flatnonzero((part.targets >= low) & (part.targets < high))
            lists = part.targets[chosen] - low
            begins = part.starts[chosen].astype(np.int64)
            lengths = part.starts[chosen + 1] - begins
            to, origin = ragged(cursors[lists], lengths), ragged(begins, lengths)
            for block, values in zip(blocks, part.values, strict=True):
                block[to] = values[origin]
            cursors[lists] += lengths
        yield blocks


def _blocks(starts: Array) -> Iterator[tuple[int, int]]:
    """Cut the lists into ranges of at most `BLOCK_SIZE` values, but of one list at least."""
    low, end = 0, len(starts) - 1
    while low < end:
        fitting = int(np.searchsorted(starts, starts[low] + BLOCK_SIZE, "right")) - 1
        high = min(max(fitting, low + 1), end)
        yield low, high
        low = high


def _distinct(parts: Sequence[PostingLists], renumbered: Callable[[Array], Array]) -> Array:
    """Return the new keys of all parts in order; in place, for this is a merge's largest array."""
    keys = np.empty(sum(len(part.keys) for part in parts), np.uint64)
    end = 0
    for part in parts:
        begin, end = end, end + len(part.keys)
        keys[begin:end] = renumbered(part.keys)
    keys.sort()
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys


def _widest(arrays: Sequence[Array]) -> str:
    return smallest_unsigned(max((int(a.max()) for a in arrays if a.size), default=0))
