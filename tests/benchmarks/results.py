"""What a benchmark measured; `dataclasses.asdict` of it is the JSON report."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Self


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of the questions of one mode, each the median of its rounds."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Self:
        """Return the percentiles of at least two figures."""
        cuts = quantiles(milliseconds, n=100, method="inclusive")
        return cls(cuts[49], cuts[94], cuts[98])


@dataclass(frozen=True, slots=True)
class Written:
    """An index written from analyzed documents: seconds, MB on disk."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Process:
    """A fresh process: ms to open an index and to answer its first question, then its memory in MB."""

    open_ms: float
    answer_ms: float
    rss_mb: float
    private_mb: float

    @property
    def touch_ms(self) -> float:
        """From nothing but imports to the first answer."""
        return self.open_ms + self.answer_ms


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """One engine at one size; `latency` is by mode."""

    written: Written
    latency: Mapping[str, Spread]
    process: Process


@dataclass(frozen=True, slots=True)
class Rebuild:
    """From raw text to a published index with one worker; `megabytes` are of text."""

    articles: int
    megabytes: float
    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class SizeFigures:
    """Everything at one size; `worker_private_mb` is a worker of the service's own memory."""

    articles: int
    rebuild: Rebuild
    worker_private_mb: float
    peers: Mapping[str, PeerFigures]


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run.

    `engines` maps an engine to its release, or to why it was left out; `text` holds the
    seconds of `stages.measure`.
    """

    corpus: str
    questions: int
    rounds: int
    engines: Mapping[str, str]
    text: Mapping[str, float]
    sizes: tuple[SizeFigures, ...]
