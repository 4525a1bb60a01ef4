"""Rows of different lengths, kept end to end."""

from itertools import accumulate
from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.spans import places_in
from index.spans import running_total


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_the_places_of_spans_stand_in_their_order(spans):
    starts = np.array([start for start, _ in spans], np.int64)
    lengths = np.array([length for _, length in spans], np.int64)
    places, totals = places_in(starts, lengths)

    assert places.tolist() == list(chain(*(range(one, one + size) for one, size in spans)))
    assert totals.tolist() == list(accumulate((size for _, size in spans), initial=0))


def test_flags_are_totaled_as_numbers():
    assert running_total(np.array([True, False, True])).tolist() == [0, 1, 1, 2]
