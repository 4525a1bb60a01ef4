"""The title: which line above the text it is, and its clean form."""

import re
from collections.abc import Sequence
from typing import Final

from index.articles.byline import has_cue
from index.articles.byline import looks_like_name
from index.articles.lines import CAPITALS
from index.articles.lines import Line
from index.articles.lines import Shape
from index.articles.lines import in_zones
from index.articles.lines import of_recurring
from index.articles.lines import shape_of
from index.models import Evidence

TITLE_CHARS: Final = (8, 300)
FALLBACK_CHARS: Final = 120
LEAD_CHARS: Final = 800  # of the text, to compare the title with
MAX_LINES_ABOVE: Final = 16
SCORED_SHAPES: Final[frozenset[Shape]] = frozenset({"short", "sentence", "prose", "menu", "item"})

# Votes for a line to be the title. The line above the date wins against what merely stands nearer.
ABOVE_DATE: Final = 4.0
ABOVE_DATE_AND_RIVAL: Final = 1.0  # a line between date and text may be the title as well
RIVAL_SPACES: Final = 5  # that a rival has at least
MOST_SPACES: Final = 25
LINES_TO_DATE: Final = 3  # from the title to its date; names and cues may stand between
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
_BULLETS: Final = ("- ", "+ ", "• ", "* ")
_DOCUMENT: Final = re.compile(
    r"KẾ HOẠCH|THÔNG BÁO|CÔNG VĂN|QUYẾT ĐỊNH|HƯỚNG DẪN|BÁO CÁO|NGHỊ QUYẾT|CHỈ THỊ|TỜ TRÌNH|CHƯƠNG TRÌNH|QUY CHẾ|QUY ĐỊNH"
)
_HOST: Final = re.compile(r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+/?$")


@of_recurring
def looks_like_owner(text: str) -> bool:
    """Tell whether a line names the owner of a site rather than an article."""
    words = text.count(" ") + 1
    return bool(_OWNER.match(text.lower())) and words <= (
        OWNER_CAPITAL_WORDS if text.isupper() else OWNER_WORDS
    )


@of_recurring
def is_owner_alone(text: str) -> bool:
    """Tell whether a line below the text names the owner and says nothing else, unlike a linked title."""
    if not _OWNER.match(text.lower()):
        return False
    return text.isupper() or bool(_SITE.match(text.lower()) or _NAMED_LEVEL.search(text))


@of_recurring
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
        score = _score_of_form(texts[place])
        score += SHARED_WITH_LEAD * _share_in(lead, texts[place])
        score += PER_LINE_AWAY * (start - place)
        score += _vote_of_date(texts, shapes, dated, place, start)
        score += BELOW_DATE if place and dated[place - 1] else 0.0
        if score > best_score:
            best, best_score = place, score
    return best


def extract_title(lines: Sequence[Line]) -> tuple[str, tuple[Evidence, ...]]:
    """Return the title and its evidence: the title's line, else the first sentence of the text, else ""."""
    titles = in_zones(lines, ("title",))
    if titles:
        found = " ".join(line.text for line in titles)
        return clean(found), (Evidence("title", titles[0].number, found, "line_above_text"),)
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


def title_begins(texts: Sequence[str], title: int) -> int:
    """Return the place where a title begins that may be written over two lines.

    Above it may stand what kind of document it is ("KẾ HOẠCH"), or its first half in capitals.
    """
    if not title:
        return title
    above, below = texts[title - 1], texts[title]
    halves = above.isupper() and below.isupper() and above.endswith(",")
    return title - 1 if halves or _DOCUMENT.fullmatch(above) else title


@of_recurring
def _may_be_title(text: str) -> bool:
    return TITLE_CHARS[0] <= len(text) <= TITLE_CHARS[1] and not (
        _HOST.match(text) or has_cue(text) or text.startswith(_BULLETS)
    )


def _vote_of_date(
    texts: Sequence[str], shapes: Sequence[Shape], dated: Sequence[bool], place: int, start: int
) -> float:
    """What it counts that the article's date follows, not the clock of the page, above that date."""
    below = next(
        (line for line in range(place + 1, min(place + LINES_TO_DATE, start) + 1) if dated[line]), 0
    )
    if not below or any(dated[below + LINES_TO_DATE : start]):
        return 0.0
    if not all(_names_author(text) for text in texts[place + 1 : below]):
        return 0.0
    has_rival = any(
        shapes[line] == "short"
        and not dated[line]
        and RIVAL_SPACES <= texts[line].count(" ") <= MOST_SPACES
        and texts[line][-1] not in ".:;"
        and not _names_author(texts[line])
        for line in range(below + 1, start)
    )
    return ABOVE_DATE_AND_RIVAL if has_rival else ABOVE_DATE


def _names_author(text: str) -> bool:
    return has_cue(text) or (looks_like_name(text) and not text.isupper())


@of_recurring
def _score_of_form(text: str) -> float:
    words, shape = len(text.split()), shape_of(text)
    score = next((vote for limit, vote in BY_WORDS if words <= limit), 0.0)
    score += OWNER if looks_like_owner(text) else 0.0
    score += SLOGAN if looks_like_slogan(text) else 0.0
    score += COLON_AT_END if text.endswith(":") else 0.0
    score += MENU if shape == "menu" else 0.0
    is_sentence = shape in ("sentence", "prose") or words > MOST_SPACES
    score += SENTENCE if is_sentence and text.endswith(".") else 0.0
    return score


def _share_in(lead: frozenset[str], text: str) -> float:
    words = text.lower().split()
    return sum(map(lead.__contains__, words)) / len(words)
