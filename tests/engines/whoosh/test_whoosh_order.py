"""The best few of many are those of the whole list, sorted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh import order


class Dates:
    """A made-up order of documents by date."""

    def __init__(self, documents: int) -> None:
        self.newest = np.random.default_rng(2).permutation(documents).astype(np.uint32)
        self.oldest = self.newest[::-1].copy()


@given(
    found=st.integers(0, 1500),
    distinct=st.sampled_from((1, 2, 40, 10_000)),
    count=st.sampled_from((0, 1, 10, 25, 200, 2000)),
    seed=st.integers(0, 99),
)
def test_the_best_are_the_first_of_all(found, distinct, count, seed):
    """Whatever many scores are equal, in lists too short and long enough to look at in blocks."""
    chance = np.random.default_rng(seed)
    docs = np.sort(chance.choice(2000, found, replace=False))
    scores = chance.integers(0, distinct, found).astype(np.float32)
    dates = Dates(2000)
    best = {sort: order.best(docs, scores, dates, sort, count) for sort in ("relevance", "newest")}

    by_score = sorted(range(found), key=lambda place: (-scores[place], dates.newest[docs[place]]))
    by_date = sorted(range(found), key=lambda place: dates.newest[docs[place]])
    assert best["relevance"].tolist() == by_score[:count]
    assert best["newest"].tolist() == by_date[:count]
