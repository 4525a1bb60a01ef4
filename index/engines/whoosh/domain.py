"""The documents a query node is asked about, and those of them that match."""

from collections.abc import Callable
from collections.abc import Sequence
from functools import cached_property
from typing import Final
from typing import NamedTuple
from typing import Protocol

import numpy as np

from index.engines.whoosh import bits
from index.engines.whoosh.arrays import Array

# To search a value in a list takes as long as to look up so many in a table of all documents;
# to make the table takes as long as to look up one in so many of them.
SEARCH_COST: Final = 16
TABLE_COST: Final = 8


class Matches(NamedTuple):
    """Ascending places in a domain, with a score (float32) for each; None if nothing scores.

    The scores are no one else's: who receives them may add to them.
    """

    places: Array
    scores: Array | None = None

    @classmethod
    def none(cls) -> "Matches":
        """Return no matches."""
        return cls(np.empty(0, np.intp))

    def narrowed(self, more: "Matches") -> "Matches":
        """Return those that match in what these are the domain of; scores add up."""
        scores = more.scores
        if self.scores is not None:
            kept = self.scores.take(more.places)
            scores = kept if scores is None else kept + scores
        return Matches(self.places.take(more.places), scores)

    def scored(self) -> Array:
        """Return the scores, zeros if nothing scores."""
        return np.zeros(len(self.places), np.float32) if self.scores is None else self.scores


class Normed(Protocol):
    """A field that has a length norm for each document of an index."""

    name: str

    @property
    def norms(self) -> Array:
        """The norms."""


class Domain:
    """All documents of an index, or an ascending list (intp) of some of them."""

    def __init__(self, documents: int, docs: Array | None = None) -> None:
        self.documents = documents
        self.docs = docs
        self.size = documents if docs is None else len(docs)
        self._norms: dict[str, Array] = {}

    def narrowed(self, places: Array) -> "Domain":
        """Return the domain of the documents at these places."""
        return Domain(self.documents, self.documents_at(places))

    def documents_at(self, places: Array) -> Array:
        """Return the documents at these places."""
        return places if self.docs is None else self.docs.take(places)

    def of(self, row: Array) -> Array:
        """Return what a row, which has a value for every document, has for those of the domain."""
        return row if self.docs is None else row.take(self.docs)

    def norms(self, field: Normed) -> Array:
        """Return the norm of each document in a field; it is worked out once."""
        norms = self._norms.get(field.name)
        if norms is None:
            norms = self._norms[field.name] = self.of(field.norms)
        return norms

    def in_all(self, sets: Sequence[Array]) -> Array:
        """Return the places of the documents that several sets hold, given as bits."""
        if self.docs is None:
            return where(bits.flags_of_all(sets, self.documents))
        return where(bits.held_by_all(sets, self.docs))

    def held_in(self, docs: Array) -> Array:
        """Return the places of the given documents, an ascending list, that are in this domain."""
        if self.docs is None or self._is_searched(docs):
            return self.locate(docs)[0]
        return where(bits.flagged(docs, self.documents).take(self.docs))

    def locate(self, docs: Array) -> tuple[Array, Array | slice]:
        """Find the given documents, an ascending list, in this domain.

        Returns the places where they are, and which of the given ones were found.
        """
        if self.docs is None:
            return docs.astype(np.intp), slice(None)
        if not self._is_searched(docs):
            which = where(self._is_inside.take(docs))
            return self._places.take(docs.take(which)), which
        if self.size < len(docs):
            return common(self.docs, docs)
        which, places = common(docs, self.docs)
        return places, which

    def found_in(self, docs: Array) -> Array:
        """Return which of the given documents, an ascending list, are the domain's; all of these are there."""
        if self.docs is None:
            return np.arange(self.size)
        if self._is_searched(docs):
            return docs.searchsorted(self.docs.astype(docs.dtype))  # else it copies `docs`
        return where(self._is_inside.take(docs))

    def _is_searched(self, docs: Array) -> bool:
        """Tell whether searching the shorter list in the longer one beats tables of all documents."""
        few, many = self.size, len(docs)
        if few > many:
            few, many = many, few
        return few * SEARCH_COST < many + self.documents // TABLE_COST

    @cached_property
    def _is_inside(self) -> Array:
        """A flag for each document of the index."""
        flags = np.zeros(self.documents, np.bool_)
        flags[self.docs] = True
        return flags

    @cached_property
    def _places(self) -> Array:
        """Where each document of the domain stands in it; what is outside has no meaning."""
        places = np.empty(self.documents, np.intp)
        places[self.docs] = np.arange(self.size)
        return places


def where(flags: Array) -> Array:
    """Return the places of the flags that are set; `np.flatnonzero` takes twice as long for a few."""
    places: Array = flags.nonzero()[0]
    return places


def common(few: Array, many: Array) -> tuple[Array, Array]:
    """Return where the values that two ascending lists share stand in each of them."""
    if not len(many):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    found = many.searchsorted(few.astype(many.dtype, copy=False))  # else it copies `many`
    in_few = where(many.take(found, mode="clip") == few)  # what is above all is not the last
    return in_few, found.take(in_few)


def sparse_union(parts: list[Matches], merge: np.ufunc, minimum: int) -> Matches:
    """Unite matches by sorting them; places in fewer than `minimum` parts are left out."""
    if not parts:
        return Matches.none()
    places = np.concatenate([part.places for part in parts])
    scores = np.concatenate([part.scored() for part in parts])
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
        self._seen = np.zeros(size, np.uint32)
        self._merge = merge
        self._minimum = minimum

    def add(self, part: Matches) -> None:
        """Take in one part."""
        if part.scores is not None:
            self._scores[part.places] = self._merge(self._scores.take(part.places), part.scores)
        self._seen[part.places] += 1

    def matches(self) -> Matches:
        """Return the union."""
        places = where(self._seen >= self._minimum)
        return Matches(places, self._scores.take(places))
