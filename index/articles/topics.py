"""What an article is about by subject: a taxonomy of weighted phrases, read from a table.

score(topic) = Σ over its phrases and the zones: zone factor · weight · min(times in the zone, cap).
Phrases are matched by words, with their marks and without regard to case, hyphens and commas;
of overlapping phrases the longest wins.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any
from typing import Final

from ahocorasick import Automaton

from index import fields
from index.articles.lines import TEXT_ZONES
from index.articles.lines import Line
from index.articles.lines import in_zones
from index.errors import SourceError
from index.models import Evidence
from index.text.normalize import normalize
from index.text.syllables import respell

TOPICS_FILE: Final = Path(__file__).with_name("data") / "topics.toml"
FALLBACK_LABEL: Final = "Khác"
EVIDENCE_PER_TOPIC: Final = 3

# Signs that phrases do not have, and the words of a text are parted by. A slash is none of them:
# 8/3 is a phrase, and 8/3/2020 another.
_BETWEEN_WORDS: Final = ',.-–:;“”"()!?…\u00a0\t'


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Topics with their labels, the matcher of their phrases, and the numbers of the formula."""

    labels: Mapping[str, str]
    phrases: Automaton
    fallback: str
    max_topics: int
    min_score: float
    relative_to_top: float
    tf_cap: int
    zone_factors: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Hit:
    """A phrase found: for which topics it counts, and how much."""

    phrase: str
    weights: tuple[tuple[str, float], ...]


def topic_names() -> Mapping[str, str]:
    """Return the labels of the package's own table by id; the last is the fallback, "Khác"."""
    return load_topics(None).labels


def load_topics(path: Path | None) -> Taxonomy:
    """Return the taxonomy of a TOML file, or the one that comes with the package.

    Raises `SourceError`, naming the file and what is wrong, if it cannot be read or is incomplete.
    """
    return _load(topics_file(path).resolve())


def topics_file(path: Path | None) -> Path:
    """Return the given table of topics, or the one that comes with the package."""
    return path or TOPICS_FILE


