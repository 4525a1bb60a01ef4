"""Pairs and triples of syllables, found in many texts at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.text.segmentation.ngrams import Ngrams

BIGRAMS = frozenset({("a", "b"), ("b", "a"), ("c", "c")})
TRIGRAMS = frozenset({("a", "b", "c"), ("c", "c", "c"), ("b", "b", "a")})


@given(st.lists(st.sampled_from("abcx"), max_size=12))
def test_ngrams_are_found_where_they_stand(syllables):
    ngrams = Ngrams(BIGRAMS, TRIGRAMS)
    numbers = [ngrams.numbers.get(syllable, 0) for syllable in syllables]
    expected = tuple(
        [i for i in range(len(syllables)) if tuple(syllables[i : i + n]) in members]
        for n, members in ((2, BIGRAMS), (3, TRIGRAMS))
    )

    many = ngrams.find_many(np.array([0, *numbers, 0], np.int64))
    assert tuple((found - 1).tolist() for found in many) == expected
