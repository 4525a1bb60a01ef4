"""The province an article was published in: who owns the site, not what the article is about.

Each piece of evidence has a weight; a province is accepted with at least `ACCEPTED` and a lead
of `LEAD` over the next. Header, footer and URL always beat the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.articles.gazetteer import CAPITAL
from index.articles.gazetteer import MERGER
from index.articles.gazetteer import ascii_names
from index.articles.gazetteer import dateline_tags
from index.articles.gazetteer import is_national_host
from index.articles.gazetteer import phone_codes
from index.articles.gazetteer import province_of_host
from index.articles.gazetteer import successor_of
from index.articles.lines import CAPITALS
from index.articles.lines import SMALL
from index.articles.lines import Line
from index.articles.lines import Zone
from index.articles.lines import in_zones
from index.articles.lines import of_recurring
from index.articles.mentions import Mention
from index.articles.mentions import find_mentions
from index.models import Confidence
from index.models import Evidence

ACCEPTED: Final = 5.0
LEAD: Final = 3.0
CERTAIN: Final = 8.0
OWNER: Final = 10.0
HOST: Final = 10.0
ADDRESS: Final = 8.0
IN_ADDRESS: Final = 0.7  # weight of a mention with its level, or after the place below it
DATELINE_TAG: Final = 8.0
PHONE: Final = 5.0
BYLINE_UNIT: Final = 5.0
SELF_REFERENCE: Final = 3.0
SLOGAN: Final = 3.0
NAME_CHARS: Final = 40  # no name of a province is longer
SLOGAN_CHARS: Final = 20  # shown of a slogan, before the name
FRAME_CHARS: Final = 1000  # no line of a header or footer is longer
LINKS_ON_LINE: Final = 3  # a line naming so many provinces is a list of links

NEW_CODES_SINCE: Final = date(2017, 1, 1)

_FRAME: Final[frozenset[Zone]] = frozenset({"header", "navigation", "breadcrumb", "footer"})
_OWNER_WORD: Final = re.compile(
    r"\b(?:liên đoàn lao động|l[đð]l[đð]|công đoàn|ubnd|[uủ][ỷy] ban|hđnd|hội đồng nhân dân|[đð]ảng (?:bộ|ủy)|tỉnh [uủ][ỷy]|thành [uủ][ỷy]|"
    r"cục|kho bạc|bảo hiểm xã hội|t[oò][aà] án|viện kiểm sát|thanh tra|trường|bệnh viện|thư viện|bảo tàng|liên minh|ban quản lý|"
    r"cổng|trang (?:thông tin|tin)|báo|đài|(?<!trụ )sở|công an|mặt trận|tỉnh đoàn|cơ quan(?!\s*:)|phòng (?:giáo dục|gd|nội vụ|văn hóa|lao động|y tế|tài chính|tư pháp|nông nghiệp|kinh tế)|hội|trung tâm|online|portal|people's committee|city of)\b"
)
_CREDIT: Final = re.compile(
    r"\W*(?:thiết kế|phát triển|designed|powered|developed|liên kết|văn phòng đại diện|vpđd|chi nhánh)"
)
_GOES_ON: Final = re.compile(rf"\s+(?!điện tử|online)[{SMALL}]")  # a sentence about a province
_HOST: Final = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info)(?![\w-])", re.IGNORECASE
)
_SHARED_HOSTS: Final = ("facebook.com", "youtube.com", "google.com", "twitter.com", "gmail.com")
_PHONE: Final = re.compile(r"(?<![\d.])\(?(0\d{1,3})\)?(?=[\s.)-]{1,2}[\dx])")
_TAG: Final = re.compile(r"\(?([^\W\d_][\w.]{1,14}?)(?:\)|\s?[-–—])\s*[-–—]?\s*")
_NAMED_PROVINCE: Final = re.compile(rf"tỉnh (?=[{CAPITALS}])")
_SELF_REFERENCE: Final = re.compile(
    r"(?:trên địa bàn|trực thuộc|toàn|công đoàn|Công đoàn|[Qq]uỹ xã hội (?:LĐLĐ|Liên đoàn Lao động|công đoàn)) $"
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """A province, how sure it is, and the evidence for it."""

    province: str | None = None
    confidence: Confidence = "none"
    evidence: tuple[Evidence, ...] = ()


Clue = tuple[str, float, Evidence]


def extract_publisher(
    lines: Sequence[Line],
    *,
    hosts: Iterable[str] = (),
    day: date | None = None,
    framed: bool = True,
) -> Publisher:
    """Return the publisher of a page.

    `hosts` are those of its URL and stated source; `day` is when it was published, for
    telephone codes and mergers. A text without a frame around it names others more often than
    its publisher, so with `framed` false its own words do not count.
    """
    outside = [*_from_hosts(hosts), *_from_frame(lines, day), *_from_tag(lines)]
    winner = _decide(_after_merger(outside, lines, day))
    if winner.confidence == "certain" or not framed:
        return winner
    return _decide([*outside, *_from_slogan(lines), *_from_byline(lines), *_from_text(lines)])


def hosts_in(lines: Sequence[Line]) -> list[str]:
    """Return the hosts printed in header and footer, in order."""
    return [host for line in in_zones(lines, _FRAME) for host in _hosts_of(line.text)]


@of_recurring
def _hosts_of(text: str) -> Sequence[str]:
    found = _HOST.findall(text) if "." in text else []
    return [host for host in found if not host.lower().endswith(_SHARED_HOSTS)]


def _decide(clues: Iterable[Clue]) -> Publisher:
    scores: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    strongest: dict[str, float] = defaultdict(float)
    for province, weight, clue in clues:
        once = (province, clue.rule, clue.text.lower() if clue.rule == "self_reference" else "")
        if once not in seen:
            seen.add(once)
            scores[province] += weight
            strongest[province] = max(strongest[province], weight)
            evidence[province].append(clue)
    ranking = sorted(scores, key=lambda province: -scores[province])
    if not ranking or scores[ranking[0]] < ACCEPTED:
        return Publisher()
    best = ranking[0]
    if len(ranking) > 1 and scores[best] - scores[ranking[1]] < LEAD:
        return Publisher()
    confidence: Confidence = "certain" if strongest[best] >= CERTAIN else "likely"
    return Publisher(best, confidence, tuple(evidence[best]))


def _from_hosts(hosts: Iterable[str]) -> Iterator[Clue]:
    for host in hosts:
        province = province_of_host(host)
        if province:
            yield province, HOST, Evidence("url", None, host, "host")


def _from_frame(lines: Sequence[Line], day: date | None) -> Iterator[Clue]:
    frame = in_zones(lines, _FRAME)
    central = any(is_national_host(host) for line in frame for host in _hosts_of(line.text))
    codes = phone_codes(old=day is not None and day < NEW_CODES_SINCE)
    before: Line | None = None
    for line in frame:
        if not _may_tell_owner(line.text):
            continue
        if _hosts_of(line.text):
            yield from _from_host(line)
        if _phone_codes(line.text):
            yield from _from_phone(line, codes)
        if line.zone in ("header", "footer"):
            mentions = _mentions(line.text)
            if mentions and len({one.provinces for one in mentions}) < LINKS_ON_LINE:
                yield from _from_owner(line, before, mentions)
                yield from () if central else _from_address(line, mentions)
        before = line


@of_recurring
def _may_tell_owner(text: str) -> bool:
    return len(text) <= FRAME_CHARS and not _CREDIT.match(text[:NAME_CHARS].lower())


def _from_host(line: Line) -> Iterator[Clue]:
    for host in _hosts_of(line.text):
        if province := province_of_host(host):
            yield province, HOST, Evidence(line.zone, line.number, host, "host")


@of_recurring
def _mentions(text: str) -> Sequence[Mention]:
    found = find_mentions(text, capitals=True)
    if found or not text.isascii():
        return found
    return find_mentions(text, capitals=True, table=ascii_names())


def _from_owner(line: Line, before: Line | None, mentions: Sequence[Mention]) -> Iterator[Clue]:
    """The owner's name may be split over two lines: LIÊN ĐOÀN LAO ĐỘNG / TỈNH BẮC KẠN."""
    above = before.text if before and before.zone == line.zone else ""
    for mention in mentions:
        if len(mention.provinces) != 1 or _GOES_ON.match(line.text, mention.end):
            continue
        start, end = line.text[: mention.start], line.text[mention.end :]
        split = mention.cue and len(start.split()) == len(mention.cue.split())
        if _OWNER_WORD.search(start.lower()) or (
            line.text.isascii() and _OWNER_WORD.search(end.lower())
        ):
            yield mention.provinces[0], OWNER, Evidence(line.zone, line.number, line.text, "owner")
        elif split and _OWNER_WORD.search(above.lower()):
            text = f"{above} / {line.text}"
            yield mention.provinces[0], OWNER, Evidence(line.zone, line.number, text, "owner")


