"""Files → raw pages: one bad record is reported and never stops a run.

A source is a file or a folder; a folder is read in the order of its files' names. What a
file holds is decided by its ending alone (`_READERS`). Nothing is read whole except a single
text file or record, and those are bounded by `MAX_RECORD_BYTES`.
"""

import codecs
import gzip
import json
import os
import re
import sys
import zlib
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from typing import Any
from typing import Final

from index.articles.html import declared_charset
from index.articles.html import read_html
from index.errors import SourceError
from index.models import RawPage
from index.models import Skipped
from index.text.legacy import encoding_of_misread
from index.text.normalize import fold
from index.text.normalize import normalize

STDIN: Final = "-"
MAX_RECORD_BYTES: Final = 16 * 2**20

# The fields of a JSON record beside id and text; they win over what extraction infers.
STATED_FIELDS: Final = (
    "title",
    "date",
    "url",
    "source",
    "author",
    "province",
    "topics",
    "category",
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path, its name as shown to people, its size in bytes (0 if unknown)."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """What one record turned out to be, and how many bytes of its file have been read so far."""

    page: RawPage | Skipped
    position: int
    id: str | None = None


_Reader = Callable[[SourceFile, str], Iterator[Record]]


def list_files(sources: Iterable[str]) -> list[SourceFile]:
    """Return the files of the sources, each once, in a stable order.

    Files of a folder with an ending that is not read are left out. Raises `SourceError` for a
    path that does not exist, a file with an ending that is not read, or if nothing is left.
    """
    given = list(sources)
    files = {file.path: file for source in given for file in _expand(source)}
    if not files:
        raise SourceError(f"nothing to read in {', '.join(given)}: no {READABLE} files there")
    return list(files.values())


def read_pages(file: SourceFile, encoding: str = "utf-8") -> Iterator[Record]:
    """Yield the file's records in order; what cannot be read comes as `Skipped`.

    `encoding` is for plain text; JSON lines are UTF-8 by definition (RFC 8259, section 8.1).
    """
    try:
        yield from _READERS[_ending(file.path) or ".jsonl"](file, encoding)
    except OSError as error:
        yield Record(Skipped(file.name, None, f"cannot be read: {error.strerror}"), file.size)


def _expand(source: str) -> Iterator[SourceFile]:
    path = Path(source)
    if source == STDIN:
        yield SourceFile(path, "<stdin>", 0)
    elif path.is_dir():
        for name in sorted(_walk(path)):
            yield SourceFile(name.resolve(), str(name), name.stat().st_size)
    elif not path.exists():
        raise SourceError(f"{source}: no such file or folder; check the path")
    elif _ending(path) is None:
        raise SourceError(f"{source}: cannot read this kind of file; give {READABLE} or a folder")
    else:
        yield SourceFile(path.resolve(), source, path.stat().st_size)


def _walk(folder: Path) -> Iterator[Path]:
    # os.walk does not follow links to folders, so a loop of links ends here.
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if _ending(path) and path.is_file():
                yield path


def _ending(path: Path) -> str | None:
    name = path.name.lower()
    return next((ending for ending in _READERS if name.endswith(ending)), None)


def _page_of(make: Callable[[SourceFile, bytes, str], RawPage | Skipped]) -> _Reader:
    """Return a reader of files that hold one page each."""

    def read(file: SourceFile, encoding: str) -> Iterator[Record]:
        page: RawPage | Skipped
        if file.size > MAX_RECORD_BYTES:
            page = Skipped(file.name, None, f"larger than {MAX_RECORD_BYTES >> 20} MiB")
        else:
            page = make(file, file.path.read_bytes(), encoding)
        yield Record(page, file.size)

    return read


def _text_page(file: SourceFile, data: bytes, encoding: str) -> RawPage | Skipped:
    reason = _foreign(data, encoding)
    if reason:
        return Skipped(file.name, None, reason)
    text = data.decode(encoding).removeprefix("\ufeff")
    if not text.strip():
        return Skipped(file.name, None, "empty")
    return RawPage(id=_page_id(file.path), text=text, origin=file.name)


def _html_page(file: SourceFile, data: bytes, encoding: str) -> RawPage | Skipped:
    """Read a page in the encoding asked for; if that is not its own, in the one it declares."""
    reason = _foreign(data, encoding)
    declared = declared_charset(data) if reason else None
    if declared and _is_known(declared) and not _foreign(data, declared):
        encoding, reason = declared, None
    if reason:
        return Skipped(file.name, None, reason)
    try:
        page = read_html(data.decode(encoding).removeprefix("\ufeff"))
    except ValueError as error:
        return Skipped(file.name, None, str(error))
    stated = {name: normalize(value) for name, value in page.stated.items()}
    return RawPage(id=_page_id(file.path), text=page.text, origin=file.name, stated=stated)


def _is_known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding) is not None
    except LookupError:
        return False


def _foreign(data: bytes, encoding: str) -> str | None:
    """Say why the bytes are not text in the encoding, or None if they are."""
    if encoding == "utf-8" and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "not UTF-8 but UTF-16; read it with --encoding utf-16"
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02x} at {error.start}"
        known = encoding_of_misread(data.decode("cp1252", "replace"))
        named = f"read it with --encoding {known}" if known else "name its encoding with --encoding"
        return f"not {encoding.upper()} ({where}); {named}"
    return None


def _page_id(path: Path) -> str:
    """Name a page by its folder and file: stable wherever the folder lies, safe in a URL."""
    stem = path.name[: -len(_ending(path) or "")]
    return re.sub(r"[^a-z0-9_]+", "-", fold(f"{path.parent.name}-{stem}")).strip("-")


def _read_json_lines(file: SourceFile, _encoding: str) -> Iterator[Record]:
    if file.path == Path(STDIN):
        yield from _records(file, sys.stdin.buffer, lambda: 0)
        return
    with file.path.open("rb") as stream:
        yield from _records(file, stream, stream.tell)


def _read_gzip_json_lines(file: SourceFile, _encoding: str) -> Iterator[Record]:
    with file.path.open("rb") as compressed, gzip.open(compressed) as stream:
        yield from _records(file, stream, compressed.tell)


def _records(file: SourceFile, stream: Any, position: Callable[[], int]) -> Iterator[Record]:
    number = 0
    try:
        for number, line in enumerate(_lines(stream), start=1):
            if line is None:
                reason = f"record larger than {MAX_RECORD_BYTES >> 20} MiB"
                yield Record(Skipped(file.name, number, reason), position())
            elif line.strip():
                yield Record(_json_page(file, number, line), position())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        reason = f"compressed data broken here, the rest is not read: {error}"
        yield Record(Skipped(file.name, number + 1, reason), file.size)


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yield lines; None for one that is too long, whose rest is passed over unread."""
    while line := stream.readline(MAX_RECORD_BYTES):
        whole = line.endswith(b"\n") or len(line) < MAX_RECORD_BYTES
        yield line if whole else None
        while not whole:
            rest = stream.readline(MAX_RECORD_BYTES)
            whole = rest.endswith(b"\n") or not rest


def _json_page(file: SourceFile, number: int, line: bytes) -> RawPage | Skipped:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Skipped(file.name, number, f"not UTF-8 (byte {error.start} of the line)")
    except (ValueError, RecursionError) as error:
        return Skipped(file.name, number, f"not JSON: {error}")
    if not isinstance(record, dict):
        return Skipped(file.name, number, "not a JSON object")
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        return Skipped(file.name, number, 'no "text"')
    stated = {name: _harmless(record[name]) for name in STATED_FIELDS if record.get(name)}
    return RawPage(
        id=normalize(str(record.get("id") or f"{_page_id(file.path)}-{number}")),
        text=text,
        origin=file.name,
        line=number,
        stated=stated,
    )


def _harmless(value: Any) -> Any:
    """Normalize the strings in what a record states: JSON can hold half a surrogate pair."""
    if isinstance(value, str):
        return normalize(value)
    return [_harmless(item) for item in value] if isinstance(value, list) else value


# Readers of files that hold one page each.
_PAGE_READERS: Final[dict[str, _Reader]] = {
    ".txt": _page_of(_text_page),
    ".html": _page_of(_html_page),
    ".htm": _page_of(_html_page),
}
PAGE_ENDINGS: Final = tuple(_PAGE_READERS)
_READERS: Final[dict[str, _Reader]] = {
    **_PAGE_READERS,
    ".jsonl": _read_json_lines,
    ".jsonl.gz": _read_gzip_json_lines,
}
READABLE: Final = ", ".join(_READERS)
