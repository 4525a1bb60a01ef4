"""Tokens of documents as numbers, and the posting lists they become."""

from array import array
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import compress
from itertools import groupby
from operator import attrgetter

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
from index.engines.whoosh.postings import stable_order
from index.engines.whoosh.vocabulary import Vocabulary
from index.fields import PAIRS_OF
from index.fields import RUN_GAP
from index.spans import running_total
from index.text.rows import Numbered


class TokenBuffer:
    """The tokens of one field, in the runs they stand in."""

    def __init__(self, *, positions: bool) -> None:
        self._has_positions = positions
        self._runs: list[Numbered] = []
        self._run_docs = array("I")
        self._tokens = 0

    def __len__(self) -> int:
        return self._tokens

    def add(self, doc: int, runs: Sequence[Numbered]) -> None:
        """Append the runs of a document; documents come in ascending order."""
        self._runs += runs
        self._run_docs.extend([doc] * len(runs))
        self._tokens += sum(map(len, runs))

    def numbers(self, vocabulary: Vocabulary) -> Array:
        """Return the numbers of all tokens."""
        found = [
            vocabulary.numbers(strings, np.concatenate([run.places for run in runs]))
            for strings, runs in groupby(self._runs, key=attrgetter("strings"))
        ]
        return np.concatenate([np.empty(0, np.uint32), *found])

    def write(
        self,
        out: ArrayFileWriter,
        name: str,
        documents: int,
        terms: Sequence[bytes],
        tokens: Array,
    ) -> None:
        """Write the field, and that of its pairs if there is one.

        `terms` are its own, in order; `tokens` are all tokens as numbers of these.
        """
        run_docs = np.asarray(self._run_docs)
        lengths = np.fromiter(map(len, self._runs), np.int64, len(self._runs))
        docs = np.repeat(run_docs.astype(smallest_unsigned(documents)), lengths)
        order = stable_order(tokens)
        places = _places(run_docs, lengths).take(order) if self._has_positions else None
        write_terms(out, name, terms)
        collected(tokens.take(order), docs.take(order), places).write(out, name, keys=False)
        _write_lengths(out, name, np.bincount(run_docs, lengths, documents))
        if pairs_name := PAIRS_OF.get(name):
            first = order[_is_follower(lengths).take(order)] - 1
            _pairs(tokens, docs, first).write(out, pairs_name, keys=True)
            neighbors = np.bincount(run_docs, lengths - np.minimum(lengths, 1), documents)
            _write_lengths(out, pairs_name, neighbors)


def write_fields(
    out: ArrayFileWriter,
    buffers: Mapping[str, TokenBuffer],
    vocabulary: Vocabulary,
    documents: int,
) -> None:
    """Write the fields of so many documents, by their names, and those of their pairs."""
    numbers = {name: buffer.numbers(vocabulary) for name, buffer in buffers.items()}
    met = np.zeros(len(vocabulary), np.bool_)
    for one in numbers.values():
        met |= np.bincount(one, minlength=len(met)) > 0
    terms, places = in_byte_order(vocabulary.terms(np.flatnonzero(met)))
    ranks = np.zeros(len(met), np.uint32)
    ranks[met] = places
    for name, buffer in buffers.items():
        tokens = ranks.take(numbers.pop(name))
        is_own = np.bincount(tokens, minlength=len(terms)) > 0
        own_ranks = running_total(is_own).astype(smallest_unsigned(len(terms)))
        own_terms = list(compress(terms, is_own.tolist()))
        buffer.write(out, name, documents, own_terms, own_ranks.take(tokens))


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