def _from_address(line: Line, mentions: Sequence[Mention]) -> Iterator[Clue]:
    """An address ends in its province."""
    if line.zone != "footer":
        return
    last = mentions[-1]
    # The capital's addresses and phones are those of central bodies: they say nothing.
    if len(last.provinces) == 1 and last.provinces != (CAPITAL,) and last.weight >= IN_ADDRESS:
        yield last.provinces[0], ADDRESS, Evidence(line.zone, line.number, line.text, "address")


def _from_phone(line: Line, codes: Mapping[str, str]) -> Iterator[Clue]:
    for code in _phone_codes(line.text):
        if code in codes and codes[code] != CAPITAL:
            yield codes[code], PHONE, Evidence(line.zone, line.number, line.text, "phone_code")


@of_recurring
def _phone_codes(text: str) -> Sequence[str]:
    return _PHONE.findall(text)


def _from_tag(lines: Sequence[Line]) -> Iterator[Clue]:
    for line in in_zones(lines, ("lead",))[:1]:
        match = _TAG.match(line.text)
        if match and match[1] in dateline_tags():
            province = dateline_tags()[match[1]]
            yield province, DATELINE_TAG, Evidence("lead", line.number, match[1], "dateline_tag")


def _from_slogan(lines: Sequence[Line]) -> Iterator[Clue]:
    for line in in_zones(lines, ("slogan",)):
        for mention in find_mentions(line.text):
            if mention.cue.endswith("tỉnh") and len(mention.provinces) == 1:
                start = line.text.rfind(" ", 0, max(0, mention.start - SLOGAN_CHARS)) + 1
                text = line.text[start : mention.end]
                yield mention.provinces[0], SLOGAN, Evidence("slogan", line.number, text, "slogan")


