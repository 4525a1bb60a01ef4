"""A Whoosh writer that takes stored documents one by one and all arrays at once."""

from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path

from whoosh.index import FileIndex
from whoosh.index import create_in
from whoosh.writing import SegmentWriter

from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.codec import arrays_path
from index.engines.whoosh.schema import DOCUMENT
from index.engines.whoosh.schema import make_schema


class SegmentAssembler(SegmentWriter):
    """Writes the only segment of an index; `write_arrays` is given the path of its arrays."""

    def __init__(self, index: FileIndex, write_arrays: Callable[[Path], None]) -> None:
        super().__init__(index, codec=ArrayCodec())
        self._write_arrays = write_arrays
        self._added = True  # an index without documents has a segment, too

    def add_stored(self, document: str) -> None:
        """Store the next document."""
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_field(DOCUMENT, self.schema[DOCUMENT], document, 0)
        self.perdocwriter.finish_doc()
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self._write_arrays(arrays_path(self.storage, self.newsegment))

    def _close_segment(self) -> None:
        if not self.perdocwriter.is_closed:
            self.perdocwriter.close()
        self.pool.cleanup()


def write_index(
    folder: Path, documents: Iterable[str], write_arrays: Callable[[Path], None]
) -> None:
    """Write a Whoosh index of one segment into a folder; remove its half if that fails."""
    assembler = SegmentAssembler(create_in(str(folder), make_schema()), write_arrays)
    try:
        for document in documents:
            assembler.add_stored(document)
        assembler.commit(merge=False)
    except BaseException:
        if not assembler.is_closed:
            assembler.cancel()
        raise
