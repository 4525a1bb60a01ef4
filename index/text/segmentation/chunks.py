"""Texts → chunks: what stands between two spaces, many of them cut at once, and each with a key.

Vietnamese needs fewer than 256 letters and signs. So a chunk of up to eight of them is a number
of 64 bits as it stands, a byte a letter; no string is made of it, none is hashed.
"""

import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.spans import Places
from index.text.numbering import Keys
from index.text.syllables import TONES
from index.text.syllables import VOWELS

_KEY: Final = np.dtype("<u8")  # the first letter is the lowest byte
_LONGEST: Final = _KEY.itemsize
_LETTERS_KEPT: Final = np.array([(1 << 8 * length) - 1 for length in range(_LONGEST + 1)], _KEY)

# Bytes for letters; any other letter is `_OTHER`.
_OTHER, _SPACE, _LINE_BREAK = 0, 1, 2
_SEPARATOR: Final = 255
LINE_BREAK_KEY: Final = _LINE_BREAK
SEPARATOR_KEY: Final = _SEPARATOR  # of the chunk that stands before, between and after texts


def _byte_table() -> NDArray[np.uint8]:
    toned = (
        unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ["", *TONES]
    )
    vietnamese = "".join(toned) + "đ"
    ascii_printable = string.digits + string.ascii_letters + string.punctuation
    letters = dict.fromkeys(ascii_printable + vietnamese + vietnamese.upper() + "–—“”‘’…•°")
    codes = [ord(letter) for letter in (" ", "\n", *letters)]
    table = np.full(max(codes) + 2, _OTHER, np.uint8)  # its last entry is for all that follow
    table[codes] = np.arange(_SPACE, _SPACE + len(codes))
    return table


_BYTES: Final = _byte_table()


@dataclass(frozen=True, slots=True)
class Chunks:
    """Chunks as spans of a text, and their keys; those of `others` do not fit into one."""

    text: str
    starts: Places
    ends: Places
    keys: Keys
    others: Places

    def at(self, places: Places) -> list[str]:
        """Return some of the chunks themselves."""
        spans = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [self.text[start:end] for start, end in spans]


def cut(texts: Sequence[str]) -> Chunks:
    """Cut texts at their spaces; a line break is a chunk of its own, as is a separator around each text."""
    text = "\n".join(["", *texts, ""])
    letters = _letters(text)
    letters[np.cumsum([0, *(len(one) + 1 for one in texts)])] = _SEPARATOR
    is_alone = (letters == _LINE_BREAK) | (letters == _SEPARATOR)
    is_space = letters == _SPACE
    is_border = is_alone | is_space
    is_first, is_last = ~is_space, ~is_space
    is_first[1:] &= is_border[:-1] | is_alone[1:]
    is_last[:-1] &= is_border[1:] | is_alone[:-1]
    starts, ends = np.flatnonzero(is_first), np.flatnonzero(is_last) + 1
    lengths = ends - starts
    keys = _windows(letters)[starts] & _LETTERS_KEPT.take(lengths, mode="clip")
    has_no_key = lengths > _LONGEST
    has_no_key[np.searchsorted(starts, np.flatnonzero(letters == _OTHER), "right") - 1] = True
    return Chunks(text, starts, ends, keys, np.flatnonzero(has_no_key))


def _letters(text: str) -> NDArray[np.uint8]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _BYTES.take(codes, mode="clip")


def _windows(letters: NDArray[np.uint8]) -> Keys:
    """Return at each place the letters from there on, as many as fit into a key."""
    padded = np.zeros(len(letters) + _LONGEST - 1, np.uint8)
    padded[: len(letters)] = letters
    return np.ndarray(len(letters), _KEY, padded, strides=(1,))
