"""Parts → the arrays of one segment.

Posting lists are not sorted again: where each posting goes is counted, then they are
scattered there field by field and block by block, so that memory stays bounded.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.engines.whoosh import keywords
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import smallest_unsigned
from index.engines.whoosh.dictionary import PAIR_SHIFT
from index.engines.whoosh.dictionary import write_terms
from index.engines.whoosh.parts import Part
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import ragged
from index.engines.whoosh.postings import running_total
from index.engines.whoosh.segment import ACCENTS
from index.engines.whoosh.segment import DATES
from index.fields import TEXT_EXACT
from index.fields import TEXT_FOLDED
from index.fields import TOKEN_FIELDS
from index.text.normalize import fold

# Postings or positions of the merged arrays that are held in memory at once.
BLOCK_SIZE: Final = 16_000_000
# A term is common if more than one document in so many holds it.
DENSE_SHARE: Final = 8
# Fields whose common terms are worth a row: every query looks its words up here.
DENSE_FIELDS: Final = (TEXT_EXACT, TEXT_FOLDED)


def write_segment(path: Path, parts: Sequence[Part]) -> None:
    """Write the documents of all parts, one part after the other, as one segment."""
    documents = sum(part.documents for part in parts)
    with ArrayFileWriter(path, {"documents": documents, "tokens": {}}) as out:
        numbers: dict[str, list[Array]] = {}
        for field in sorted(TOKEN_FIELDS, key=lambda field: field.pairs_of is not None):
            if field.pairs_of:
                _merge_pairs(out, field.name, parts, numbers[field.pairs_of])
            else:
                numbers[field.name] = _merge_terms(out, field.name, parts)
            lengths = np.concatenate([part.lengths(field.name) for part in parts])
            out.add(f"{field.name}/lengths", lengths, "<u1")
        keywords.joined([part.keywords() for part in parts]).write(out)


def write_columns(path: Path, main: Part, delta: Part) -> None:
    """Write what answers over a main segment and its delta are scored, ordered and counted by.

    The documents of the delta follow those of the main segment.
    """
    parts = (main, delta)
    tokens = {
        field.name: sum(part.arrays.extra["tokens"][field.name] for part in parts)
        for field in TOKEN_FIELDS
    }
    documents = main.documents + delta.documents
    with ArrayFileWriter(path, {"documents": documents, "tokens": tokens}) as out:
        for field in TOKEN_FIELDS:
            lengths = np.concatenate([part.lengths(field.name) for part in parts])
            out.add(f"{field.name}/lengths", lengths, "<u1")
        dates = np.concatenate([part.arrays[DATES] for part in parts])
        facets = keywords.joined_facets(
            [keywords.read_facets(part.arrays) for part in parts],
            [part.documents for part in parts],
        )
        keywords.write_columns(out, dates, facets)


def _merge_terms(out: ArrayFileWriter, name: str, parts: Sequence[Part]) -> list[Array]:
    """Merge a field of given terms; return the new number of each term of each part.

    Terms that nobody holds any more have none.
    """
    lists = [part.lists(name) for part in parts]
    terms = [part.terms(name) for part in parts]
    in_use = [
        [known[number] for number in part.keys.tolist()]
        for known, part in zip(terms, lists, strict=True)
    ]
    merged = sorted(set().union(*in_use))
    places = {term: place for place, term in enumerate(merged)}
    targets = [np.fromiter(map(places.__getitem__, used), np.uint32, len(used)) for used in in_use]
    _merge_lists(out, name, parts, lists, targets, len(merged))
    write_terms(out, name, merged)
    if name == TEXT_EXACT:
        _write_accents(out, merged)
    return [
        _scattered_numbers(len(known), part.keys, to)
        for known, part, to in zip(terms, lists, targets, strict=True)
    ]


def _merge_pairs(
    out: ArrayFileWriter, name: str, parts: Sequence[Part], numbers: Sequence[Array]
) -> None:
    """Merge a field of pairs; `numbers` are the new numbers of the single terms of each part."""
    lists = [part.lists(name) for part in parts]
    renumbered = [
        _renumbered(part.keys, its_numbers)
        for part, its_numbers in zip(lists, numbers, strict=True)
    ]
    keys = _distinct(renumbered)
    targets = [np.searchsorted(keys, one).astype(np.uint32) for one in renumbered]
    _merge_lists(out, name, parts, lists, targets, len(keys))
    out.add(f"{name}/keys", keys, "<u8")


def _scattered_numbers(terms: int, keys: Array, targets: Array) -> Array:
    numbers = np.zeros(terms, np.uint64)
    numbers[keys] = targets
    return numbers


def _renumbered(pairs: Array, numbers: Array) -> Array:
    shift = np.uint64(PAIR_SHIFT)
    low = np.uint64((1 << PAIR_SHIFT) - 1)
    new: Array = (numbers[pairs >> shift] << shift) | numbers[pairs & low]
    return new


def _distinct(arrays: Sequence[Array]) -> Array:
    """Return all keys in order, each once; in place, for this is a merge's largest array."""
    keys = np.concatenate(arrays)
    keys.sort()
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys


