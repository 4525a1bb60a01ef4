"""Who wrote an article: a person, several, or a unit.

A line after a cue ("Tin, ảnh: …") is a byline wherever it stands near the text; without a cue
only the form of a name, directly after the last paragraph, tells.
"""

import re
from collections.abc import Sequence
from typing import Final

from index.articles.lines import Line
from index.articles.lines import of_recurring
from index.models import Evidence

NAME_WORDS: Final = 12
PERSON_WORDS: Final = 6
NAME_CHARS: Final = 90
CUE_CHARS: Final = 40
CUED_WORDS: Final = NAME_WORDS + 4
GLUED_CHARS: Final = 64  # no name behind a sentence is longer, brackets included

_CUE: Final = re.compile(
    r"\W*(?:(?P<by>by)\s+|viết bởi:?\s+|(?:tin|bài)\s*:\s*|(?:nhóm )?(?:phóng viên|pv)\s*:\s*|"
    r"(?:(?:tin|bài)(?: viết)?\s*(?:,|và|-|–|&|\+|/)\s*)?(?:tin|bài|ảnh|hình)(?: viết)?\s*(?:,|và|-|–|&|\+|/)\s*(?:bài|ảnh|hình|clip|video)\s*:\s*|"
    r"tác giả(?: bài viết)?\s*:\s*|người viết(?: bài)?\s*:\s*|thực hiện\s*:\s*|bài viết\s*:\s*|author\s*:\s*|written by:?\s+|"
    r"(?P<source>(?:theo|nguồn(?: tin)?)\s*:\s*))"
)
_ENGLISH_NAME: Final = re.compile(r"[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+)+")
_NOTE: Final = re.compile(
    r"\s*[(\[](?:tin|bài|ảnh|hình|t/h|tổng hợp|st|sưu tầm|thực hiện|theo|nguồn|ct|gt|biên soạn)\b[^)\]]*[)\]]\s*$",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"(?:Ban|Văn phòng|VP|LĐLĐ|Liên đoàn|Công đoàn|CĐ\w*|Phòng|Nhóm|Trung tâm|TT|Tổ|BBT|Hội|Huyện đoàn|Tỉnh đoàn|Đoàn|UBKT|UBND|Ủy ban|"
    r"Sở|Đảng ủy|Công an|Đài|Báo|Cổng|CTV|PV|Phóng viên|Bộ phận|Khối|Cụm|Chi bộ|Trường|Bệnh viện)\b"
)
_ACCOUNTS: Final = frozenset(
    {"administrator", "admin", "super user", "quantri", "quản trị", "quản trị viên", "editor", "webmaster"}
)  # fmt: skip
_RANK: Final = re.compile(
    r"(?:Luật gia|Luật sư|Bác sĩ|Dược sĩ|Nhà báo|Nhà giáo|Cô giáo|Thầy giáo|Kỹ sư|Tiến sĩ|Thạc sĩ|(?:BS|ThS|TS|PGS|GS|LS|KS|CN)\.(?:\s?CK\s?I+)?)\s*(?=\w)"
)
_INITIALS: Final = re.compile(r"H['’][^\W\d_]+|(?:[^\W\d_]{1,2}\.\s?)+[^\W\d_]{0,12}\.?|PV|BBT|CTV")
# Two or three capitals alone on a line are an author's, unless they are something to click.
_CAPITALS_ALONE: Final = re.compile(r"[A-ZĐ]{2,3}")
_BUTTONS: Final = frozenset({"IN", "PDF", "QR", "RSS", "SMS", "TOP", "FB", "VN", "EN"})
_GLUED: Final = re.compile(
    r"(?<=[.!?…”\"»)])\s+[(*]?(?P<name>[^.!?…;()\"“”]{3,60}|(?:[^\W\d_]{1,3}\.\s?){1,3}[^\W\d_]{0,12})[)*]?$"
)
_PARTS: Final = re.compile(r"\s*[|•]\s*|\s+[-–]\s+|\s{2,}|,\s+(?=\d)")
_BY_INSIDE: Final = re.compile(
    r"\b[Bb]y (?P<name>[^\W\d_]+(?: [^\W\d_]+){0,4}?) (?:in|on|at|with)\b"
)
_DATE_PART: Final = re.compile(r"(?:thứ|chủ nhật|ngày|tháng)\b", re.IGNORECASE)
_ENUMERATED: Final = re.compile(r"[IVX]+\.|[A-Za-zĐđ]\)")
_PHOTO_CREDIT: Final = re.compile(
    r"(?:\s[-–|]|[,;.])\s*(?:ảnh|hình|clip|video)\s*:.*$", re.IGNORECASE
)
# "Theo Báo Sơn La", "(Nguồn TTXVN)": where a text was taken from.
_SOURCE_CREDIT: Final = re.compile(r"[(\[*\s]*(?:Theo|Nguồn)\s+(?P<name>[^.!?:;,()]{2,60})[)\]]?")
SOURCE_WORDS: Final = 7
_OUTSIDE: Final = " \t\u00a0-–—:;,./|*()[]"
_JOINS: Final = re.compile(r"\s+[-–]\s+|\s*[,&/]\s*|\s+và\s+")


