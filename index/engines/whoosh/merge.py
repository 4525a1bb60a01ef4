"""Parts → the arrays of one segment.

Each field is merged in blocks of terms that follow each other, so that memory is bounded by the
block, whatever the size of the index: terms have the same order in all parts, so what a part has
of a block stands together, too.
"""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh import keywords
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.contents import DATES
from index.engines.whoosh.dictionary import PAIR_SHIFT
from index.engines.whoosh.dictionary import in_byte_order
from index.engines.whoosh.dictionary import looked_up
from index.engines.whoosh.dictionary import write_dictionary
from index.engines.whoosh.parts import Part
from index.engines.whoosh.position_index import write_position_index
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import merged
from index.engines.whoosh.rows import BITS_SHARE
from index.engines.whoosh.rows import write_bits
from index.engines.whoosh.rows import write_frequencies
from index.engines.whoosh.segment import ACCENTS
from index.fields import TEXT_EXACT
from index.fields import TEXT_FOLDED
from index.fields import TOKEN_FIELDS
from index.spans import running_total
from index.text.normalize import fold

# Postings that are merged at once: some 50 MB with their positions.
BLOCK_SIZE: Final = 500_000
# A term has a row of frequencies if more than one document in so many holds it.
DENSE_SHARE: Final = 8
# Fields whose common terms are worth rows: every query looks its words up here.
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
            _write_lookups(out, field.name, documents)
            _write_lengths(out, field.name, parts)
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
            _write_lengths(out, field.name, parts)
        dates = np.concatenate([part.arrays[DATES] for part in parts])
        facets = keywords.joined_facets(
            [keywords.read_facets(part.arrays) for part in parts],
            [part.documents for part in parts],
        )
        keywords.write_columns(out, dates, facets)


def _write_lengths(out: ArrayFileWriter, name: str, parts: Sequence[Part]) -> None:
    """Write the lengths of all documents, and the norms they have among `out.extra["tokens"]`."""
    lengths = np.concatenate([part.lengths(name) for part in parts])
    out.add(f"{name}/lengths", lengths, "<u1")
    out.add(f"{name}/norms", bm25.length_norms(lengths, out.extra["tokens"][name]), "<f4")


def _merge_terms(out: ArrayFileWriter, name: str, parts: Sequence[Part]) -> list[Array]:
    """Merge a field of given terms; return the new number of each term of each part.

    Terms that nobody holds any more get that of the next one.
    """
    # Part by part, as they are met: the terms of all parts together are several times as many.
    met = defaultdict[bytes, int](count().__next__)
    met_numbers = [looked_up(part.terms(name), met) for part in parts]
    united, places = in_byte_order(list(met))
    numbers = [places.take(one).astype(np.uint64) for one in met_numbers]
    in_use = _merge_lists(out, name, _inflows(name, parts, numbers, shift=0), len(united))
    left = list(map(united.__getitem__, in_use.tolist()))
    write_dictionary(out, name, left)
    if name == TEXT_EXACT:
        _write_accents(out, left)
    return [np.searchsorted(in_use, one).astype(np.uint64) for one in numbers]


def _merge_pairs(
    out: ArrayFileWriter, name: str, parts: Sequence[Part], numbers: Sequence[Array]
) -> None:
    """Merge a field of pairs; `numbers` are the new numbers of the single terms of each part."""
    terms = max((int(one[-1]) + 1 for one in numbers if len(one)), default=0)
    keys = _merge_lists(out, name, _inflows(name, parts, numbers, shift=PAIR_SHIFT), terms)
    out.add(f"{name}/keys", keys, "<u8")


@dataclass(frozen=True, slots=True)
class _Inflow:
    """A field of one part on its way into the merged field.

    `numbers` are the new numbers of its terms; they ascend as the terms do. The documents that
    the part keeps are numbered from `first` on. `shift` is how far the number of a term is
    shifted in a key: by nothing, but for pairs.
    """

    part: Part
    arrays: ArrayFile
    lists: PostingLists
    numbers: Array
    first: int
    shift: int

    def loads(self, terms: int) -> Array:
        """Return how many postings begin with each new term, those of dropped documents included."""
        firsts = self.numbers.take((self.lists.keys >> np.uint64(self.shift)).astype(np.intp))
        return np.bincount(firsts.astype(np.intp), self.lists.lengths, terms)

    def between(self, low: int, high: int) -> PostingLists:
        """Return the lists that begin with a new term in [low, high), keys and documents renumbered."""
        bounds = np.array([low, high], np.uint64)
        old_low, old_high = np.searchsorted(self.numbers, bounds).tolist()
        lists = self.lists.between(old_low << self.shift, old_high << self.shift)
        if not self.part.is_whole:
            lists = lists.of(self.part.kept)
        keys = _renumbered(lists.keys, self.numbers, self.shift)
        return replace(lists, keys=keys, docs=lists.docs + np.uint32(self.first))

    def sizes(self) -> tuple[int, int]:
        """Return how many postings and how many tokens the kept documents have."""
        freqs = self.lists.freqs
        if not self.part.is_whole:
            freqs = freqs[self.part.kept[self.lists.docs]]
        return len(freqs), int(freqs.sum(dtype=np.int64))


