"""The best few of many."""

from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.models import Sort

# Values are compared in blocks of this many to find a bound that the best must reach.
_BLOCK: Final = 64

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
        return np.empty(0, np.intp)
    if sort == "relevance":
        return _by_score(docs, scores, order.newest, count)
    ranks = (order.newest if sort == "newest" else order.oldest).take(docs)
    return _smallest(ranks, count)


def largest(values: Array, count: int) -> Array:
    """Return the places of the `count` largest values, the earlier ones first among equals."""
    values = values.astype(np.int64)
    if 0 < count < len(values):
        bound = np.partition(values, len(values) - count)[len(values) - count]
        above = np.flatnonzero(values > bound)
        places = np.append(above, np.flatnonzero(values == bound)[: count - len(above)])
    else:
        places = np.arange(len(values))
    return places[np.lexsort((places, -values[places]))][: max(count, 0)]


def _by_score(docs: Array, scores: Array, newest: Array, count: int) -> Array:
    places = np.arange(len(docs)) if len(docs) <= count else _contenders(scores, count)
    chosen = scores.take(places)
    if len(places) > count:
        equal = places[chosen == chosen.max()]  # all of them, if a score says nothing
        if len(equal) >= count:
            newest_few: Array = equal[_smallest(newest.take(docs.take(equal)), count)]
            return newest_few
    ranks = newest.take(docs.take(places))
    if len(places) > count:
        # Contenders with the lowest score may be many; the newest of them fill what is left.
        bound = np.partition(chosen, len(chosen) - count)[len(chosen) - count]
        above, equal = np.flatnonzero(chosen > bound), np.flatnonzero(chosen == bound)
        kept = np.append(above, equal[_smallest(ranks[equal], count - len(above))])
        places, ranks, chosen = places[kept], ranks[kept], chosen[kept]
    return places[np.lexsort((ranks, -chosen))]


def _contenders(values: Array, count: int) -> Array:
    """Return places that include the `count` largest and everything equal to the last of them."""
    columns = len(values) // _BLOCK
    if columns <= count:
        return np.arange(len(values))
    maxima = values[: columns * _BLOCK].reshape(_BLOCK, columns).max(axis=0)
    return np.flatnonzero(values >= np.partition(maxima, columns - count)[columns - count])


def _smallest(ranks: Array, count: int) -> Array:
    places = _contenders(~ranks, count)  # of unsigned numbers the complement turns the order round
    return places[np.argsort(ranks[places])][:count]


def _ranks(order: Array) -> Array:
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks
