"""Tokens of documents as numbers, and the posting lists they become."""

import re
from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import compress
from itertools import count
from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import smallest_unsigned
from index.engines.whoosh.bm25 import length_bytes
from index.engines.whoosh.dictionary import PAIR_SHIFT
from index.engines.whoosh.dictionary import in_byte_order
from index.engines.whoosh.dictionary import write_terms
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import collected
from index.engines.whoosh.postings import running_total
from index.engines.whoosh.postings import stable_order
from index.fields import RUN_GAP
from index.text.rows import Numbered
from index.text.rows import Strings

_UNMET: Final = np.iinfo(np.uint32).max  # no number of a term

# Pairs are joined by a space and sorted by their parts: no term may hold one, or a lower byte.
_IN_NO_TERM: Final = re.compile(r"[\x00-\x20\ud800-\udfff]")


class Vocabulary:
    """The terms of all fields, numbered as they are first met."""

    def __init__(self) -> None:
        self._numbers = defaultdict[str, int](count().__next__)
        self._checked = 0  # terms
        # Where terms come as places in a list, the number of the term at each place.
        self._by_place = WeakKeyDictionary[Strings, Array]()

    def numbers(self, run: Sequence[str]) -> "array[int]":
        """Return the numbers of terms."""
        if isinstance(run, Numbered):
            return array("I", self._of_places(run).tobytes())
        return array("I", map(self._numbers.__getitem__, run))

    def check(self) -> None:
        """Raise ValueError if what was met since the last check is no term, and forget it."""
        new = list(islice(reversed(self._numbers), len(self._numbers) - self._checked))
        try:
            _require_terms(new)
        except ValueError:
            for term in new:
                del self._numbers[term]
            self._by_place.clear()
            self._numbers.default_factory = count(self._checked).__next__
            raise
        self._checked += len(new)

    def _of_places(self, run: Numbered) -> Array:
        """Return the numbers of terms, each different one of which is looked up once."""
        known = self._by_place.get(run.strings, np.empty(0, np.uint32))
        if len(known) < len(run.strings):
            known = np.pad(known, (0, len(run.strings) - len(known)), constant_values=_UNMET)
            self._by_place[run.strings] = known
        numbers = known.take(run.places)
        is_new = numbers == _UNMET
        if is_new.any():
            new = np.unique(run.places[is_new])
            known[new] = self.numbers(run.strings.take(new).tolist())
            numbers = known.take(run.places)
        return numbers

    def in_byte_order(self) -> tuple[list[bytes], Array]:
        """Return the terms in the order of their bytes, and the rank of each number in it."""
        return in_byte_order([term.encode() for term in self._numbers])


class TokenBuffer:
    """The tokens of one field, as numbers, with the runs they stand in."""

    def __init__(self, *, positions: bool) -> None:
        self._has_positions = positions
        self._tokens = array("I")
        self._run_docs = array("I")
        self._run_lengths = array("I")

    def __len__(self) -> int:
        return len(self._tokens)

    def add(self, doc: int, runs: Sequence["array[int]"]) -> None:
        """Append the runs of a document; documents come in ascending order."""
        for run in runs:
            self._tokens.extend(run)
            self._run_docs.append(doc)
            self._run_lengths.append(len(run))

    def write(
        self,
        out: ArrayFileWriter,
        name: str,
        pairs_name: str | None,
        documents: int,
        terms: Sequence[bytes],
        ranks: Array,
    ) -> None:
        """Write the field, and that of its pairs if there is one.

        `terms` and `ranks` are those of the vocabulary.
        """
        tokens, own_terms = self._in_byte_order(terms, ranks)
        run_docs, lengths = np.asarray(self._run_docs), np.asarray(self._run_lengths)
        docs = np.repeat(run_docs.astype(smallest_unsigned(documents)), lengths)
        order = stable_order(tokens)
        places = _places(run_docs, lengths).take(order) if self._has_positions else None
        write_terms(out, name, own_terms)
        collected(tokens.take(order), docs.take(order), places).write(out, name, keys=False)
        _write_lengths(out, name, np.bincount(run_docs, lengths, documents))
        if pairs_name:
            first = order[_is_follower(lengths).take(order)] - 1
            _pairs(tokens, docs, first).write(out, pairs_name, keys=True)
            neighbors = np.bincount(run_docs, lengths - np.minimum(lengths, 1), documents)
            _write_lengths(out, pairs_name, neighbors)

    def _in_byte_order(self, terms: Sequence[bytes], ranks: Array) -> tuple[Array, list[bytes]]:
        """Return the tokens as numbers of the field's own terms, which are sorted, and these terms."""
        numbers = np.asarray(self._tokens)
        is_met = np.zeros(len(terms), np.bool_)
        is_met[numbers] = True
        is_used = np.empty_like(is_met)
        is_used[ranks] = is_met
        own_numbers = running_total(is_used)[ranks].astype(smallest_unsigned(len(terms)))
        return own_numbers.take(numbers), list(compress(terms, is_used.tolist()))


def _write_lengths(out: ArrayFileWriter, name: str, lengths: Array) -> None:
    out.add(f"{name}/lengths", length_bytes(lengths.astype(np.int64)), "<u1")


def _places(run_docs: Array, lengths: Array) -> Array:
    """Return the position of each token in its document; each run has its document and its length."""
    starts = running_total(lengths)
    with_gaps = starts[:-1] + RUN_GAP * np.arange(len(lengths))
    of_document = with_gaps[np.searchsorted(run_docs, run_docs)]
    offsets = np.repeat(with_gaps - of_document - starts[:-1], lengths)
    return (offsets + np.arange(starts[-1])).astype(np.uint32)


def _is_follower(lengths: Array) -> Array:
    """Return whether each token follows another one of its run; `lengths` are those of the runs."""
    totals = running_total(lengths)
    follows = np.ones(totals[-1], np.bool_)
    follows[totals[:-1][lengths > 0]] = False
    return follows


def _pairs(tokens: Array, docs: Array, first: Array) -> PostingLists:
    """Return the lists of pairs; `first` are the places of their first tokens, by the second ones."""
    firsts = tokens.take(first)
    order = stable_order(firsts)
    first = first.take(order)
    keys = (firsts.take(order).astype(np.uint64) << PAIR_SHIFT) | tokens[1:].take(first)
    return collected(keys, docs.take(first))


def _require_terms(terms: Sequence[str]) -> None:
    """Raise ValueError if one of them is no term."""
    if all(terms) and not _IN_NO_TERM.search("".join(terms)):
        return
    wrong = next(term for term in terms if not term or _IN_NO_TERM.search(term))
    raise ValueError(
        f"{wrong!r} is not a term: it is empty, or holds white space, a control character "
        "or half of a surrogate pair"
    )
