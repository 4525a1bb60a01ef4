"""Keys and strings → numbers, as they are first met, for many at once."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from itertools import islice
from secrets import randbits
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.spans import Places
from index.text.rows import Numbers

Keys = NDArray[np.uint64]

SPARE_KEYS: Final = 0xFF << 56  # from here on, for what does not fit into a key

_KEY_BITS: Final = 64
_SLOTS_A_KEY: Final = 4  # at least, so that few keys meet another one in their slot


class KeyNumbers:
    """Numbers keys, integers of 64 bits below `SPARE_KEYS`, from 1; the number of `zero` is 0.

    A hash table with linear probing, asked and filled with many keys at a time: one look finds
    most of them, and those that meet another key in their slot look on together. It hashes by
    multiply-shift (Dietzfelbinger et al. 1997, "A Reliable Randomized Algorithm for the Closest-Pair
    Problem") with a random factor, so that no text can be written whose keys all meet.
    """

    def __init__(self, zero: int = 0) -> None:
        self._factor = np.uint64(randbits(_KEY_BITS) | 1)
        self._keys = array("Q", [zero])  # by number
        self._slots: Numbers = np.zeros(1 << 12, np.int32)  # a free slot holds 0
        self._spare_keys = defaultdict[str | bytes, int](count(SPARE_KEYS).__next__)

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, keys: Keys) -> Numbers:
        """Return the number of each key; those never met get the next numbers."""
        numbers = self._find(keys)
        unmet = np.flatnonzero((numbers == 0) & (keys != self._keys[0]))
        if len(unmet):
            new, which = np.unique(keys[unmet], return_inverse=True)
            numbers[unmet] = len(self) + which
            self._add(new)
        return numbers

    def spare_keys(self, texts: Iterable[str | bytes]) -> Keys:
        """Return keys for what does not fit into one: a key for each different text."""
        return np.fromiter(map(self._spare_keys.__getitem__, texts), np.uint64)

    def _find(self, keys: Keys) -> Numbers:
        """Return the number of each key; 0 if it has none."""
        slots = self._first_slots(keys)
        numbers = self._slots.take(slots)
        probing = np.flatnonzero(self._are_others(numbers, keys))
        while len(probing):
            slots[probing] += 1
            numbers[probing] = self._slots.take(slots[probing], mode="wrap")
            probing = probing[self._are_others(numbers[probing], keys[probing])]
        return numbers

    def _are_others(self, numbers: Numbers, keys: Keys) -> NDArray[np.bool_]:
        """Tell of each number whether it is that of another key."""
        known = np.frombuffer(self._keys, np.uint64)
        are_others: NDArray[np.bool_] = (known.take(numbers) != keys) & (numbers != 0)
        return are_others

    def _add(self, keys: Keys) -> None:
        """Give the next numbers to different keys."""
        start = len(self)
        self._keys.frombytes(keys.tobytes())
        if len(self) * _SLOTS_A_KEY > len(self._slots):
            self._slots = np.zeros(1 << (len(self) * _SLOTS_A_KEY).bit_length(), np.int32)
            start = 1  # all anew
        self._place(np.arange(start, len(self), dtype=np.int32))

    def _place(self, numbers: Numbers) -> None:
        """Put each number into the first free slot from that of its key on."""
        slots = self._first_slots(np.frombuffer(self._keys, np.uint64)[numbers])
        while len(slots):
            is_free = self._slots[slots] == 0
            self._slots[slots[is_free]] = numbers[is_free]  # of several for one slot, one stays
            is_left = self._slots[slots] != numbers
            slots = (slots[is_left] + 1) % len(self._slots)
            numbers = numbers[is_left]

    def _first_slots(self, keys: Keys) -> Places:
        bits = len(self._slots).bit_length() - 1
        return ((keys * self._factor) >> np.uint64(_KEY_BITS - bits)).astype(np.int64)


class StringNumbers:
    """Numbers strings as they are first met, from 0."""

    def __init__(self, first: Iterable[str] = ()) -> None:
        self._numbers = defaultdict[str, int](count().__next__)
        self.of(first)

    def of(self, strings: Iterable[str]) -> Numbers:
        """Return the number of each string."""
        return np.fromiter(map(self._numbers.__getitem__, strings), np.int32)

    def since(self, known: int) -> list[str]:
        """Return the strings whose numbers are `known` and more, in order."""
        return list(islice(reversed(self._numbers), len(self._numbers) - known))[::-1]


def first_places(numbers: Numbers, known: int) -> Places:
    """Return where the numbers from `known` on are first met, in the order of the numbers."""
    unmet = np.flatnonzero(numbers >= known)
    _, first = np.unique(numbers[unmet], return_index=True)
    return unmet[first]
