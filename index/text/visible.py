"""Text as a reader sees it: NFC, without the characters that nobody sees.

The scanner of tokens runs over this text; `align` leads from its characters back to the original.
"""

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from index.text.syllables import is_syllable

# Soft hyphen, zero-width non-joiner and joiner, word joiner, byte order mark.
INVISIBLE: Final = "\u00ad\u200c\u200d\u2060\ufeff"

# It marks where a line may break: between words, or inside one that a program has cut.
ZERO_WIDTH_SPACE: Final = "\u200b"
_BREAKABLE_WORD: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:\u200b++[^\W\d_]++)+")

# Hangul vowels and finals are letters, yet compose with the letter before them.
HANGUL_TAIL: Final = range(0x1160, 0x1200)


def visible(text: str) -> str:
    """Return the text in NFC without invisible characters.

    A zero-width space vanishes inside what then is one syllable; elsewhere it stays and separates.
    """
    if text.isascii():
        return text
    for char in filter(text.__contains__, INVISIBLE):
        text = text.replace(char, "")
    text = unicodedata.normalize("NFC", text)
    return _BREAKABLE_WORD.sub(_mended, text) if ZERO_WIDTH_SPACE in text else text


def align(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return `visible(text)` and, for each of its characters, start and end of its origin in `text`."""
    if visible(text) == text:
        return text, range(len(text)), range(1, len(text) + 1)
    seen: list[str] = []
    origins: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        cluster = visible(text[start:end])
        if cluster == text[start:end]:
            origins += [(place, place + 1) for place in range(start, end)]
        else:
            origins += [(start, end)] * len(cluster)
        seen.append(cluster)
    plain = "".join(seen)
    kept = _kept_places(plain)
    return (
        "".join(plain[place] for place in kept),
        [origins[place][0] for place in kept],
        [origins[place][1] for place in kept],
    )


def _mended(word: re.Match[str]) -> str:
    joined = word[0].replace(ZERO_WIDTH_SPACE, "")
    return joined if is_syllable(joined) else word[0]


def _kept_places(text: str) -> list[int]:
    dropped: set[int] = set()
    for word in _BREAKABLE_WORD.finditer(text):
        if _mended(word) != word[0]:
            dropped.update(
                place for place in range(*word.span()) if text[place] == ZERO_WIDTH_SPACE
            )
    return [place for place in range(len(text)) if place not in dropped]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Cut the text where NFC may be applied to each piece alone (Unicode Standard Annex 15, section 9)."""
    start = 0
    for place in range(1, len(text)):
        if not _continues(text, start, place):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def _continues(text: str, start: int, place: int) -> bool:
    """Tell whether the character at `place` belongs to the cluster that begins at `start`."""
    char = text[place]
    if char in INVISIBLE or unicodedata.category(char).startswith("M"):
        return True
    return ord(char) in HANGUL_TAIL and len(visible(text[start : place + 1])) == len(
        visible(text[start:place])
    )
