"""Latencies as an SVG: for each mode and engine a dot at the p50 and a line to the p99, logarithmic."""

from collections.abc import Iterator
from html import escape
from math import log10
from typing import Final

from tests.benchmarks.peers.base import PEERS
from tests.benchmarks.questions import MODES
from tests.benchmarks.results import Results
from tests.benchmarks.results import SizeFigures
from tests.benchmarks.results import Spread

_COLORS: Final = dict(
    zip(PEERS, ("#c2410c", "#1d4ed8", "#15803d", "#7e22ce", "#57534e"), strict=True)
)
_LEFT, _WIDTH, _TOP = 70, 640, 60  # of the drawing, in pixels
_LINE, _GAP = 9, 14  # from one engine, one mode to the next
_DECADES: Final = (-2, 4)  # 10 µs to 10 s


def svg(results: Results) -> str:
    """Return the drawing, one panel a size."""
    shapes = [*_legend(results)]
    top: float = _TOP
    for size in results.sizes:
        shapes += _panel(size, top)
        top += _height(size) + _TOP
    width = _LEFT + _WIDTH + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" '
        'font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def _legend(results: Results) -> Iterator[str]:
    shown = {key for size in results.sizes for key in size.peers}
    for number, key in enumerate(key for key in PEERS if key in shown):
        x = _LEFT + number * 120
        yield f'<circle cx="{x}" cy="16" r="4" fill="{_COLORS[key]}"/>'
        yield _text(x + 8, 20, PEERS[key].name)


def _panel(size: SizeFigures, top: float) -> Iterator[str]:
    bottom = top + _height(size)
    yield _text(_LEFT, top - 22, f"{size.articles:,} articles: ms, dot p50, line to p99")
    for decade in range(_DECADES[0], _DECADES[1] + 1):
        x = _x(10**decade)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="#d6d3d1"/>'
        yield _text(x, top - 6, f"{10**decade:g}", "middle")
    y = top + _GAP
    for mode in MODES:
        yield _text(_LEFT - 8, y + 4, mode, "end")
        for key, figures in size.peers.items():
            if mode in figures.latency:
                yield from _mark(figures.latency[mode], y, _COLORS[key])
                y += _LINE
        y += _GAP


def _mark(spread: Spread, y: float, color: str) -> Iterator[str]:
    left, right = _x(spread.p50), _x(spread.p99)
    yield (
        f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y}" y2="{y}" stroke="{color}" stroke-width="2"/>'
    )
    yield f'<circle cx="{left:.1f}" cy="{y}" r="3.5" fill="{color}"/>'


def _height(size: SizeFigures) -> float:
    marks = sum(len(figures.latency) for figures in size.peers.values())
    return marks * _LINE + (len(MODES) + 1) * _GAP


def _x(milliseconds: float) -> float:
    low, high = _DECADES
    place = (log10(milliseconds) - low) / (high - low)
    return _LEFT + _WIDTH * min(max(place, 0), 1)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