def _inflows(
    name: str, parts: Sequence[Part], numbers: Sequence[Array], *, shift: int
) -> list[_Inflow]:
    firsts = running_total(np.array([part.documents for part in parts])).tolist()
    opened = [part.arrays for part in parts]
    return [
        _Inflow(part, arrays, PostingLists.read(arrays, name), its_numbers, first, shift)
        for part, arrays, its_numbers, first in zip(parts, opened, numbers, firsts, strict=False)
    ]


def _renumbered(keys: Array, numbers: Array, shift: int) -> Array:
    by, low = np.uint64(shift), np.uint64((1 << shift) - 1)
    first = numbers.take((keys >> by).astype(np.intp))
    if not shift:
        return first
    second = numbers.take((keys & low).astype(np.intp))
    pairs: Array = (first << by) | second
    return pairs


def _merge_lists(out: ArrayFileWriter, name: str, inflows: Sequence[_Inflow], terms: int) -> Array:
    """Write the merged lists of a field, block by block; return their keys."""
    postings = tokens = 0
    loads = np.zeros(terms)
    for inflow in inflows:
        its_postings, its_tokens = inflow.sizes()
        postings, tokens = postings + its_postings, tokens + its_tokens
        loads += inflow.loads(terms)
        inflow.arrays.release()
    lengths = {"docs": postings, "freqs": postings}
    if inflows[0].lists.positions is not None:
        lengths["positions"] = tokens
    regions = {
        field: out.reserve(f"{name}/{field}", _widest(inflows, field), length)
        for field, length in lengths.items()
    }
    summary = _Summary(positions="positions" in regions)
    for low, high in _blocks(loads):
        block = merged([inflow.between(low, high) for inflow in inflows])
        for field, region in regions.items():
            region.append(getattr(block, field))
        summary.take(block)
        for inflow in inflows:
            inflow.arrays.release()
    summary.write(out, name)
    out.extra["tokens"][name] = tokens
    return summary.keys()


def _write_lookups(out: ArrayFileWriter, name: str, documents: int) -> None:
    """Write by what the lists of a field are looked up, from these lists."""
    lists = PostingLists.read(out, name)
    if lists.positions is not None:
        write_position_index(out, name, lists.freqs)
    if name in DENSE_FIELDS:
        write_frequencies(out, name, lists, documents, lists.common(documents, DENSE_SHARE))
        write_bits(out, name, lists, documents, lists.common(documents, BITS_SHARE))


class _Summary:
    """What is kept of merged lists beside their postings: keys, where they start."""

    def __init__(self, *, positions: bool) -> None:
        self._has_positions = positions
        self._keys: list[Array] = []
        self._lengths: list[Array] = []
        self._position_lengths: list[Array] = []

    def take(self, block: PostingLists) -> None:
        """Take the next lists."""
        self._keys.append(block.keys)
        self._lengths.append(block.lengths)
        if block.position_starts is not None:
            self._position_lengths.append(np.diff(block.position_starts))

    def keys(self) -> Array:
        """Return the keys of all lists."""
        return np.concatenate([np.empty(0, np.uint64), *self._keys])

    def write(self, out: ArrayFileWriter, name: str) -> None:
        """Write all but the keys."""
        out.add(f"{name}/starts", _starts(self._lengths))
        if self._has_positions:
            out.add(f"{name}/position_starts", _starts(self._position_lengths))


def _starts(lengths: Sequence[Array]) -> Array:
    return running_total(np.concatenate([np.empty(0, np.int64), *lengths]))


def _blocks(loads: Array) -> Iterator[tuple[int, int]]:
    """Cut the terms into ranges of at most `BLOCK_SIZE` postings, but of one term at least."""
    ends = running_total(loads)
    low = 0
    while low < len(loads):
        fitting = int(np.searchsorted(ends, ends[low] + BLOCK_SIZE, "right")) - 1
        high = min(max(fitting, low + 1), len(loads))
        yield low, high
        low = high


def _widest(inflows: Sequence[_Inflow], field: str) -> str:
    """Return the type of a field's merged values; documents have new numbers."""
    if field == "docs":
        return "<u4"
    return np.result_type(*(getattr(inflow.lists, field) for inflow in inflows)).str


def _write_accents(out: ArrayFileWriter, terms: Sequence[bytes]) -> None:
    """Write which terms fold to the same: a field of folded terms whose postings are terms."""
    folded = [fold(term.decode()).encode() for term in terms]
    order = sorted(set(folded))
    numbers = looked_up(folded, {term: place for place, term in enumerate(order)})
    everything = np.arange(len(terms), dtype=np.uint32)
    keywords.write_keywords(out, ACCENTS, order, numbers, everything)
