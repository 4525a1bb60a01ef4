"""When an article was published, or at least in which year.

Dates are read day-month-year, except ISO. What is read from a page lies between 1995 and
today: other numbers in the shape of a date are events of history, typing errors or counters.
"""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from itertools import pairwise
from typing import Final

from index.articles.lines import Line
from index.articles.lines import in_zones
from index.articles.lines import of_recurring
from index.models import Evidence
from index.models import YearBasis

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving since 1975
FIRST_DAY: Final = date(1995, 1, 1)
FAR_CHARS: Final = 160  # a line with the date of publication is no longer
DATE_LINE_WORDS: Final = 24
REST_WORDS: Final = 5  # of these, words that are neither date, label nor counter
LINES_BELOW: Final = 6  # the date stands so near below the title
LEAD_CHARS: Final = 120  # an event that dates the article is named this early

_MONTHS_VI: Final = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_MONTHS_EN: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip

_DMY: Final = (
    r"(?<![\d/.-])(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4})(?!\d)"
)
_YMD: Final = r"(?<!\d)(?P<y2>\d{4})(?P<s2>[-/])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})(?!\d)"
_WORDS: Final = (
    r"(?<!\d)(?P<d3>\d{1,2}),?\s+(?:tháng\s+|th(?:g|áng)?\.?\s?(?=\d))(?P<m3>\d{1,2}|mười một|mười hai|[^\W\d]{2,5})"
    r"(?:,|\s*-)?\s+(?:năm\s+)?(?P<y3>\d{4})(?!\d)"
)
_ENGLISH: Final = (
    rf"\b(?P<m4>{'|'.join(_MONTHS_EN)})[a-z]*\.?\s+(?P<d4>\d{{1,2}}),?\s+(?P<y4>\d{{4}})\b"
    rf"|\b(?P<d5>\d{{1,2}})\s+(?P<m5>{'|'.join(_MONTHS_EN)})[a-z]*\.?,?\s+(?P<y5>\d{{4}})\b"
)
_YEAR: Final = re.compile(r"\d{4}")  # in any full date, and quicker to find
_ANY_DATE: Final = re.compile(f"{_DMY}|{_YMD}|{_WORDS}|{_ENGLISH}")

# Labels by what they promise: the day of publication before the day of the last change.
_POSTED: Final = r"(?:ngày đăng|đăng (?:ngày|lúc|bởi|tin)|gửi lúc|ngày (?:xuất bản|viết|gửi)|xuất bản|published|post(?:ed)?(?: on)?)"
_UPDATED: Final = r"(?:(?:ngày )?cập nhật|updated)"
_LABEL: Final = re.compile(rf"(?P<posted>{_POSTED})|(?P<updated>{_UPDATED})")
_LABELED: Final = re.compile(rf"\b{_POSTED}\W*$")  # right before the date of a line
_PRINTED_URL: Final = re.compile(r"(?:url|link|địa chỉ)?\W*(https?://\S+)", re.IGNORECASE)
_TIME: Final = re.compile(r"\d{1,2}\s?(?:[:hg]|giờ)\s?\d{2}(?:\s?[:'p]\s?\d{2})?(?:\s?[ap]m\b)?")
_WEEKDAY: Final = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s*nhật|cn|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_VIEWS: Final = re.compile(r"(?:số )?(?:lượt|đã|lần) (?:xem|đọc|truy cập)|view|\bxem\b\s*:?\s*\d")
_ZONE: Final = re.compile(r"\b(?:gmt|utc)\b")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DATE_LINE_WORDS: Final = (
    "thứ hai ba tư năm sáu bảy chủ nhật cn ngày tháng th thg lúc vào giờ phút hôm nay gmt utc am pm tin bởi in bài viết "
    "cập nhật đăng gửi xuất bản số lượt lần người đã xem đọc truy cập view views on at by posted published updated"
)
_DATE_WORDS: Final = frozenset((*_DATE_LINE_WORDS.split(), *_MONTHS_VI, *_MONTHS_EN))

