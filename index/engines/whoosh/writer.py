"""The writer: documents in, one durable generation out."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Any
from typing import Final
from typing import Self

import numpy as np

from index.engines.base import BuildFacts
from index.engines.whoosh.assembler import OpenIndex
from index.engines.whoosh.assembler import write_index
from index.engines.whoosh.assembler import write_update
from index.engines.whoosh.batches import Batch
from index.engines.whoosh.batches import finished_batches
from index.engines.whoosh.batches import open_batch
from index.engines.whoosh.batches import remove_batches
from index.engines.whoosh.batches import work_and_state
from index.engines.whoosh.keywords import read_digests
from index.engines.whoosh.keywords import read_ids
from index.engines.whoosh.manifest import Manifest
from index.engines.whoosh.parts import Part
from index.engines.whoosh.storage import require_room
from index.engines.whoosh.storage import storage_errors
from index.engines.whoosh.vocabulary import MOST_REMEMBERED
from index.engines.whoosh.vocabulary import Vocabulary
from index.models import DIGEST_BYTES
from index.models import Document

# The main segment is written anew once the documents added and removed since are more than one in
# so many of it: the more there are, the more each query has to bring together.
MERGE_SHARE: Final = 8


@dataclass(frozen=True, slots=True)
class Base:
    """The generation that an update starts from."""

    index: OpenIndex
    manifest: Manifest


class WhooshWriter:
    """Writes one generation into a folder of its own.

    Documents are numbered as they come, after those of `base`; those replaced or removed leave
    no trace at the commit. `add` raises ValueError for a document that cannot be indexed and
    leaves the writer as it was. It goes on from the batches that are in the folder already;
    `work` names the build. `release` is called at the end, whatever it is.
    """

    def __init__(
        self,
        folder: Path,
        release: Callable[[], None],
        batch_tokens: int,
        base: Base | None = None,
        work: str = "",
    ) -> None:
        self._folder = folder
        self._release = release
        self._batch_tokens = batch_tokens
        self._base = base
        self._work = work
        self._parts = base.index.parts() if base else []
        self._latest_state: Callable[[], Mapping[str, Any]] = dict
        self._committed = False
        self._vocabulary = Vocabulary()
        with storage_errors(folder):
            self._batches = finished_batches(folder)
            self._parts += map(open_batch, self._batches)
            self._batch = self._next_batch()
        self._live: dict[str, int] = {}  # id → number of the document that holds it now
        self._added = 0
        for part in self._parts:
            self._number(part)

    @property
    def generation(self) -> str:
        """The name of the generation being written."""
        return self._folder.name

    @property
    def facts(self) -> BuildFacts | None:
        """What is known of the generation that an update starts from; None in a build from nothing."""
        return self._base.manifest.facts if self._base else None

    @property
    def state(self) -> Mapping[str, Any]:
        """In a build that was resumed: the last checkpoint that is durable; else empty."""
        return work_and_state(self._batches[-1])[1] if self._batches else {}

    def digests(self) -> dict[str, str]:
        """Return the digest of each document there is so far, by its id."""
        digits = "".join(read_digests(part.arrays).tobytes().hex() for part in self._parts)
        width = 2 * DIGEST_BYTES
        return {
            one: digits[number * width : (number + 1) * width] for one, number in self._live.items()
        }

    def add(self, document: Document) -> None:
        """Add a document; an id that is there already is replaced."""
        with storage_errors(self._folder):
            self._batch.add(document)
            self._live[document.id] = self._added
            self._added += 1
            if not self._work and self._batch.tokens >= self._batch_tokens:
                self._flush()

    def remove(self, document_id: str) -> bool:
        """Remove a document; False if there is none."""
        return self._live.pop(document_id, None) is not None

    def checkpoint(self, state: Callable[[], Mapping[str, Any]]) -> None:
        """Make what was added durable, if it is enough by now, with the state where to go on."""
        self._latest_state = state
        if self._work and self._batch.tokens >= self._batch_tokens:
            with storage_errors(self._folder):
                self._flush()

    def commit(self, facts: BuildFacts) -> int:
        """Make the generation durable; return how many documents it has."""
        if self._committed:
            raise ValueError(f"generation {self.generation} is committed already")
        with storage_errors(self._folder):
            if self._batch.documents or not self._parts:
                self._flush()
            self._batch.discard()
            self._write(self._kept_parts(), facts)
        self._committed = True
        return len(self._live)

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
                self._batch.discard()
                if not self._is_paused(kind):
                    rmtree(self._folder)
        finally:
            self._release()

    def _is_paused(self, kind: type[BaseException] | None) -> bool:
        """Whether somebody stopped a build that can be resumed."""
        return kind is KeyboardInterrupt and bool(self._work and self._batches)

    def _flush(self) -> None:
        path = self._batch.write(self._latest_state())
        self._batches.append(path)
        self._parts.append(open_batch(path))
        self._batch = self._next_batch()

    def _next_batch(self) -> Batch:
        if len(self._vocabulary) > MOST_REMEMBERED:
            self._vocabulary = Vocabulary()
        return Batch(self._folder, len(self._batches), self._work, self._vocabulary)

    def _number(self, part: Part) -> None:
        ids = read_ids(part.arrays)
        for place in part.kept.nonzero()[0].tolist():
            self._live[ids[place].decode()] = self._added + place
        self._added += len(ids)

    def _kept_parts(self) -> list[Part]:
        """Return the parts without what was replaced and removed."""
        kept = np.zeros(self._added, np.bool_)
        kept[list(self._live.values())] = True
        ends = np.cumsum([len(part.kept) for part in self._parts])
        flags = np.split(kept, ends[:-1])
        return [part.of(its) for part, its in zip(self._parts, flags, strict=True)]

    def _write(self, parts: Sequence[Part], facts: BuildFacts) -> None:
        shared: Mapping[str, Mapping[str, Any]] = {}
        keeps_main = self._base and not _is_worth_merging(parts[0], parts[1:])
        require_room(self._folder, sum(part.size for part in parts[bool(keeps_main) :]))
        if self._base and keeps_main:
            names = write_update(self._folder, self._base.index, parts[0], parts[1:])
            shared = {name: self._base.manifest.files[name] for name in names}
        else:
            if self._base:  # what is damaged would be copied, and pass for sound from then on
                self._base.manifest.require_sound(self._base.index.folder, wholly=True)
            write_index(self._folder, parts)
        remove_batches(self._batches)
        Manifest.seal(self._folder, facts, len(self._live), shared)


def _is_worth_merging(main: Part, others: Sequence[Part]) -> bool:
    removed = len(main.kept) - main.documents
    added = sum(part.documents for part in others)
    return (removed + added) * MERGE_SHARE > len(main.kept)
