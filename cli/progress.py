"""Progress of a build on a terminal: articles, articles a second, time left. Silent elsewhere."""

import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn
from rich.progress import Progress
from rich.progress import TaskProgressColumn
from rich.progress import TextColumn
from rich.progress import TimeElapsedColumn
from rich.progress import TimeRemainingColumn

from index.tally import Progress as Counts


@contextmanager
def build_progress() -> Iterator[Callable[[Counts], None]]:
    """Show a bar on standard error while the block runs; yields what `rebuild` is to call.

    The bar is the share of the sources' bytes read; articles and their rate stand beside it.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task("indexing", total=None, counts="")

        def show(progress: Counts) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = progress.articles / elapsed if elapsed else 0
            counts = f"{progress.articles} articles, {rate:.0f}/s"
            if progress.skipped:
                counts += f", {progress.skipped} skipped"
            done = progress.bytes_read >= progress.bytes_total
            bar.update(
                task,
                total=progress.bytes_total or None,
                completed=progress.bytes_read,
                counts=counts,
                description="writing" if done else "indexing",
            )

        yield show
