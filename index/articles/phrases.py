"""Where phrases may stand, told for thousands of phrases and for the lines of many articles at once.

A word counts as the sum of its letters' numbers, whatever their case and wherever its tone mark
stands; a phrase as the sums of its words, in order. So what is found may be another phrase and
must be looked at; what is not found is not there.
"""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Sequence
from functools import cache
from itertools import chain
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.articles.lines import CAPITALS
from index.text.syllables import LOOK_ALIKES

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Sums = NDArray[np.uint32]

BETWEEN_LINES: Final = " \n "  # no phrase holds a line break, and none goes over one
_CODES: Final = 1 << 16  # all letters beyond count as the last one
# Between these are ideographs and Hangul, which know no case.
_CASED: Final = (range(0x3000), range(0xA640, 0xAC00), range(0xFB00, _CODES))
_FACTOR: Final = 0x9E3779B1  # odd, about 2³² over the golden ratio (Knuth, TAOCP 3, 6.4)
_SLOT_BITS: Final = 18
_WHOLE, _BEGUN = 1, 2  # what ends in a slot, and what goes on from there
_CAPITALS: Final = re.compile(f"[{CAPITALS}]")


class Letters:
    """The letters of lines, one line after the other, as numbers.

    `lines` is how many there are; `text` has `BETWEEN_LINES` before, between and behind them, and
    places are counted in it.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        parts = ("", *lines, "")
        self.lines = len(parts) - 2
        self.text = BETWEEN_LINES.join(parts)
        self._codes = _codes(self.text)
        self._totals: Sums = _numbers().take(self._codes).cumsum(dtype=np.uint32)

    def sums(self, starts: Places, ends: Places) -> Sums:
        """Return the sums of the words [start, end)."""
        return self._totals[ends - 1] - self._totals[starts - 1]

    def words(self, between: Flags) -> tuple[Places, Places]:
        """Return the starts and ends of all that stands between letters with a flag (`flags_of`)."""
        apart = between.take(self._codes)
        edges = np.flatnonzero(apart[1:] != apart[:-1]) + 1
        return edges[::2], edges[1::2]

    def capitalized(self) -> tuple[Places, Places]:
        """Return the starts and ends of words, each from its first capital on."""
        kinds = _kinds().take(self._codes)
        edges = np.flatnonzero(kinds != _WITHIN)
        capital = kinds[edges] == _CAPITAL
        turns = edges[np.flatnonzero(capital[1:] != capital[:-1]) + 1]
        return turns[::2], turns[1::2]

    def lines_at(self, places: Places) -> tuple[Places, Places]:
        """Return the numbers, from 0 on, of the lines that places lie in, and the places in these."""
        breaks = np.flatnonzero(self._codes == ord("\n"))
        numbers = breaks.searchsorted(places) - 1
        return numbers, places - breaks[numbers] - 2


class PhraseFilter:
    """Tells where one of many phrases may stand among words; each has slots in a table by its sums."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        numbers = _numbers().tolist()
        keys: dict[int, set[int]] = {_WHOLE: set(), _BEGUN: set()}
        for words in phrases:
            key = 0
            for length, word in enumerate(words, start=1):
                key = (key * _FACTOR + sum(numbers[code] for code in _codes(word).tolist())) % 2**32
                keys[_WHOLE if length == len(words) else _BEGUN].add(key)
        self._table = np.zeros(1 << _SLOT_BITS, dtype=np.uint8)
        for kind, found in keys.items():
            self._table[_slots(np.fromiter(found, np.uint32))] |= np.uint8(kind)

    def search(self, sums: Sums) -> tuple[Places, Places]:
        """Return for each phrase that may be there the places of its first and last word.

        They are in order; of those that begin together the longest comes first.
        """
        firsts, lasts = [], []
        places, keys = np.arange(len(sums)), sums
        for further in count():
            found = self._table.take(_slots(keys))
            firsts.append(places[(found & _WHOLE) != 0])
            lasts.append(firsts[-1] + further)
            begun = np.flatnonzero((found & _BEGUN) != 0)
            begun = begun[places[begun] + further + 1 < len(sums)]
            if not begun.size:
                break
            places = places[begun]
            keys = keys[begun] * np.uint32(_FACTOR) + sums[places + further + 1]
        first, last = np.concatenate(firsts), np.concatenate(lasts)
        order = np.lexsort((-last, first))
        return first[order], last[order]


def flags_of(letters: str) -> Flags:
    """Return a table, by the numbers of all letters, that is true for the given ones."""
    flags = np.zeros(_CODES, dtype=np.bool_)
    flags[_codes(letters)] = True
    return flags


def _codes(text: str) -> NDArray[np.uint16]:
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return np.frombuffer(data, dtype=np.uint16)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(codes, _CODES - 1).astype(np.uint16)


def _slots(keys: Sums) -> Sums:
    return (keys * np.uint32(_FACTOR)) >> np.uint32(32 - _SLOT_BITS)


@cache
def _numbers() -> Sums:
    """Return the number of each letter: of a small, bare one its own, of another the sum of its parts'."""
    own = np.arange(_CODES, dtype=np.uint32) * np.uint32(_FACTOR)
    own ^= own >> np.uint32(15)
    own *= np.uint32(_FACTOR)
    numbers = own.copy()
    for code in chain(*_CASED):
        letter = chr(code)
        if (parts := _parts(letter)) != letter:
            numbers[code] = own[_codes(parts)].sum(dtype=np.uint32)
    return numbers


def _parts(letter: str) -> str:
    small = unicodedata.normalize("NFD", letter).casefold().translate(LOOK_ALIKES)
    return unicodedata.normalize("NFD", small)


# What a letter is to a capitalized word.
_WITHIN, _CAPITAL, _BETWEEN = range(3)


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return for each letter whether it is a capital, or none of a word's."""
    kinds = np.zeros(_CODES, dtype=np.uint8)
    signs = [code for code in range(_CODES) if not (chr(code).isalnum() or chr(code) == "_")]
    kinds[signs] = _BETWEEN
    capitals = [code for code in range(_CODES) if _CAPITALS.match(chr(code))]
    kinds[capitals] = _CAPITAL
    return kinds
