"""Sources → batches of pages, in the order of the sources, with what is known left out.

What comes between the pages (records that cannot be read, pages that are indexed as they are)
keeps its place among them, so that a batch can be worked on anywhere and counted in order.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Final

from index.articles.sources import Record
from index.articles.sources import SourceFile
from index.articles.sources import read_pages
from index.documents import digest_of
from index.models import RawPage
from index.models import Skipped

BATCH_PAGES: Final = 64
BATCH_CHARACTERS: Final = 400_000
BATCH_ENTRIES: Final = 4096  # known and unreadable ones included


@dataclass(frozen=True, slots=True)
class Known:
    """A page that is in the index as it is; `source` and `line` say where it was read."""

    id: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that cannot be read, and the id it would have, if that can be told."""

    skipped: Skipped
    id: str | None


Entry = RawPage | Known | Unread


@dataclass(slots=True)
class Batch:
    """Records that follow each other: how many were before and in it, and the bytes read to its end."""

    entries: list[Entry] = field(default_factory=list)
    records: int = 0
    bytes_read: int = 0

    @property
    def pages(self) -> list[RawPage]:
        """Return what is to be worked on."""
        return [entry for entry in self.entries if isinstance(entry, RawPage)]


def batches(
    files: Iterable[SourceFile],
    encoding: str,
    *,
    known: Mapping[str, str] | None = None,
    done: int = 0,
) -> Iterator[Batch]:
    """Yield the records of the files in batches bounded in pages and in characters.

    `known` maps an id to the digest of the page that is in the index; the first `done` records
    are passed over.
    """
    digests = known or {}
    batch = Batch()
    pages = characters = 0
    for number, (record, bytes_read) in enumerate(_records(files, encoding), start=1):
        batch.records, batch.bytes_read = number, bytes_read
        if number <= done:
            continue
        entry = _entry(record, digests)
        batch.entries.append(entry)
        if isinstance(entry, RawPage):
            pages += 1
            characters += len(entry.text)
        if (
            pages == BATCH_PAGES
            or characters >= BATCH_CHARACTERS
            or len(batch.entries) == BATCH_ENTRIES
        ):
            yield batch
            batch = Batch(records=number, bytes_read=bytes_read)
            pages = characters = 0
    batch.bytes_read = sum(file.size for file in files)
    yield batch


def _records(files: Iterable[SourceFile], encoding: str) -> Iterator[tuple[Record, int]]:
    """Yield each record, with the bytes read of all files up to its end."""
    before = 0
    for file in files:
        for record in read_pages(file, encoding):
            yield record, before + min(record.position, file.size)
        before += file.size


def _entry(record: Record, digests: Mapping[str, str]) -> Entry:
    page = record.page
    if isinstance(page, Skipped):
        return Unread(page, record.id)
    digest = digests.get(page.id)
    if digest is not None and digest == digest_of(page):
        return Known(page.id, page.origin, page.line)
    return page
