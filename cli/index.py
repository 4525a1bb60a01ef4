"""`searchsvc index …`: build an index, say what it holds, check it, go back, clean up."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Final
from typing import TypedDict
from typing import Unpack

import click

from cli.notices import note_if_outdated
from cli.options import EXISTING
from cli.options import Command
from cli.options import encoding_option
from cli.options import index_option
from cli.options import json_option
from cli.options import print_json
from cli.options import topics_option
from cli.options import workers_option
from cli.progress import build_progress
from index import build
from index.articles.sources import READABLE
from index.engines import open_store
from index.errors import IndexCorruptError
from index.models import Skipped

SHOWN_REASONS: Final = 10
# What --json prints of a build: scripts rely on these names.
PRINTED: Final = (
    "generation", "documents", "added", "changed", "removed", "skipped", "seconds",
)  # fmt: skip


class _BuildOptions(TypedDict):
    """What rebuild and update have in common, but where the index is."""

    sources: tuple[str, ...]
    workers: int
    encoding: str
    topics: Path | None


def _build_options(command: Command) -> Command:
    """Add SOURCE..., passed as `sources`, and the options of `_BuildOptions` and `--index`."""
    sources = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=EXISTING)
    return sources(index_option(workers_option(encoding_option(topics_option(command)))))


@click.group()
def index() -> None:
    """Build and look after an index."""


@index.command(epilog=f"Files that can be read: {READABLE}.")
@_build_options
@click.option("--resume", is_flag=True, help="Go on with a rebuild that was interrupted.")
@json_option
def rebuild(location: str, resume: bool, as_json: bool, **options: Unpack[_BuildOptions]) -> None:
    """Build the index anew from SOURCE..., then make it the live one.

    SOURCE is a file of one of the kinds below, a folder of them, or - for JSON lines on standard
    input. Until the new index is complete, the old one serves; if anything fails, it stays.
    """
    with build_progress() as on_progress:
        summary = build.rebuild(
            open_store(location), **options, resume=resume, on_progress=on_progress
        )
    rate = summary.documents / max(summary.seconds, 1e-9)
    counts = (
        f"{summary.documents} articles indexed, {len(summary.skipped)} skipped, "
        f"in {summary.seconds:.1f} s ({rate:.0f}/s)"
    )
    _report(summary, location, counts, as_json=as_json)


@index.command()
@_build_options
@click.option("--delete-missing", is_flag=True, help="Remove articles that SOURCE does not hold.")
@json_option
def update(
    location: str, delete_missing: bool, as_json: bool, **options: Unpack[_BuildOptions]
) -> None:
    """Add what is new in SOURCE... to the live index, and replace what changed.

    What is the same is not worked on again. Give the options of the rebuild. Without
    --delete-missing, SOURCE may be just the files that are new or changed.
    """
    with build_progress() as on_progress:
        summary = build.update(
            open_store(location),
            **options,
            delete_missing=delete_missing,
            on_progress=on_progress,
        )
    counts = (
        f"{summary.documents} articles: {summary.added} added, {summary.changed} changed, "
        f"{summary.removed} removed, {len(summary.skipped)} skipped, in {summary.seconds:.1f} s"
    )
    _report(summary, location, counts, as_json=as_json)


@index.command()
@index_option
@json_option
def status(location: str, as_json: bool) -> None:
    """Say what the live index holds."""
    state = open_store(location).status()
    note_if_outdated(state)
    if as_json:
        print_json(asdict(state))
        return
    rows = {
        "location": state.location,
        "generation": state.generation,
        "articles": f"{state.documents}",
        "created": state.created,
        "size": f"{state.bytes / 1e6:.1f} MB",
        "versions": f"schema {state.schema}, analyzer {state.analyzer}",
        "sources": ", ".join(state.sources),
        "roll back to": ", ".join(state.previous) or "nothing",
    }
    for name, value in rows.items():
        click.echo(f"{name:<13} {value}")


@index.command()
@index_option
@json_option
def verify(location: str, as_json: bool) -> None:
    """Compare every file of the live index with its checksum; exit 3 if one differs."""
    problems = open_store(location).verify()
    if as_json:
        print_json([asdict(problem) for problem in problems])
    elif not problems:
        click.echo("every file is as its manifest says")
    if problems:
        named = "; ".join(f"{problem.file}: {problem.reason}" for problem in problems)
        raise IndexCorruptError(f"{named}. Run `searchsvc index rollback`, or rebuild")


@index.command()
@index_option
@json_option
def rollback(location: str, as_json: bool) -> None:
    """Make the previous generation live again."""
    generation = open_store(location).rollback()
    if as_json:
        print_json({"generation": generation})
    else:
        click.echo(f"generation {generation} is live again")


@index.command()
@index_option
@json_option
def prune(location: str, as_json: bool) -> None:
    """Remove every generation but the live one."""
    removed = open_store(location).prune()
    if as_json:
        print_json({"removed": removed})
    else:
        click.echo(f"removed: {', '.join(removed) or 'nothing'}")


def _report(summary: build.Summary, location: str, counts: str, *, as_json: bool) -> None:
    _report_skipped(summary.skipped)
    if summary.resumed:
        click.echo(f"resumed: {summary.resumed} articles were there already", err=True)
    if summary.kept_missing:
        click.echo(
            f"{summary.kept_missing} articles that SOURCE does not hold were kept, because some "
            "records could not be read and may be they; mend those and run this again",
            err=True,
        )
    if as_json:
        print_json({name: value for name, value in asdict(summary).items() if name in PRINTED})
        return
    click.echo(counts)
    click.echo(f"generation {summary.generation} is live in {location}")


def _report_skipped(skipped: tuple[Skipped, ...]) -> None:
    """Print what was skipped to standard error: every reason, each with one place and its count."""
    counts = Counter((one.source, one.reason) for one in skipped)
    places = {(one.source, one.reason): one.line for one in reversed(skipped)}
    for (source, reason), count in counts.most_common(SHOWN_REASONS):
        line = places[source, reason]
        where = f"{source}:{line}" if line else source
        more = f" (and {count - 1} more like it)" if count > 1 else ""
        click.echo(f"skipped {where}: {reason}{more}", err=True)
    if len(counts) > SHOWN_REASONS:
        click.echo(f"… and {len(counts) - SHOWN_REASONS} other reasons; --json lists all", err=True)
