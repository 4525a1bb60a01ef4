"""The goals: what is compared, with what, and how far it has to be. Ratios of one run are what counts."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from typing import Literal

from tests.benchmarks.peers.base import FTS5
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.peers.base import STOCK
from tests.benchmarks.peers.base import TANTIVY
from tests.benchmarks.peers.base import Peer
from tests.benchmarks.questions import PAGE
from tests.benchmarks.results import PeerFigures
from tests.benchmarks.results import Results
from tests.benchmarks.results import SizeFigures

_ARTICLE_MB: Final = 0.003  # what "an article" means where articles a second are a goal
_Figure = Callable[[PeerFigures], float]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal beside what was measured: figures by the mode of a query, or a single one under ""."""

    what: str
    wanted: Literal["at most", "at least"]
    bound: float
    unit: str
    measured: Mapping[str, float]

    def meets(self, figure: float) -> bool:
        """Tell whether a figure is within the bound."""
        return figure <= self.bound if self.wanted == "at most" else figure >= self.bound

    @property
    def met(self) -> bool | None:
        """Whether every figure is within the bound; None if there is no figure."""
        return all(map(self.meets, self.measured.values())) if self.measured else None


def goals_of_text(results: Results) -> Iterator[Goal]:
    """Yield the goals of segmentation, which no size changes."""
    text = results.text
    for name, bound in (("cold", 15), ("warm", 25)):
        ratio = {"": text["pyvi"] / text[name]}
        yield Goal(f"segmentation, {name}", "at least", bound, "× pyvi", ratio)
    same = {"": text["identical"] * 100}
    yield Goal("segmentation, texts identical", "at least", 100, "%", same)


def goals_of_size(size: SizeFigures, text: Mapping[str, float]) -> Iterator[Goal]:
    """Yield the other goals at one size; `text` holds the seconds of the text sample."""
    yield from _of_queries(size)
    yield from _of_writing(size)
    yield from _of_rebuild(size, text)
    worker = {"": size.worker_private_mb}
    yield Goal("private memory of a worker", "at most", 80, "MB", worker)


def _of_queries(size: SizeFigures) -> Iterator[Goal]:
    modes = [mode for mode in size.peers[OURS.key].latency if mode != PAGE]
    for percentile, peer, bound in (
        ("p50", TANTIVY, 0.4),
        ("p50", FTS5, 0.02),
        ("p50", STOCK, 0.005),
        ("p99", TANTIVY, 0.5),
    ):
        figures = {mode: _latency(mode, percentile) for mode in modes}
        ratios = _ratios(size, peer, figures)
        yield Goal(
            f"query with three facets, {percentile}", "at most", bound, f"× {peer.name}", ratios
        )
    page = _ratios(size, TANTIVY, {"": _latency(PAGE, "p50")})
    yield Goal("the real query of the page, p50", "at most", 1, f"× {TANTIVY.name}", page)
    touch = _ratios(size, TANTIVY, {"": lambda peer: peer.process.touch_ms})
    yield Goal("first touch in a fresh process, p50", "at most", 1, f"× {TANTIVY.name}", touch)


def _of_writing(size: SizeFigures) -> Iterator[Goal]:
    for peer, bound in ((STOCK, 40), (TANTIVY, 1)):
        speed = _ratios(size, peer, {"": lambda peer: 1 / peer.written.seconds})
        yield Goal("writing the analyzed fields", "at least", bound, f"× {peer.name}", speed)
    bulk = _ratios(size, STOCK, {"": lambda peer: peer.written.megabytes})
    yield Goal("size of the index", "at most", 0.5, f"× {STOCK.name}", bulk)


def _of_rebuild(size: SizeFigures, text: Mapping[str, float]) -> Iterator[Goal]:
    done = size.rebuild
    naive = {}
    if STOCK.key in size.peers:
        naive[""] = _naive_seconds(size, text) / done.seconds
    yield Goal(
        "rebuild from raw text, one core",
        "at least",
        25,
        "× pyvi + stock Whoosh (summed from its stages, not run whole)",
        naive,
    )
    rate = {"": done.megabytes / done.seconds / _ARTICLE_MB}
    yield Goal("rebuild from raw text, one core", "at least", 800, "articles/s of 3 kB", rate)
    yield Goal("memory of a rebuild", "at most", 1500, "MB", {"": done.peak_mb})


def _latency(mode: str, percentile: str) -> _Figure:
    return lambda peer: float(getattr(peer.latency[mode], percentile))


def _ratios(size: SizeFigures, peer: Peer, figures: Mapping[str, _Figure]) -> dict[str, float]:
    """Return our figures over the peer's; nothing if it was not measured."""
    if peer.key not in size.peers:
        return {}
    ours, theirs = size.peers[OURS.key], size.peers[peer.key]
    return {name: figure(ours) / figure(theirs) for name, figure in figures.items()}


def _naive_seconds(size: SizeFigures, text: Mapping[str, float]) -> float:
    """Return how long a rebuild would take with pyvi for words and stock Whoosh for writing.

    Extraction and terms are ours in both. Their time and pyvi's are those of the text sample, for
    as many MB.
    """
    a_megabyte = (text["extract"] + text["terms"] + text["pyvi"]) / text["megabytes"]
    return a_megabyte * size.rebuild.megabytes + size.peers[STOCK.key].written.seconds
