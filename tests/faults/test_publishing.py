"""Generations are published while people search: every answer is right, and nothing piles up."""

import gc
import os
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextlib import suppress
from functools import partial
from itertools import cycle
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Final

import pytest

from index import SearchRequest
from index import build
from index import open_index
from index.engines import open_store
from tests.faults.corpora import MARKERS
from tests.faults.corpora import Answer
from tests.faults.corpora import Corpus
from tests.faults.corpora import answer_of
from tests.faults.corpora import corpus
from tests.faults.processes import Process
from tests.faults.processes import ask
from tests.faults.processes import children_of
from tests.faults.processes import server
from tests.faults.processes import wait_until
from tests.faults.state import assert_tidy
from tests.faults.state import live

WORKERS: Final = 4
CLIENTS: Final = 3
# How much a worker may grow between the middle of a run and its end. An index of these articles
# takes 0.2 MB: kept after each publish of the second half of a full run, they would exceed it.
SLACK_BYTES: Final = 4 << 20
# They differ in a few articles only, among them some with each marker word.
CORPORA: Final = {
    "tin.jsonl": corpus(range(80)),
    "sửa.jsonl": Corpus(dict.fromkeys(range(78), 0) | {0: 1, 1: 1}),
    "thêm.jsonl": Corpus(dict.fromkeys([*range(80), 88, 91], 0)),
}
WRITES: Final = (build.rebuild, *[partial(build.update, delete_missing=True)] * 4)

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="only Linux tells what a process holds"
)

Told = dict[str, list[tuple[str, Answer]]]  # generation: word and answer, of each question


@pytest.fixture
def publish(tmp_path: Path) -> Callable[[str], str]:
    """A function that publishes a corpus, by a rebuild or an update; returns the generation's name."""
    for name, articles in CORPORA.items():
        articles.write(tmp_path / name)
    store = open_store(str(tmp_path / "index"))
    writes = cycle(WRITES)
    return lambda name: next(writes)(store, [str(tmp_path / name)]).generation


@contextmanager
def clients(url: str, told: Told) -> Iterator[None]:
    """Have clients ask for the marker words without pause, and note what they are told."""
    stop = Event()

    def keep_asking() -> None:
        for word in cycle(MARKERS):
            if stop.is_set():
                return
            status, answer = ask(url, word)
            assert status == 200, answer
            told[answer["generation"]].append((word, answer_of(answer)))

    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(keep_asking) for _ in range(CLIENTS)]
        try:
            yield
        finally:
            stop.set()
        for client in running:
            client.result()


def held(worker: int, index: Path) -> set[str]:
    """Return the generations of an index of which a process has files open or mapped."""
    paths = [*_opened(worker), *Path(f"/proc/{worker}/maps").read_text().splitlines()]
    _, _, inside = zip(*(path.partition(f"{index}/generations/") for path in paths), strict=True)
    return {path.split("/")[0] for path in inside if path}


def _opened(worker: int) -> Iterator[str]:
    for link in Path(f"/proc/{worker}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            yield str(link.readlink())


def resident_bytes(worker: int) -> int:
    status = Path(f"/proc/{worker}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def open_files(worker: int) -> int:
    """Return how many files a process has open; connections that a client left may linger."""
    return sum(not path.startswith("socket:") for path in _opened(worker))


@pytest.mark.parametrize("publishes", [10, pytest.param(200, marks=pytest.mark.faults)])
def test_every_answer_belongs_to_its_generation_and_workers_stay_as_they_are(
    publish: Callable[[str], str], tmp_path: Path, publishes: int
) -> None:
    index = tmp_path / "index"
    names = cycle(CORPORA)
    first = next(names)
    published = {publish(first): first}
    told: Told = defaultdict(list)
    with server(index, WORKERS) as (url, overseer):
        with clients(url, told):
            for name in islice(names, publishes // 2):
                published[newest := publish(name)] = name
                wait_until(lambda newest=newest: newest in told, "the new generation answers")
        before = settled(url, overseer, index)
        with clients(url, told):
            for name in islice(names, publishes - publishes // 2):  # faster than workers look
                published[publish(name)] = name
        after = settled(url, overseer, index)

    assert before.keys() == after.keys()
    for worker, (files, resident) in after.items():
        assert files == before[worker][0]
        assert resident <= before[worker][1] + SLACK_BYTES
    for generation, answers in told.items():
        right = CORPORA[published[generation]].answers
        assert all(answer == right[word] for word, answer in answers)
    assert_tidy(index)


def settled(url: str, overseer: Process, index: Path) -> dict[int, tuple[int, int]]:
    """Wait until every worker holds the live generation alone; return what files and bytes each takes."""
    workers = children_of(overseer.pid)
    assert len(workers) == WORKERS
    for worker in workers:
        wait_until(
            lambda worker=worker: ask(url, "xoài") and held(worker, index) == {live(index).name},
            f"worker {worker} holds the live generation alone",
        )
    return {worker: (open_files(worker), resident_bytes(worker)) for worker in workers}


def test_a_closed_index_lets_go_of_its_files_at_once(
    publish: Callable[[str], str], tmp_path: Path
) -> None:
    """What is left to the garbage collector stays on disk for as long as that takes."""
    index = tmp_path / "index"
    for name in CORPORA:
        publish(name)
    gc.collect()
    gc.disable()
    try:
        with open_index(str(index)) as articles:
            for query in ("xoài", "hội nghị", '"hội nghị"', "xo*", "xoài OR mít -bưởi", ""):
                articles.search(SearchRequest(q=query, provinces=("ca-mau",), era=34))
            assert held(os.getpid(), index) == {live(index).name}
        del articles
        assert not held(os.getpid(), index)
    finally:
        gc.enable()
