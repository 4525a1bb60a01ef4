"""Where the text of a page begins and ends: the run of its paragraphs."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

from index.articles.byline import credits_source
from index.articles.byline import has_cue
from index.articles.byline import looks_like_name
from index.articles.dates import is_date_line
from index.articles.lines import WORD_SHAPES
from index.articles.lines import Line
from index.articles.lines import Shape
from index.articles.lines import Zone
from index.articles.lines import shape_of
from index.articles.paragraphs import paragraphs_of

SHORT_LEAD_CHARS: Final = 60  # the only paragraph of a very short item may be as short as this
SHORT_SENTENCES: Final = 3
NOTE_LINES: Final = 3
LINES_TO_RESUME: Final = 8  # a box of links inside a text is no longer than this
TEASERS: Final = 3
TEASER_CHARS: Final = 400
TEASER_SHARE: Final = 0.6  # of the paragraphs of a list of articles

TEXT_SHAPES: Final[frozenset[Shape]] = frozenset({"prose", "sentence"})
LINK_SHAPES: Final[frozenset[Shape]] = frozenset({"related", "item"})
_END: Final[frozenset[Shape]] = frozenset({"footer", "comments"})


class Page:
    """The lines of a page that are not blank, with what each looks like."""

    def __init__(self, text: str, recurring: AbstractSet[str]) -> None:
        paragraphs = paragraphs_of(text)
        self.numbers = [paragraph.number for paragraph in paragraphs]
        self.texts = [paragraph.text for paragraph in paragraphs]
        self.shapes = [shape_of(line) for line in self.texts]
        self.dated = [is_date_line(line) for line in self.texts]
        for place, line in enumerate(self.texts if recurring else ()):
            if line in recurring and self.shapes[place] in WORD_SHAPES and not has_cue(line):
                self.shapes[place] = "recurring"
        self.zones: list[Zone] = ["header"] * len(self.texts)

    def lines(self) -> tuple[Line, ...]:
        """Return the lines with the zones they were given."""
        return tuple(map(Line, self.numbers, self.texts, self.zones))

    def shape_below(self, place: int) -> Shape:
        """Return the shape of the line below; "blank" below the last."""
        return self.shapes[place + 1] if place + 1 < len(self.shapes) else "blank"


def start_of_text(page: Page) -> int | None:
    """Return the place of the first paragraph, unless a title with its date still follows it.

    Then it was a slogan or a notice. None if the page has no text.
    """
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


def is_note(page: Page) -> bool:
    """Tell whether a page is a few lines of words, nothing of a frame among them: no paragraph is needed."""
    return 0 < len(page.texts) <= NOTE_LINES and WORD_SHAPES.issuperset(page.shapes)


def _is_listing(page: Page, paragraphs: Sequence[int]) -> bool:
    """Teasers: most paragraphs follow a date of their own, or break off."""
    teasers = sum(
        any(page.dated[max(0, place - 2) : place]) or _breaks_off(page.texts[place])
        for place in paragraphs
    )
    return teasers >= TEASERS and teasers >= TEASER_SHARE * len(paragraphs)


def _lists_dated(page: Page) -> bool:
    """Titles, each with its date and a sentence below it, and hardly a paragraph among them."""
    sentences = sum(
        dated and shape == "sentence"
        for dated, shape in zip(page.dated, page.shapes[1:], strict=False)
    )
    return sentences >= TEASERS


def _breaks_off(text: str) -> bool:
    return len(text) <= TEASER_CHARS and text.endswith(("...", "…", "[...]", "[…]"))


def _title_and_date_between(page: Page, before: int, place: int) -> bool:
    return any(
        page.dated[line]
        and page.shapes[line - 1] == "short"
        and line - 1 > before
        and not looks_like_name(page.texts[line - 1])
        for line in range(before + 2, place)
    ) and not any(page.shapes[line] in LINK_SHAPES for line in range(before + 1, place))


def _short_lead(page: Page) -> int | None:
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


def end_of_text(page: Page, start: int) -> tuple[int, int]:
    """Return the place after the last line of the text, and the place where something else surely begins."""
    stop = next(
        (place for place in range(start + 1, len(page.texts)) if _ends_text(page, place)),
        len(page.texts),
    )
    last = max(
        place for place in range(start, stop) if place == start or page.shapes[place] in TEXT_SHAPES
    )
    return last + 1, stop


def _ends_text(page: Page, place: int) -> bool:
    shape = page.shapes[place]
    if shape == "comments":
        return True
    if (
        shape == "footer"
        or shape in LINK_SHAPES
        or has_cue(page.texts[place])
        or credits_source(page.texts[place])
        or _closes(page, place)
    ):
        return not _resumes(page, place)
    return False


def _closes(page: Page, place: int) -> bool:
    """A name alone on its line closes the text unless a paragraph or an image follows."""
    if page.shapes[place] != "short" or page.shapes[place - 1] not in TEXT_SHAPES:
        return False
    goes_on = page.shape_below(place) in (*TEXT_SHAPES, "image")
    return not goes_on and looks_like_name(page.texts[place])


def _resumes(page: Page, place: int) -> bool:
    """Two paragraphs in a row soon after a box of links belong to the text around the box."""
    beyond = page.shapes[place + 1 : place + 1 + LINES_TO_RESUME]
    for here, following in pairwise(beyond):
        if here in _END:
            return False
        if here == following == "prose":
            return True
    return False
