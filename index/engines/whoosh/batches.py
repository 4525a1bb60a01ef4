"""Documents gathered in memory and flushed to files in batches.

A batch is all that an index keeps of some documents: a file of arrays like that of a segment,
without what only queries need, and a file of the stored documents. It is complete once its
arrays are there, so a build that was killed can go on from its last one. `merge` makes one
segment of several.
"""

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import Any
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.arrays import smallest_unsigned
from index.engines.whoosh.bm25 import length_bytes
from index.engines.whoosh.dictionary import PAIR_SHIFT
from index.engines.whoosh.dictionary import write_terms
from index.engines.whoosh.keywords import KeywordBuffer
from index.engines.whoosh.keywords import check
from index.engines.whoosh.parts import Part
from index.engines.whoosh.postings import PostingLists
from index.engines.whoosh.postings import collected
from index.engines.whoosh.postings import running_total
from index.engines.whoosh.postings import stable_order
from index.engines.whoosh.records import RecordWriter
from index.engines.whoosh.storage import sync
from index.fields import RUN_GAP
from index.fields import TOKEN_FIELDS
from index.fields import FieldKind
from index.models import Document

# Tokens kept in memory before a batch is written: some 100 MB while it is sorted.
BATCH_TOKENS: Final = 2_000_000

GIVEN_FIELDS: Final = tuple(field for field in TOKEN_FIELDS if field.kind is not FieldKind.PAIRS)
PAIRS_OF: Final = {field.pairs_of: field.name for field in TOKEN_FIELDS if field.pairs_of}

# Pairs are joined by a space and sorted by their parts: no term may hold one, or a lower byte.
_IN_NO_TERM: Final = re.compile(r"[\x00-\x20\ud800-\udfff]")

ARRAYS: Final = ".arrays.tmp"
DOCUMENTS: Final = ".documents.tmp"  # a column of Whoosh, as in a segment


class TokenBuffer:
    """The tokens of one field, as numbers, with the runs they stand in."""

    def __init__(self, *, positions: bool) -> None:
        self._vocabulary = defaultdict[str, int](count().__next__)  # numbers terms as they come
        self._checked = 0  # terms
        self._has_positions = positions
        self._lengths = array("I")  # tokens a document
        self._neighbors = array("I")  # pairs of neighbors a document
        self._tokens = array("I")
        self._run_docs = array("I")
        self._run_lengths = array("I")
        self._run_positions = array("I")

    def numbered(self, runs: Sequence[list[str]]) -> list["array[int]"]:
        """Return the runs as numbers of terms; raises ValueError for what is no term."""
        numbered = [array("I", map(self._vocabulary.__getitem__, run)) for run in runs]
        if len(self._vocabulary) > self._checked:
            self._check_new()
        return numbered

    def _check_new(self) -> None:
        new = list(islice(reversed(self._vocabulary), len(self._vocabulary) - self._checked))
        try:
            _require_terms(new)
        except ValueError:
            for term in new:
                del self._vocabulary[term]
            self._vocabulary.default_factory = count(self._checked).__next__
            raise
        self._checked = len(self._vocabulary)

    def add(self, runs: Sequence["array[int]"]) -> None:
        """Append the next document."""
        position = 0
        doc = len(self._lengths)
        for run in runs:
            self._tokens.extend(run)
            self._run_docs.append(doc)
            self._run_lengths.append(len(run))
            self._run_positions.append(position)
            position += len(run) + RUN_GAP
        self._lengths.append(sum(map(len, runs)))
        self._neighbors.append(sum(len(run) - 1 for run in runs if run))

    def write(self, out: ArrayFileWriter, name: str, pairs_name: str | None) -> None:
        """Write the field, and that of its pairs if there is one."""
        tokens, terms = self._in_byte_order()
        lengths = np.asarray(self._run_lengths)
        docs = np.repeat(np.asarray(self._run_docs), lengths)
        order = stable_order(tokens)
        places = self._places(lengths).take(order) if self._has_positions else None
        write_terms(out, name, terms)
        collected(tokens.take(order), docs.take(order), places).write(out, name, keys=False)
        out.add(f"{name}/lengths", length_bytes(np.asarray(self._lengths)), "<u1")
        if pairs_name:
            second = order[_is_follower(lengths).take(order)]
            _pairs(tokens, docs, second).write(out, pairs_name, keys=True)
            neighbors = length_bytes(np.asarray(self._neighbors))
            out.add(f"{pairs_name}/lengths", neighbors, "<u1")

    def _in_byte_order(self) -> tuple[Array, list[bytes]]:
        """Return the tokens as numbers of the terms in use, which are sorted, and these terms."""
        tokens = np.asarray(self._tokens)
        encoded = [term.encode() for term in self._vocabulary]
        used = np.bincount(tokens, minlength=len(encoded)).nonzero()[0].tolist()
        order = sorted(used, key=encoded.__getitem__)
        ranks = np.empty(len(encoded), smallest_unsigned(len(order)))
        ranks[order] = np.arange(len(order))
        return ranks.take(tokens), [encoded[number] for number in order]

    def _places(self, lengths: Array) -> Array:
        """Return the position of each token; `lengths` are those of the runs."""
        totals = running_total(lengths)
        offsets = np.asarray(self._run_positions) - totals[:-1]
        return (np.repeat(offsets, lengths) + np.arange(totals[-1])).astype(np.uint32)


