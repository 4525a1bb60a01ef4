"""What an article is about by subject: a taxonomy of weighted phrases, read from a table.

score(topic) = Σ over its phrases and the zones: zone factor · weight · min(times in the zone, cap).
Phrases are matched by words, with their marks and without regard to case, hyphens and commas;
of overlapping phrases the first and longest wins.
"""

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any
from typing import Final

import numpy as np

from index import fields
from index.articles.lines import Line
from index.articles.phrases import Letters
from index.articles.phrases import PhraseFilter
from index.articles.phrases import flags_of
from index.errors import SourceError
from index.models import Evidence
from index.text.normalize import normalize
from index.text.remembered import Remembered
from index.text.syllables import respell

TOPICS_FILE: Final = Path(__file__).with_name("data") / "topics.toml"
FALLBACK_LABEL: Final = "Khác"
EVIDENCE_PER_TOPIC: Final = 3

# Signs that phrases do not have, and the words of a text are parted by. A slash is none of them:
# 8/3 is a phrase, and 8/3/2020 another.
_BETWEEN_WORDS: Final = ',.-–:;“”"()!?…\u00a0\t'
_APART: Final = flags_of(f" {_BETWEEN_WORDS}")
REMEMBERED_PHRASES: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Topics with their labels, their phrases, and the numbers of the formula.

    `phrases` gives the phrase that words of a text are, if any; `filter` tells where one may stand.
    """

    labels: Mapping[str, str]
    phrases: Mapping[str, "Phrase | None"]
    filter: PhraseFilter
    fallback: str
    max_topics: int
    min_score: float
    relative_to_top: float
    tf_cap: int
    zone_factors: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """A phrase of the table: for which topics it counts, and how much."""

    text: str
    weights: tuple[tuple[str, float], ...]


Hit = tuple[Line, Phrase]


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of an article, main one first, with the phrases they rest on."""

    topics: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


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


def find_phrases(
    texts: Sequence[Sequence[Line]], letters: Letters, table: Taxonomy
) -> list[list[Hit]]:
    """Return for each text, of whose lines these are the letters, its phrases with their lines.

    They are in order; of those that overlap, the first and longest.
    """
    starts, ends = letters.words(_APART)
    first, last = table.filter.search(letters.sums(starts, ends))
    numbers, _ = letters.lines_at(starts[first])
    owners = np.repeat(np.arange(len(texts)), list(map(len, texts)))[numbers]
    places = (owners, numbers, starts[first], ends[last])
    lines = list(chain.from_iterable(texts))
    found: list[list[Hit]] = [[] for _ in texts]
    after = 0
    for owner, number, start, end in zip(*(place.tolist() for place in places), strict=True):
        if start >= after and (phrase := table.phrases[letters.text[start:end]]):
            found[owner].append((lines[number], phrase))
            after = end
    return found


def extract_topics(text: Sequence[Line], hits: Sequence[Hit], table: Taxonomy) -> Topics:
    """Return the topics of an article from the phrases that its title and text hold.

    The fallback alone, without evidence, if no topic reaches the least score; none if there is
    no text.
    """
    if not text:
        return Topics()
    votes = _votes(hits, table)
    scores = {topic: sum(phrases.values()) for topic, phrases in votes.items()}
    ranking = sorted(scores, key=lambda topic: -scores[topic])[: table.max_topics]
    least = max(table.min_score, table.relative_to_top * scores[ranking[0]]) if ranking else 0.0
    chosen = tuple(topic for topic in ranking if scores[topic] >= least)
    if not chosen:
        return Topics((table.fallback,))
    first = {phrase: line for line, phrase in reversed(hits)}
    evidence = [_evidence(topic, votes[topic], first) for topic in chosen]
    return Topics(chosen, tuple(chain.from_iterable(evidence)))


def _votes(hits: Iterable[Hit], table: Taxonomy) -> Mapping[str, Mapping[Phrase, float]]:
    """What each phrase adds to the score of each topic."""
    by_zone: dict[str, dict[Phrase, int]] = {}  # how often each phrase comes
    for line, phrase in hits:
        times = by_zone.setdefault(line.zone, {})
        times[phrase] = times.get(phrase, 0) + 1
    votes: dict[str, dict[Phrase, float]] = {}
    for zone, found in by_zone.items():
        factor = table.zone_factors.get(zone, 0.0)
        for phrase, count in found.items():
            often = factor * min(count, table.tf_cap)
            for topic, weight in phrase.weights:
                phrases = votes.setdefault(topic, {})
                phrases[phrase] = phrases.get(phrase, 0.0) + often * weight
    return votes


def _matchable(text: str) -> str:
    """Return the words of a text in lower case, with one space before, between and behind them."""
    text = f" {text.lower()} "
    for sign in _BETWEEN_WORDS:
        text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _evidence(
    topic: str, votes: Mapping[Phrase, float], first: Mapping[Phrase, Line]
) -> list[Evidence]:
    best = sorted((phrase for phrase in votes if votes[phrase]), key=lambda one: -votes[one])
    return [
        Evidence(first[phrase].zone, first[phrase].number, phrase.text, f"phrase_of_{topic}")
        for phrase in best[:EVIDENCE_PER_TOPIC]
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
    phrases = _phrases(data["topic"])
    return Taxonomy(
        labels=MappingProxyType(_labels(data["topic"], meta["fallback"])),
        phrases=Remembered(
            lambda words: phrases.get(_matchable(words)), maxsize=REMEMBERED_PHRASES
        ),
        filter=PhraseFilter(map(str.split, phrases)),
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


def _phrases(topics: Iterable[Mapping[str, Any]]) -> Mapping[str, Phrase]:
    """Return the phrases as `_matchable` writes them, in either school of tone marks."""
    weights: dict[str, tuple[str, dict[str, float]]] = {}
    for topic in topics:
        for phrase in topic["phrases"]:
            words = _matchable(normalize(phrase["p"])).split()
            if not words:
                raise ValueError(f"a phrase of {topic['id']} has no words")
            key = " ".join(map(respell, words))
            _, counts = weights.setdefault(key, (phrase["p"], {}))
            counts[topic["id"]] = float(phrase["w"])
    phrases: dict[str, Phrase] = {}
    for key, (text, counts) in weights.items():
        modern = " ".join(respell(word, modern=True) for word in key.split())
        phrases |= dict.fromkeys((f" {key} ", f" {modern} "), Phrase(text, tuple(counts.items())))
    return phrases
