"""What is measured in a process of its own: `python -m tests.benchmarks.child TASK ARGUMENTS`.

Every task prints one line of JSON. `run` calls one from the benchmark's process.
"""

import gc
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.benchmarks import stages
from tests.benchmarks.corpus import ROOT
from tests.benchmarks.corpus import read_documents
from tests.benchmarks.peers.base import PEERS
from tests.benchmarks.questions import PAGE
from tests.benchmarks.questions import Question

_MB: Final = 1e6
_SERVED: Final = 20  # questions a fresh process answers before its memory is read


def run(task: str, *arguments: object) -> dict[str, float]:
    """Run a task in a fresh process and return what it printed; raises RuntimeError if it fails."""
    command = [sys.executable, "-m", "tests.benchmarks.child", task, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{task} {' '.join(map(str, arguments))} failed:\n{done.stderr}")
    printed: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return printed


def write(peer: str, documents: str, count: str, folder: str) -> dict[str, float]:
    """Write the documents of the first `count` pages."""
    work = PEERS[peer].load().writing(read_documents(Path(documents), int(count)), Path(folder))
    gc.collect()
    gc.freeze()  # what was prepared is not the engine's garbage to look through
    start = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - start}


def rebuild(source: str, location: str) -> dict[str, float]:
    """Rebuild an index from raw text with one worker."""
    from index import build
    from index.engines import open_store

    summary = build.rebuild(open_store(location), [source])
    return {"seconds": summary.seconds, "documents": summary.documents, "peak_mb": _peak_mb()}


def serve(peer: str, folder: str, questions: str, number: str) -> dict[str, float]:
    """Open an index and answer one question, then more of every mode; imports are not counted."""
    engine = PEERS[peer].load()
    first, *others = _over_one_field(questions, int(number))
    start = time.perf_counter()
    compiled = engine.opened(Path(folder))
    opened = time.perf_counter()
    compiled(first.retrieval)()
    end = time.perf_counter()
    for question in others:
        compiled(question.retrieval)()
    return {"open_ms": (opened - start) * 1e3, "answer_ms": (end - opened) * 1e3, **_memory()}


def worker(folder: str, questions: str) -> dict[str, float]:
    """Answer searches of the page as a worker of the service does, then say what it holds."""
    from searchsvc.app import create_app

    client = create_app({"INDEX": folder}).test_client()
    for question in [one for one in _read_questions(questions) if one.mode == PAGE]:
        answer = client.get("/search", query_string={"q": question.text})
        if answer.status_code != 200:
            raise RuntimeError(f"/search?q={question.text} answers {answer.status_code}")
    return _memory()


def text(pages: str, rounds: str) -> dict[str, float]:
    """Measure the stages of an article's way to terms, on the pages of a pickle."""
    return stages.measure(pickle.loads(Path(pages).read_bytes()), int(rounds))


def _read_questions(path: str) -> list[Question]:
    questions: list[Question] = pickle.loads(Path(path).read_bytes())
    return questions


def _over_one_field(path: str, number: int) -> list[Question]:
    """Return a few questions, spread over all modes but the page's, from this one on."""
    asked = [question for question in _read_questions(path) if question.mode != PAGE]
    rotated = [*asked[number:], *asked[:number]]
    return rotated[:: max(len(rotated) // _SERVED, 1)]


def _peak_mb() -> float:
    """Return the most that was resident at once.

    `getrusage` counts what the parent held when it started this process, too.
    """
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return kilobytes * 1024 / _MB


def _memory() -> dict[str, float]:
    """Return resident and private MB; private is what no other process of the kind can share."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {
        "rss_mb": kilobytes["Rss"] * 1024 / _MB,
        "private_mb": kilobytes["Private_Dirty"] * 1024 / _MB,
    }


TASKS: Final = {task.__name__: task for task in (write, rebuild, serve, worker, text)}

if __name__ == "__main__":
    name, *given = sys.argv[1:]
    sys.stdout.write(json.dumps(TASKS[name](*given)) + "\n")
