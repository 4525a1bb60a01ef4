"""A large corpus is indexed within its bounds of memory, and answers. Run with `make corpus`."""

import gzip
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from index import SearchRequest
from index import open_index

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "../shared/corpus" / name for name in ("phapdien.jsonl.gz", "viwiki.jsonl.gz")]
MAX_BYTES = 2 * 10**9

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not all(source.is_file() for source in SOURCES),
        reason="the large corpora are not beside the project",
    ),
]


def test_a_large_corpus_is_indexed_whole_in_bounded_memory(tmp_path: Path) -> None:
    location = str(tmp_path / "index")
    printed = subprocess.run(
        [sys.executable, "-m", "cli", "index", "rebuild", *SOURCES, "--index", location, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    summary = json.loads(printed.stdout)

    assert summary["documents"] + len(summary["skipped"]) == sum(map(count_lines, SOURCES))
    assert {one["reason"] for one in summary["skipped"]} <= {
        "its id was there before; the first article is kept"
    }
    assert peak < MAX_BYTES
    with open_index(location) as articles:
        for query in ("công đoàn", "cong doan", '"người lao động"', "ng*", ""):
            assert articles.search(SearchRequest(q=query)).hits


def count_lines(path: Path) -> int:
    with gzip.open(path) as lines:
        return sum(1 for _ in lines)
