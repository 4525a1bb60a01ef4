"""Files that hold one page each, in plain text or HTML."""

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

from index.articles.html import declared_charset
from index.articles.html import read_html
from index.articles.sources.decoding import decode
from index.articles.sources.fields import page_id
from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import TOO_LARGE
from index.articles.sources.records import Record
from index.articles.sources.records import SourceFile
from index.models import RawPage
from index.models import Skipped
from index.text.normalize import normalize

# Bytes, the encoding asked for and those declared beside the bytes → text and what it states.
# Raises ValueError with the reason if there is no text to be had.
PageParser = Callable[[bytes, str, Iterable[str]], tuple[str, Mapping[str, str]]]


def parse_text(
    data: bytes, encoding: str, declared: Iterable[str] = ()
) -> tuple[str, Mapping[str, str]]:
    """Read a page of plain text, which states nothing. Raises ValueError if it cannot be read."""
    text = decode(data, encoding, declared)
    if not text.strip():
        raise ValueError("empty")
    return text, {}


def parse_html(
    data: bytes, encoding: str, declared: Iterable[str] = ()
) -> tuple[str, Mapping[str, str]]:
    """Read a page in HTML, which may declare its encoding too. Raises ValueError if it cannot be read."""
    own = declared_charset(data)
    page = read_html(decode(data, encoding, (*declared, own) if own else declared))
    return page.text, {name: normalize(value) for name, value in page.stated.items()}


def read_page(file: SourceFile, encoding: str, parse: PageParser) -> Iterator[Record]:
    """Yield the one page of a file, named by its path."""
    name = page_id(file.path)
    try:
        text, stated = parse(_read_bounded(file.path), encoding, ())
    except ValueError as error:
        yield Record(Skipped(file.name, None, str(error)), file.size, name)
    else:
        yield Record(RawPage(name, text, file.name, stated=stated), file.size, name)


def _read_bounded(path: Path) -> bytes:
    """Return the bytes of a file; raises ValueError if they are more than a page may have."""
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size > MAX_RECORD_BYTES:
            raise ValueError(TOO_LARGE)
        return stream.read()
