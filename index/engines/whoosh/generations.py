"""The store: generations in folders of their own, and a pointer to the live one.

    LOCATION/
      CURRENT              the live generation, and on a second line the one before it
      LOCK                 held while a generation is written, published or removed
      generations/NAME/    a Whoosh index and its manifest, which is written last

A folder without a manifest is what a killed build left behind.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import nullcontext
from contextlib import suppress
from datetime import UTC
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from typing import Final

from index.engines.base import Problem
from index.engines.base import Status
from index.engines.whoosh.assembler import OpenIndex
from index.engines.whoosh.batches import BATCH_TOKENS
from index.engines.whoosh.batches import finished_batches
from index.engines.whoosh.batches import remove_all_but_batches
from index.engines.whoosh.batches import work_and_state
from index.engines.whoosh.lock import WriteLock
from index.engines.whoosh.manifest import FILE_NAME
from index.engines.whoosh.manifest import FIX
from index.engines.whoosh.manifest import Manifest
from index.engines.whoosh.memory import keep_freed_memory
from index.engines.whoosh.reader import WhooshReader
from index.engines.whoosh.schema import SCHEMA_VERSION
from index.engines.whoosh.storage import require_room
from index.engines.whoosh.storage import storage_errors
from index.engines.whoosh.storage import sync
from index.engines.whoosh.storage import write_durably
from index.engines.whoosh.writer import Base
from index.engines.whoosh.writer import WhooshWriter
from index.errors import EngineUnavailableError
from index.errors import IndexCorruptError
from index.errors import IndexMissingError
from index.errors import ResumeError

# What is on disk at most while an index is written, for each byte of its sources: batches and
# the segment made of them. Measured: 7.2 for 100,000 articles of 5 kB.
BYTES_A_SOURCE_BYTE: Final = 8

_NAME: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


class WhooshStore:
    """All generations in one folder; nothing is opened or made before a method is called.

    `batch_tokens` bounds the memory of a build.
    """

    def __init__(self, location: str, batch_tokens: int = BATCH_TOKENS) -> None:
        self._location = location
        self._batch_tokens = batch_tokens
        self._folder = Path(location)
        self._generations = self._folder / "generations"
        self._current = self._folder / "CURRENT"
        self._lock = WriteLock(self._folder / "LOCK")

    @property
    def location(self) -> str:
        """What `open_store` was given."""
        return self._location

    def begin(self, *, work: str = "", resume: bool = False, source_bytes: int = 0) -> WhooshWriter:
        """Take the lock, clean up what a killed build left, start an empty generation.

        With `resume`, go on with what a killed build of the same `work` left.
        """
        work = work and f"{SCHEMA_VERSION} {work}"  # batches change their form as segments do
        with self._beginning():
            require_room(self._folder, source_bytes * BYTES_A_SOURCE_BYTE)
            left = self._left_of(work) if resume else None
            self._clean_up(except_for=left)
            folder = self._generations / _new_name()
            if left:
                remove_all_but_batches(left)
                left.rename(folder)
            else:
                folder.mkdir()
            return WhooshWriter(folder, self._lock.release, self._batch_tokens, work=work)

    def begin_update(self) -> WhooshWriter:
        """Take the lock, clean up as `begin` does, start from the documents of the live generation."""
        self.live()  # where nothing was published, there is nothing to lock
        with self._beginning():
            self._clean_up()
            live = self._generations / self.live()
            manifest = Manifest.read(live)
            manifest.require_sound(live)
            base = Base(OpenIndex(live), manifest)
            folder = self._generations / _new_name()
            folder.mkdir()
            return WhooshWriter(folder, self._lock.release, self._batch_tokens, base)

    def publish(self, generation: str) -> None:
        """Make a committed generation the live one, atomically; the one before is kept.

        The writer of this store may still hold the lock.
        """
        folder = self._generations / generation
        Manifest.read(folder).require_sound(folder)
        with nullcontext() if self._lock.held else self._locked():
            kept = [generation, *(name for name in self._named()[:1] if name != generation)]
            self._point_to(kept)
            self._remove(
                folder
                for folder in self._folders()
                if folder.name not in kept and _is_finished(folder)
            )

    def live(self) -> str:
        """Return the name of the live generation."""
        return self._pointer()[0]

    def open(self) -> WhooshReader:
        """Open the live generation, after its files were compared with its manifest."""
        keep_freed_memory()
        while True:
            name = self.live()
            folder = self._generations / name
            try:
                manifest = Manifest.read(folder)
                manifest.require_sound(folder)
                return WhooshReader(folder, manifest)
            except (IndexCorruptError, FileNotFoundError):
                if self.live() == name:
                    raise
                # It was replaced and removed meanwhile: open the one that is live now.

    def status(self) -> Status:
        """Describe the live generation and the one before it."""
        name, *previous = self._pointer()
        manifest = Manifest.read(self._generations / name)
        return Status(
            location=self._location,
            generation=name,
            documents=manifest.documents,
            created=manifest.created,
            bytes=manifest.bytes,
            analyzer=manifest.facts.analyzer,
            schema=manifest.schema,
            sources=manifest.facts.sources,
            previous=tuple(name for name in previous if (self._generations / name).is_dir()),
        )

    def verify(self) -> list[Problem]:
        """Compare every file of the live generation with its manifest, by its checksum."""
        folder = self._generations / self.live()
        return Manifest.read(folder).problems(folder)

    def rollback(self) -> str:
        """Make the previous generation live again, or if nothing tells which is live, the newest.

        Returns its name. Raises `IndexMissingError` if there is none, `IndexCorruptError` if it
        is damaged.
        """
        self._require_published()
        with self._locked():
            candidates = self._to_roll_back_to()
            if not candidates:
                raise IndexMissingError(
                    f"no previous generation at {self._location}; "
                    "build one with `searchsvc index rebuild SOURCE`"
                )
            folder = self._generations / candidates[0]
            Manifest.read(folder).require_sound(folder)
            self._point_to(candidates[:1])
        return candidates[0]

    def prune(self) -> list[str]:
        """Remove every generation but the live one; return the names of the removed."""
        self.live()  # where nothing was published, there is nothing to lock
        with self._locked():
            live = self.live()
            self._point_to([live])
            return self._remove(folder for folder in self._folders() if folder.name != live)

    def _to_roll_back_to(self) -> list[str]:
        """Return the generations before the live one; all, newest first, if it cannot be told."""
        named = self._named()
        if named and (self._generations / named[0]).is_dir():
            return named[1:]
        finished = [folder for folder in self._folders() if _is_finished(folder)]
        finished.sort(key=lambda folder: (folder / FILE_NAME).stat().st_mtime_ns, reverse=True)
        return [folder.name for folder in finished]

    def _require_published(self) -> None:
        """Raise what `live` does where nothing was published: there is nothing to lock."""
        with suppress(IndexCorruptError):
            self.live()

    def _pointer(self) -> list[str]:
        try:
            names = self._current.read_text(encoding="utf-8", errors="replace").split()
        except FileNotFoundError:
            message = (
                f"no index at {self._location}; build one with `searchsvc index rebuild SOURCE`"
            )
            raise IndexMissingError(message) from None
        except OSError as error:
            message = f"{self._location} cannot be read as an index: {error}; give its folder"
            raise EngineUnavailableError(message) from error
        if not names or not all(map(_NAME.fullmatch, names)):
            raise IndexCorruptError(f"CURRENT names no generation; {FIX}")
        return names

    def _named(self) -> list[str]:
        """Return the generations of the pointer; none if it is damaged: a rebuild mends that."""
        try:
            return self._pointer()
        except (IndexMissingError, IndexCorruptError):
            return []

    def _point_to(self, names: list[str]) -> None:
        with storage_errors(self._folder):
            write_durably(self._current, "".join(f"{name}\n" for name in names))

    def _remove(self, folders: Iterable[Path]) -> list[str]:
        removed = []
        with storage_errors(self._folder):
            for folder in folders:
                # Without its manifest, a folder half removed counts as unfinished.
                (folder / FILE_NAME).unlink(missing_ok=True)
                sync(folder)
                rmtree(folder)
                removed.append(folder.name)
        return removed

    @contextmanager
    def _beginning(self) -> Iterator[None]:
        """Hold the lock, for the writer that is made in this block; let go of it if that fails."""
        with storage_errors(self._folder):
            self._generations.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            try:
                yield
            except BaseException:
                self._lock.release()
                raise

    def _clean_up(self, except_for: Path | None = None) -> None:
        """Remove what killed builds left; a live generation stays, however damaged."""
        live = self._named()
        self._remove(
            folder
            for folder in self._folders()
            if folder.name not in live and folder != except_for and not _is_finished(folder)
        )

    def _left_of(self, work: str) -> Path | None:
        """Return the folder of the last killed build that can be resumed."""
        left = [folder for folder in self._folders() if not _is_finished(folder)]
        for folder in reversed(left):
            batches = finished_batches(folder)
            its_work = work_and_state(batches[-1])[0] if batches else ""
            if its_work == work:
                return folder
            if its_work:
                raise ResumeError(
                    f"the interrupted build at {self._location} was of other sources, options or "
                    "another version; run it with those, or without --resume to begin anew"
                )
        return None

    def _folders(self) -> list[Path]:
        return sorted(path for path in self._generations.iterdir() if _NAME.fullmatch(path.name))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with storage_errors(self._folder):
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()


def _is_finished(folder: Path) -> bool:
    return (folder / FILE_NAME).exists()


def _new_name() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(2)}"
