"""Membership of neighboring syllables in a dictionary's words of two and three syllables."""

from collections.abc import Iterable
from collections.abc import Set
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.text.segmentation.model import Ngram

Integers = NDArray[np.int64]

# Two bits a pair of syllables, four pairs a byte.
_IS_BIGRAM: Final = 1
_BEGINS_TRIGRAM: Final = 2


class Ngrams:
    """The n-grams of a dictionary, by syllable numbers from 1; 0 is any other token.

    With n syllables, the pair (a, b) has the key a * (n + 1) + b. A bit table over all keys (9 MB
    for 5,924 syllables) answers for any number of pairs without a search; the few trigrams are
    searched for only where their first two syllables stand.
    """

    def __init__(self, bigrams: Set[Ngram], trigrams: Set[Ngram]) -> None:
        syllables = sorted({syllable for ngram in bigrams | trigrams for syllable in ngram})
        self.numbers = {syllable: number for number, syllable in enumerate(syllables, start=1)}
        self._base = len(syllables) + 1
        self._table = bytearray(self._base * self._base // 4 + 1)
        self._mark(map(self._key, bigrams), _IS_BIGRAM)
        self._mark((self._key(trigram[:2]) for trigram in trigrams), _BEGINS_TRIGRAM)
        self._trigrams = np.array(sorted(map(self._key, trigrams)), np.int64)

    def find_many(self, syllables: Integers) -> tuple[Integers, Integers]:
        """Return where bigrams and where trigrams begin; a 0 between two texts keeps them apart."""
        keys = syllables[:-1] * self._base + syllables[1:]
        table = np.frombuffer(self._table, np.uint8)
        kinds = table[keys >> 2] >> ((keys & 3) << 1).astype(np.uint8)
        bigrams = np.flatnonzero(kinds & _IS_BIGRAM)
        trigrams = np.flatnonzero(kinds[:-1] & _BEGINS_TRIGRAM)
        trigram_keys = keys[trigrams] * self._base + syllables[trigrams + 2]
        nearest = self._trigrams.take(self._trigrams.searchsorted(trigram_keys), mode="clip")
        return bigrams, trigrams[nearest == trigram_keys]

    def _key(self, ngram: Ngram) -> int:
        key = 0
        for syllable in ngram:
            key = key * self._base + self.numbers[syllable]
        return key

    def _mark(self, keys: Iterable[int], kind: int) -> None:
        for key in keys:
            self._table[key >> 2] |= kind << ((key & 3) << 1)