def after_cue(text: str) -> str | None:
    """Return the name a line states after a cue, None if it states none (or the account of a program)."""
    match = _cue(text) if has_cue(text) else None
    if not match:
        return None
    name = clean(_PHOTO_CREDIT.sub("", text[match.end() :]))
    if match["by"] and not _ENGLISH_NAME.fullmatch(name):
        return None
    return name if _is_author(name) else None


@of_recurring
def has_cue(text: str) -> bool:
    """Tell whether a line is a byline's cue with a name after it, not a question in an interview."""
    return text.count(" ") <= CUED_WORDS and text[-1:] not in "?!" and _cue(text) is not None


def _cue(text: str) -> re.Match[str] | None:
    start = text[:CUE_CHARS].lower()
    return _CUE.match(start) if ":" in start or "by " in start or "viết bởi" in start else None


@of_recurring
def looks_like_name(text: str) -> bool:
    """Tell whether a whole line has the form of a byline: names of people, or a unit's name."""
    name, _, unit = clean(text).partition(" (")
    if not _is_author(name) or len(name.split()) > NAME_WORDS or not _is_unit(unit):
        return False
    if any(char.isdigit() or char in ":?!;" for char in name) or _ENUMERATED.match(name):
        return False
    return bool(_UNIT.match(name)) or _is_person(_RANK.sub("", _JOINS.split(name)[0]))


@of_recurring
def in_date_line(text: str) -> str | None:
    """Return the author named on a date line, as in "Hải Yến | 2022-07-04 13:30"."""
    inside = _BY_INSIDE.search(text)
    if inside and _is_author(inside["name"]):
        return inside["name"]
    parts = _PARTS.split(text)
    for part in parts:
        if name := after_cue(part):
            return name
    for part in parts:
        is_words = " " in part and part.replace(" ", "").isalpha()
        if len(parts) > 1 and is_words and _is_person(part) and not _DATE_PART.match(part):
            return part
    return None


def extract_byline(lines: Sequence[Line]) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the byline below the text, else the one above it, with its evidence."""
    for line in _marked(lines):
        name = after_cue(line.text) or credits_source(line.text)
        if name or looks_like_name(line.text):
            rule = "byline_cue" if name else "name_after_text"
            return name or clean(line.text), (Evidence(line.zone, line.number, line.text, rule),)
    title = next((place for place, line in enumerate(lines) if line.zone == "title"), -1)
    for line in lines[title + 1 :]:
        if line.zone == "date" and (name := in_date_line(line.text)):
            return name, (Evidence(line.zone, line.number, line.text, "name_on_date_line"),)
    return None, ()


def _marked(lines: Sequence[Line]) -> list[Line]:
    """Return the lines marked as a byline, the best first; else the last line if it has a cue."""
    marked = [(place, line) for place, line in enumerate(lines) if line.zone == "byline"]
    if not marked:
        return [line for line in lines[-1:] if has_cue(line.text)]
    last_text = max(
        (place for place, line in enumerate(lines) if line.zone in ("lead", "body")), default=-1
    )
    marked.sort(key=lambda item: (_names_source(item[1].text), item[0] < last_text))
    return [line for _, line in marked]


@of_recurring
def credits_source(text: str) -> str | None:
    """Return whom a whole line below the text names as its source: "(Theo TTXVN)"."""
    match = _SOURCE_CREDIT.fullmatch(text)
    if not match or match["name"].count(" ") >= SOURCE_WORDS:
        return None
    return match["name"].strip()


def split_glued(text: str) -> tuple[str, str]:
    """Return a paragraph without the name that stands behind its last sentence, and that name or ""."""
    if text[-1:] in '.!?…:;,”"':
        return text, ""
    glued = _GLUED.search(text, len(text[:-GLUED_CHARS].rstrip()))
    if not glued or not (looks_like_name(glued["name"]) or after_cue(glued["name"])):
        return text, ""
    return text[: glued.start()], glued["name"]


def _names_source(text: str) -> bool:
    cue = _cue(text)
    return bool(cue and cue["source"]) or credits_source(text) is not None


def clean(name: str) -> str:
    """Return a byline without "Theo", notes such as "(Tin, ảnh)" and outer punctuation."""
    while (shorter := _NOTE.sub("", name)) not in (name, ""):
        name = shorter
    name = name.strip()
    if _INITIALS.fullmatch(name):
        return name
    name = " ".join(name.strip(_OUTSIDE).removeprefix("Theo ").split())
    return f"{name})" if name.count("(") > name.count(")") else name


def _is_author(name: str) -> bool:
    if not name or len(name) > NAME_CHARS or name.lower() in _ACCOUNTS:
        return False
    return " " in name or not name.islower()


def _is_unit(unit: str) -> bool:
    """Whether what stands in brackets after a name, if anything, is where that person works."""
    return not unit or unit.isupper() or bool(_UNIT.match(unit))


def _is_person(name: str) -> bool:
    words = name.split()
    if _INITIALS.fullmatch(name) or (_CAPITALS_ALONE.fullmatch(name) and name not in _BUTTONS):
        return True
    if not 2 <= len(words) <= PERSON_WORDS:
        return False
    return all(
        word[0].isupper()
        and (word.isupper() or word[1:].islower() or "." in word or "'" in word or "’" in word)
        for word in words
    )