_DOCUMENT_BEFORE: Final = re.compile(
    r"(?:\d+/[\w/-]+|\b(?:số|luật|nghị định|nghị quyết|quyết định|chỉ thị|thông tư|công văn|kế hoạch|hướng dẫn)\b[^.;]{0,40}),?\s+(?:ngày\s+)?$"
)
_DOCUMENT_AFTER: Final = re.compile(
    r"\s+của (?:chính phủ|thủ tướng|tổng|bộ|ban|quốc hội|ubnd|ủy ban)"
)
_ANNIVERSARY: Final = re.compile(r"kỷ niệm|thành lập|\d{4}\s*[-–]\s*$|^\s*[-–]\s*\d")
_EVENT_BEFORE: Final = re.compile(
    r"(?:\b(?:ngày|sáng|chiều|tối|trưa|đêm|hôm)\b|^)[\s\d,;:và()/.-]*$|\(\s*$"
)
_TITLE_YEAR: Final = re.compile(r"\bnăm\s+((?:19|20)\d\d)(?![\d-])")
_URL_DAY: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_MONTH: Final = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])/")


# The rules for a date near the title, the best first.
_RANKS: Final = ("labeled_date", "updated_date", "date_with_time", "date_with_weekday", "bare_date")
# How long before the day of publication an event happened that is told as news.
_FRESH_DAYS: Final = 30

Dated = tuple[date, Evidence]


@dataclass(frozen=True, slots=True)
class Found:
    """A full date and where it stands in its line: [start, end)."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published: the day or None, the year or None and what the year rests on."""

    day: date | None = None
    year: int | None = None
    basis: YearBasis = "none"
    evidence: tuple[Evidence, ...] = ()


def find_dates(text: str) -> Iterator[Found]:
    """Yield the full dates (day, month, four-digit year) of a text that are possible for a page."""
    if not _YEAR.search(text):
        return
    for match in _ANY_DATE.finditer(text.lower()):
        day = _day(match)
        if day and FIRST_DAY <= day <= datetime.now(VIETNAM).date():
            yield Found(day, match.start(), match.end())


@of_recurring
def is_date_line(text: str) -> bool:
    """Tell whether a line holds a date and hardly anything but labels, times and counters."""
    if len(text) > FAR_CHARS or not ("20" in text or "19" in text):
        return False
    words = _LETTERS.findall(text.lower())
    if len(words) > DATE_LINE_WORDS:
        return False
    found = next(find_dates(text), None)
    if found is None:
        return False
    rest = sum(word not in _DATE_WORDS for word in words)
    if rest <= REST_WORDS:
        return True
    return text[-1] not in ".!?" and _LABELED.search(text[: found.start].lower()) is not None


