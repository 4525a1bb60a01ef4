"""The benchmark, at its smallest: every engine that is installed, from the samples to the report."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.engines.base import Retrieval
from index.query.tree import MatchAll
from tests.benchmarks.measure import CountsDisagreeError
from tests.benchmarks.measure import check_counts
from tests.benchmarks.peers.base import Answer
from tests.benchmarks.questions import Question

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "BENCH_SIZES": "40",
    "BENCH_QUERIES": "6",
    "BENCH_ROUNDS": "1",
    "BENCH_CORPUS": "nowhere",
}
MEMORY = Path("/proc/self/smaps_rollup")
MODES = {"OR", "AND", "phrase", "prefix", "filter"}

pytestmark = pytest.mark.skipif(
    not MEMORY.exists(), reason="the benchmark reads memory where only Linux tells it"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a benchmark of all installed engines, which agreed in every count, left its report."""
    made = tmp_path_factory.mktemp("bench")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks"],
        cwd=ROOT,
        env={**os.environ, **SETTINGS, "BENCH_FOLDER": str(made)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Any]:
    """The figures of that benchmark."""
    read: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return read


def test_every_engine_is_measured_or_said_to_be_left_out(results: dict[str, Any]) -> None:
    [size] = results["sizes"]
    left_out = {key for key, said in results["engines"].items() if said.startswith("left out")}

    assert {"ours", "fts5", "stock_whoosh"} <= set(size["peers"])
    assert set(size["peers"]) == set(results["engines"]) - left_out


def test_every_mode_has_its_percentiles_in_order(results: dict[str, Any]) -> None:
    [size] = results["sizes"]

    assert set(size["peers"]["ours"]["latency"]) == {*MODES, "page"}
    for figures in size["peers"].values():
        assert set(figures["latency"]) >= MODES
        for spread in figures["latency"].values():
            assert 0 < spread["p50"] <= spread["p95"] <= spread["p99"]


def test_segmentation_is_that_of_pyvi(results: dict[str, Any]) -> None:
    assert results["text"]["identical"] == 1


def test_the_report_says_of_every_goal_whether_it_is_met(folder: Path) -> None:
    report = (folder / "report.md").read_text(encoding="utf-8")
    goals = report.partition("## Goals")[2].partition("##")[0].strip().splitlines()[2:]

    assert len(goals) == 16
    for goal in goals:
        assert goal.endswith(("| met |", "| **not met** |", "| not measured |"))


def test_the_plot_marks_every_percentile(folder: Path, results: dict[str, Any]) -> None:
    drawing = (folder / "latency.svg").read_text(encoding="utf-8")
    marks = [len(one["latency"]) for size in results["sizes"] for one in size["peers"].values()]

    assert drawing.count("<circle") == sum(marks) + len(marks)


def test_a_run_leaves_nothing_but_its_report(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == {"report.md", "report.json", "latency.svg"}


@pytest.mark.parametrize(
    "other",
    [
        Answer(top=(), total=3, facets={"year": {"2020": 2}}),
        Answer(top=(), total=2, facets={"year": {"2020": 1, "2021": 1}}),
    ],
)
def test_a_run_stops_at_a_count_that_differs_and_names_the_query(other: Answer) -> None:
    question = Question("AND", "công đoàn", Retrieval(MatchAll()))
    ours = Answer(top=(), total=2, facets={"year": {"2020": 2}})

    with pytest.raises(CountsDisagreeError, match="AND “công đoàn”: fts5 counts"):
        check_counts([question], {"ours": [lambda: ours], "fts5": [lambda: other]})


def test_engines_may_differ_in_which_hits_are_best() -> None:
    question = Question("AND", "công đoàn", Retrieval(MatchAll()))
    ours, other = (Answer(top=(n,), total=1, facets={}) for n in range(2))

    check_counts([question], {"ours": [lambda: ours], "fts5": [lambda: other]})
