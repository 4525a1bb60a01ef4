"""The documents a query node is asked about, and those of them that match."""

from collections.abc import Callable
from functools import cached_property
from typing import Final
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Array

# Two lists are compared by binary search while the shorter one, times this, is below the
# number of documents; beyond that a table of all documents is quicker.
SEARCH_COST: Final = 16


class Matches(NamedTuple):
    """Ascending places in a domain, with a score (float32) for each."""

    places: Array
    scores: Array

    @classmethod
    def unscored(cls, places: Array) -> "Matches":
        """Return matches that score nothing."""
        return cls(places, np.zeros(len(places), np.float32))

    @classmethod
    def none(cls) -> "Matches":
        """Return no matches."""
        return cls.unscored(np.empty(0, np.intp))


class Domain:
    """All documents of an index, or an ascending list of some of them."""

    def __init__(self, documents: int, docs: Array | None = None) -> None:
        self.documents = documents
        self.docs = docs
        self.size = documents if docs is None else len(docs)

    def narrowed(self, places: Array) -> "Domain":
        """Return the domain of the documents at these places."""
        docs = places.astype(np.uint32) if self.docs is None else self.docs.take(places)
        return Domain(self.documents, docs)

    def locate(self, docs: Array) -> tuple[Array, Array | slice]:
        """Find the given documents, an ascending list, in this domain.

        Returns the places where they are, and which of the given ones were found.
        """
        if self.docs is None:
            return docs.astype(np.intp), slice(None)
        if min(len(docs), self.size) * SEARCH_COST > self.documents:
            places = self._places.take(docs)
            which = where(places >= 0)
            return places.take(which), which
        if len(docs) < self.size:
            which, places = common(docs, self.docs)
        else:
            places, which = common(self.docs, docs)
        return places, which

    def flagged(self, flags: Array) -> Array:
        """Return the places of the documents whose flag is set; there is a flag for each."""
        return where(flags if self.docs is None else flags.take(self.docs))

    @cached_property
    def _places(self) -> Array:
        places = np.full(self.documents, -1, np.int32)
        places[self.docs] = np.arange(self.size, dtype=np.int32)
        return places


def where(flags: Array) -> Array:
    """Return the places of what is not zero in a row; `np.flatnonzero` takes twice as long for a few."""
    places: Array = flags.nonzero()[0]
    return places


def common(few: Array, many: Array) -> tuple[Array, Array]:
    """Return where the values that two ascending lists share stand in each of them."""
    if not len(many):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    found = np.searchsorted(many, few)
    found[found == len(many)] = 0
    in_few = where(many.take(found) == few)
    return in_few, found.take(in_few)


def sparse_union(parts: list[Matches], merge: np.ufunc, minimum: int) -> Matches:
    """Unite matches by sorting them; places in fewer than `minimum` parts are left out."""
    if not parts:
        return Matches.none()
    places = np.concatenate([part.places for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    order = np.argsort(places, kind="stable")
    places = places.take(order)
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    if not len(begins):
        return Matches.none()
    merged = merge.reduceat(scores.take(order), begins)
    enough = np.diff(begins, append=len(places)) >= minimum
    return Matches(places.take(begins)[enough], merged[enough])


class DenseUnion:
    """Unites matches in arrays of the domain's size, one after the other.

    Places in fewer than `minimum` of them are left out.
    """

    def __init__(self, size: int, merge: Callable[[Array, Array], Array], minimum: int) -> None:
        self._scores = np.zeros(size, np.float32)
        # To set a flag is quicker than to count, and mostly all that is needed.
        self._seen: Array = np.zeros(size, np.bool_ if minimum == 1 else np.uint32)
        self._merge = merge
        self._minimum = minimum

    def add(self, part: Matches) -> None:
        """Take in one part."""
        self._scores[part.places] = self._merge(self._scores.take(part.places), part.scores)
        if self._minimum == 1:
            self._seen[part.places] = True
        else:
            self._seen[part.places] += 1

    def matches(self) -> Matches:
        """Return the union."""
        places = where(self._seen >= self._minimum)
        return Matches(places, self._scores.take(places))
