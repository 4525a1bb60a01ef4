"""Tokens of documents, gathered in memory and flushed to a file in batches.

A batch holds the posting lists of some documents, keyed by the number each term got when it
was first seen; `merge` makes one segment of all batches.
"""

from array import array
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.dictionary import PAIR_SHIFT
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import invert
from index.engines.whoosh.postings import running_total
from index.fields import RUN_GAP
from index.fields import TOKEN_FIELDS
from index.fields import FieldKind

# Tokens kept in memory before a batch is written: some 200 MB while it is sorted.
BATCH_TOKENS: Final = 4_000_000

GIVEN_FIELDS: Final = tuple(field for field in TOKEN_FIELDS if field.kind is not FieldKind.PAIRS)
PAIR_FIELDS: Final = tuple(field for field in TOKEN_FIELDS if field.kind is FieldKind.PAIRS)


class Vocabulary(dict[str, int]):
    """Numbers terms in the order in which they are first asked for."""

    def __missing__(self, term: str) -> int:
        _require_term(term)
        number = self[term] = len(self)
        return number


class TokenBuffer:
    """The tokens of one field since the last flush, as numbers, with the runs they stand in."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.lengths = array("I")  # tokens a document, for all documents
        self.neighbors = array("I")  # pairs of neighbors a document, for all documents
        self._start_batch()

    def numbered(self, runs: Sequence[list[str]]) -> list["array[int]"]:
        """Return the runs as numbers of terms; raises ValueError for what is no term."""
        return [array("I", map(self.vocabulary.__getitem__, run)) for run in runs]

    def add(self, doc: int, runs: Sequence["array[int]"]) -> None:
        """Append the next document."""
        position = 0
        for run in runs:
            self._tokens.extend(run)
            self._run_docs.append(doc)
            self._run_lengths.append(len(run))
            self._run_positions.append(position)
            position += len(run) + RUN_GAP
        self.lengths.append(sum(map(len, runs)))
        self.neighbors.append(sum(len(run) - 1 for run in runs if run))

    def take(self, *, positions: bool) -> tuple[PostingLists, PostingLists]:
        """Return the posting lists of the tokens and of their pairs, and forget the tokens."""
        tokens = np.array(self._tokens, np.uint64)
        lengths = np.array(self._run_lengths, np.int64)
        docs = np.repeat(np.array(self._run_docs, np.uint32), lengths)
        begins = running_total(lengths)[:-1]
        offsets = np.array(self._run_positions, np.int64) - begins
        places = np.repeat(offsets, lengths) + np.arange(len(tokens)) if positions else None
        linked = np.ones(len(tokens), np.bool_)  # does the token follow another of its run?
        linked[begins[lengths > 0]] = False
        self._start_batch()
        second = np.flatnonzero(linked)
        pairs = self._inverted_pairs(tokens[second - 1], tokens[second], docs[second])
        return invert(tokens, docs, places), pairs

    def _inverted_pairs(self, first: Array, second: Array, docs: Array) -> PostingLists:
        terms = np.uint64(max(len(self.vocabulary), 1))  # keys as small as can be sort quicker
        lists = invert(first * terms + second, docs)
        first, second = np.divmod(lists.keys, terms)
        return replace(lists, keys=(first << np.uint64(PAIR_SHIFT)) | second)

    def _start_batch(self) -> None:
        self._tokens = array("I")
        self._run_docs = array("I")
        self._run_lengths = array("I")
        self._run_positions = array("I")


class BatchCollector:
    """All token fields of a build, and the files of the batches flushed so far."""

    def __init__(self, folder: Path, batch_tokens: int) -> None:
        self.buffers = {field.name: TokenBuffer() for field in GIVEN_FIELDS}
        self.files: list[Path] = []
        self._folder = folder
        self._batch_tokens = batch_tokens
        self._held = 0
        self._documents = 0

    def add(self, terms: Mapping[str, Sequence[list[str]]]) -> None:
        """Add the next document; raises ValueError, and changes nothing, if its terms are wrong."""
        if unknown := terms.keys() - self.buffers.keys():
            raise ValueError(f"no field takes terms under the name {', '.join(sorted(unknown))}")
        numbered = {
            name: buffer.numbered(terms.get(name, ())) for name, buffer in self.buffers.items()
        }
        for name, runs in numbered.items():
            self.buffers[name].add(self._documents, runs)
            self._held += sum(map(len, runs))
        self._documents += 1
        if self._held >= self._batch_tokens:
            self.flush()

    def flush(self) -> None:
        """Write what is held to a file; even an empty index has one."""
        if self.files and not self._held:
            return
        path = self._folder / f"batch-{len(self.files):05}.tmp"
        with ArrayFileWriter(path) as out:
            for name, lists in self._inverted():
                lists.write(out, name)
        self.files.append(path)
        self._held = 0

    def drop(self, dropped: Array) -> None:
        """Remove the flagged documents from the batches that were flushed."""
        for path in self.files:
            batch = ArrayFile(path)
            fields = {field.name: PostingLists.read(batch, field.name) for field in TOKEN_FIELDS}
            if any(dropped[lists.docs].any() for lists in fields.values()):
                path.unlink()  # the pages stay readable until the last view is gone
                with ArrayFileWriter(path) as out:
                    for name, lists in fields.items():
                        lists.without(dropped).write(out, name)

    def lengths(self, field: str) -> Array:
        """Return how many terms each document has in a field, given or derived."""
        sources = {pairs.name: pairs.pairs_of for pairs in PAIR_FIELDS}
        source = sources.get(field)
        if source is None:
            return np.array(self.buffers[field].lengths, np.int64)
        return np.array(self.buffers[source].neighbors, np.int64)

    def _inverted(self) -> Iterator[tuple[str, PostingLists]]:
        pairs_of = {field.pairs_of: field.name for field in PAIR_FIELDS}
        for field in GIVEN_FIELDS:
            lists, pairs = self.buffers[field.name].take(positions=field.kind is FieldKind.SEQUENCE)
            yield field.name, lists
            if field.name in pairs_of:
                yield pairs_of[field.name], pairs


def _require_term(term: str) -> None:
    # Pairs are joined by a space and sorted by their parts: no term may hold one, or a lower byte.
    if not term or min(term) <= " ":
        raise ValueError(
            f"{term!r} is not a term: it is empty, or holds white space or a control character"
        )
    try:
        term.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{term!r} is not a term: it holds half of a surrogate pair") from error
