"""Which endings are read, and how: the one table of them."""

import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import IO
from typing import Final

from index.articles.sources.compression import COMPRESSIONS
from index.articles.sources.compression import open_bytes
from index.articles.sources.csv_rows import read_csv
from index.articles.sources.fields import page_id
from index.articles.sources.json_lines import read_json_lines
from index.articles.sources.pages import parse_html
from index.articles.sources.pages import parse_text
from index.articles.sources.pages import read_page
from index.articles.sources.parquet_rows import read_parquet
from index.articles.sources.records import STDIN
from index.articles.sources.records import Outcome
from index.articles.sources.records import Record
from index.articles.sources.records import SourceFile
from index.articles.sources.web_archives import read_warc
from index.models import Skipped

_Reader = Callable[[SourceFile, str], Iterator[Record]]
_StreamReader = Callable[[SourceFile, IO[bytes], str], Iterator[Outcome]]


def read_pages(file: SourceFile, encoding: str = "utf-8") -> Iterator[Record]:
    """Yield the file's records in order; what cannot be read comes as `Skipped`.

    `encoding` is for plain text, CSV, and pages that do not say theirs; other kinds have their own.
    """
    ending = ending_of(file.path)
    reason = file.fault
    if not reason:
        try:
            yield from _READERS[ending or ".jsonl"](file, encoding)
            return
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
    name = page_id(file.path) if ending in PAGE_ENDINGS else None
    yield Record(Skipped(file.name, None, reason), file.size, name)


def ending_of(path: Path) -> str | None:
    """Return the ending that says how a file is read, or None if it is not."""
    name = path.name.lower()
    return next((ending for ending in _READERS if name.endswith(ending)), None)


def is_compressed(path: Path) -> bool:
    """Return whether a file holds more than its size says."""
    return path.name.lower().endswith(_COMPRESSED)


def _read_stream(file: SourceFile, encoding: str, read: _StreamReader) -> Iterator[Record]:
    holds_any = False
    with _open(file) as (stream, position):
        for name, page in read(file, stream, encoding):
            holds_any = True
            yield Record(page, position(), name)
    if not holds_any:
        yield Record(Skipped(file.name, None, "no record in it"), file.size, None)


def _open(file: SourceFile) -> AbstractContextManager[tuple[IO[bytes], Callable[[], int]]]:
    if str(file.path) == STDIN:
        return nullcontext((sys.stdin.buffer, lambda: 0))
    return open_bytes(file.path)


_PAGE_READERS: Final[dict[str, _Reader]] = {
    ".txt": partial(read_page, parse=parse_text),
    ".html": partial(read_page, parse=parse_html),
    ".htm": partial(read_page, parse=parse_html),
}
_STREAM_READERS: Final[dict[str, _StreamReader]] = {
    ".jsonl": read_json_lines,
    ".csv": read_csv,
    ".warc": read_warc,
}
_READERS: Final[dict[str, _Reader]] = {
    **_PAGE_READERS,
    **{
        ending + compression: partial(_read_stream, read=read)
        for ending, read in _STREAM_READERS.items()
        for compression in ("", *COMPRESSIONS)
    },
    ".parquet": read_parquet,
}
_COMPRESSED: Final = (*COMPRESSIONS, ".parquet")
PAGE_ENDINGS: Final = tuple(_PAGE_READERS)
READABLE: Final = ", ".join(_READERS)
