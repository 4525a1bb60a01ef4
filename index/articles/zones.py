"""A page cut into zones: what is the article, and what is the frame around it.

No template is known beforehand. The text is the run of paragraphs; the title stands above it,
next to the date; the byline closes it; headings such as "Các tin khác" end it.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from itertools import takewhile
from typing import Final

from index.articles.byline import after_cue
from index.articles.byline import credits_source
from index.articles.byline import has_cue
from index.articles.byline import in_date_line
from index.articles.byline import looks_like_name
from index.articles.dates import is_date_line
from index.articles.lines import Line
from index.articles.lines import Shape
from index.articles.lines import Zone
from index.articles.lines import shape_of
from index.articles.paragraphs import paragraphs_of
from index.articles.title import find_title
from index.articles.title import is_owner_alone
from index.articles.title import looks_like_slogan
from index.articles.title import title_begins

SHORT_LEAD_CHARS: Final = 60  # the only paragraph of a very short item may be as short as this
SHORT_SENTENCES: Final = 3
NOTE_LINES: Final = 3
LINES_TO_BYLINE: Final = 6  # a byline with a cue may stand so far below the text
LINES_TO_RESUME: Final = 8  # a box of links inside a text is no longer than this
CAPTION_WORDS: Final = 40
BUTTON_WORDS: Final = 5  # what is no longer, between title and text, is to be clicked: "Bản in"
TEASERS: Final = 3
TEASER_CHARS: Final = 400
TEASER_SHARE: Final = 0.6  # of the paragraphs of a list of articles

_BREADCRUMB: Final = re.compile(r"\S\s*(?:»|›|→|>{1,2})\s*\S")
_SURE_BREADCRUMB: Final = re.compile(r"\S\s*[»›]\s*\S")  # of ">" only a menu's is one
_TEXT: Final[frozenset[Shape]] = frozenset({"prose", "sentence"})
_WORDS: Final[frozenset[Shape]] = frozenset({"prose", "sentence", "short"})
_END: Final[frozenset[Shape]] = frozenset({"footer", "comments"})
_LINKS: Final[frozenset[Shape]] = frozenset({"related", "item"})
_DROPPED: Final[dict[Shape, Zone]] = {
    "image": "image", "inline": "related", "interface": "navigation", "ticker": "slogan", "counter": "counter",
    "related": "related", "item": "related", "recurring": "navigation",
}  # fmt: skip


class _Page:
    """The lines of a page that are not blank, with what each looks like."""

    def __init__(self, text: str, recurring: AbstractSet[str]) -> None:
        paragraphs = paragraphs_of(text)
        self.numbers = [paragraph.number for paragraph in paragraphs]
        self.texts = [paragraph.text for paragraph in paragraphs]
        self.shapes = [shape_of(line) for line in self.texts]
        self.dated = [is_date_line(line) for line in self.texts]
        for place, line in enumerate(self.texts if recurring else ()):
            if line in recurring and self.shapes[place] in _WORDS and not has_cue(line):
                self.shapes[place] = "recurring"
        self.zones: list[Zone] = ["header"] * len(self.texts)

    def lines(self) -> tuple[Line, ...]:
        return tuple(map(Line, self.numbers, self.texts, self.zones))


def split_zones(text: str, recurring: AbstractSet[str] = frozenset()) -> tuple[Line, ...]:
    """Return the lines of a page that are not blank, each with its zone.

    Lines that are known to be `recurring` belong to the frame, unless they say who wrote the article.
    A page without a text (navigation, a list of titles) has no line in the zones title, lead and body.
    """
    page = _Page(text, recurring)
    start = _start_of_text(page)
    if start is None and _is_note(page):
        return whole_text(text)
    if start is None:
        _mark_frame(page, 0, tail=False)
        return page.lines()
    title = find_title(page.texts, page.shapes, page.dated, start)
    end, stop = _end_of_text(page, start)
    _mark_above(page, title, start)
    _mark_text(page, start, end)
    byline = _mark_byline(page, end, stop)
    _mark_frame(page, max(end, byline), tail=True)
    return page.lines()


def whole_text(text: str) -> tuple[Line, ...]:
    """Return the lines of a text that has no frame around it: the first is the lead, the rest the body."""
    stripped = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    lines = [(number, line) for number, line in stripped if line]
    return tuple(
        Line(number, line, "body" if place else "lead")
        for place, (number, line) in enumerate(lines)
    )


def _start_of_text(page: _Page) -> int | None:
    """The first paragraph, unless a title with its date still follows it (then it was a slogan or a notice)."""
    paragraphs = [
        place
        for place, shape in enumerate(page.shapes)
        if shape == "prose" and not page.dated[place]
    ]
    if _lists_dated(page) or (paragraphs and _is_listing(page, paragraphs)):
        return None
    if not paragraphs:
        return _short_lead(page)
    for before, place in pairwise(paragraphs):
        if not _title_and_date_between(page, before, place):
            return before
    return paragraphs[-1]


def _is_note(page: _Page) -> bool:
    """A few lines of words, nothing of a frame among them: a text too short to have a paragraph."""
    return 0 < len(page.texts) <= NOTE_LINES and _WORDS.issuperset(page.shapes)


def _is_listing(page: _Page, paragraphs: Sequence[int]) -> bool:
    """Teasers: most paragraphs follow a date of their own, or break off."""
    teasers = sum(
        any(page.dated[max(0, place - 2) : place]) or _breaks_off(page.texts[place])
        for place in paragraphs
    )
    return teasers >= TEASERS and teasers >= TEASER_SHARE * len(paragraphs)


def _lists_dated(page: _Page) -> bool:
    """Titles, each with its date and a sentence below it, and hardly a paragraph among them."""
    below_date = [
        page.shapes[place]
        for place in range(1, len(page.texts))
        if page.dated[place - 1] and page.shapes[place] in _TEXT
    ]
    return below_date.count("sentence") >= TEASERS


def _breaks_off(text: str) -> bool:
    return len(text) <= TEASER_CHARS and text.endswith(("...", "…", "[...]", "[…]"))


def _title_and_date_between(page: _Page, before: int, place: int) -> bool:
    return any(
        page.dated[line]
        and page.shapes[line - 1] == "short"
        and line - 1 > before
        and not looks_like_name(page.texts[line - 1])
        for line in range(before + 2, place)
    ) and not any(page.shapes[line] in _LINKS for line in range(before + 1, place))


def _short_lead(page: _Page) -> int | None:
    """The first of sentences that are all short: one below a date, or several."""
    sentences = [
        place
        for place, shape in enumerate(page.shapes)
        if shape == "sentence" and len(page.texts[place]) >= SHORT_LEAD_CHARS
    ]
    for place in sentences:
        if len(sentences) >= SHORT_SENTENCES or any(page.dated[max(0, place - 3) : place]):
            return place
    return None


def _end_of_text(page: _Page, start: int) -> tuple[int, int]:
    """Return the place after the last line of the text, and the place where something else surely begins."""
    stop = next(
        (place for place in range(start + 1, len(page.texts)) if _ends_text(page, place)),
        len(page.texts),
    )
    last = max(
        place for place in range(start, stop) if place == start or page.shapes[place] in _TEXT
    )
    return last + 1, stop


def _ends_text(page: _Page, place: int) -> bool:
    shape = page.shapes[place]
    if shape == "comments":
        return True
    if (
        shape == "footer"
        or shape in _LINKS
        or has_cue(page.texts[place])
        or credits_source(page.texts[place])
        or _closes(page, place)
    ):
        return not _resumes(page, place)
    return False


def _closes(page: _Page, place: int) -> bool:
    """A name alone on its line closes the text unless a paragraph or an image follows."""
    if page.shapes[place] != "short" or page.shapes[place - 1] not in _TEXT:
        return False
    follower = page.shapes[place + 1] if place + 1 < len(page.shapes) else "blank"
    return follower not in (*_TEXT, "image") and looks_like_name(page.texts[place])


def _resumes(page: _Page, place: int) -> bool:
    """Two paragraphs in a row soon after a box of links belong to the text around the box."""
    beyond = page.shapes[place + 1 : place + 1 + LINES_TO_RESUME]
    for here, following in pairwise(beyond):
        if here in _END:
            return False
        if here == following == "prose":
            return True
    return False


def _mark_above(page: _Page, title: int | None, start: int) -> None:
    for place in range(start):
        shape = page.shapes[place]
        text = page.texts[place]
        if title is not None and title_begins(page.texts, title) <= place <= title:
            page.zones[place] = "title"
        elif page.dated[place]:
            page.zones[place] = "date"
        elif title is not None and place > title:
            page.zones[place] = _zone_below_title(text, shape)
        else:
            page.zones[place] = _zone_above_title(text, shape)


def _zone_below_title(text: str, shape: Shape) -> Zone:
    if has_cue(text) or in_date_line(text):
        return "byline"
    if shape in _TEXT:
        return "lead"
    if shape == "short" and looks_like_name(text):
        return "byline"
    if shape == "short" and text.count(" ") >= BUTTON_WORDS:
        return "caption"
    return _DROPPED.get(shape, "navigation")


def _zone_above_title(text: str, shape: Shape) -> Zone:
    if shape == "ticker" or looks_like_slogan(text):
        return "slogan"
    is_menu = shape in ("menu", "interface")
    if (_BREADCRUMB if is_menu else _SURE_BREADCRUMB).search(text):
        return "breadcrumb"
    if is_menu:
        return "navigation"
    return "header" if shape == "recurring" else _DROPPED.get(shape, "header")


def _mark_text(page: _Page, start: int, end: int) -> None:
    page.zones[start] = "body" if "lead" in page.zones[:start] else "lead"
    in_box = False
    for place in range(start + 1, end):
        in_box = page.shapes[place] in _LINKS or (in_box and page.shapes[place] not in _TEXT)
        page.zones[place] = "related" if in_box else _zone_in_text(page, place)


def _zone_in_text(page: _Page, place: int) -> Zone:
    if page.dated[place]:
        return "date"
    if page.shapes[place] in _DROPPED:
        return _DROPPED[page.shapes[place]]
    if has_cue(page.texts[place]):
        return "byline"
    return "caption" if _is_caption(page, place) else "body"


def _is_caption(page: _Page, place: int) -> bool:
    text = page.texts[place]
    if page.shapes[place] not in ("short", "sentence") or text.count(" ") >= CAPTION_WORDS:
        return False
    if page.shapes[place - 1] == "image" or _is_credit(text):
        return True
    after = page.shapes[place + 1] if place + 1 < len(page.shapes) else "blank"
    return page.shapes[place] == "short" and page.shapes[place - 1] in _TEXT and after == "prose"


def _is_tags(text: str) -> bool:
    return text.lower().startswith(("tag", "từ khóa", "từ khoá"))


def _is_credit(text: str) -> bool:
    return text.lower().startswith(("ảnh", "hình"))


def _mark_byline(page: _Page, end: int, stop: int) -> int:
    """Mark the byline after the text; return the place after it, 0 if there is none."""
    for first in range(end, min(stop + 1, end + LINES_TO_BYLINE, len(page.texts))):
        cued = list(
            takewhile(lambda place: after_cue(page.texts[place]), range(first, len(page.texts)))
        )
        for place in cued:
            page.zones[place] = "byline"
        if cued:
            return cued[-1] + 1
    for place in range(end, min(stop + 1, len(page.texts))):
        text = page.texts[place]
        if page.shapes[place] == "image" or _is_credit(text) or _is_tags(text):
            continue
        if credits_source(text) or (page.shapes[place] == "short" and looks_like_name(text)):
            page.zones[place] = "byline"
            return place + 1
        break
    return 0


def _mark_frame(page: _Page, start: int, *, tail: bool) -> None:
    """Mark what surrounds the text. Once the footer has begun, the page holds nothing else."""
    footer = False
    for place in range(start, len(page.texts)):
        text, shape = page.texts[place], page.shapes[place]
        if page.zones[place] == "byline":
            continue
        footer = footer or (tail and (shape == "footer" or is_owner_alone(text)))
        if footer or shape == "footer":
            page.zones[place] = "footer"
        elif page.dated[place] and not (tail and shape == "item"):
            page.zones[place] = "counter" if tail else "date"
        elif tail or shape in _TEXT:
            page.zones[place] = "counter" if shape == "counter" else "related"
        else:
            page.zones[place] = _zone_above_title(text, shape)
