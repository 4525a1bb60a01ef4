"""Lines made whole: what was wrapped is joined again, a name glued to a paragraph split off."""

from collections.abc import Iterator
from typing import Final
from typing import NamedTuple

from index.articles.byline import has_cue
from index.articles.byline import split_glued
from index.articles.lines import PROSE_CHARS
from index.articles.lines import WORD_SHAPES
from index.articles.lines import shape_of

WRAPPED_CHARS: Final = 40  # a line this long may have been wrapped; of shorter ones both halves
HALF_CHARS: Final = 12  # are at least this long: a title over two lines
BRACKETED_CHARS: Final = 40  # of a last sentence with the author in brackets behind it
_ENDS: Final = frozenset('.!?…;”"»')


class Paragraph(NamedTuple):
    """A text without outer space, and the 1-based number of the line of the page it begins on."""

    number: int
    text: str


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a page, and its other lines, in order; blank lines are left out.

    A line that goes on in lower case where the one right above it broke off belongs to that
    one. A name behind the last sentence of a paragraph becomes a paragraph of its own.
    """
    return [
        Paragraph(number, piece)
        for number, whole in _joined(text)
        for piece in (split_glued(whole) if _may_hold_name(whole) else (whole,))
        if piece
    ]


def _may_hold_name(text: str) -> bool:
    return len(text) >= (BRACKETED_CHARS if text[-1] == ")" else PROSE_CHARS)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    first, last, whole, broken = 0, 0, "", 0  # `broken`: length of the last line of `whole`
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        if number == last + 1 and line[0].islower() and _goes_on(whole, broken, line):
            whole = f"{whole} {line}"
        else:
            if whole:
                yield first, whole
            first, whole = number, line
        last, broken = number, len(line)
    if whole:
        yield first, whole


def _goes_on(whole: str, broken: int, line: str) -> bool:
    """Tell whether a line that begins in lower case continues what `whole` holds so far."""
    is_long = broken >= WRAPPED_CHARS or min(broken, len(line)) >= HALF_CHARS
    return (
        is_long
        and whole[-1] not in _ENDS
        and line.split(maxsplit=1)[0].strip(".,:").isalpha()
        and not has_cue(line)
        and {shape_of(whole), shape_of(line)} <= WORD_SHAPES
    )
