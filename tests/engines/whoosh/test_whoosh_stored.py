"""Stored documents: Whoosh's own column, without its limit of 4 GB."""

from pathlib import Path

from whoosh.columns import CompressedBytesColumn
from whoosh.columns import PickleColumn
from whoosh.filedb.filestore import FileStorage

from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.codec import ArrayPerDocWriter
from index.engines.whoosh.codec import stored_path
from index.engines.whoosh.records import RecordWriter
from index.engines.whoosh.records import read_records
from index.engines.whoosh.schema import DOCUMENT
from index.engines.whoosh.stored import StoredColumn

BEYOND = 5 << 30  # more than 32 bits hold; the file is sparse, and takes no such room


def test_documents_are_stored_beyond_four_gigabytes(tmp_path: Path) -> None:
    storage, codec = FileStorage(str(tmp_path)), ArrayCodec()
    segment = codec.new_segment(storage, "MAIN")
    writer = codec.per_document_writer(storage, segment)
    first, last = records_of(tmp_path / "batch", ["the first", "the last"])
    writer.add_record(first)
    leave_a_gap(writer)
    writer.add_record(last)
    writer.close()

    path = stored_path(storage, segment)
    ours = StoredColumn(path, 2)
    with storage.open_file(path.name) as file:
        stock = PickleColumn(CompressedBytesColumn()).reader(file, 0, path.stat().st_size, 2)
        stock_says = [stock[number][DOCUMENT] for number in range(2)]
    assert [ours[0], ours[1]] == stock_says == ["the first", "the last"]


def records_of(path: Path, documents: list[str]) -> list[bytes]:
    """Return documents as a batch has them."""
    writer = RecordWriter(path)
    for document in documents:
        writer.add(document)
    writer.finish()
    return list(read_records(path, len(documents)))


def leave_a_gap(writer: ArrayPerDocWriter) -> None:
    """Go on where millions of documents would have left the file."""
    column = writer._records
    column._dbfile.file.seek(BEYOND)
    column._offset_base = BEYOND