def extract_topics(
    lines: Sequence[Line], taxonomy: Taxonomy | None = None
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the topics of an article, main one first, with the phrases they rest on.

    The fallback alone, without evidence, if no topic reaches the least score; nothing if there
    is no text.
    """
    table = taxonomy or load_topics(None)
    text = in_zones(lines, ("title", *TEXT_ZONES))
    if not text:
        return (), ()
    hits = _hits(text, table.phrases)
    votes = _votes(hits, table)
    scores = {topic: sum(phrases.values()) for topic, phrases in votes.items()}
    ranking = sorted(scores, key=lambda topic: -scores[topic])[: table.max_topics]
    least = max(table.min_score, table.relative_to_top * scores[ranking[0]]) if ranking else 0.0
    chosen = tuple(topic for topic in ranking if scores[topic] >= least)
    if not chosen:
        return (table.fallback,), ()
    first = {hit: line for line, hit in reversed(hits)}
    return chosen, tuple(item for topic in chosen for item in _evidence(topic, votes[topic], first))


def _votes(
    hits: Iterable[tuple[Line, _Hit]], table: Taxonomy
) -> Mapping[str, Mapping[_Hit, float]]:
    """What each phrase adds to the score of each topic."""
    by_zone: dict[str, dict[_Hit, int]] = {}  # how often each phrase comes
    for line, hit in hits:
        times = by_zone.setdefault(line.zone, {})
        times[hit] = times.get(hit, 0) + 1
    votes: dict[str, dict[_Hit, float]] = {}
    for zone, found in by_zone.items():
        factor = table.zone_factors.get(zone, 0.0)
        for hit, count in found.items():
            often = factor * min(count, table.tf_cap)
            for topic, weight in hit.weights:
                phrases = votes.setdefault(topic, {})
                phrases[hit] = phrases.get(hit, 0.0) + often * weight
    return votes


def _hits(lines: Sequence[Line], phrases: Automaton) -> list[tuple[Line, _Hit]]:
    """Return the phrases of the lines in order; of those that overlap, the first and longest."""
    text = _matchable(" \n ".join([line.text for line in lines]))
    found = sorted((end - length, -end, hit) for end, (length, hit) in phrases.iter(text))
    line_ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
    hits: list[tuple[Line, _Hit]] = []
    after = 0
    for start, minus_end, hit in found:
        if start >= after:
            hits.append((lines[bisect_right(line_ends, start)], hit))
            after = -minus_end  # the space behind a phrase is that before the next
    return hits


def _matchable(text: str) -> str:
    """Return the words of a text in lower case, with one space before, between and behind them."""
    text = f" {text.lower()} "
    for sign in _BETWEEN_WORDS:
        text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _evidence(
    topic: str, votes: Mapping[_Hit, float], first: Mapping[_Hit, Line]
) -> list[Evidence]:
    best = sorted((hit for hit in votes if votes[hit]), key=lambda hit: -votes[hit])
    return [
        Evidence(first[hit].zone, first[hit].number, hit.phrase, f"phrase_of_{topic}")
        for hit in best[:EVIDENCE_PER_TOPIC]
    ]


@cache
def _load(path: Path) -> Taxonomy:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(
            f"Cannot read the table of topics {path}: {error}. Correct the file."
        ) from error
    try:
        return _taxonomy(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            f"The table of topics {path} is incomplete: {error!r}. It needs [meta] with max_topics, min_score, "
            "relative_to_top, tf_cap, zone_factors and fallback, and [[topic]] with id, vi and "
            "phrases = [{ p = “…”, w = number }]."
        ) from error


def _taxonomy(data: Mapping[str, Any]) -> Taxonomy:
    meta = data["meta"]
    return Taxonomy(
        labels=MappingProxyType(_labels(data["topic"], meta["fallback"])),
        phrases=_automaton(data["topic"]),
        fallback=meta["fallback"],
        max_topics=int(meta["max_topics"]),
        min_score=float(meta["min_score"]),
        relative_to_top=float(meta["relative_to_top"]),
        tf_cap=int(meta["tf_cap"]),
        zone_factors={zone: float(factor) for zone, factor in meta["zone_factors"].items()},
    )


def _labels(topics: Iterable[Mapping[str, Any]], fallback: str) -> dict[str, str]:
    """Return id → label in the table's order, the fallback last unless the table labels it itself."""
    labels: dict[str, str] = {}
    for topic in topics:
        if topic["id"] in labels:
            raise ValueError(f"the id {topic['id']!r} comes twice")
        labels[topic["id"]] = topic["vi"]
    labels.setdefault(fallback, FALLBACK_LABEL)
    for name in (*labels, *labels.values()):
        if not _is_line(name):
            raise ValueError(f"{name!r} is no id or label: give a text of one line")
    if fields.UNKNOWN in labels:
        raise ValueError(f"{fields.UNKNOWN!r} stands for articles without a topic: give another id")
    return labels


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and bool(value.strip())


def _automaton(topics: Iterable[Mapping[str, Any]]) -> Automaton:
    """Return a matcher of phrases as `_matchable` writes them, in either school of tone marks."""
    weights: dict[str, tuple[str, dict[str, float]]] = {}
    for topic in topics:
        for phrase in topic["phrases"]:
            words = _matchable(normalize(phrase["p"])).split()
            if not words:
                raise ValueError(f"a phrase of {topic['id']} has no words")
            key = " ".join(map(respell, words))
            _, counts = weights.setdefault(key, (phrase["p"], {}))
            counts[topic["id"]] = float(phrase["w"])
    automaton = Automaton()
    for key, (text, counts) in sorted(weights.items()):  # found sooner if added in this order
        hit = _Hit(text, tuple(counts.items()))
        modern = " ".join(respell(word, modern=True) for word in key.split())
        for spelling in {f" {key} ", f" {modern} "}:
            automaton.add_word(spelling, (len(spelling) - 1, hit))
    automaton.make_automaton()
    return automaton