def _from_byline(lines: Sequence[Line]) -> Iterator[Clue]:
    for line in in_zones(lines, ("byline",)):
        for mention in find_mentions(line.text):
            if len(mention.provinces) == 1 and mention.kind in (
                "province",
                "city",
                "district",
                "owner",
            ):
                evidence = Evidence("byline", line.number, line.text, "byline_unit")
                yield mention.provinces[0], BYLINE_UNIT, evidence


def _from_text(lines: Sequence[Line]) -> Iterator[Clue]:
    for line in in_zones(lines, ("lead", "body")):
        for match in _NAMED_PROVINCE.finditer(line.text):
            phrase = _SELF_REFERENCE.search(
                line.text[max(0, match.start() - NAME_CHARS) : match.start()]
            )
            mentions = (
                find_mentions(line.text[match.start() : match.end() + NAME_CHARS]) if phrase else []
            )
            if phrase and mentions and mentions[0].start == len(match[0]):
                text = phrase[0] + line.text[match.start() : match.start() + mentions[0].end]
                evidence = Evidence(line.zone, line.number, text, "self_reference")
                yield mentions[0].provinces[0], SELF_REFERENCE, evidence


def _after_merger(clues: list[Clue], lines: Sequence[Line], day: date | None) -> list[Clue]:
    """Archives moved: the host of a merged province also carries what its former neighbors published.

    If nothing but hosts speaks, and an older article refers to itself as another province of
    the same successor, that one published it.
    """
    if (
        not clues
        or day is None
        or day >= MERGER
        or any(clue.rule != "host" for _, _, clue in clues)
    ):
        return clues
    here = {province for province, _, _ in _from_text(lines)}
    hosted = {province for province, _, _ in clues}
    moved = [
        (former, weight, clue)
        for province, weight, clue in clues
        for former in here - hosted
        if not here & hosted and successor_of()[former] == successor_of()[province]
    ]
    return moved or clues
