"""Sets of documents as bits, 64 to a word: a set of common things is compared in next to no time."""

from collections.abc import Sequence
from functools import reduce
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array

WORD_BITS: Final = 64
_WORD_SHIFT: Final = 6  # 2**6 bits
_MASKS: Final = np.uint64(1) << np.arange(WORD_BITS, dtype=np.uint64)


def words(documents: int) -> int:
    """Return how many words hold a bit for each document."""
    return -(-documents // WORD_BITS)


def flagged(docs: Array, size: int) -> Array:
    """Return a flag for each of `size` documents; set for those in `docs`, in any order."""
    flags = np.zeros(size, np.bool_)
    flags[docs.astype(np.intp, copy=False)] = True  # other types take twice as long
    return flags


def packed(docs: Array, documents: int) -> Array:
    """Return one bit for each document, in words; set for those in `docs`, in any order."""
    flags = flagged(docs, words(documents) * WORD_BITS)
    return np.packbits(flags, bitorder="little").view("<u8")


def flags_of_all(sets: Sequence[Array], documents: int) -> Array:
    """Return a flag for each document; set for those that all sets hold."""
    shared = reduce(np.bitwise_and, sets)
    flags = np.unpackbits(shared.view(np.uint8), count=documents, bitorder="little")
    return flags.view(np.bool_)


def held_by_all(sets: Sequence[Array], docs: Array) -> Array:
    """Return for each of the documents whether all sets hold it."""
    places = docs >> _WORD_SHIFT
    if len(docs) > len(sets[0]):
        shared = reduce(np.bitwise_and, sets).take(places)
    else:
        shared = reduce(np.bitwise_and, [bits.take(places) for bits in sets])
    return _is_set(shared, docs)


def held_by_any(sets: Sequence[Array], docs: Array) -> Array:
    """Return for each of the documents whether one of the sets holds it."""
    if not sets:
        return np.zeros(len(docs), np.bool_)
    places = docs >> _WORD_SHIFT
    united = reduce(np.bitwise_or, [bits.take(places) for bits in sets])
    return _is_set(united, docs)


def _is_set(own_words: Array, docs: Array) -> Array:
    """Return for each of the documents whether its bit is set in the word that stands beside it."""
    found: Array = (own_words & _MASKS.take(docs & (WORD_BITS - 1))) != 0
    return found
