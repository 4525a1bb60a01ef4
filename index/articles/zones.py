"""A page cut into zones: what is the article, and what is the frame around it.

No template is known beforehand. The text is the run of paragraphs; the title stands above it,
next to the date; the byline closes it; headings such as "Các tin khác" end it.
"""

import re
from collections.abc import Set as AbstractSet
from itertools import chain
from itertools import compress
from itertools import count
from itertools import repeat
from itertools import takewhile
from typing import Final

from index.articles.bounds import LINK_SHAPES
from index.articles.bounds import TEXT_SHAPES
from index.articles.bounds import Page
from index.articles.bounds import end_of_text
from index.articles.bounds import is_note
from index.articles.bounds import start_of_text
from index.articles.byline import after_cue
from index.articles.byline import credits_source
from index.articles.byline import has_cue
from index.articles.byline import in_date_line
from index.articles.byline import looks_like_name
from index.articles.lines import Line
from index.articles.lines import Shape
from index.articles.lines import Zone
from index.articles.lines import of_recurring
from index.articles.title import find_title
from index.articles.title import is_owner_alone
from index.articles.title import looks_like_slogan
from index.articles.title import title_begins

LINES_TO_BYLINE: Final = 6  # a byline with a cue may stand so far below the text
CAPTION_WORDS: Final = 40
BUTTON_WORDS: Final = 5  # what is no longer, between title and text, is to be clicked: "Bản in"

_BREADCRUMB: Final = re.compile(r"\S\s*(?:»|›|→|>{1,2})\s*\S")
_SURE_BREADCRUMB: Final = re.compile(r"\S\s*[»›]\s*\S")  # of ">" only a menu's is one
_DROPPED: Final[dict[Shape, Zone]] = {
    "image": "image", "inline": "related", "interface": "navigation", "ticker": "slogan", "counter": "counter",
    "related": "related", "item": "related", "recurring": "navigation",
}  # fmt: skip


def split_zones(text: str, recurring: AbstractSet[str] = frozenset()) -> tuple[Line, ...]:
    """Return the lines of a page that are not blank, each with its zone.

    Lines that are known to be `recurring` belong to the frame, unless they say who wrote the article.
    A page without a text (navigation, a list of titles) has no line in the zones title, lead and body.
    """
    page = Page(text, recurring)
    start = start_of_text(page)
    if start is None and is_note(page):
        return whole_text(text)
    if start is None:
        _mark_frame(page, 0, tail=False)
        return page.lines()
    title = find_title(page.texts, page.shapes, page.dated, start)
    end, stop = end_of_text(page, start)
    _mark_above(page, title, start)
    _mark_text(page, start, end)
    byline = _mark_byline(page, end, stop)
    _mark_frame(page, max(end, byline), tail=True)
    return page.lines()


def whole_text(text: str) -> tuple[Line, ...]:
    """Return the lines of a text that has no frame around it: the first is the lead, the rest the body."""
    lines = list(map(str.strip, text.split("\n")))
    zones = chain[Zone](("lead",), repeat("body"))
    return tuple(map(Line, compress(count(1), lines), filter(None, lines), zones))


def _mark_above(page: Page, title: int | None, start: int) -> None:
    titled = range(0) if title is None else range(title_begins(page.texts, title), title + 1)
    for place in range(start):
        shape = page.shapes[place]
        text = page.texts[place]
        if place in titled:
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
    if shape in TEXT_SHAPES:
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
    if _is_breadcrumb(text) if is_menu else _is_sure_breadcrumb(text):
        return "breadcrumb"
    if is_menu:
        return "navigation"
    return "header" if shape == "recurring" else _DROPPED.get(shape, "header")


@of_recurring
def _is_breadcrumb(text: str) -> bool:
    return _BREADCRUMB.search(text) is not None


@of_recurring
def _is_sure_breadcrumb(text: str) -> bool:
    return _SURE_BREADCRUMB.search(text) is not None


def _mark_text(page: Page, start: int, end: int) -> None:
    page.zones[start] = "body" if "lead" in page.zones[:start] else "lead"
    in_box = False
    for place in range(start + 1, end):
        in_box = page.shapes[place] in LINK_SHAPES or (
            in_box and page.shapes[place] not in TEXT_SHAPES
        )
        page.zones[place] = "related" if in_box else _zone_in_text(page, place)


def _zone_in_text(page: Page, place: int) -> Zone:
    if page.dated[place]:
        return "date"
    if page.shapes[place] in _DROPPED:
        return _DROPPED[page.shapes[place]]
    if has_cue(page.texts[place]):
        return "byline"
    return "caption" if _is_caption(page, place) else "body"


def _is_caption(page: Page, place: int) -> bool:
    text = page.texts[place]
    if page.shapes[place] not in ("short", "sentence") or text.count(" ") >= CAPTION_WORDS:
        return False
    if page.shapes[place - 1] == "image" or _is_credit(text):
        return True
    return (
        page.shapes[place] == "short"
        and page.shapes[place - 1] in TEXT_SHAPES
        and page.shape_below(place) == "prose"
    )


def _is_tags(text: str) -> bool:
    return text.lower().startswith(("tag", "từ khóa", "từ khoá"))


def _is_credit(text: str) -> bool:
    return text.lower().startswith(("ảnh", "hình"))


def _mark_byline(page: Page, end: int, stop: int) -> int:
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


def _mark_frame(page: Page, start: int, *, tail: bool) -> None:
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
        elif tail or shape in TEXT_SHAPES:
            page.zones[place] = "counter" if shape == "counter" else "related"
        else:
            page.zones[place] = _zone_above_title(text, shape)
