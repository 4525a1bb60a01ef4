"""Text and words in one form: as stored, exact, folded.

`normalize` is for a whole text and keeps what people see; `canonical` and `fold` are for comparing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from index.text.syllables import LOOK_ALIKES
from index.text.syllables import TONES
from index.text.syllables import respell
from index.text.visible import INVISIBLE

_REPLACEMENT: Final = "\ufffd"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

# The first and the second byte of a character in UTF-8, read as Latin-1 or Windows-1252; without
# them in a row a line needs no repair.
MISREAD_FIRST: Final = "".join(map(chr, range(0xC2, 0xF5)))
MISREAD_SECOND: Final = "".join(map(chr, range(0x80, 0xC0))) + "".join(
    bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)
)
_MISREAD_BYTES: Final = re.compile(f"[{MISREAD_FIRST}][{MISREAD_SECOND}]")

_PLAIN_LETTERS: Final = {
    **dict.fromkeys("ăâ", "a"),
    **dict.fromkeys("ê", "e"),
    **dict.fromkeys("ôơ", "o"),
    **dict.fromkeys("ư", "u"),
    **{vowel: vowel for vowel in "aeiouy"},
}
# Circumflex, breve, horn: with the tone marks, all that a decomposed Vietnamese letter carries.
_COMBINING: Final = TONES + "\u0302\u0306\u031b"


def _fold_table() -> dict[int, str]:
    toned = {
        ord(unicodedata.normalize("NFC", letter + tone)): plain
        for letter, plain in _PLAIN_LETTERS.items()
        for tone in TONES
    }
    shaped = {
        ord(letter): plain for letter, plain in _PLAIN_LETTERS.items() if not letter.isascii()
    }
    look_alikes = {code: "d" for code, letter in LOOK_ALIKES.items() if letter == "đ"}
    # U+200B parts words where it does not vanish, and what a fold cannot know it keeps apart.
    return {**toned, **shaped, **look_alikes, ord("đ"): "d", 0x200B: " "} | dict.fromkeys(
        map(ord, _COMBINING + INVISIBLE), ""
    )


_FOLD: Final = _fold_table()
_MARKED: Final = frozenset(
    form
    for code in _FOLD
    for form in (chr(code), chr(code).upper())
    if chr(code) not in INVISIBLE + "\u200b"
)

# i and y spell one sound here, and only here: tai and tay, thúi and thúy are different words.
_I_OR_Y: Final = re.compile(r"(h|k|l|m|s|t|qu)([iy])")
_OTHER_SPELLING: Final = {"i": "y", "y": "i"}


def normalize(text: str) -> str:
    r"""Return the text as it is stored: NFC, lines ending in \n, nothing that breaks a program.

    NUL and lone surrogates become U+FFFD. A line of UTF-8 that was read as Latin-1 or
    Windows-1252 is repaired if all of it can be; everything else is kept as people see it.
    Applying it twice changes nothing more.
    """
    try:
        text.encode()  # the quickest way to see that there is no lone surrogate
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\0", _REPLACEMENT).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text)
    if not _MISREAD_BYTES.search(text):
        return text
    return "\n".join(map(_repair_line, text.split("\n")))


def canonical(word: str) -> str:
    """Return the exact form of one word: NFC, lower case, the one spelling of đ and of the tone mark.

    Old-style place of the tone mark ("hoà" → "hòa"); misplaced marks are repaired ("tóan" → "toán").
    """
    if word.isascii():
        return word.lower()
    for char in INVISIBLE:
        word = word.replace(char, "")
    return respell(unicodedata.normalize("NFD", word).casefold())


def fold(text: str) -> str:
    """Return the text without marks, đ as d, in lower case; ASCII, and often of another length.

    Letters that are not Vietnamese are transliterated; signs without a likeness vanish.
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    return folded if folded.isascii() else "".join(map(_fold_foreign, folded))


def folded_variants(folded: str) -> tuple[str, ...]:
    """Return the other spellings of a folded syllable that i and y allow: "ky" → ("ki",), "tay" → ()."""
    syllable = _I_OR_Y.fullmatch(folded)
    return (syllable[1] + _OTHER_SPELLING[syllable[2]],) if syllable else ()


def has_marks(word: str) -> bool:
    """Tell whether the word was typed with any Vietnamese mark or a đ."""
    return not word.isascii() and not _MARKED.isdisjoint(unicodedata.normalize("NFC", word))


def _repair_line(line: str) -> str:
    while _MISREAD_BYTES.search(line):
        try:
            read_well = b"".join(map(_byte, line)).decode("utf-8")
        except UnicodeError:
            return line
        line = unicodedata.normalize("NFC", read_well)
    return line


@lru_cache(maxsize=1 << 10)
def _byte(char: str) -> bytes:
    """Return the byte that was misread as this character, the way browsers read Windows-1252."""
    return char.encode("latin-1" if ord(char) <= 0xFF else "cp1252")


@lru_cache(maxsize=1 << 14)
def _fold_foreign(char: str) -> str:
    if char.isascii():
        return char
    if _SURROGATE.match(char):
        return ""
    # Its tables are big and few texts need them.
    from unidecode import unidecode

    folded = unidecode(char)
    return folded.lower() if char.isspace() else folded.strip().lower()
