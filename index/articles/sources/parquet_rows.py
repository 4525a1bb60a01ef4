"""Parquet: columns by the names of the fields; those that a file lacks are left to extraction."""

from collections.abc import Iterator
from typing import Any
from typing import Final

from index.articles.sources.fields import FIELDS
from index.articles.sources.fields import TEXT
from index.articles.sources.fields import no_text_column
from index.articles.sources.fields import page_of
from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import TOO_LARGE
from index.articles.sources.records import Outcome
from index.articles.sources.records import Record
from index.articles.sources.records import SourceFile
from index.articles.sources.records import unread
from index.models import Skipped

_BATCH_ROWS: Final = 32  # decoded at a time
_BUFFER_BYTES: Final = 2**20  # read at a time; without a buffer, a whole group of rows


def read_parquet(file: SourceFile, _encoding: str) -> Iterator[Record]:
    """Yield what each row holds, numbered from 1."""
    import pyarrow as arrow  # takes a third of a second, which only who has such files should pay
    from pyarrow import parquet

    number = 0
    with file.path.open("rb") as stream:
        try:
            table = parquet.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER_BYTES)
            columns = table.schema_arrow.names
            if TEXT not in columns:
                yield _record(file, 1.0, unread(file, None, no_text_column(columns)))
                return
            wanted = [name for name in FIELDS if name in columns]
            for number, row in enumerate(_rows(table, wanted), start=1):
                yield _record(file, number / table.metadata.num_rows, _page(file, number, row))
        except (arrow.ArrowException, OSError, ValueError) as error:
            where = number + 1 if number else None  # before the first row, the file itself is bad
            yield _record(file, 1.0, unread(file, where, f"cannot be read as Parquet ({error})"))


def _record(file: SourceFile, share: float, outcome: Outcome) -> Record:
    name, page = outcome
    return Record(page, int(share * file.size), name)


def _rows(table: Any, wanted: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the wanted cells of each row as Arrow's scalars; dates and times as ISO text."""
    for batch in table.iter_batches(_BATCH_ROWS, columns=wanted, use_threads=False):
        columns = dict(zip(batch.schema.names, map(_readable, batch.columns), strict=True))
        for row in range(batch.num_rows):
            yield {name: column[row] for name, column in columns.items()}


def _readable(column: Any) -> Any:
    import pyarrow as arrow

    is_time = arrow.types.is_timestamp(column.type) or arrow.types.is_date(column.type)
    return column.cast(arrow.string()) if is_time else column


def _page(file: SourceFile, number: int, row: dict[str, Any]) -> Outcome:
    try:
        fields = {name: _text(cell.as_py()) for name, cell in row.items()}
    except (ValueError, ArithmeticError) as error:  # no UTF-8, a number beyond Python's types
        return None, Skipped(file.name, number, f"row cannot be read: {error}")
    if len(fields[TEXT] or "") > MAX_RECORD_BYTES:
        return None, Skipped(file.name, number, f"row {TOO_LARGE}")
    return page_of(file, number, fields)


def _text(value: Any) -> Any:
    """Decode what writers without a type for text store as bytes."""
    return value.decode() if isinstance(value, bytes) else value
