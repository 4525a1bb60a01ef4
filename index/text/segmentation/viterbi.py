"""The best sequence of two labels, for many texts at once.

With two labels, Viterbi's recurrence needs one number a token. Let V(y) be the score of the best
labeling of the tokens up to t that ends in label y, T the transitions, s the token's own scores:

    V(y) = s(y) + max(V'(B) + T(B, y), V'(I) + T(I, y))            ' marks the token before

Take delta = V(I) - V(B) and score = s(I) - s(B), and V'(B) drops out:

    delta = score + max(T(B, I), delta' + T(I, I)) - max(T(B, B), delta' + T(I, B))

The first maximum is its right side where delta' > T(B, I) - T(I, I) =: `above`, the second where
delta' > T(B, B) - T(I, B) =: `below`. If `below` <= `above`, the difference of the maxima is
T(B, I) - T(B, B) =: `high` up to `below`, falls with slope -1 between the two, and is
T(I, I) - T(I, B) =: `low` from `above` on. With `turn` := T(B, I) - T(I, B) that is

    delta = score + clip(turn - delta', low, high)                 delta = score for the first token

Backward, the last token is I if its delta > 0. A token before an I is itself I if its
delta > `above`, one before a B if its delta > `below`: so only a delta between the two needs to
know the label that follows, and then it is the other one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.text.segmentation.model import Transitions

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# In real text, chains of tokens that wait for each other are shorter than this.
_MAX_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Steps:
    """The transitions of a chain of two labels in the form the recurrence above needs."""

    low: float
    high: float
    turn: float
    below: float
    above: float

    @classmethod
    def of(cls, transitions: Transitions) -> "Steps":
        """Derive the constants from the four transitions.

        Raises `ValueError` unless changing the label outweighs keeping it, which the
        recurrence takes for granted.
        """
        low = transitions.inside_inside - transitions.inside_begin
        high = transitions.begin_inside - transitions.begin_begin
        if low > high:
            raise ValueError("the transitions must favor changing the label over keeping it")
        return cls(
            low=low,
            high=high,
            turn=transitions.begin_inside - transitions.inside_begin,
            below=transitions.begin_begin - transitions.inside_begin,
            above=transitions.begin_inside - transitions.inside_inside,
        )

    def after(self, delta: float) -> float:
        """Return what the recurrence adds to a token's score after a token with this delta."""
        return min(max(self.turn - delta, self.low), self.high)


def decode_many(steps: Steps, scores: Floats, is_token: Bools) -> Bools:
    """Return for each token whether its best label is I_W.

    `scores` holds texts one after the other, the score of I_W minus that of B_W by token.
    At least one element for which `is_token` is false stands before, between and after the texts;
    its score and its label mean nothing.
    """
    is_first, is_last = np.zeros_like(is_token), np.zeros_like(is_token)
    is_first[1:] = is_token[1:] & ~is_token[:-1]
    is_last[:-1] = is_token[:-1] & ~is_token[1:]
    deltas = _forward(steps, scores, is_first)
    return _backward(steps, deltas, is_token, is_last)


def _forward(steps: Steps, scores: Floats, is_first: Bools) -> Floats:
    """Solve the recurrence for all tokens together.

    Most tokens need not wait for the one before: its delta lies between score + low and
    score + high, and if all of that is beyond `above` or `below`, the step is known. The
    others are computed over and over, from guesses that become right one token further with every
    round, until nothing changes. A chain that takes many rounds is computed token by token instead,
    which keeps the time linear.
    """
    least = scores + np.where(is_first, 0.0, steps.low)
    most = scores + np.where(is_first, 0.0, steps.high)
    deltas = scores.copy()
    deltas[1:] += np.where(least[:-1] >= steps.above, steps.low, steps.high)
    deltas[is_first] = scores[is_first]
    is_open = (least[:-1] < steps.above) & (most[:-1] > steps.below) & ~is_first[1:]
    waiting = np.flatnonzero(is_open) + 1
    own = scores[waiting]
    for _ in range(_MAX_ROUNDS):
        better = own + np.clip(steps.turn - deltas[waiting - 1], steps.low, steps.high)
        if np.array_equal(better, deltas[waiting]):
            return deltas
        deltas[waiting] = better
    for position, score in zip(waiting.tolist(), own.tolist(), strict=True):
        deltas[position] = score + steps.after(deltas[position - 1])
    return deltas


def _backward(steps: Steps, deltas: Floats, is_token: Bools, is_last: Bools) -> Bools:
    """Read the labels off the deltas; between two tokens whose label is sure, labels alternate."""
    is_inside = deltas > np.where(is_last, 0.0, steps.above)
    is_sure = is_inside | (deltas <= np.where(is_last, 0.0, steps.below))
    unsure = np.flatnonzero(is_token & ~is_sure)
    sure = np.flatnonzero(is_sure)
    following = sure[np.searchsorted(sure, unsure)]
    is_inside[unsure] = is_inside[following] ^ ((following - unsure) % 2 == 1)
    return is_inside
