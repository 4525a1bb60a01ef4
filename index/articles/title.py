"""The title: which line above the text it is, and its clean form."""

import re
from collections.abc import Sequence
from typing import Final

from index.articles.lines import CAPITALS
from index.articles.lines import Line
from index.articles.lines import Shape
from index.articles.lines import in_zones
from index.models import Evidence

TITLE_CHARS: Final = (8, 300)
FALLBACK_CHARS: Final = 120
LEAD_CHARS: Final = 1500  # of the text, to compare the title with
MAX_LINES_ABOVE: Final = 16
SCORED_SHAPES: Final[frozenset[Shape]] = frozenset({"short", "sentence", "prose", "menu", "item"})

# Votes for a line to be the title. The line above the date wins against what merely stands nearer.
ABOVE_DATE: Final = 4.0
BELOW_DATE: Final = 1.0
SHARED_WITH_LEAD: Final = 2.0
PER_LINE_AWAY: Final = -0.25
OWNER: Final = -5.0
SLOGAN: Final = -3.0
COLON_AT_END: Final = -2.0
SENTENCE: Final = -1.0
MENU: Final = -2.0
BY_WORDS: Final = ((2, -4.0), (3, -2.0), (4, 0.0), (5, 1.0), (40, 2.0))  # up to so many words: vote

_OWNER: Final = re.compile(
    r"(?:trang (?:thông tin|tin)|cổng|báo\b|tạp chí|đài\b|cơ quan|liên đoàn lao động|lđlđ|công đoàn|[uủ][ỷy] ban|ubnd|sở\b|bộ\b|ban\b|"
    r"[đð]ảng (?:bộ|ủy)|tỉnh [uủ][ỷy]|thành [uủ][ỷy]|hội\b|mặt trận|công an|trung tâm|tỉnh\b|thành phố\b|huyện\b|blog\b|chuyên trang|www\.|https?:)"
)
_SITE: Final = re.compile(r"trang (?:thông tin|tin)\b|cổng\b|cơ quan\b|blog\b")
_NAMED_LEVEL: Final = re.compile(
    rf"(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã)(?:\s+[{CAPITALS}]\w*)+$"
)
OWNER_WORDS: Final = 7
OWNER_CAPITAL_WORDS: Final = 11
_SLOGAN: Final = re.compile(
    r"(?:nhiệt liệt )?chào mừng(?! (?:quý|bạn|các bạn))|quyết tâm|đoàn kết\b|đổi mới\b|vì\b.*\bvì\b|hưởng ứng|kỷ niệm \d+ năm|"
    r"sống, chiến đấu|toàn đảng|(?:cán bộ|đoàn viên|[đð]ảng bộ|nhân dân)\b.*(?:đoàn kết|quyết tâm|nghị quyết|thi đua|phấn đấu)|học tập và làm theo"
)
_HOST: Final = re.compile(r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+/?$")


def looks_like_owner(text: str) -> bool:
    """Tell whether a line names the owner of a site rather than an article."""
    words = text.count(" ") + 1
    return bool(_OWNER.match(text.lower())) and words <= (
        OWNER_CAPITAL_WORDS if text.isupper() else OWNER_WORDS
    )


def is_owner_alone(text: str) -> bool:
    """Tell whether a line below the text names the owner and says nothing else, unlike a linked title."""
    if not _OWNER.match(text.lower()):
        return False
    return text.isupper() or bool(_SITE.match(text.lower()) or _NAMED_LEVEL.search(text))


def looks_like_slogan(text: str) -> bool:
    """Tell whether a line above the title is a slogan or a greeting."""
    return bool(_SLOGAN.match(text.lower()))


def find_title(
    texts: Sequence[str], shapes: Sequence[Shape], dated: Sequence[bool], start: int
) -> int | None:
    """Return the place of the title among lines without blanks; `start` is where the text begins.

    `dated` tells for each line whether it is a date line. None if no line can be the title.
    """
    lead = frozenset(" ".join(texts[start : start + 2])[:LEAD_CHARS].lower().split())
    best, best_score = None, float("-inf")
    for place in range(start - 1, max(-1, start - MAX_LINES_ABOVE - 1), -1):
        if dated[place] or shapes[place] not in SCORED_SHAPES or not _may_be_title(texts[place]):
            continue
        score = _score(texts[place], shapes[place], lead) + PER_LINE_AWAY * (start - place)
        score += ABOVE_DATE if place + 1 < len(dated) and dated[place + 1] else 0.0
        score += BELOW_DATE if place and dated[place - 1] else 0.0
        if score > best_score:
            best, best_score = place, score
    return best


def extract_title(lines: Sequence[Line]) -> tuple[str, tuple[Evidence, ...]]:
    """Return the title and its evidence: the title's line, else the first sentence of the text, else ""."""
    for line in in_zones(lines, ("title",)):
        return clean(line.text), (Evidence("title", line.number, line.text, "line_above_text"),)
    for line in in_zones(lines, ("lead", "body")):
        title = first_words(re.split(r"(?<=[.!?…])\s", line.text, maxsplit=1)[0], FALLBACK_CHARS)
        return clean(title), (Evidence(line.zone, line.number, title, "first_sentence"),)
    return "", ()


def clean(text: str) -> str:
    """Return a title on one line, with single spaces and nothing invisible."""
    return " ".join(text.split())


def first_words(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text, cut at the end of a word."""
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(maxsplit=1)[0] if " " in text[: limit + 1] else text[:limit]
    return cut[:limit].rstrip(" ,;:-–")


def _may_be_title(text: str) -> bool:
    return TITLE_CHARS[0] <= len(text) <= TITLE_CHARS[1] and not _HOST.match(text)


def _score(text: str, shape: Shape, lead: frozenset[str]) -> float:
    words = text.split()
    score = next((vote for limit, vote in BY_WORDS if len(words) <= limit), 0.0)
    score += OWNER if looks_like_owner(text) else 0.0
    score += SLOGAN if looks_like_slogan(text) else 0.0
    score += COLON_AT_END if text.endswith(":") else 0.0
    score += MENU if shape == "menu" else 0.0
    score += SENTENCE if shape in ("sentence", "prose") and text.endswith(".") else 0.0
    shared = sum(word in lead for word in text.lower().split())
    return score + SHARED_WITH_LEAD * shared / len(words)
