"""Pages that hold no article, texts read in a wrong encoding, texts too damaged to be classified."""

import re
from collections.abc import Sequence
from typing import Final

from index.articles.lines import PROSE_CHARS
from index.articles.lines import Line
from index.articles.lines import in_zones
from index.models import Article
from index.models import Evidence
from index.text.legacy import encoding_of_misread
from index.text.remembered import Remembered
from index.text.syllables import is_syllable

GAMBLING_HINTS: Final = 2
GAMBLING_WORDS: Final = 4  # different ones, brands included
GAMBLING_TIMES: Final = 6
MISSING_CHARS: Final = 200  # that a page needs to say that it is missing
SAMPLED_CHARS: Final = 400  # of a text
LEAST_WORDS: Final = 20
IMPOSSIBLE_SHARE: Final = 0.3  # of the words with marks
REMEMBERED_WORDS: Final = 1 << 14

# Why a page is not indexed, by the rule that says so.
REASONS: Final = {
    "empty_text": "no article on this page: no text",
    "gambling": "no article on this page: advertises gambling",
    "list_of_articles": "no article on this page: lists other pages",
    "missing_page": "no article on this page: says that the page is missing",
    "navigation_only": "no article on this page: navigation only",
    "written_in_tcvn3": "TCVN3 text read in another encoding: give its file with --encoding tcvn3, or as Unicode",
    "written_in_vni": "VNI text read in another encoding: give its file with --encoding vni, or as Unicode",
}

# What betting sites sell; news about gambling uses few of these, and not their brands.
_GAMBLING: Final = (
    "xsmb", "xsmn", "xổ số", "soi cầu", "lô đề", "nhà cái", "kèo", "cá cược", "nổ hũ", "tài xỉu", "casino", "game bài",
)  # fmt: skip
# Parts of them that hardly any other page has; to lower a whole page takes longer than to find them.
_GAMBLING_HINTS: Final = (
    "xsm", "XSM", "soi c", "Soi c", "SOI C", "cược", "CƯỢC", "kèo ", "Kèo ", "nhà cái", "Nhà cái", "NHÀ CÁI",
)  # fmt: skip
_MISSING_PAGE: Final = re.compile(
    r"\b404\b.*(?:trang|page|not found)|không tìm thấy trang|trang (?:bạn|này|mà).{0,40}không tồn tại|page not found"
)
_BETTING_BRAND: Final = re.compile(
    r"\b(?:[a-z]*\d*[a-z]*(?:win|bet|club)|(?:win|bet|fun|w)\d{2,3})\b"
)

_SYLLABIC: Final = Remembered(is_syllable, maxsize=REMEMBERED_WORDS)


def why_not_article(lines: Sequence[Line]) -> Evidence | None:
    """Return what shows that a page holds no article; None if it holds one.

    The rules are "empty_text", "gambling", "missing_page", "list_of_articles" and
    "navigation_only".
    """
    if not lines:
        return Evidence("page", None, "", "empty_text")
    for line in in_zones(lines, ("title", "lead")):
        if len(line.text) <= MISSING_CHARS and _MISSING_PAGE.search(line.text.lower()):
            return Evidence(line.zone, line.number, line.text[:PROSE_CHARS], "missing_page")
    gambling = _gambling(lines)
    if gambling:
        return gambling
    if in_zones(lines, ("lead",)):
        return None
    for line in in_zones(lines, ("related",)):
        if len(line.text) >= PROSE_CHARS:
            return Evidence(line.zone, line.number, line.text[:PROSE_CHARS], "list_of_articles")
    first = lines[0]
    return Evidence(first.zone, first.number, first.text[:PROSE_CHARS], "navigation_only")


def why_not_indexed(article: Article) -> str | None:
    """Say why an article, or what was made of a page without one, is not worth indexing; None if it is."""
    if not article.is_article:
        return REASONS[article.evidence["article"][0].rule]
    found = article.evidence.get("body", ())
    return next((REASONS[one.rule] for one in found if one.rule in REASONS), None)


def damage(text: Sequence[Line]) -> Evidence | None:
    """Return evidence if too many words of a title and text are impossible: a wrong encoding or scrambled marks.

    The rules are "written_in_tcvn3", "written_in_vni" and "damaged_text".
    """
    sample = "".join([f"{line.text}\n" for line in text])[:SAMPLED_CHARS]
    marked = [word for word in sample.split() if not word.isascii()]
    words = list(filter(str.isalpha, marked))
    if sum(map(_SYLLABIC.__getitem__, words)) > (1 - IMPOSSIBLE_SHARE) * len(marked):
        return None  # as nearly always: too few are impossible for either finding below
    encoding = encoding_of_misread(sample)
    if encoding:
        shown = text[0].text[:PROSE_CHARS]
        return Evidence("body", text[0].number, shown, f"written_in_{encoding}")
    impossible = [word for word in words if not (word.isupper() or _SYLLABIC[word])]
    if len(words) < LEAST_WORDS or len(impossible) < IMPOSSIBLE_SHARE * len(words):
        return None
    return Evidence("body", text[0].number, " ".join(impossible[:5]), "damaged_text")


def _gambling(lines: Sequence[Line]) -> Evidence | None:
    text = "\n".join(line.text for line in lines)
    if not any(hint in text for hint in _GAMBLING_HINTS):
        return None
    text = text.lower()
    words = [word for word in _GAMBLING if word in text]
    if len(words) < GAMBLING_HINTS:
        return None
    brands = _BETTING_BRAND.findall(text)
    times = sum(text.count(word) for word in words) + len(brands)
    different = [*words, *sorted(set(brands))]
    if len(different) < GAMBLING_WORDS or times < GAMBLING_TIMES:
        return None
    return Evidence("page", None, ", ".join(different), "gambling")
