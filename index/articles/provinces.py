"""The provinces an article is about, the main one first.

Title counts three times, lead twice, body once. Long lists of provinces are round-ups and make
none of them the subject. An article that only says "tỉnh" is about its publisher, even if it
names another province once in passing.
"""

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from itertools import repeat
from typing import Final

from index.articles.gazetteer import CAPITAL
from index.articles.gazetteer import MERGER
from index.articles.gazetteer import ascii_names
from index.articles.gazetteer import successor_of
from index.articles.lines import CAPITALS
from index.articles.lines import CLASSIFIED_ZONES
from index.articles.lines import Line
from index.articles.lines import in_zones
from index.articles.mentions import EXPLICIT
from index.articles.mentions import Mention
from index.articles.mentions import find_mentions
from index.articles.mentions import sentences_of
from index.models import Evidence

ZONE_FACTORS: Final = {"title": 3.0, "lead": 2.0, "body": 1.0, "caption": 1.0}
ROUND_UP_IN_SENTENCE: Final = 6
ROUND_UP_IN_ARTICLE: Final = 8
# Datelines and congresses name Hà Nội, markets TP.HCM, whatever the subject.
IN_PASSING: Final = 0.3
ACCEPTED: Final = 0.6  # score of the main province
SECOND_ACCEPTED: Final = 1.0
SECOND_SHARE: Final = 0.1  # of the main province's score
BARE_REFERENCES: Final = 2
EVIDENCE_PER_PROVINCE: Final = 4
ENGLISH_CHARS: Final = 200

# Cues of a place, not of an owner; TP.HCM is hardly ever named without "TP".
_SEAT: Final = frozenset({"at", "near", "none", "province"})
_PASSING_CUES: Final = {CAPITAL: _SEAT, "ho-chi-minh": _SEAT | {"city"}}
_NOT_ENGLISH: Final = re.compile(r"[^\x00-\x7f“”‘’–—…•·]")

_BARE: Final = re.compile(
    r"\b(?:LĐLĐ|[Ll]iên đoàn [Ll]ao động(?: \(LĐLĐ\))?|[Cc]ông đoàn|CÔNG ĐOÀN|UBND|HĐND|địa bàn|toàn|trong|của|Đoàn|ngành)"
    rf"\s+(?:tỉnh|thành phố|TỈNH)\b(?!\s+[{CAPITALS}])|\b(?:Tỉnh|Thành)\s+[uủ][ỷy]\b(?!\s+[{CAPITALS}])"
)


# The commune or district that a site belongs to, as its header names it: two syllables will do.
_OWN_UNIT: Final = re.compile(
    r"(?<!\w)(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã) [^\W\d_]+ [^\W\d_]+"
)


Naming = tuple[Line, Sequence[int] | None]  # a line, and where in it names may begin, if known


@dataclass(frozen=True, slots=True)
class About:
    """Provinces in order of weight, whether they were only implied, and the evidence."""

    provinces: tuple[str, ...] = ()
    implicit: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    line: Line
    mention: Mention
    round_up: bool

    @property
    def factor(self) -> float:
        return ZONE_FACTORS[self.line.zone]


def extract_about(
    lines: Sequence[Line],
    publisher: str | None = None,
    day: date | None = None,
    *,
    text: Sequence[Line] | None = None,
    naming: Sequence[Naming] | None = None,
) -> About:
    """Return what the article is about.

    `publisher` settles ambiguous districts and bare "tỉnh". `day` is that of publication: since
    the merger, a district of a former province lies in its successor. `text` are the lines of the
    title and the text, `naming` those of them that may name a place, if that is known.
    """
    text = in_zones(lines, CLASSIFIED_ZONES) if text is None else text
    places = list(_places(text, naming))
    named = {place.mention.provinces[0] for place in places if len(place.mention.provinces) == 1}
    if day and day >= MERGER:
        places = list(_merged(places, publisher))
    scores, grounds = _score(places, publisher)
    if len(named) >= ROUND_UP_IN_ARTICLE:
        scores = _without_passing(scores, places)
    ranking = sorted(scores, key=lambda province: -scores[province])
    chosen = tuple(p for rank, p in enumerate(ranking) if _accepted(scores, ranking, rank))
    named_once = not chosen or (scores[chosen[0]] <= EXPLICIT and publisher not in chosen)
    implied = _implied(lines, text, publisher, places) if named_once else About()
    if implied.provinces or not chosen:
        return implied
    shown = [place for province in chosen for place in grounds[province][:EVIDENCE_PER_PROVINCE]]
    return About(chosen, evidence=tuple(map(_evidence, shown)))


