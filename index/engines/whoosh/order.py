"""The best few of many."""

from typing import Any
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.domain import where
from index.models import Sort

# Values are compared in blocks of this many to find a bound that the best must reach.
_BLOCK: Final = 64
# So many are sorted sooner than the best of them are found.
_FEW: Final = 128

_NONE: Final = np.empty(0, np.intp)

NEWEST: Final = "date_ranks/newest"
OLDEST: Final = "date_ranks/oldest"


class DateOrder:
    """The order of all documents by date; unknown dates (0) come last, either way."""

    def __init__(self, arrays: ArrayFile) -> None:
        self.newest = arrays[NEWEST]
        self.oldest = arrays[OLDEST]


def write_ranks(out: ArrayFileWriter, dates: Array) -> None:
    """Write the place of each document in either order by date."""
    dates = dates.astype(np.int64)
    known_first = np.where(dates == 0, np.iinfo(np.int64).max, dates)
    out.add(NEWEST, _ranks(np.argsort(-dates, kind="stable")), "<u4")
    out.add(OLDEST, _ranks(np.argsort(known_first, kind="stable")), "<u4")


def best(docs: Array, scores: Array, order: DateOrder, sort: Sort, count: int) -> Array:
    """Return the places of the first `count` documents in the order asked for.

    Equal scores are ordered newest first, equal dates as the documents were added.
    """
    if count <= 0:
        return _NONE
    if sort == "relevance":
        return _by_score(docs, scores, order.newest, count)
    ranks = (order.newest if sort == "newest" else order.oldest).take(docs)
    return _smallest(ranks, count)


def largest(values: Array, count: int) -> Array:
    """Return the places of the `count` largest values, the earlier ones first among equals."""
    values = values.astype(np.int64)
    if 0 < count < len(values):
        bound = _nth_largest(values, count)
        above = np.flatnonzero(values > bound)
        places = np.append(above, np.flatnonzero(values == bound)[: count - len(above)])
    else:
        places = np.arange(len(values))
    return places[np.lexsort((places, -values[places]))][: max(count, 0)]


def _by_score(docs: Array, scores: Array, newest: Array, count: int) -> Array:
    if len(docs) <= max(count, _FEW):
        return np.lexsort((newest.take(docs), -scores))[:count]
    above, equal = _bounded(scores, count)
    if len(above) > count:
        return above.take(_by_score(docs.take(above), scores.take(above), newest, count))
    if len(above) + len(equal) > count:
        equal = equal.take(_smallest(newest.take(docs.take(equal)), count - len(above)))
    places = np.concatenate((above, equal))
    return places.take(np.lexsort((newest.take(docs.take(places)), -scores.take(places))))


def _smallest(ranks: Array, count: int) -> Array:
    if len(ranks) <= max(count, _FEW):
        return np.argsort(ranks)[:count]
    # Of unsigned numbers the complement turns the order round; no two ranks are equal.
    places = np.concatenate(_bounded(~ranks, count))
    return places.take(_smallest(ranks.take(places), count))


def _bounded(values: Array, count: int) -> tuple[Array, Array]:
    """Return the places of what is above some bound; if that is not enough, of what equals it, too.

    There are more than `count` values. What is above stands in fewer than `count` blocks, and in
    the rest that fills none.
    """
    columns = len(values) // _BLOCK
    if columns > count:
        maxima = values[: columns * _BLOCK].reshape(_BLOCK, columns).max(axis=0)
        bound = _nth_largest(maxima, count)
    else:
        bound = _nth_largest(values, count)
    above = where(values > bound)
    return above, where(values == bound) if len(above) < count else _NONE


def _nth_largest(values: Array, count: int) -> Any:
    return np.partition(values, len(values) - count)[len(values) - count]


def _ranks(order: Array) -> Array:
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks
