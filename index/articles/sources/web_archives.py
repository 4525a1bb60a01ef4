"""Web archives (WARC, ISO 28500): the pages among what a crawler was answered.

A page is a response with status 200 that holds HTML or plain text. What else an archive keeps
(requests, revisits, redirects, images) is passed over. Records are cut apart here, because the
library that reads their headers sets no bound to the size of anything.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from collections.abc import Mapping
from itertools import count
from typing import IO
from typing import Any
from typing import Final
from urllib.parse import unquote

from index.articles.sources.fields import slug
from index.articles.sources.pages import PageParser
from index.articles.sources.pages import parse_html
from index.articles.sources.pages import parse_text
from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import TOO_LARGE
from index.articles.sources.records import Outcome
from index.articles.sources.records import SourceFile
from index.articles.sources.records import StreamError
from index.articles.sources.records import unread
from index.models import RawPage
from index.models import Skipped
from index.text.normalize import normalize

MAX_HEADER_BYTES: Final = 2**20

_PARSERS: Final[Mapping[str, PageParser]] = {
    "text/html": parse_html,
    "application/xhtml+xml": parse_html,
    "text/plain": parse_text,
}
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# How zlib is to take each content encoding: either of its headers, or for "deflate" often none.
_EITHER_HEADER, _NO_HEADER = zlib.MAX_WBITS + 32, -zlib.MAX_WBITS
_INFLATED: Final[Mapping[str, tuple[int, ...]]] = {
    "": (),
    "identity": (),
    "gzip": (_EITHER_HEADER,),
    "x-gzip": (_EITHER_HEADER,),
    "deflate": (_EITHER_HEADER, _NO_HEADER),
}
_BLOCK_BYTES: Final = 2**16
_SLUG_CHARS: Final = 120
_DIGEST_CHARS: Final = 10


def read_warc(file: SourceFile, stream: IO[bytes], encoding: str) -> Iterator[Outcome]:
    """Yield the pages of an archive, each numbered by its record and named by its URL."""
    for number in count(1):
        try:
            head = _next_head(stream)
            if head is None:
                return
            body = _body(stream, head)
        except StreamError as error:
            yield unread(file, number, error)
            return
        url = (head.get_header("WARC-Target-URI") or "").strip("<>")  # so written by some crawlers
        if head.get_header("WARC-Type") == "response" and url.startswith("http"):
            yield from _page(file, number, normalize(url), body, encoding)


def page_id_of(url: str) -> str:
    """Name a page by its URL, whatever its scheme and fragment."""
    address = url.partition("#")[0].partition("://")[2]
    digest = hashlib.sha256(address.encode()).hexdigest()[:_DIGEST_CHARS]
    return f"{slug(unquote(address))[:_SLUG_CHARS]}-{digest}"


def _next_head(stream: IO[bytes]) -> Any:
    """Return the header of the next record, or None at the end."""
    while block := _header_block(stream):
        if block.strip():
            return _parse_head(block, "WARC/")
    return None


def _header_block(stream: IO[bytes]) -> bytes:
    """Return the lines up to a blank one, with it."""
    block = bytearray()
    while len(block) < MAX_HEADER_BYTES:
        line = stream.readline(MAX_HEADER_BYTES)
        block += line
        if not line.strip():
            return bytes(block)
    raise StreamError(f"header larger than {MAX_HEADER_BYTES >> 20} MiB")


def _parse_head(block: bytes, begins: str) -> Any:
    from warcio.statusandheaders import StatusAndHeadersParser  # slow to import, seldom needed

    if not block.startswith(begins.encode()):
        raise StreamError(f"no header that begins with {begins}")
    return StatusAndHeadersParser([], verify=False).parse(io.BytesIO(block))


def _body(stream: IO[bytes], head: Any) -> bytes:
    """Return a record's body, or more bytes than a page may have if it is too large."""
    length = head.get_header("Content-Length") or ""
    if not _LENGTH.fullmatch(length):
        raise StreamError("record without a Content-Length")
    left = int(length)
    body = stream.read(min(left, MAX_RECORD_BYTES + 1))
    left -= len(body)
    while left and (passed_over := stream.read(min(left, _BLOCK_BYTES))):
        left -= len(passed_over)
    if left:
        raise StreamError(f"record cut off, {left} bytes before its end")
    return body


def _page(file: SourceFile, number: int, url: str, body: bytes, encoding: str) -> Iterator[Outcome]:
    """Yield the page of a response, or why it cannot be read; nothing if it is none."""
    name = page_id_of(url)
    stream = io.BytesIO(body)
    try:
        head = _parse_head(_header_block(stream), "HTTP/")
        kind, _, parameters = (head.get_header("Content-Type") or "").partition(";")
        parse = _PARSERS.get(kind.strip().lower())
        if head.get_statuscode() != "200" or not parse:
            return
        if len(body) > MAX_RECORD_BYTES:
            raise ValueError(f"record {TOO_LARGE}")
        text, stated = parse(_content(head, stream), encoding, _CHARSET.findall(parameters))
    except (StreamError, ValueError) as error:
        yield name, Skipped(file.name, number, str(error))
    else:
        yield name, RawPage(name, text, file.name, number, {**stated, "url": url})


def _content(head: Any, stream: IO[bytes]) -> bytes:
    """Return the content of a response without the encodings it was sent in."""
    from warcio.bufferedreaders import ChunkedDataReader

    encoding = (head.get_header("Content-Encoding") or "").strip().lower()
    if encoding not in _INFLATED:
        raise ValueError(f"content encoding {encoding[:20]!r} is not read")
    if "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        stream = ChunkedDataReader(stream)
    data = stream.read(MAX_RECORD_BYTES + 1)
    for window in _INFLATED[encoding]:
        try:
            data = zlib.decompressobj(window).decompress(data, MAX_RECORD_BYTES + 1)
            break
        except zlib.error:  # stored without the encoding its header names, as some crawlers do
            continue
    if len(data) > MAX_RECORD_BYTES:
        raise ValueError(f"content {TOO_LARGE}")
    return data
