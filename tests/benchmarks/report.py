"""Results as Markdown: goals first, then the figures they come from."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from tests.benchmarks.goals import Goal
from tests.benchmarks.goals import goals_of_size
from tests.benchmarks.goals import goals_of_text
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.peers.base import PEERS
from tests.benchmarks.questions import MODES
from tests.benchmarks.results import PeerFigures
from tests.benchmarks.results import Results
from tests.benchmarks.results import SizeFigures
from tests.benchmarks.results import Spread

_MET: Final = {True: "met", False: "**not met**", None: "not measured"}


def markdown(results: Results) -> str:
    """Return the whole report."""
    blocks = [
        "# Benchmark",
        _said(results),
        _table(("engine", "release"), _releases(results)),
        "## Goals",
        _table(("articles", "goal", "bound", "measured", ""), _goals(results)),
        *(block for size in results.sizes for block in _size_blocks(size)),
        "## Text",
        _table(("what", "figure"), _text_rows(results)),
    ]
    return "\n\n".join(blocks) + "\n"


def _said(results: Results) -> str:
    return (
        f"{results.corpus}. {results.questions} questions a mode, each the median of "
        f"{results.rounds} rounds in which the engines take turns; top 10, exact total, three facets. "
        "All engines got the same terms, and agreed in every count. "
        "Ratios are what counts: do not compare times with another run's."
    )


def _releases(results: Results) -> Iterator[tuple[str, str]]:
    return ((PEERS[key].name, release) for key, release in results.engines.items())


def _goals(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield a row for each goal and size; the figures that miss their bound are bold."""
    for size in results.sizes:
        for goal in goals_of_size(size, results.text):
            yield (f"{size.articles:,}", *_goal_row(goal))
    for goal in goals_of_text(results):
        yield ("", *_goal_row(goal))


def _goal_row(goal: Goal) -> tuple[str, str, str, str]:
    sign = "≤" if goal.wanted == "at most" else "≥"
    measured = [
        f"{name} {_figure(value) if goal.meets(value) else f'**{_figure(value)}**'}".strip()
        for name, value in goal.measured.items()
    ]
    return goal.what, f"{sign} {goal.bound:g} {goal.unit}", ", ".join(measured), _MET[goal.met]


def _size_blocks(size: SizeFigures) -> Iterator[str]:
    yield f"## {size.articles:,} articles"
    yield _table(
        ("ms, p50 / p95 / p99", *MODES),
        ((PEERS[key].name, *_latencies(figures)) for key, figures in size.peers.items()),
    )
    yield _table(
        (
            "engine",
            "writing, articles/s",
            "index, MB",
            "first touch, ms (open + answer)",
            "RSS, MB",
            "private, MB",
        ),
        ((PEERS[key].name, *_costs(size, figures)) for key, figures in size.peers.items()),
    )


def _latencies(figures: PeerFigures) -> Iterator[str]:
    for mode in MODES:
        yield _spread(figures.latency[mode]) if mode in figures.latency else "–"


def _spread(spread: Spread) -> str:
    return " / ".join(map(_figure, (spread.p50, spread.p95, spread.p99)))


def _costs(size: SizeFigures, figures: PeerFigures) -> tuple[str, ...]:
    written, process = figures.written, figures.process
    return (
        f"{size.articles / written.seconds:,.0f}",
        f"{written.megabytes:,.0f}",
        f"{process.touch_ms:.1f} ({process.open_ms:.1f} + {process.answer_ms:.1f})",
        f"{process.rss_mb:.0f}",
        f"{process.private_mb:.0f}",
    )


def _text_rows(results: Results) -> Iterator[tuple[str, str]]:
    text = results.text
    for name, key in (
        ("terms", "terms"),
        ("segmentation, cold", "cold"),
        ("segmentation, warm", "warm"),
        ("segmentation by pyvi", "pyvi"),
    ):
        yield f"{name}, MB/s", f"{text['megabytes'] / text[key]:.2f}"
    yield "texts segmented exactly as by pyvi", f"{text['identical']:.2%}"
    for size in results.sizes:
        yield f"rebuild of {size.articles:,}", _rebuild(size)
    yield "shares of a rebuild's time, without reading", _shares(results)


def _rebuild(size: SizeFigures) -> str:
    done = size.rebuild
    return (
        f"{done.seconds:.0f} s: {done.articles / done.seconds:.0f} articles/s, "
        f"{done.megabytes / done.seconds:.2f} MB/s, peak {done.peak_mb:.0f} MB"
    )


def _shares(results: Results) -> str:
    """Return where the time of the smallest rebuild goes, each stage timed alone, per MB of text."""
    text, size = results.text, results.sizes[0]
    stages = {
        "extraction": text["extract"] / text["megabytes"],
        "words, terms and facets": text["documents"] / text["megabytes"],
        "writing": size.peers[OURS.key].written.seconds / size.rebuild.megabytes,
    }
    whole = sum(stages.values())
    return ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in stages.items())


def _figure(value: float) -> str:
    """Return three significant digits."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
