"""CSV as people and spreadsheets write it: the first row names the fields of the others.

    id;title;text;date;topics
    a1;Tin mới;"Dòng một
    dòng hai";14/07/2020;"tin-tuc;viec-lam"

Cells are cut apart before they are decoded, so that a byte that is no letter spoils its own row
only. That needs an encoding that leaves ASCII as it is; UTF-16 is decoded first.
"""

import csv
import io
import re
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import chain
from typing import IO
from typing import Any
from typing import Final

from index.articles.sources.decoding import decode
from index.articles.sources.fields import TEXT
from index.articles.sources.fields import no_text_column
from index.articles.sources.fields import page_of
from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import TOO_LARGE
from index.articles.sources.records import Outcome
from index.articles.sources.records import SourceFile
from index.articles.sources.records import StreamError
from index.articles.sources.records import unread
from index.models import Skipped

_DELIMITERS: Final = ",;\t"
# Excel's own line above the header.
_DELIMITER_LINE: Final = re.compile(r'"?sep=([^\w"\n])"?\s*', re.IGNORECASE)
_TOPIC_DELIMITER: Final = ";"
_BYTES: Final = "latin-1"  # a character for each byte
_MARKS: Final = ("\ufeff", "\ufeff".encode().decode(_BYTES))  # byte order marks, decoded or not

# The cells of a row, or why it has none.
_Row = list[str] | ValueError


def read_csv(file: SourceFile, stream: IO[bytes], encoding: str) -> Iterator[Outcome]:
    """Yield what each row holds, numbered by its first line; rows of empty cells hold nothing."""
    keeps_ascii = _DELIMITERS.encode(encoding) == _DELIMITERS.encode()
    with io.TextIOWrapper(stream, _BYTES if keeps_ascii else encoding, newline="") as text:
        lines = _Lines(text)
        try:
            yield from _read_table(file, _rows(lines, encoding if keeps_ascii else None))
        except (StreamError, UnicodeError, csv.Error) as error:
            yield unread(file, lines.row, error)


def _read_table(file: SourceFile, rows: Iterator[tuple[int, _Row]]) -> Iterator[Outcome]:
    number, header = next(rows, (0, []))
    if isinstance(header, ValueError):
        yield unread(file, number, header)
        return
    columns = [name.strip().lower() for name in header]
    if columns and TEXT not in columns:
        yield unread(file, number, no_text_column(header))
        return
    for number, row in rows:
        if isinstance(row, ValueError):
            yield None, Skipped(file.name, number, str(row))
        elif any(row[len(columns) :]):
            reason = f"more than the {len(columns)} cells of the header; put texts in quotes"
            yield None, Skipped(file.name, number, reason)
        else:
            yield page_of(file, number, _fields(columns, row))


def _fields(columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    fields: dict[str, Any] = dict(zip(columns, row, strict=False))
    topics = fields.get("topics", "").split(_TOPIC_DELIMITER)
    return {**fields, "topics": [topic.strip() for topic in topics if topic.strip()]}


def _rows(lines: "_Lines", encoding: str | None) -> Iterator[tuple[int, _Row]]:
    """Yield the rows that hold anything, each behind the number of its first line."""
    first = lines.begin_table()
    if named := _DELIMITER_LINE.fullmatch(first):
        first = lines.begin_table()
    delimiter = named[1] if named else max(_DELIMITERS, key=first.count)
    # Strict: a quote out of place breaks its row, instead of swallowing those that follow.
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    while (row := _next_row(reader, encoding)) is not None:
        if isinstance(row, ValueError) or any(map(str.strip, row)):
            yield lines.row, row
        lines.begin_row()


def _next_row(reader: Iterator[list[str]], encoding: str | None) -> _Row | None:
    # The limit is one for the whole process, so it is raised for this moment only.
    usual = csv.field_size_limit(MAX_RECORD_BYTES)
    try:
        row = next(reader, None)
    except csv.Error as error:
        return ValueError(f"broken row ({error})")
    finally:
        csv.field_size_limit(usual)
    if row is None or encoding is None:
        return row
    try:
        return [decode(cell.encode(_BYTES), encoding) for cell in row]
    except ValueError as error:
        return error


class _Lines(Iterator[str]):
    """The lines of a table, counted from 1, and bounded in what one row takes of them.

    Raises csv.Error for a line too large for any row, once it is passed over; `StreamError` if
    lines of one row are too many together, for then nobody knows where the next row begins.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._number = 0
        self.begin_row()

    def begin_row(self) -> None:
        self._left = MAX_RECORD_BYTES
        self.row = self._number + 1  # the first line of the row that is being read

    def begin_table(self) -> str:
        """Return the next line that is not blank, without a byte order mark; empty at the end."""
        line = next((line for line in self if line.strip()), "")
        self.row = self._number
        return next((line[len(mark) :] for mark in _MARKS if line.startswith(mark)), line)

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self._left -= len(line)
        if self._left >= 0:
            return line
        if self._number > self.row:
            raise StreamError(f"row {TOO_LARGE}, is a quote not closed?")
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(MAX_RECORD_BYTES)
        raise csv.Error(TOO_LARGE)