def parse_stated(value: object) -> date | None:
    """Return the day a source states, ISO or d/m/y; None if it is no date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _ANY_DATE.match(str(value).strip().lower())
    return _day(match) if match else None


def extract_published(lines: Sequence[Line], url: str | None = None) -> Published:
    """Return when the article was published, after the first rule that applies.

    Rules in order: a labeled date near the title, a date under the title, a labeled date after
    the body, the URL, the line right above the title; then, for the year alone, the event of the
    lead and the year of the title.
    """
    url = url or _printed_url(lines)
    found = _near_title(lines) or _after_body(lines) or _in_url(url) or _above_title(lines)
    if found:
        day, evidence = found
        return Published(day, day.year, "published", (evidence,))
    return _inferred_year(lines, url)


def _day(match: re.Match[str]) -> date | None:
    for number in ("", "2", "3", "4", "5"):
        if match[f"y{number}"]:
            month = _month(match[f"m{number}"])
            break
    try:
        return date(int(match[f"y{number}"]), month, int(match[f"d{number}"]))
    except ValueError:
        return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _MONTHS_VI.get(text) or (*_MONTHS_EN, text[:3]).index(text[:3]) + 1


def _near_title(lines: Sequence[Line]) -> Dated | None:
    """A clock above the title shows the day of the crawl, so only a label makes that date count."""
    title = next((number for number, line in enumerate(lines) if line.zone == "title"), -1)
    below = [line for line in lines[title + 1 : title + 1 + LINES_BELOW] if line.zone == "date"]
    above = [
        line
        for line in lines[: title + 1]
        if line.zone == "date" and _LABEL.search(line.text.lower())
    ]
    ranked = [
        (rank, day, line)
        for line in (*below, *reversed(above))
        for rank, day in _ranked_dates(line.text)
    ]
    if not ranked:
        return None
    rank, day, line = min(ranked, key=lambda item: item[0])
    return day, Evidence(line.zone, line.number, line.text, _RANKS[rank])


def _ranked_dates(text: str) -> Iterator[tuple[int, date]]:
    text, start = text.lower(), 0
    for found in find_dates(text):
        labels = list(_LABEL.finditer(text, start, found.start))
        if labels:
            yield (0 if labels[-1]["posted"] else 1), found.day
        elif _TIME.search(text) or _VIEWS.search(text):
            yield 2, found.day
        elif _WEEKDAY.search(text) or _ZONE.search(text):
            yield 3, found.day
        else:
            yield 4, found.day
        start = found.end


def _after_body(lines: Sequence[Line]) -> Dated | None:
    for line in in_zones(lines, ("counter", "related")):
        text = line.text.lower().lstrip("([ ")
        label = _LABEL.match(text)
        found = next(find_dates(text), None) if label else None
        between = _LETTERS.findall(text[label.end() : found.start]) if label and found else ()
        if found and _DATE_WORDS.issuperset(between):
            return found.day, Evidence(line.zone, line.number, line.text, "labeled_after_body")
    return None


def _above_title(lines: Sequence[Line]) -> Dated | None:
    """A date on the line right above the title, unless the news of the lead is far from it: a clock."""
    for line, title in pairwise(lines):
        if (line.zone, title.zone) != ("date", "title"):
            continue
        found = next(find_dates(line.text), None)
        lead = next(iter(in_zones(lines, ("lead",))), None)
        event = _event(lead.text[: LEAD_CHARS + 20]) if lead else None
        if found and not (event and abs(found.day - event.day) > timedelta(days=_FRESH_DAYS)):
            return found.day, Evidence(line.zone, line.number, line.text, "date_above_title")
    return None


def _printed_url(lines: Sequence[Line]) -> str | None:
    """Return the address of the page, if it stands on a line of its own in the header."""
    printed = (_PRINTED_URL.fullmatch(line.text) for line in in_zones(lines, ("header", "date")))
    return next((match[1] for match in printed if match), None)


def _in_url(url: str | None) -> Dated | None:
    match = _URL_DAY.search(_path(url)) if url else None
    if not match:
        return None
    found = next(find_dates("-".join(match.groups())), None)
    return (found.day, Evidence("url", None, str(url), "date_in_url")) if found else None


def _path(url: str) -> str:
    """The part after the host; unlike urllib's functions it takes any text."""
    _, slash, path = url.rpartition("://")[2].partition("/")
    return slash + path.partition("?")[0]


def _inferred_year(lines: Sequence[Line], url: str | None) -> Published:
    month = _URL_MONTH.search(_path(url)) if url else None
    if month:
        evidence = Evidence("url", None, str(url), "month_in_url")
        return Published(None, int(month[1]), "published", (evidence,))
    for line in in_zones(lines, ("lead",))[:1]:
        event = _event(line.text[: LEAD_CHARS + 20])
        if event:
            evidence = Evidence("lead", line.number, line.text[: event.end], "event_in_lead")
            return Published(None, event.day.year, "inferred_event", (evidence,))
    for line in in_zones(lines, ("title",)):
        years = [int(year) for year in _TITLE_YEAR.findall(line.text.lower())]
        years = [year for year in years if FIRST_DAY.year <= year <= datetime.now(VIETNAM).year]
        if years:
            evidence = Evidence("title", line.number, line.text, "year_in_title")
            return Published(None, max(years), "inferred_title", (evidence,))
    return Published()


def _event(lead: str) -> Found | None:
    for found in find_dates(lead):
        before, after = lead[: found.start].lower(), lead[found.end :].lower()
        if (
            found.start > LEAD_CHARS
            or _DOCUMENT_BEFORE.search(before)
            or _DOCUMENT_AFTER.match(after)
        ):
            continue
        if _ANNIVERSARY.search(before[-40:]) or _ANNIVERSARY.match(after):
            continue
        if _EVENT_BEFORE.search(before):
            return found
    return None
