"""Labels must be those of the best score, which is found here by trying all."""

from itertools import accumulate
from itertools import pairwise
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.segmentation.model import Transitions
from index.text.segmentation.viterbi import Steps
from index.text.segmentation.viterbi import decode_many

TRANSITIONS = Transitions(
    begin_begin=-1.0, begin_inside=1.75, inside_begin=-3.0, inside_inside=-0.5
)
SCORES = st.lists(st.floats(-4, 4).map(lambda score: round(score, 3)), max_size=8)


@given(SCORES)
def test_labels_have_the_best_score_of_all_labelings(scores):
    stream = np.array([0.0, *scores, 0.0])
    is_token = np.array([False, *(True for _ in scores), False])
    labels = decode_many(Steps.of(TRANSITIONS), stream, is_token)[is_token].tolist()

    best = max(total(scores, other) for other in product((False, True), repeat=len(scores)))
    assert total(scores, labels) == pytest.approx(best)


@given(st.lists(SCORES, max_size=8))
def test_labels_of_many_texts_are_those_of_each(texts):
    stream = np.array([x for scores in texts for x in (np.nan, *scores)] + [np.nan])
    is_token = ~np.isnan(stream)
    labels = decode_many(Steps.of(TRANSITIONS), np.nan_to_num(stream, nan=-9.0), is_token)

    expected = [label for scores in texts for label in labels_of(scores)]
    assert labels[is_token].tolist() == expected


def test_labels_of_a_chain_of_any_length_are_right():
    steps = Steps.of(TRANSITIONS)
    undecided = (steps.above + steps.below - steps.low - steps.high) / 2
    scores = [undecided + 0.01] + [undecided] * 999
    stream = np.array([0.0, *scores, 0.0])
    is_token = np.array([False] + [True] * 1000 + [False])

    assert decode_many(steps, stream, is_token)[1:-1].tolist() == labels_of(scores)


def test_labels_need_transitions_that_favor_a_change():
    keeping = Transitions(begin_begin=1.0, begin_inside=-1.0, inside_begin=-1.0, inside_inside=1.0)
    with pytest.raises(ValueError, match="favor changing"):
        Steps.of(keeping)


def labels_of(scores) -> list[bool]:
    """Return the labels of one text, token by token."""
    steps = Steps.of(TRANSITIONS)
    deltas = list(accumulate(scores, lambda delta, score: score + steps.after(delta)))
    labels: list[bool] = []
    threshold = 0.0
    for delta in reversed(deltas):
        labels.append(delta > threshold)
        threshold = steps.above if labels[-1] else steps.below
    return labels[::-1]


def total(scores, labels) -> float:
    """Return the score of a labeling, up to what no label changes."""
    steps = {
        (False, False): TRANSITIONS.begin_begin,
        (False, True): TRANSITIONS.begin_inside,
        (True, False): TRANSITIONS.inside_begin,
        (True, True): TRANSITIONS.inside_inside,
    }
    own = sum(score for score, label in zip(scores, labels, strict=True) if label)
    return own + sum(steps[pair] for pair in pairwise(labels))
