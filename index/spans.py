"""Rows of different lengths that are kept end to end: where each begins, and what it holds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
Places = NDArray[np.int64]


def running_total(lengths: Integers | NDArray[np.bool_]) -> Places:
    """Return the sums of the first 0, 1, 2, ... lengths; one more than there are lengths."""
    totals = np.zeros(len(lengths) + 1, np.int64)
    lengths.cumsum(out=totals[1:])
    return totals


def places_in(starts: Integers, lengths: Integers) -> tuple[Places, Places]:
    """Return the places in all of these spans, in order, and the running total of the lengths."""
    totals = running_total(lengths)
    return (starts - totals[:-1]).repeat(lengths) + np.arange(totals[-1]), totals
