"""The writer: documents in, one durable generation out."""

import json
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Final
from typing import Self

import numpy as np

from index.engines.base import BuildFacts
from index.engines.whoosh import keywords
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.assembler import write_index
from index.engines.whoosh.batches import PAIR_FIELDS
from index.engines.whoosh.batches import BatchCollector
from index.engines.whoosh.bm25 import length_bytes
from index.engines.whoosh.manifest import Manifest
from index.engines.whoosh.merge import Kept
from index.engines.whoosh.merge import merge_pairs
from index.engines.whoosh.merge import merge_terms
from index.engines.whoosh.segment import ACCENTS
from index.engines.whoosh.storage import storage_errors
from index.fields import TEXT_EXACT
from index.fields import TEXT_FOLDED
from index.fields import TOKEN_FIELDS
from index.models import Document
from index.text.normalize import fold

# Fields whose common terms are worth a row: every query looks its words up here.
DENSE_FIELDS: Final = (TEXT_EXACT, TEXT_FOLDED)

SPOOL: Final = "documents.tmp"  # stored documents, one JSON object a line, until the commit


class WhooshWriter:
    """Writes one generation into a folder of its own.

    Documents are numbered as they come; those replaced or removed leave no trace at the
    commit, which renumbers the rest. `add` raises ValueError for a document that cannot be
    indexed and leaves the writer as it was. `release` is called at the end, whatever it is.
    """

    def __init__(self, folder: Path, release: Callable[[], None], batch_tokens: int) -> None:
        self._folder = folder
        self._release = release
        self._collector = BatchCollector(folder, batch_tokens)
        self._keywords = keywords.KeywordBuffers()
        self._live: dict[str, int] = {}  # id → number of the document that holds it now
        self._added = 0
        self._committed = False
        with storage_errors(folder):
            self._spool = (folder / SPOOL).open("wb")

    @property
    def generation(self) -> str:
        """The name of the generation being written."""
        return self._folder.name

    def add(self, document: Document) -> None:
        """Add a document; an id that is there already is replaced."""
        keywords.check(document)
        stored = _stored_line(document)
        with storage_errors(self._folder):
            self._collector.add(document.terms)
            self._spool.write(stored)
        self._keywords.add(document)
        self._live[document.id] = self._added
        self._added += 1

    def remove(self, document_id: str) -> bool:
        """Remove a document; False if there is none."""
        return self._live.pop(document_id, None) is not None

    def commit(self, facts: BuildFacts) -> int:
        """Make the generation durable; return how many documents it has."""
        if self._committed:
            raise ValueError(f"generation {self.generation} is committed already")
        with storage_errors(self._folder):
            self._spool.close()
            self._collector.flush()
            kept = np.sort(np.fromiter(self._live.values(), np.int64, len(self._live)))
            if len(kept) < self._added:
                dropped = np.ones(self._added, np.bool_)
                dropped[kept] = False
                self._collector.drop(dropped)
            write_index(
                self._folder, self._stored(kept), lambda path: self._write_arrays(path, kept)
            )
            for path in (*self._collector.files, self._folder / SPOOL):
                path.unlink()
            Manifest.seal(self._folder, facts, len(kept))
        self._committed = True
        return len(kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if not self._committed:
                with suppress(OSError):  # a full disk: what could not be written goes anyway
                    self._spool.close()
                rmtree(self._folder)
        finally:
            self._release()

    def _stored(self, kept: Array) -> Iterator[str]:
        wanted = set(kept.tolist())
        with (self._folder / SPOOL).open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines):
                if number in wanted:
                    yield line.removesuffix("\n")

    def _write_arrays(self, path: Path, kept: Array) -> None:
        lengths = {field.name: self._collector.lengths(field.name)[kept] for field in TOKEN_FIELDS}
        tokens = {name: int(values.sum()) for name, values in lengths.items()}
        with ArrayFileWriter(path, {"documents": len(kept), "tokens": tokens}) as out:
            self._write_token_fields(out, kept)
            for name, values in lengths.items():
                out.add(f"{name}/lengths", length_bytes(values), "<u1")
            self._keywords.write(out, kept)

    def _write_token_fields(self, out: ArrayFileWriter, kept: Array) -> None:
        batches = self._collector.files
        docs = np.zeros(self._added, np.uint32)
        docs[kept] = np.arange(len(kept), dtype=np.uint32)
        renumbered = Kept(len(kept), docs)
        numbers = {}
        for name, buffer in self._collector.buffers.items():
            terms, numbers[name] = merge_terms(
                out, name, list(buffer.vocabulary), batches, renumbered, dense=name in DENSE_FIELDS
            )
            if name == TEXT_EXACT:
                _write_accents(out, terms)
        for field in PAIR_FIELDS:
            if field.pairs_of:
                merge_pairs(out, field.name, numbers[field.pairs_of], batches, renumbered)


def _stored_line(document: Document) -> bytes:
    try:
        return json.dumps(document.stored, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError as error:
        message = f"document {document.id!r} holds half of a surrogate pair: {error}"
        raise ValueError(message) from error


def _write_accents(out: ArrayFileWriter, terms: list[bytes]) -> None:
    """Write which terms fold to the same: a field of folded terms whose postings are terms."""
    folded = [fold(term.decode()).encode() for term in terms]
    order = sorted(set(folded))
    places = {term: place for place, term in enumerate(order)}
    numbers = np.fromiter((places[term] for term in folded), np.uint32, len(folded))
    everything = np.arange(len(terms), dtype=np.uint32)
    keywords.write_keywords(out, ACCENTS, order, numbers, everything)
