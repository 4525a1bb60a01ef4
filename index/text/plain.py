"""A quick look that spares most texts the work of being normalized."""

import unicodedata
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.text.normalize import MISREAD_FIRST
from index.text.normalize import MISREAD_SECOND
from index.text.visible import HANGUL_TAIL
from index.text.visible import INVISIBLE
from index.text.visible import ZERO_WIDTH_SPACE

_CODES: Final = 1 << 16  # of UTF-16
_CHANGED: Final = f"\0\r{INVISIBLE}{ZERO_WIDTH_SPACE}"
# What a code may be: the second half of a misread letter, its first half, what always is looked at.
_SECOND, _FIRST, _ODD = 1, 2, 4


def is_plain(text: str) -> bool:
    """Tell whether `normalize` and `visible` leave a text as it is; False for some of which they do."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    kinds = _kinds().take(codes)
    return not ((kinds >= _ODD).any() or (kinds[:-1] & (kinds[1:] << 1) & _FIRST).any())


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(_CODES, dtype=np.uint8)
    kinds[list(map(ord, MISREAD_SECOND))] = _SECOND
    kinds[list(map(ord, MISREAD_FIRST))] = _FIRST
    kinds[[code for code in range(_CODES) if _may_change(chr(code))]] = _ODD
    return kinds


def _may_change(char: str) -> bool:
    """Tell whether a character changes, or composes with the one before it (Unicode Standard Annex 15)."""
    if char in _CHANGED or ord(char) in HANGUL_TAIL or unicodedata.category(char)[0] == "M":
        return True
    return "\ud800" <= char <= "\udfff" or not unicodedata.is_normalized("NFC", char)
