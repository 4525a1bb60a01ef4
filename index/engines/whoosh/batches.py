"""Documents gathered in memory and flushed to files in batches.

A batch is all that an index keeps of some documents: a file of arrays like that of a segment,
without what only queries need, and a file of the stored documents. It is complete once its
arrays are there, so a build that was killed can go on from its last one. `merge` makes one
segment of several.
"""

import json
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any
from typing import Final

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.keywords import KeywordBuffer
from index.engines.whoosh.keywords import check
from index.engines.whoosh.parts import Part
from index.engines.whoosh.records import RecordWriter
from index.engines.whoosh.storage import sync
from index.engines.whoosh.tokens import TokenBuffer
from index.engines.whoosh.tokens import write_fields
from index.engines.whoosh.vocabulary import Vocabulary
from index.fields import TOKEN_FIELDS
from index.fields import FieldKind
from index.models import Document
from index.text.rows import Numbered

# Tokens kept in memory before a batch is written: some 150 MB while it is sorted.
BATCH_TOKENS: Final = 4_000_000

GIVEN_FIELDS: Final = tuple(field for field in TOKEN_FIELDS if field.kind is not FieldKind.PAIRS)

_JSON: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False)

ARRAYS: Final = ".arrays.tmp"
DOCUMENTS: Final = ".documents.tmp"  # a column of Whoosh, as in a segment


class Batch:
    """The documents since the last flush; `work` names the build they are part of.

    `vocabulary` may know the terms of earlier batches.
    """

    def __init__(self, folder: Path, number: int, work: str, vocabulary: Vocabulary) -> None:
        self._work = work
        self._path = folder / f"batch-{number:05}"
        self._stored = RecordWriter(_beside(self._path, DOCUMENTS))
        self._keywords = KeywordBuffer()
        self._vocabulary = vocabulary
        self._buffers = {
            field.name: TokenBuffer(positions=field.kind is FieldKind.SEQUENCE)
            for field in GIVEN_FIELDS
        }
        self.documents = 0

    @property
    def tokens(self) -> int:
        """How many tokens the documents have in all fields."""
        return sum(map(len, self._buffers.values()))

    def add(self, document: Document) -> None:
        """Add the next document; raises ValueError, and changes nothing, if it cannot be indexed."""
        check(document)
        stored = _stored_text(document)
        numbered = self._numbered(document.terms)
        self._stored.add(stored)
        self._keywords.add(document)
        for name, runs in numbered.items():
            self._buffers[name].add(self.documents, runs)
        self.documents += 1

    def write(self, state: Mapping[str, Any]) -> Path:
        """Make the batch durable; return the path of its arrays."""
        self._stored.finish()
        sync(_beside(self._path, DOCUMENTS))
        partial = _beside(self._path, ".partial.tmp")
        extra = {"documents": self.documents, "work": self._work, "state": dict(state)}
        with ArrayFileWriter(partial, extra) as out:
            write_fields(out, self._buffers, self._vocabulary, self.documents)
            self._keywords.keywords().write(out)
        sync(partial)
        return partial.rename(_beside(self._path, ARRAYS))

    def discard(self) -> None:
        """Forget the documents."""
        with suppress(OSError):  # a full disk: what could not be written goes anyway
            self._stored.close()
        _beside(self._path, DOCUMENTS).unlink(missing_ok=True)

    def _numbered(self, terms: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[Numbered]]:
        if unknown := terms.keys() - self._buffers.keys():
            raise ValueError(f"no field takes terms under the name {', '.join(sorted(unknown))}")
        numbered = self._vocabulary.numbered
        return {name: list(map(numbered, runs)) for name, runs in terms.items()}


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


def _stored_text(document: Document) -> str:
    text = _JSON.encode(document.stored)
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
