"""One size, measured: write every engine's index, ask all the same in turns, look at fresh processes."""

import gc
import pickle
import statistics
import sys
import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from index.engines import open_store
from index.models import RawPage
from tests.benchmarks import child
from tests.benchmarks.corpus import read_documents
from tests.benchmarks.corpus import write_source
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.peers.base import Answer
from tests.benchmarks.peers.base import Ask
from tests.benchmarks.peers.base import Peer
from tests.benchmarks.questions import MODES
from tests.benchmarks.questions import PAGE
from tests.benchmarks.questions import Question
from tests.benchmarks.questions import make_questions
from tests.benchmarks.results import PeerFigures
from tests.benchmarks.results import Process
from tests.benchmarks.results import Rebuild
from tests.benchmarks.results import SizeFigures
from tests.benchmarks.results import Spread
from tests.benchmarks.results import Written

# Questions are drawn from the first documents: the same at every size from this one on.
_DRAWN_FROM: Final = 5_000


class CountsDisagreeError(Exception):
    """Two engines count differently: one of them was asked something else."""


def measure_size(
    pages: Sequence[RawPage],
    documents: Path,
    peers: Sequence[Peer],
    folder: Path,
    *,
    questions: int,
    rounds: int,
) -> SizeFigures:
    """Measure the engines on these pages; `documents` holds them analyzed.

    Raises `CountsDisagreeError` unless all engines agree in every count.
    """
    rebuild = _rebuild(pages, folder)
    written = {peer.key: _write(peer, documents, len(pages), folder) for peer in peers}
    asked = _questions(documents, min(len(pages), _DRAWN_FROM), folder, questions)
    compiled = {peer.key: _compile(peer, asked, folder) for peer in peers}
    _say("comparing counts")
    check_counts(asked, compiled)
    _say(f"asking {len(asked)} questions, {rounds} rounds")
    latencies = ask_in_turns(compiled, rounds)
    processes = _processes(peers, folder, rounds)
    _say("a worker of the service")
    worker = child.run("worker", folder / OURS.key, folder / "questions")
    return SizeFigures(
        articles=len(pages),
        rebuild=rebuild,
        worker_private_mb=worker["private_mb"],
        peers={
            peer.key: PeerFigures(
                written[peer.key], _by_mode(asked, latencies[peer.key]), processes[peer.key]
            )
            for peer in peers
        },
    )


def check_counts(questions: Sequence[Question], asks: Mapping[str, Sequence[Ask | None]]) -> None:
    """Compare total and facets of every answer with ours; raises `CountsDisagreeError`."""
    for place, question in enumerate(questions):
        answers = {key: ask() for key, some in asks.items() if (ask := some[place])}
        expected = _counts(answers[OURS.key])
        for key, answer in answers.items():
            if _counts(answer) != expected:
                raise CountsDisagreeError(
                    f"{question.mode} “{question.text}”: {key} counts {_counts(answer)}, "
                    f"{OURS.key} {expected}; {question.retrieval}"
                )


def ask_in_turns(
    asks: Mapping[str, Sequence[Ask | None]], rounds: int
) -> dict[str, list[float | None]]:
    """Return the median ms of each question for each engine; None where it is not asked.

    Engines take turns by rounds of all questions: noise hits all alike, and each has the
    processor's caches to itself, as in a process of its own.
    """
    gc.collect()
    gc.freeze()  # no engine pays for the garbage of another
    times: dict[str, list[list[float]]] = {key: [[] for _ in some] for key, some in asks.items()}
    for _ in range(rounds):
        for key, some in asks.items():
            for ask, found in zip(some, times[key], strict=True):
                if ask:
                    found.append(_milliseconds(ask))
    gc.unfreeze()
    return {
        key: [statistics.median(found) if found else None for found in some]
        for key, some in times.items()
    }


def _rebuild(pages: Sequence[RawPage], folder: Path) -> Rebuild:
    _say("rebuild from raw text")
    source = folder / "articles.jsonl"
    write_source(pages, source)
    done = child.run("rebuild", source, folder / "rebuilt")
    return Rebuild(
        articles=int(done["documents"]),
        megabytes=sum(len(page.text.encode()) for page in pages) / 1e6,
        seconds=done["seconds"],
        peak_mb=done["peak_mb"],
    )


def _write(peer: Peer, documents: Path, count: int, folder: Path) -> Written:
    _say(f"writing: {peer.name}")
    place = folder / peer.key
    done = child.run("write", peer.key, documents, count, place)
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    return Written(done["seconds"], size / 1e6)


def _questions(documents: Path, drawn_from: int, folder: Path, count: int) -> list[Question]:
    with closing(open_store(str(folder / OURS.key)).open()) as reader:
        made = make_questions(read_documents(documents, drawn_from), reader, count)
    (folder / "questions").write_bytes(pickle.dumps(made))
    return made


def _compile(peer: Peer, questions: Sequence[Question], folder: Path) -> list[Ask | None]:
    compiled = peer.load().opened(folder / peer.key)
    return [
        compiled(question.retrieval) if peer.asks_page or question.mode != PAGE else None
        for question in questions
    ]


def _processes(peers: Sequence[Peer], folder: Path, rounds: int) -> dict[str, Process]:
    """Return the medians of `rounds` fresh processes of each engine, started in turns."""
    _say("fresh processes")
    served: dict[str, list[dict[str, float]]] = {peer.key: [] for peer in peers}
    for number in range(rounds):
        for peer in peers:
            place, asked = folder / peer.key, folder / "questions"
            served[peer.key].append(child.run("serve", peer.key, place, asked, number))
    return {
        key: Process(**{name: statistics.median(one[name] for one in some) for name in some[0]})
        for key, some in served.items()
    }


def _by_mode(
    questions: Sequence[Question], milliseconds: Sequence[float | None]
) -> dict[str, Spread]:
    both = list(zip(questions, milliseconds, strict=True))
    found = {mode: [ms for question, ms in both if question.mode == mode and ms] for mode in MODES}
    return {mode: Spread.of(some) for mode, some in found.items() if some}


def _counts(answer: Answer) -> tuple[int, dict[str, dict[str, int]]]:
    return answer.total, {facet: dict(counts) for facet, counts in answer.facets.items()}


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _say(what: str) -> None:
    sys.stderr.write(f"  {what}\n")
