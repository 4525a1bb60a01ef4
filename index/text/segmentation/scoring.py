"""The score of I_W minus that of B_W for each token, before transitions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.text.segmentation.lexicon import Columns
from index.text.segmentation.ngrams import Ngrams


@dataclass(frozen=True, slots=True)
class NgramWeights:
    """What a word of the dictionary adds to the scores of its first and of its last token."""

    bigram_first: float
    bigram_last: float
    trigram_first: float
    trigram_last: float

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> "NgramWeights":
        """Pick the four weights from those of a model."""
        return cls(
            bigram_first=weights["+1:word.bi_gram()"],
            bigram_last=weights["-1:word.bi_gram()"],
            trigram_first=weights["+2:word.tri_gram()"],
            trigram_last=weights["-2:word.tri_gram()"],
        )


def score_many(columns: Columns, ngrams: Ngrams, weights: NgramWeights) -> NDArray[np.float64]:
    """Return the scores of tokens; separators stand before, between and after the texts."""
    scores = columns.own.copy()
    scores[1:] += columns.to_next[:-1]
    scores[:-1] += columns.to_previous[1:]
    bigrams, trigrams = ngrams.find_many(columns.syllables)
    scores[bigrams] += weights.bigram_first
    scores[bigrams + 1] += weights.bigram_last
    scores[trigrams] += weights.trigram_first
    scores[trigrams + 2] += weights.trigram_last
    return scores