@dataclass(frozen=True, slots=True)
class _Inflow:
    """What a part gives to merged arrays: list i goes to list `targets[i]`.

    `shifts` are added to the values, array by array: documents get new numbers.
    """

    targets: Array
    starts: Array
    values: tuple[Array, ...]
    shifts: tuple[int, ...]


def _merge_lists(
    out: ArrayFileWriter,
    name: str,
    parts: Sequence[Part],
    lists: Sequence[PostingLists],
    targets: Sequence[Array],
    count: int,
) -> None:
    """Write the merged lists of a field: list i of a part becomes part of list `targets[i]`."""
    firsts = running_total(np.array([part.documents for part in parts])).tolist()
    postings = [
        _Inflow(to, part.starts, (part.docs, part.freqs), (first, 0))
        for to, part, first in zip(targets, lists, firsts, strict=False)
    ]
    starts = _merged_starts(count, postings)
    out.add(f"{name}/starts", starts)
    doc_region = out.reserve(f"{name}/docs", "<u4", int(starts[-1]))
    freq_type = _widest([part.freqs for part in lists])
    freq_region = out.reserve(f"{name}/freqs", freq_type, int(starts[-1]))
    rows = _Rows(out, name, starts, freq_type, firsts[-1]) if name in DENSE_FIELDS else None
    blocks = zip(_blocks(starts), _scattered(starts, postings, ("<u4", freq_type)), strict=True)
    tokens = 0
    for (low, high), (docs, freqs) in blocks:
        tokens += int(freqs.sum())
        doc_region.append(docs)
        freq_region.append(freqs)
        if rows:
            rows.append(low, high, docs, freqs)
    out.extra["tokens"][name] = tokens
    if all(part.positions is not None for part in lists):
        _merge_positions(out, name, lists, targets, count)


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
    lists: Sequence[PostingLists],
    targets: Sequence[Array],
    count: int,
) -> None:
    positions = [
        _Inflow(to, part.position_starts(), (part.positions,), (0,))
        for to, part in zip(targets, lists, strict=True)
        if part.positions is not None
    ]
    starts = _merged_starts(count, positions)
    out.add(f"{name}/position_starts", starts)
    dtype = _widest([values for part in positions for values in part.values])
    region = out.reserve(f"{name}/positions", dtype, int(starts[-1]))
    for (block,) in _scattered(starts, positions, (dtype,)):
        region.append(block)


def _merged_starts(lists: int, parts: Sequence[_Inflow]) -> Array:
    lengths = np.zeros(lists, np.int64)
    for part in parts:
        lengths[part.targets] += np.diff(part.starts).astype(np.int64)
    return running_total(lengths)


def _scattered(
    starts: Array, parts: Sequence[_Inflow], dtypes: tuple[str, ...]
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
            for block, values, shift in zip(blocks, part.values, part.shifts, strict=True):
                block[to] = values[origin] + np.uint32(shift) if shift else values[origin]
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


def _widest(arrays: Sequence[Array]) -> str:
    return smallest_unsigned(max((int(a.max()) for a in arrays if a.size), default=0))


def _write_accents(out: ArrayFileWriter, terms: Sequence[bytes]) -> None:
    """Write which terms fold to the same: a field of folded terms whose postings are terms."""
    folded = [fold(term.decode()).encode() for term in terms]
    order = sorted(set(folded))
    places = {term: place for place, term in enumerate(order)}
    numbers = np.fromiter((places[term] for term in folded), np.uint32, len(folded))
    everything = np.arange(len(terms), dtype=np.uint32)
    keywords.write_keywords(out, ACCENTS, order, numbers, everything)
