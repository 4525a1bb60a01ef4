"""The way in: sources → a published generation. Knows no engine and prints nothing.

    files ──read──▶ pages ──prepare (in workers)──▶ documents ──add──▶ writer ──commit, publish──▶ live

Batches keep their order whatever the number of workers, so the same sources give the same index.
"""

import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import Final

from index.articles.extract import extract
from index.articles.recurring import Recurring
from index.articles.recurring import learn_recurring
from index.articles.reject import why_not_indexed
from index.articles.sources import SourceFile
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.articles.topics import load_topics
from index.documents import ANALYZER_VERSION
from index.documents import to_documents
from index.engines.base import BuildFacts
from index.engines.base import Store
from index.engines.base import Writer
from index.errors import SourceError
from index.models import Document
from index.models import RawPage
from index.models import Skipped
from index.workers import in_order

BATCH_PAGES: Final = 64
BATCH_CHARACTERS: Final = 400_000
MAX_ID_LENGTH: Final = 256


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: articles added, records skipped, bytes of the sources read and in all."""

    articles: int
    skipped: int
    bytes_read: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; `seconds` is the time from start to publication."""

    generation: str
    documents: int
    added: int
    changed: int
    removed: int
    skipped: tuple[Skipped, ...]
    seconds: float


@dataclass(slots=True)
class _Tally:
    """Counts of a running build, and the ids seen so far."""

    bytes_total: int
    bytes_read: int = 0
    articles: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def progress(self) -> Progress:
        return Progress(self.articles, len(self.skipped), self.bytes_read, self.bytes_total)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pages on their way to a worker, what was skipped between them, bytes read up to its end."""

    pages: list[RawPage]
    skipped: list[Skipped]
    bytes_read: int


Outcome = Document | Skipped


def rebuild(
    store: Store,
    sources: Sequence[str],
    *,
    workers: int = 1,
    encoding: str = "utf-8",
    topics: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Build a new generation from the sources alone and make it the live one.

    The generation that was live serves until the very end and stays if anything fails. `topics`
    is a table of topics to use in place of the package's; its ids and labels are kept with the
    generation, so that everything answered from it goes by them. Raises `SourceError` if there
    is nothing to index or the table is wrong, `IndexLockedError` if another process writes.
    """
    start = time.monotonic()
    labels = load_topics(topics).labels
    files = list_files(sources)
    work = partial(_prepare_batch, topics=topics, recurring=learn_recurring(files, encoding))
    tally = _Tally(bytes_total=sum(file.size for file in files))
    with store.begin() as writer:
        for batch, outcomes in in_order(work, _batches(files, encoding), workers):
            _add(writer, batch, outcomes, tally)
            on_progress(tally.progress())
        if not tally.articles:
            raise SourceError(_nothing_indexed(tally.skipped))
        facts = BuildFacts(ANALYZER_VERSION, tuple(sources), len(tally.skipped), labels)
        documents = writer.commit(facts)
        store.publish(writer.generation)
    return Summary(
        generation=writer.generation,
        documents=documents,
        added=tally.articles,
        changed=0,
        removed=0,
        skipped=tuple(tally.skipped),
        seconds=time.monotonic() - start,
    )


def prepare(
    pages: Sequence[RawPage], *, topics: Path | None = None, recurring: Recurring | None = None
) -> list[Outcome]:
    """Extract and analyze pages; what is not worth indexing comes back as `Skipped`, in its place."""
    table = load_topics(topics)
    articles = [extract(page, taxonomy=table, recurring=recurring) for page in pages]
    reasons = [why_not_indexed(article) for article in articles]
    wanted = [article for article, reason in zip(articles, reasons, strict=True) if not reason]
    documents = iter(to_documents(wanted))
    return [
        Skipped(page.origin, page.line, reason) if reason else next(documents)
        for page, reason in zip(pages, reasons, strict=True)
    ]


def _prepare_batch(batch: _Batch, *, topics: Path | None, recurring: Recurring) -> list[Outcome]:
    return prepare(batch.pages, topics=topics, recurring=recurring)


def _add(writer: Writer, batch: _Batch, outcomes: list[Outcome], tally: _Tally) -> None:
    tally.skipped += batch.skipped
    for page, outcome in zip(batch.pages, outcomes, strict=True):
        problem = outcome if isinstance(outcome, Skipped) else _bad_id(page, tally.ids)
        if problem:
            tally.skipped.append(problem)
        elif isinstance(outcome, Document):
            tally.ids.add(outcome.id)
            writer.add(outcome)
            tally.articles += 1
    tally.bytes_read = batch.bytes_read


def _bad_id(page: RawPage, seen: set[str]) -> Skipped | None:
    faults = (
        (page.id in seen, "its id was there before; the first article is kept"),
        (len(page.id) > MAX_ID_LENGTH, f"id longer than {MAX_ID_LENGTH} characters"),
        (not page.id.isprintable(), "id with control characters"),
    )
    reasons = (reason for is_fault, reason in faults if is_fault)
    return next((Skipped(page.origin, page.line, reason) for reason in reasons), None)


def _nothing_indexed(skipped: list[Skipped]) -> str:
    first = "; ".join(f"{one.source}:{one.line or ''} {one.reason}" for one in skipped[:3])
    return f"nothing could be indexed, the index is as it was ({len(skipped)} skipped: {first})"


def _batches(files: Iterable[SourceFile], encoding: str) -> Iterator[_Batch]:
    """Cut the stream of records into batches bounded in pages and in characters."""
    pages: list[RawPage] = []
    skipped: list[Skipped] = []
    characters = bytes_read = done = 0
    for file in files:
        for record in read_pages(file, encoding):
            bytes_read = done + min(record.position, file.size)
            if isinstance(record.page, Skipped):
                skipped.append(record.page)
                continue
            pages.append(record.page)
            characters += len(record.page.text)
            if len(pages) == BATCH_PAGES or characters >= BATCH_CHARACTERS:
                yield _Batch(pages, skipped, bytes_read)
                pages, skipped, characters = [], [], 0
        done += file.size
    yield _Batch(pages, skipped, done)
