"""Term dictionaries: from a term's bytes to its number, and back.

Terms are numbered in the order of their bytes, as Whoosh lists them. A field of pairs keeps
no strings: its terms are pairs of numbers of the field it derives from.
"""

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final
from typing import Protocol
from typing import TypeVar
from zlib import crc32

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.spans import running_total

Term = TypeVar("Term", str, bytes)

SPACE: Final = b" "
AFTER_ANY: Final = b"\xff"  # no UTF-8 text holds it, so prefix + AFTER_ANY bounds the prefix
PAIR_SHIFT: Final = 32  # a pair's key is (number of the first << 32) | number of the second


class Dictionary(Protocol):
    """The terms of one field."""

    def __len__(self) -> int:
        """Return how many terms there are."""

    def term(self, number: int) -> bytes:
        """Return the term with this number."""

    def find(self, term: bytes) -> int | None:
        """Return the number of a term, or None."""

    def lower_bound(self, term: bytes) -> int:
        """Return how many terms are below this one in byte order."""


def prefix_range(dictionary: Dictionary, prefix: bytes) -> tuple[int, int]:
    """Return [low, high): the numbers of the terms that begin with the prefix."""
    if not prefix:
        return 0, len(dictionary)
    return dictionary.lower_bound(prefix), dictionary.lower_bound(prefix + AFTER_ANY)


class TermDictionary:
    """Terms as bytes one after the other, with an open-addressing hash table beside them."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._bytes = arrays[f"{name}/terms"].data
        self._ends = arrays[f"{name}/term_ends"].data
        self._slots = arrays[f"{name}/slots"].data

    def __len__(self) -> int:
        return len(self._ends) - 1

    def term(self, number: int) -> bytes:
        """Return the term with this number."""
        return bytes(self._bytes[self._ends[number] : self._ends[number + 1]])

    def find(self, term: bytes) -> int | None:
        """Return the number of a term, or None."""
        mask = len(self._slots) - 1
        slot = crc32(term) & mask
        while entry := self._slots[slot]:
            if self.term(entry - 1) == term:
                return entry - 1
            slot = (slot + 1) & mask
        return None

    def lower_bound(self, term: bytes) -> int:
        """Return how many terms are below this one in byte order."""
        return bisect_left(range(len(self)), term, key=self.term)


class PairDictionary:
    """Terms "a b" as pairs of numbers in the dictionary of single terms.

    Its order is that of the bytes, because no single term holds a byte as low as the space.
    """

    def __init__(self, arrays: ArrayFile, name: str, singles: Dictionary) -> None:
        self._keys = arrays[f"{name}/keys"].data
        self._singles = singles

    def __len__(self) -> int:
        return len(self._keys)

    def term(self, number: int) -> bytes:
        """Return the pair with this number, its terms joined by a space."""
        first, second = divmod(self._keys[number], 1 << PAIR_SHIFT)
        return self._singles.term(first) + SPACE + self._singles.term(second)

    def find(self, term: bytes) -> int | None:
        """Return the number of a pair, or None."""
        first, _, second = term.partition(SPACE)
        numbers = self._singles.find(first), self._singles.find(second)
        if numbers[0] is None or numbers[1] is None:
            return None
        key = (numbers[0] << PAIR_SHIFT) | numbers[1]
        at = bisect_left(self._keys, key)
        return at if at < len(self._keys) and self._keys[at] == key else None

    def lower_bound(self, term: bytes) -> int:
        """Return how many pairs are below this one in byte order."""
        first, space, second = term.partition(SPACE)
        number = self._singles.lower_bound(first)
        key = number << PAIR_SHIFT
        if space and self._singles.find(first) == number:
            key |= self._singles.lower_bound(second)
        return bisect_left(self._keys, key)


def looked_up(terms: Sequence[Term], numbers: Mapping[Term, int]) -> Array:
    """Return the numbers of terms.

    `itemgetter` takes two thirds of the time that one look-up after the other does.
    """
    if len(terms) < 2:  # for one, it does not return a tuple
        return np.array([numbers[term] for term in terms], np.uint32)
    return np.asarray(array("I", itemgetter(*terms)(numbers)))


def in_byte_order(terms: Sequence[bytes]) -> tuple[list[bytes], Array]:
    """Return the terms in order, and the place that each of those given has in it."""
    order = sorted(range(len(terms)), key=terms.__getitem__)
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return [terms[number] for number in order], places


def write_dictionary(out: ArrayFileWriter, name: str, terms: Sequence[bytes]) -> None:
    """Write a `TermDictionary`; the terms are in byte order, without repeats."""
    write_terms(out, name, terms)
    out.add(f"{name}/slots", _hash_table(terms))


def write_terms(out: ArrayFileWriter, name: str, terms: Sequence[bytes]) -> None:
    """Write terms for `read_terms`; nothing finds one among them quicker."""
    ends = running_total(np.fromiter(map(len, terms), np.int64, len(terms)))
    out.add(f"{name}/terms", np.frombuffer(b"".join(terms), np.uint8), "<u1")
    out.add(f"{name}/term_ends", ends)


def read_terms(arrays: ArrayFile, name: str) -> list[bytes]:
    """Return the terms that `write_terms` or `write_dictionary` wrote, in byte order."""
    content = arrays[f"{name}/terms"].tobytes()
    ends = arrays[f"{name}/term_ends"].tolist()
    return [content[begin:end] for begin, end in pairwise(ends)]


def _hash_table(terms: Sequence[bytes]) -> Array:
    size = 1 << (2 * len(terms)).bit_length()  # more than half of the slots stay free
    slots = array("I", bytes(4 * size))
    for entry, term in enumerate(terms, start=1):
        slot = crc32(term) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = entry
    return np.frombuffer(slots, np.uint32)
