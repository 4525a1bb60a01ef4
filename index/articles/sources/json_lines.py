"""JSON lines: one object a line, in UTF-8 by definition (RFC 8259, section 8.1)."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import IO

from index.articles.sources.decoding import is_utf_16
from index.articles.sources.fields import page_of
from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import TOO_LARGE
from index.articles.sources.records import Outcome
from index.articles.sources.records import SourceFile
from index.articles.sources.records import StreamError
from index.articles.sources.records import unread
from index.models import DIGEST_BYTES
from index.models import Skipped


def read_json_lines(file: SourceFile, stream: IO[bytes], _encoding: str) -> Iterator[Outcome]:
    """Yield what each line holds; blank lines hold nothing."""
    number = 0
    try:
        for number, line in enumerate(_lines(stream), start=1):
            if line is None:
                yield None, Skipped(file.name, number, f"line {TOO_LARGE}")
            elif number == 1 and is_utf_16(line):
                yield unread(file, number, "not UTF-8 but UTF-16: write it anew in UTF-8")
                return
            elif line.strip():
                yield _page(file, number, line)
    except StreamError as error:
        yield unread(file, number + 1, error)


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yield lines; None for one that is too long, whose rest is passed over."""
    while line := stream.readline(MAX_RECORD_BYTES):
        whole = line.endswith(b"\n") or len(line) < MAX_RECORD_BYTES
        yield line if whole else None
        while not whole:
            rest = stream.readline(MAX_RECORD_BYTES)
            whole = rest.endswith(b"\n") or not rest


def _page(file: SourceFile, number: int, line: bytes) -> Outcome:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return None, Skipped(file.name, number, f"not UTF-8 (byte {error.start} of the line)")
    except (ValueError, RecursionError) as error:
        return None, Skipped(file.name, number, f"not JSON: {error}")
    if not isinstance(fields, dict):
        return None, Skipped(file.name, number, "not a JSON object")
    # Quicker than a digest of what the line says; that is a good part of an update's time.
    digest = sha256(line.rstrip()).hexdigest()[: 2 * DIGEST_BYTES]
    return page_of(file, number, fields, digest)
