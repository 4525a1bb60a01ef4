"""The Whoosh index around our arrays: segments, stored documents, table of contents."""

import os
import shutil
from collections.abc import Callable
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.index import FileIndex
from whoosh.index import create_in
from whoosh.index import open_dir
from whoosh.writing import SegmentWriter

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.codec import DELTA
from index.engines.whoosh.codec import MAIN
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.codec import ArraySegment
from index.engines.whoosh.codec import arrays_path
from index.engines.whoosh.codec import stored_path
from index.engines.whoosh.merge import write_columns
from index.engines.whoosh.merge import write_segment
from index.engines.whoosh.parts import Part
from index.engines.whoosh.schema import SCHEMA
from index.engines.whoosh.stored import StoredColumn

INDEX_NAME: Final = "MAIN"  # as Whoosh calls an index that was given no other name
COLUMNS: Final = "columns.arrays"  # of main and delta together, where there is a delta


class SegmentAssembler(SegmentWriter):
    """A Whoosh writer that takes records of stored documents one by one and all arrays at once."""

    def __init__(
        self, index: FileIndex, segment_id: str, write_arrays: Callable[[Path], None]
    ) -> None:
        super().__init__(index, codec=ArrayCodec(segment_id))
        self._write_arrays = write_arrays
        self._added = True  # an index without documents has a segment, too

    def add_record(self, record: bytes) -> None:
        """Store the next document."""
        self.perdocwriter.add_record(record)
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self._write_arrays(arrays_path(self.storage, self.newsegment))

    def _close_segment(self) -> None:
        if not self.perdocwriter.is_closed:
            self.perdocwriter.close()
        self.pool.cleanup()


class OpenIndex:
    """A Whoosh index of ours: a main segment, and after updates a delta beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.storage = FileStorage(str(folder))
        contents = TOC.read(self.storage, INDEX_NAME, _latest_contents(folder), SCHEMA)
        self.segments: list[ArraySegment] = contents.segments

    def parts(self) -> list[Part]:
        """Return what each segment holds, without what was removed from it."""
        return [self._part(segment) for segment in self.segments]

    def path(self, segment: ArraySegment) -> Path:
        """Return where the arrays of a segment are."""
        return arrays_path(self.storage, segment)

    def stored(self, segment: ArraySegment) -> StoredColumn:
        """Open the stored documents of a segment."""
        return StoredColumn(stored_path(self.storage, segment), segment.doc_count_all())

    def _part(self, segment: ArraySegment) -> Part:
        stored = stored_path(self.storage, segment)
        return Part(self.path(segment), stored, kept_documents(segment))


def _latest_contents(folder: Path) -> int | None:
    """Return the number of the newest table of contents, if any; Whoosh would compile a pattern."""
    contents = [path for path in folder.iterdir() if path.suffix == ".toc"]
    return max((int(path.stem.rpartition("_")[2]) for path in contents), default=None)


def kept_documents(segment: ArraySegment) -> Array:
    """Return a flag for each document of a segment; not set for those that were removed."""
    kept = np.ones(segment.doc_count_all(), np.bool_)
    kept[list(segment.deleted_docs())] = False
    return kept


def write_index(folder: Path, parts: Sequence[Part]) -> None:
    """Write the documents of the parts into a folder as an index of one segment."""
    _add_segment(create_in(str(folder), SCHEMA), MAIN, parts)


def write_update(folder: Path, base: OpenIndex, main: Part, parts: Sequence[Part]) -> list[str]:
    """Write an index that shares the main segment of another, with the parts as its delta.

    `main` is what is left of the main segment. Returns the names of the files that are shared.
    """
    segment = base.segments[0]
    shared: list[str] = segment.list_files(base.storage)
    for name in shared:
        _link(base.folder / name, folder / name)
    for document in np.flatnonzero(~main.kept).tolist():
        segment.delete_document(document)
    TOC(SCHEMA, [segment], 0).write(FileStorage(str(folder)), INDEX_NAME)
    if any(part.documents for part in parts):
        _add_segment(open_dir(str(folder), schema=SCHEMA), DELTA, parts)
        delta = OpenIndex(folder).parts()[1]
        write_columns(folder / COLUMNS, main.whole(), delta)
    return shared


def _add_segment(index: FileIndex, segment_id: str, parts: Sequence[Part]) -> None:
    """Add a segment to an index; remove its half if that fails."""
    assembler = SegmentAssembler(index, segment_id, lambda path: write_segment(path, parts))
    try:
        for record in chain.from_iterable(part.records() for part in parts):
            assembler.add_record(record)
        assembler.commit(merge=False)
    except BaseException:
        if not assembler.is_closed:
            assembler.cancel()
        raise


def _link(source: Path, target: Path) -> None:
    """Share a file between two folders; where the file system cannot, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
