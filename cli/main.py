"""The click group `searchsvc`, and how errors become exit codes."""

from typing import Any
from typing import Final

import click

from cli.evaluate import evaluate_ranking
from cli.index import index
from cli.inspect import analyze
from cli.inspect import extract
from cli.metadata import evaluate_metadata
from cli.search import search
from cli.serve import demo
from cli.serve import serve
from index.errors import IndexCorruptError
from index.errors import IndexLockedError
from index.errors import IndexMissingError
from index.errors import QueryError
from index.errors import SearchError

# The first class that fits decides; 2 is also click's own code for wrong usage.
EXIT_CODES: Final[tuple[tuple[type[SearchError], int], ...]] = (
    (QueryError, 2),
    (IndexMissingError, 3),
    (IndexCorruptError, 3),
    (IndexLockedError, 4),
    (SearchError, 1),
)


class SearchsvcGroup(click.Group):
    """A group that prints an error of ours as one line and exits with its code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print a `SearchError` and exit with its code."""
        try:
            return super().invoke(ctx)
        except SearchError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind)))


@click.group(cls=SearchsvcGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="searchsvc")
def cli() -> None:
    """Full-text search over raw Vietnamese web pages.

    Data goes to standard output, progress and messages to standard error. Exit codes: 0 done,
    1 failed, 2 usage or bad query, 3 index missing or corrupt, 4 locked by another writer.
    """


for command in (demo, index, search, extract, analyze, evaluate_ranking, evaluate_metadata, serve):
    cli.add_command(command)
