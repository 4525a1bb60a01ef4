"""`make bench`: this engine beside others, on the same articles and queries, in one run.

Writes report.md, report.json and latency.svg into var/bench/ and prints the report. Exits
with 1 if the engines disagree in a count. Needs Linux, which tells a process's private memory.
Settings are environment variables:

    BENCH_SIZES    numbers of articles, by commas (10000); 30000 and 100000 take much longer
    BENCH_ENGINES  which of the others, by commas (all that are installed): stock Whoosh is slow
    BENCH_QUERIES  queries a mode (100)
    BENCH_ROUNDS   how often each is asked, and a fresh process started (3)
    BENCH_FOLDER   where the report goes (var/bench)
    BENCH_CORPUS   where the articles are (../shared/corpus); if nowhere, the samples are resampled
"""

import json
import os
import pickle
import sys
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from index.models import RawPage
from tests.benchmarks import child
from tests.benchmarks.corpus import CORPUS
from tests.benchmarks.corpus import ROOT
from tests.benchmarks.corpus import make_pages
from tests.benchmarks.corpus import write_documents
from tests.benchmarks.measure import CountsDisagreeError
from tests.benchmarks.measure import measure_size
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.peers.base import PEERS
from tests.benchmarks.peers.base import Peer
from tests.benchmarks.plot import svg
from tests.benchmarks.report import markdown
from tests.benchmarks.results import Results
from tests.benchmarks.results import SizeFigures

_TEXT_PAGES: Final = 1_000  # what stages and segmentation are measured on


@dataclass(frozen=True, slots=True)
class _Settings:
    sizes: tuple[int, ...]
    questions: int
    rounds: int
    folder: Path
    corpus: Path


def main() -> None:
    """Measure everything once, print and keep the report."""
    settings = _settings()
    settings.folder.mkdir(parents=True, exist_ok=True)
    # Not in the system's temporary folder, which may be memory.
    with TemporaryDirectory(dir=settings.folder) as work:
        try:
            results = _measure(settings, Path(work))
        except CountsDisagreeError as error:
            sys.exit(f"the engines disagree: {error}")
    report = markdown(results)
    (settings.folder / "report.md").write_text(report, encoding="utf-8")
    (settings.folder / "report.json").write_text(
        json.dumps(asdict(results), indent=1, ensure_ascii=False), encoding="utf-8"
    )
    (settings.folder / "latency.svg").write_text(svg(results), encoding="utf-8")
    sys.stdout.write(f"{report}\nwritten to {settings.folder}\n")


def _settings() -> _Settings:
    return _Settings(
        sizes=tuple(sorted(_numbers("BENCH_SIZES", "10000"))),
        questions=_numbers("BENCH_QUERIES", "100", least=2)[0],
        rounds=_numbers("BENCH_ROUNDS", "3")[0],
        folder=Path(os.environ.get("BENCH_FOLDER", ROOT / "var/bench")),
        corpus=Path(os.environ.get("BENCH_CORPUS", CORPUS)),
    )


def _numbers(name: str, default: str, least: int = 1) -> list[int]:
    text = os.environ.get(name) or default
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if min(numbers, default=0) < least:
        sys.exit(f"{name}={text}: give whole numbers from {least} on, as in {name}={default}")
    return numbers


def _measure(settings: _Settings, work: Path) -> Results:
    engines, peers = _installed()
    _say(f"{max(settings.sizes):,} articles, analyzed once for all engines")
    pages, corpus = make_pages(max(settings.sizes), settings.corpus)
    documents = work / "documents"
    write_documents(pages, documents)
    _say("text")
    sample = work / "sample"
    sample.write_bytes(pickle.dumps(pages[:_TEXT_PAGES]))
    text = child.run("text", sample, settings.rounds)
    return Results(
        corpus=corpus,
        questions=settings.questions,
        rounds=settings.rounds,
        engines=engines,
        text=text,
        sizes=tuple(_size(pages[:count], documents, peers, settings) for count in settings.sizes),
    )


def _size(
    pages: Sequence[RawPage], documents: Path, peers: Sequence[Peer], settings: _Settings
) -> SizeFigures:
    _say(f"{len(pages):,} articles")
    quick = [peer for peer in peers if peer.largest is None or len(pages) <= peer.largest]
    with TemporaryDirectory(dir=settings.folder) as folder:
        return measure_size(
            pages,
            documents,
            quick,
            Path(folder),
            questions=settings.questions,
            rounds=settings.rounds,
        )


def _installed() -> tuple[dict[str, str], list[Peer]]:
    """Return the release of each engine, or why it is left out; and those that are there."""
    releases: dict[str, str] = {}
    found = []
    wanted = os.environ.get("BENCH_ENGINES", ",".join(PEERS)).split(",")
    if unknown := set(wanted) - PEERS.keys():
        sys.exit(f"BENCH_ENGINES: no {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    for key, peer in PEERS.items():
        if key not in (OURS.key, *wanted):
            releases[key] = "left out: not asked for"
            continue
        try:
            releases[key] = peer.load().version()
            found.append(peer)
        except ImportError as error:
            releases[key] = f"left out: {error}"
            _say(f"{peer.name} is left out: {error}")
    return releases, found


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