class Batch:
    """The documents since the last flush; `work` names the build they are part of."""

    def __init__(self, folder: Path, number: int, work: str) -> None:
        self._work = work
        self._path = folder / f"batch-{number:05}"
        self._stored = RecordWriter(_beside(self._path, DOCUMENTS))
        self._keywords = KeywordBuffer()
        self._buffers = {
            field.name: TokenBuffer(positions=field.kind is FieldKind.SEQUENCE)
            for field in GIVEN_FIELDS
        }
        self.tokens = 0
        self.documents = 0

    def add(self, document: Document) -> None:
        """Add the next document; raises ValueError, and changes nothing, if it cannot be indexed."""
        check(document)
        stored = _stored_text(document)
        numbered = self._numbered(document.terms)
        self._stored.add(stored)
        self._keywords.add(document)
        for name, runs in numbered.items():
            self._buffers[name].add(runs)
            self.tokens += sum(map(len, runs))
        self.documents += 1

    def write(self, state: Mapping[str, Any]) -> Path:
        """Make the batch durable; return the path of its arrays."""
        self._stored.finish()
        sync(_beside(self._path, DOCUMENTS))
        partial = _beside(self._path, ".partial.tmp")
        extra = {"documents": self.documents, "work": self._work, "state": dict(state)}
        with ArrayFileWriter(partial, extra) as out:
            for name, buffer in self._buffers.items():
                buffer.write(out, name, PAIRS_OF.get(name))
            self._keywords.keywords().write(out)
        sync(partial)
        return partial.rename(_beside(self._path, ARRAYS))

    def discard(self) -> None:
        """Forget the documents."""
        with suppress(OSError):  # a full disk: what could not be written goes anyway
            self._stored.close()
        _beside(self._path, DOCUMENTS).unlink(missing_ok=True)

    def _numbered(self, terms: Mapping[str, Sequence[list[str]]]) -> dict[str, list["array[int]"]]:
        if unknown := terms.keys() - self._buffers.keys():
            raise ValueError(f"no field takes terms under the name {', '.join(sorted(unknown))}")
        return {
            name: buffer.numbered(terms.get(name, ())) for name, buffer in self._buffers.items()
        }


def finished_batches(folder: Path) -> list[Path]:
    """Return the batches that a build left in a folder, in order."""
    return sorted(folder.glob(f"batch-*{ARRAYS}"))


def open_batch(path: Path) -> Part:
    """Return a batch, whole."""
    return Part(path, _documents_of(path))


def work_and_state(path: Path) -> tuple[str, Mapping[str, Any]]:
    """Return the name of the build a batch is part of, and the state it was flushed in."""
    extra = ArrayFile(path).extra
    return extra["work"], extra["state"]


def remove_batches(paths: Sequence[Path]) -> None:
    """Remove batches, the last one first: those left after a kill still follow each other."""
    for path in reversed(paths):
        path.unlink()
        _documents_of(path).unlink()


def remove_all_but_batches(folder: Path) -> None:
    """Remove what else a killed build left in a folder: half a batch, half an index."""
    finished = finished_batches(folder)
    kept = {*finished, *map(_documents_of, finished)}
    for path in folder.iterdir():
        if path not in kept:
            path.unlink() if path.is_file() else rmtree(path)


def _is_follower(lengths: Array) -> Array:
    """Return whether each token follows another one of its run; `lengths` are those of the runs."""
    totals = running_total(lengths)
    follows = np.ones(totals[-1], np.bool_)
    follows[totals[:-1][lengths > 0]] = False
    return follows


def _pairs(tokens: Array, docs: Array, second: Array) -> PostingLists:
    """Return the lists of pairs; `second` are the places of their second tokens, in order of these."""
    second = second.take(stable_order(tokens.take(second - 1)))
    firsts = tokens.take(second - 1).astype(np.uint64) << np.uint64(PAIR_SHIFT)
    return collected(firsts | tokens.take(second), docs.take(second))


def _stored_text(document: Document) -> str:
    text = json.dumps(document.stored, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f"document {document.id!r} holds half of a surrogate pair: {error}"
        raise ValueError(message) from error
    return text


def _documents_of(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(ARRAYS) + DOCUMENTS)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _require_terms(terms: Sequence[str]) -> None:
    """Raise ValueError if one of them is no term."""
    if all(terms) and not _IN_NO_TERM.search("".join(terms)):
        return
    wrong = next(term for term in terms if not term or _IN_NO_TERM.search(term))
    raise ValueError(
        f"{wrong!r} is not a term: it is empty, or holds white space, a control character "
        "or half of a surrogate pair"
    )
