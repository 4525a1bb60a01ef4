"""The named fields of a record → a page, whatever kind of file the record stands in."""

import os
import re
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from pathlib import PurePath
from typing import Any
from typing import Final

from index.articles.sources.compression import without_compression
from index.articles.sources.records import STDIN
from index.articles.sources.records import Outcome
from index.articles.sources.records import SourceFile
from index.models import RawPage
from index.models import Skipped
from index.text.normalize import fold
from index.text.normalize import normalize

ID: Final = "id"
TEXT: Final = "text"
# What a record may state beside; it wins over what extraction infers.
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
FIELDS: Final = (ID, TEXT, *STATED_FIELDS)

_SHOWN_CHARACTERS: Final = 200


def page_of(file: SourceFile, number: int, fields: Mapping[str, Any], digest: str = "") -> Outcome:
    """Make a page of a record's fields; `number` is its 1-based place in the file.

    `digest` is that of the bytes of the record, if it has some of its own. A record without an id is named by its file and place.
    """
    given, text = fields.get(ID), fields.get(TEXT)
    name = f"{page_id(file.path)}-{number}" if given in (None, "") else normalize(str(given))
    if not isinstance(text, str) or not text.strip():
        return name, Skipped(file.name, number, f'no "{TEXT}"')
    stated = {field: _harmless(fields[field]) for field in STATED_FIELDS if fields.get(field)}
    page = RawPage(id=name, text=text, origin=file.name, line=number, stated=stated, digest=digest)
    return name, page


def no_text_column(columns: Iterable[str]) -> str:
    """Say that a table lacks the one column it must have, and which ones it has."""
    return f'no column "{TEXT}" among: {", ".join(columns)[:_SHOWN_CHARACTERS]}'


def page_id(path: Path) -> str:
    """Name a page by its folder and file: stable wherever the folder lies, safe in a URL."""
    stem = "stdin" if str(path) == STDIN else PurePath(without_compression(path.name)).stem
    name = os.fsencode(f"{path.parent.name}-{stem}")
    return slug(name.decode("utf-8", "backslashreplace"))


def slug(text: str) -> str:
    """Return the text in letters that are safe in a URL; runs of others become hyphens."""
    return re.sub(r"[^a-z0-9_]+", "-", fold(text)).strip("-")


def _harmless(value: Any) -> Any:
    """Normalize the strings in what a record states: JSON can hold half a surrogate pair."""
    if isinstance(value, str):
        return normalize(value)
    return [_harmless(item) for item in value] if isinstance(value, list) else value
