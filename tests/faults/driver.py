"""The command line as a program that tests can stop at an exact place.

    python driver.py REPORT EVENT NUMBER ARGUMENT...

runs `searchsvc ARGUMENT...`, of which `--index DIR` must be part, and counts two kinds of event: "operation", anything that changes or
opens a file of an index, and "article", a text that is analyzed. It kills itself just before
event NUMBER of kind EVENT, as SIGKILL would from outside; 0 is never. If it ends, it writes the
counts to REPORT as JSON. Articles are written down in small batches, so that a small corpus makes
several, from which `--resume` can go on.
"""

import atexit
import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

BATCH_TOKENS = 10_000
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"}


def drive(report: Path, event: str, number: int, index: str) -> None:
    counts: Counter[str] = Counter()

    def count(kind: str, times: int = 1) -> None:
        counts[kind] += times
        if kind == event and counts[kind] >= number > 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        if name in CHANGES or (name == "open" and _is_below(index, arguments[0])):
            count("operation")

    sys.addaudithook(audit)
    atexit.register(lambda: report.write_text(json.dumps(counts)))
    _count_articles(count)
    _write_small_batches()


def _is_below(folder: str, path: Any) -> bool:
    return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(folder)


def _count_articles(count: Any) -> None:
    """Count what is analyzed: must come before `index.build` takes the function by its name."""
    from index import documents

    analyze = documents.to_documents

    def counted(articles: Any, *more: Any) -> Any:
        count("article", len(articles))
        return analyze(articles, *more)

    documents.to_documents = counted


def _write_small_batches() -> None:
    from index.engines.whoosh import WhooshStore

    WhooshStore.__init__.__defaults__ = (BATCH_TOKENS,)


if __name__ == "__main__":
    drive(
        report=Path(sys.argv[1]),
        event=sys.argv[2],
        number=int(sys.argv[3]),
        index=sys.argv[sys.argv.index("--index") + 1],
    )
    del sys.argv[1:4]

    from cli.main import cli

    cli(prog_name="searchsvc")