def _accepted(scores: dict[str, float], ranking: Sequence[str], rank: int) -> bool:
    score, top = scores[ranking[rank]], scores[ranking[0]]
    if rank == 0:
        return score >= ACCEPTED
    return score >= max(SECOND_ACCEPTED, SECOND_SHARE * top) and top >= ACCEPTED


def _places(text: Sequence[Line], naming: Sequence[Naming] | None) -> Iterator[_Place]:
    table = ascii_names() if _is_english(text) else None
    for line, starts in zip(text, repeat(None)) if table or naming is None else naming:
        mentions = find_mentions(line.text, table=table, starts=starts)
        for sentence in sentences_of(line.text, mentions):
            members = {mention.provinces for mention in sentence if not mention.is_district}
            for mention in sentence:
                yield _Place(line, mention, len(members) >= ROUND_UP_IN_SENTENCE)


def _merged(places: Sequence[_Place], publisher: str | None) -> Iterator[_Place]:
    """Read a former province as its successor, where the article or its page names that as well."""
    named = {province for place in places for province in place.mention.provinces} | {publisher}
    for place in places:
        now = (successor_of().get(province, province) for province in place.mention.provinces)
        provinces = tuple(
            new if new in named else old
            for old, new in zip(place.mention.provinces, now, strict=True)
        )
        yield replace(place, mention=replace(place.mention, provinces=provinces))


def _is_english(text: Sequence[Line]) -> bool:
    if any(_NOT_ENGLISH.search(line.text) for line in text):
        return False
    return sum(len(line.text) for line in text) >= ENGLISH_CHARS


def _score(
    places: Sequence[_Place], publisher: str | None
) -> tuple[dict[str, float], dict[str, list[_Place]]]:
    """The score of each province and the places it rests on."""
    explicit = {place.mention.provinces[0] for place in places if place.mention.is_explicit}
    likely = explicit | ({publisher} if publisher else set())
    scores: dict[str, float] = defaultdict(float)
    grounds: dict[str, list[_Place]] = defaultdict(list)
    times = Counter(place.mention.provinces for place in places)
    for place in places:
        candidates = place.mention.provinces
        if len(candidates) > 1:
            candidates = tuple(province for province in candidates if province in likely)
        if len(candidates) != 1 or place.round_up:
            continue
        (province,) = candidates
        in_passing = times[candidates] == 1 and _is_in_passing(province, place.mention, explicit)
        scores[province] += IN_PASSING if in_passing else place.factor * place.mention.weight
        grounds[province].append(place)
    return scores, grounds


def _is_in_passing(province: str, mention: Mention, explicit: set[str]) -> bool:
    """Whether a great city, named once, is not what the article is about."""
    if mention.kind not in _PASSING_CUES.get(province, ()):
        return False
    return province == CAPITAL or bool(explicit - {province})


def _without_passing(scores: dict[str, float], places: Sequence[_Place]) -> dict[str, float]:
    """In a round-up only a province named beyond doubt in the title stays."""
    titled = {
        place.mention.provinces[0]
        for place in places
        if place.line.zone == "title" and place.mention.weight >= EXPLICIT and not place.round_up
    }
    return {province: score for province, score in scores.items() if province in titled}


def _evidence(place: _Place) -> Evidence:
    mention, text = place.mention, place.line.text
    start = max(0, mention.start - len(mention.cue) - 1) if mention.cue else mention.start
    rule = f"named_as_{'district' if mention.is_district else mention.kind}"
    return Evidence(place.line.zone, place.line.number, text[start : mention.end], rule)


def _implied(
    lines: Sequence[Line], text: Sequence[Line], publisher: str | None, places: Sequence[_Place]
) -> About:
    if publisher is None or any(place.round_up for place in places):
        return About()
    own = next(_own_unit(lines, text), None)
    if own:
        return About((publisher,), implicit=True, evidence=(own,))
    bare = [
        Evidence(line.zone, line.number, match[0], "bare_reference_to_publisher")
        for line in text
        for match in _BARE.finditer(line.text)
    ]
    if len(bare) < BARE_REFERENCES:
        return About()
    return About((publisher,), implicit=True, evidence=tuple(bare[:EVIDENCE_PER_PROVINCE]))


def _own_unit(lines: Sequence[Line], text: Sequence[Line]) -> Iterator[Evidence]:
    """Yield where the text names the commune or district that publishes the page."""
    header = "\n".join(line.text.lower() for line in in_zones(lines, ("header", "footer")))
    units = dict.fromkeys(_OWN_UNIT.findall(header))
    for line in text if units else ():
        lower = line.text.lower()
        for unit in units:
            start = lower.find(unit)
            if start >= 0:
                named = line.text[start : start + len(unit)]
                yield Evidence(line.zone, line.number, named, "named_as_publisher")
