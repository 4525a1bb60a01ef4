"""Phrases and nearness: which documents hold terms in certain places, and how often."""

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import common
from index.engines.whoosh.overlay import Field
from index.engines.whoosh.postings import ragged
from index.engines.whoosh.postings import running_total

# A place is (index of the document << 32) + position: documents lie too far apart to be near.
_DOCUMENT_SHIFT: Final = 32

# Below one place in so many values, sums between places are quicker than all running totals.
_SUMS_COST: Final = 32

Occurrences = tuple[Array, Array]  # documents, ascending, and how often each matches
NOWHERE: Final[Occurrences] = (np.empty(0, np.uint32), np.empty(0, np.uint8))


def phrase(field: Field, pairs: Field | None, terms: Sequence[str]) -> Occurrences:
    """Find terms that follow each other; `pairs` is the field of the neighbors, if there is one."""
    numbers = _numbers(field, terms)
    if not numbers:
        return NOWHERE
    if len(numbers) == 1:
        return field.docs_of(numbers[0]), field.freqs_of(numbers[0])
    if pairs is None:
        return _verified(field, numbers, _holding_all(field, numbers))
    neighbors = [f"{first} {second}" for first, second in pairwise(terms)]
    links = _numbers(pairs, neighbors)
    if len(links) == 1:
        return pairs.docs_of(links[0]), pairs.freqs_of(links[0])
    return _verified(field, numbers, _holding_all(pairs, links)) if links else NOWHERE


def near(field: Field, terms: Sequence[str], distance: int) -> Occurrences:
    """Find windows of `distance` + 1 positions that hold all terms; a repeated term counts once."""
    numbers = _numbers(field, list(dict.fromkeys(terms)))
    if not numbers:
        return NOWHERE
    docs = _holding_all(field, numbers)
    places = [_places(field, number, docs) for number in numbers]
    lefts = [_leftmost(own, places, distance) for own in places]
    return _counted(docs, np.concatenate(lefts))


def _numbers(field: Field, terms: Sequence[str]) -> list[int]:
    """Return the numbers of the terms; none at all if one is not in the field."""
    numbers = [number for term in terms if (number := field.find(term)) is not None]
    return numbers if len(numbers) == len(terms) else []


def _holding_all(field: Field, numbers: Sequence[int]) -> Array:
    lists = sorted((field.docs_of(number) for number in set(numbers)), key=len)
    return reduce(lambda docs, other: docs.take(common(docs, other)[0]), lists)


def _verified(field: Field, numbers: Sequence[int], docs: Array) -> Occurrences:
    begins = [_places(field, number, docs) - shift for shift, number in enumerate(numbers)]
    begins.sort(key=len)
    return _counted(docs, reduce(lambda few, many: few.take(common(few, many)[0]), begins))


def _places(field: Field, number: int, docs: Array) -> Array:
    """Return the places of a term in documents that all hold it, ascending."""
    at = field.docs_of(number).searchsorted(docs)
    freqs = field.freqs_of(number)
    lengths = freqs.take(at)
    positions = field.positions_of(number).take(ragged(sums_before(freqs, at), lengths))
    documents = np.arange(len(docs)) << _DOCUMENT_SHIFT
    return documents.repeat(lengths) + positions


def sums_before(values: Array, places: Array) -> Array:
    """Return for each of the places, which ascend, the sum of the values before it."""
    if not len(places) or len(places) * _SUMS_COST > len(values):
        return running_total(values).take(places)
    between = np.add.reduceat(values, places, dtype=np.int64)
    sums: Array = between.cumsum() - between + values[: places[0]].sum(dtype=np.int64)
    return sums


def _leftmost(own: Array, places: Sequence[Array], distance: int) -> Array:
    """Return the places of one term that begin a window with all terms in it."""
    fits = np.ones(len(own), np.bool_)
    for others in places:
        following = np.searchsorted(others, own)
        inside = following < len(others)
        following[~inside] = 0
        fits &= inside & (others.take(following) - own <= distance)
    return own[fits]


def _counted(docs: Array, places: Array) -> Occurrences:
    counts = np.bincount(places >> _DOCUMENT_SHIFT, minlength=len(docs))
    found = np.flatnonzero(counts)
    return docs.take(found), counts.take(found)
