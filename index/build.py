"""The way in: sources → a published generation. Knows no engine and prints nothing.

    files ──intake──▶ batches ──prepare (in workers)──▶ documents ──add──▶ writer ──commit, publish──▶ live

Batches keep their order whatever the number of workers, so the same sources give the same index.
"""

import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import partial
from pathlib import Path

from index.articles.extract import extract_all
from index.articles.recurring import Recurring
from index.articles.reject import why_not_indexed
from index.articles.topics import load_topics
from index.documents import digest_of
from index.documents import to_documents
from index.engines.base import Store
from index.engines.base import Writer
from index.errors import ResumeError
from index.garbage import looking_rarely
from index.intake import Batch
from index.intake import batches
from index.models import RawPage
from index.models import Skipped
from index.plan import Plan
from index.plan import make_plan
from index.tally import Outcome
from index.tally import Progress
from index.tally import Tally
from index.workers import in_order


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; `seconds` is the time from start to publication.

    `resumed` counts the articles that an interrupted build had left. `kept_missing` counts those
    that no source holds any more and that were kept all the same, because what could not be read
    may be they.
    """

    generation: str
    documents: int
    added: int
    changed: int
    removed: int
    skipped: tuple[Skipped, ...]
    seconds: float
    resumed: int = 0
    kept_missing: int = 0


def rebuild(
    store: Store,
    sources: Sequence[str],
    *,
    workers: int = 1,
    encoding: str = "utf-8",
    topics: Path | None = None,
    resume: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Build a new generation from the sources alone and make it the live one.

    The generation that was live serves until the very end and stays if anything fails. `topics`
    is a table of topics to use in place of the package's; its ids and labels are kept with the
    generation, so that everything answered from it goes by them. With `resume`, a build that was
    killed goes on where it was. Raises `SourceError` if there is nothing to index or the table is
    wrong, `IndexLockedError` if another process writes, `ResumeError` if what was left is of
    other sources or options.
    """
    start = time.monotonic()
    plan = make_plan(sources, encoding, topics)
    work = plan.work()
    if resume and not work:
        raise ResumeError("standard input cannot be read again: give files to --resume")
    with store.begin(work=work, resume=resume, source_bytes=plan.text_bytes) as writer:
        tally = Tally.resumed(plan.bytes_total, writer.digests().keys(), writer.state)
        resumed = len(tally.present)
        stream = batches(plan.files, encoding, done=tally.records)
        _add_all(writer, plan, stream, tally, workers, on_progress)
        tally.require_articles()
        documents = writer.commit(plan.facts(len(tally.skipped)))
        store.publish(writer.generation)
    return _summary(writer.generation, documents, tally, start, resumed=resumed)


def update(
    store: Store,
    sources: Sequence[str],
    *,
    workers: int = 1,
    encoding: str = "utf-8",
    topics: Path | None = None,
    delete_missing: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Bring the live index up to date with the sources, and publish that as a new generation.

    Articles with new ids are added, those whose page changed are replaced; what is the same is
    not worked on again. A page that holds no article any more loses its own. With
    `delete_missing`, articles that the sources do not hold are removed, unless some record could
    not be read at all. If nothing changed, nothing is published.

    Raises what `rebuild` does, `IndexMissingError` if there is no index, `IndexCorruptError` if it
    was made by another version or with other tables.
    """
    start = time.monotonic()
    plan = make_plan(sources, encoding, topics)
    with store.begin_update() as writer:
        plan = replace(plan, before=writer.facts)
        plan.require_alike()
        digests = writer.digests()
        tally = Tally(plan.bytes_total, known=digests.keys())
        stream = batches(plan.files, encoding, known=digests)
        _add_all(writer, plan, stream, tally, workers, on_progress)
        tally.require_articles()
        missing = tally.missing() if delete_missing else tally.gone()
        removed = tally.gone() if tally.nameless else missing
        for one in removed:
            writer.remove(one)
        if tally.added or tally.changed or removed:
            writer.commit(plan.facts(len(tally.skipped)))
            store.publish(writer.generation)
    return _summary(
        store.live(),
        len(digests) + tally.added - len(removed),
        tally,
        start,
        removed=len(removed),
        kept_missing=len(missing - removed),
    )


def prepare(
    pages: Sequence[RawPage], *, topics: Path | None = None, recurring: Recurring | None = None
) -> list[Outcome]:
    """Extract and analyze pages; what is not worth indexing comes back as `Skipped`, in its place."""
    table = load_topics(topics)
    articles = extract_all(pages, taxonomy=table, recurring=recurring)
    reasons = [why_not_indexed(article) for article in articles]
    wanted = [article for article, reason in zip(articles, reasons, strict=True) if not reason]
    digests = [digest_of(page) for page, reason in zip(pages, reasons, strict=True) if not reason]
    documents = iter(to_documents(wanted, digests))
    return [
        Skipped(page.origin, page.line, reason) if reason else next(documents)
        for page, reason in zip(pages, reasons, strict=True)
    ]


def _prepare_batch(batch: Batch, *, topics: Path | None, recurring: Recurring) -> list[Outcome]:
    return prepare(batch.pages, topics=topics, recurring=recurring)


@looking_rarely()
def _add_all(
    writer: Writer,
    plan: Plan,
    stream: Iterable[Batch],
    tally: Tally,
    workers: int,
    on_progress: Callable[[Progress], None],
) -> None:
    work = partial(_prepare_batch, topics=plan.topics, recurring=plan.recurring)
    for batch, outcomes in in_order(work, stream, workers):
        prepared = iter(outcomes)
        for entry in batch.entries:
            if isinstance(entry, RawPage):
                tally.take(writer, entry, next(prepared))
            else:
                tally.count(entry)
        tally.records, tally.bytes_read = batch.records, batch.bytes_read
        writer.checkpoint(tally.state)
        on_progress(tally.progress())


def _summary(
    generation: str,
    documents: int,
    tally: Tally,
    start: float,
    *,
    removed: int = 0,
    resumed: int = 0,
    kept_missing: int = 0,
) -> Summary:
    return Summary(
        generation=generation,
        documents=documents,
        added=tally.added,
        changed=tally.changed,
        removed=removed,
        skipped=tuple(tally.skipped),
        seconds=time.monotonic() - start,
        resumed=resumed,
        kept_missing=kept_missing,
    )
