"""Phrases and nearness: which documents hold terms in certain places, and how often."""

from collections.abc import Callable
from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import common
from index.engines.whoosh.overlay import Field
from index.spans import running_total

# A place is (index of the document << 32) + position: documents lie too far apart to be near.
_DOCUMENT_SHIFT: Final = 32

# The positions of so many documents are compared at once: some megabytes.
AT_ONCE: Final = 8192

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
        return _verified(field, numbers, _holding_all(field, numbers), _in_a_row)
    neighbors = [f"{first} {second}" for first, second in pairwise(terms)]
    links = _numbers(pairs, neighbors)
    if len(links) == 1:
        return pairs.docs_of(links[0]), pairs.freqs_of(links[0])
    if not links:
        return NOWHERE
    return _verified(field, numbers, _holding_all(pairs, links), _in_a_row)


def near(field: Field, terms: Sequence[str], distance: int) -> Occurrences:
    """Find windows of `distance` + 1 positions that hold all terms; a repeated term counts once."""
    numbers = _numbers(field, list(dict.fromkeys(terms)))
    if not numbers:
        return NOWHERE

    def leftmost(places: Sequence[Array]) -> Array:
        return np.concatenate([_leftmost(own, places, distance) for own in places])

    return _verified(field, numbers, _holding_all(field, numbers), leftmost)


def _numbers(field: Field, terms: Sequence[str]) -> list[int]:
    """Return the numbers of the terms; none at all if one is not in the field."""
    numbers = [number for term in terms if (number := field.find(term)) is not None]
    return numbers if len(numbers) == len(terms) else []


def _holding_all(field: Field, numbers: Sequence[int]) -> Array:
    lists = sorted((field.docs_of(number) for number in set(numbers)), key=len)
    return reduce(lambda docs, other: docs.take(common(docs, other)[0]), lists)


def _verified(
    field: Field, numbers: Sequence[int], docs: Array, found: Callable[[Sequence[Array]], Array]
) -> Occurrences:
    """Return where documents that hold all terms hold them in the right places, and how often.

    `found` picks these of the places of each term.
    """
    parts = [NOWHERE] if not len(docs) else []
    for first in range(0, len(docs), AT_ONCE):
        some = docs[first : first + AT_ONCE]
        parts.append(_counted(some, found(_places(field, numbers, some))))
    if len(parts) == 1:
        return parts[0]
    found_docs, counts = zip(*parts, strict=True)
    return np.concatenate(found_docs), np.concatenate(counts)


def _places(field: Field, numbers: Sequence[int], docs: Array) -> list[Array]:
    """Return the places of each term in documents that hold them all, ascending."""
    positions, freqs = field.positions_in(numbers, docs)
    documents = np.arange(len(docs)) << _DOCUMENT_SHIFT
    places = np.concatenate([documents] * len(numbers)).repeat(freqs) + positions
    bounds = running_total(freqs)[:: len(docs)].tolist()
    return [places[begin:end] for begin, end in pairwise(bounds)]


def _in_a_row(places: Sequence[Array]) -> Array:
    """Return the places where all terms follow each other, by that of the first."""
    begins = sorted((own - shift for shift, own in enumerate(places)), key=len)
    return reduce(lambda few, many: few.take(common(few, many)[0]), begins)


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
