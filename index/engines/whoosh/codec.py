"""A Whoosh codec whose terms and postings are memory-mapped arrays.

Schema, lock, table of contents, segments and stored fields stay Whoosh's; every query of
Whoosh itself runs over such an index and finds what it would find over its own format.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import Final

from whoosh.codec.base import TermsReader
from whoosh.codec.whoosh3 import W3Codec
from whoosh.codec.whoosh3 import W3PerDocReader
from whoosh.codec.whoosh3 import W3PerDocWriter
from whoosh.codec.whoosh3 import W3Segment
from whoosh.columns import Column
from whoosh.columns import VarBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermInfo
from whoosh.reading import TermNotFound
from whoosh.util.numlists import GrowableArray

from index.engines.whoosh.contents import FIELD_NAMES
from index.engines.whoosh.dictionary import prefix_range
from index.engines.whoosh.matcher import ArrayCursor
from index.engines.whoosh.matcher import ArrayMatcher
from index.engines.whoosh.matcher import term_info
from index.engines.whoosh.segment import InvertedField
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.segment import open_segment

# The names of the segments of an index, which need not be random.
MAIN: Final = "1"
DELTA: Final = "2"
ARRAYS_EXTENSION: Final = ".arrays"
STORED: Final = "_stored"  # as Whoosh calls its column of them


class ArraySegment(W3Segment):
    """A segment whose files stay apart, so that its arrays can be mapped."""

    def should_assemble(self) -> bool:
        """Return False: no compound file."""
        return False


class ArrayCodec(W3Codec):
    """Whoosh's own codec but for terms, postings and field lengths; it writes one segment."""

    def __init__(self, segment_id: str = MAIN) -> None:
        super().__init__()
        self._segment_id = segment_id

    def new_segment(self, storage: FileStorage, indexname: str) -> ArraySegment:
        """Return an empty segment."""
        return ArraySegment(self, indexname, segid=self._segment_id)

    def field_writer(self, storage: FileStorage, segment: ArraySegment) -> None:
        """Return None: `SegmentAssembler` writes all postings at once."""

    def per_document_writer(
        self, storage: FileStorage, segment: ArraySegment
    ) -> "ArrayPerDocWriter":
        """Return the writer of stored fields."""
        return ArrayPerDocWriter(self, storage, segment)

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> "ArrayTermsReader":
        """Open the terms and postings of a segment."""
        return ArrayTermsReader(open_segment(arrays_path(storage, segment)))

    def per_document_reader(
        self, storage: FileStorage, segment: ArraySegment
    ) -> "ArrayPerDocReader":
        """Open the stored fields and lengths of a segment."""
        return ArrayPerDocReader(storage, segment)


def arrays_path(storage: FileStorage, segment: ArraySegment) -> Path:
    """Return where the arrays of a segment are."""
    return Path(storage.folder, segment.make_filename(ARRAYS_EXTENSION))


def stored_path(storage: FileStorage, segment: ArraySegment) -> Path:
    """Return where the stored documents of a segment are."""
    return Path(storage.folder, W3Codec.column_filename(segment, STORED))


class ArrayPerDocWriter(W3PerDocWriter):
    """Whoosh's writer of stored fields, which takes them as records and writes each once.

    By itself it writes them twice, to at most 4 GB, and from 32,768 documents on where each begins.
    """

    def __init__(self, codec: ArrayCodec, storage: FileStorage, segment: ArraySegment) -> None:
        super().__init__(codec, storage, segment)
        self._records = self._colwriters[STORED]._child
        self._records.cutoff = -1
        self._records._offsets = GrowableArray(allow_longs=True)

    def add_record(self, record: bytes) -> None:
        """Store the next document, as the column of another segment or of a batch has it."""
        VarBytesColumn.Writer.add(self._records, self._doccount, record)
        self._doccount += 1

    def close(self) -> None:
        """Complete the column."""
        super().close()
        self._records._dbfile.close()

    def _create_column(self, fieldname: str, column: Column) -> None:
        # Whoosh would write all columns into one file, then copy each into its own.
        file = self._storage.create_file(self._column_filename(fieldname))
        self._colwriters[fieldname] = column.writer(file)


class ArrayPerDocReader(W3PerDocReader):
    """Whoosh's reader of stored fields, with lengths from the arrays."""

    def __init__(self, storage: FileStorage, segment: ArraySegment) -> None:
        super().__init__(storage, segment)
        self._arrays = open_segment(arrays_path(storage, segment))
        self._lengths: dict[str, list[int]] = {}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many terms a document has in a field."""
        return self._lengths_of(fieldname)[docnum] or default

    def field_length(self, fieldname: str) -> int:
        """Return how many terms all documents have in a field."""
        return self._arrays.field(fieldname).tokens

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the shortest document."""
        return min(self._lengths_of(fieldname), default=0)

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the longest document."""
        return max(self._lengths_of(fieldname), default=0)

    def _lengths_of(self, fieldname: str) -> list[int]:
        if fieldname not in self._lengths:
            self._lengths[fieldname] = self._arrays.field(fieldname).lengths().tolist()
        return self._lengths[fieldname]


class ArrayTermsReader(TermsReader):
    """Terms and postings as Whoosh asks for them."""

    def __init__(self, segment: Segment) -> None:
        self._field = segment.field

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return self._look_up(field, text) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return list(FIELD_NAMES)

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """Return a cursor over the terms of a field."""
        return ArrayCursor(self._field(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term of every field."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from this one on."""
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with its statistics."""
        for name in FIELD_NAMES:
            yield from self.items_from(name, b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms of a field from this one on, with their statistics."""
        field = self._field(fieldname)
        low, _ = prefix_range(field.dictionary, prefix)
        for number in range(low, len(field.dictionary)):
            yield (fieldname, field.dictionary.term(number)), term_info(field, number)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term; raises `TermNotFound`."""
        field, number = self._find(fieldname, text)
        return term_info(field, number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term occurs; 0 if another segment holds it, or none."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents hold a term; 0 if another segment holds it, or none."""
        if (fieldname, text) not in self:
            return 0
        field, number = self._find(fieldname, text)
        return field.document_frequency(number)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        """Return a matcher over the postings of a term; raises `TermNotFound`."""
        field, number = self._find(fieldname, text)
        return ArrayMatcher(field, number, format_, (fieldname, text), scorer)

    def _find(self, fieldname: str, text: bytes) -> tuple[InvertedField, int]:
        found = self._look_up(fieldname, text)
        if found is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return found

    def _look_up(self, fieldname: str, text: bytes) -> tuple[InvertedField, int] | None:
        if fieldname not in FIELD_NAMES:
            return None
        field = self._field(fieldname)
        number = field.dictionary.find(text)
        return None if number is None else (field, number)
