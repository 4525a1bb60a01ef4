"""Plans of what stands in posting lists, facets and dates."""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.bits import flagged
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import Matches
from index.engines.whoosh.domain import where
from index.engines.whoosh.facets import Facet
from index.engines.whoosh.overlay import Field
from index.engines.whoosh.plans import Plan
from index.engines.whoosh.plans import constant
from index.engines.whoosh.positions import Occurrences
from index.engines.whoosh.terms import Postings


class Nothing(Plan):
    """What is not in the index."""

    bound = 0
    is_quick = True

    def match(self, domain: Domain) -> Matches:
        """Return no matches."""
        return Matches.none()

    def add(self, domain: Domain, scores: Array) -> None:
        """Leave the scores as they are."""


class Everything(Plan):
    """All documents, without a score."""

    def __init__(self, documents: int) -> None:
        self.bound = documents

    def match(self, domain: Domain) -> Matches:
        """Return all places."""
        return Matches(np.arange(domain.size))


class ValuePlan(Plan):
    """The documents of one posting list, without a score."""

    def __init__(self, postings: Postings) -> None:
        self._docs = postings.docs
        self.bits = postings.bits
        self.bound = len(postings.docs)

    def match(self, domain: Domain) -> Matches:
        """Return where the documents are."""
        return Matches(self.places(domain))

    def places(self, domain: Domain) -> Array:
        """Return where the documents are."""
        if domain.docs is None or self.bits is None:
            return domain.held_in(self._docs)
        return domain.in_all([self.bits])


class TermPlan(ValuePlan):
    """The documents that hold a term, by BM25."""

    is_quick = True

    def __init__(self, postings: Postings, weight: float) -> None:
        super().__init__(postings)
        self._postings = postings
        self._most = bm25.ceiling(weight, postings.idf)

    def match(self, domain: Domain) -> Matches:
        """Return where the documents are, and what the term scores there."""
        if domain.docs is not None and self._postings.row is not None:
            return self.match_by_scores(domain)
        return self._scored(domain)

    def add(self, domain: Domain, scores: Array) -> None:
        """Add what the term scores."""
        field, row = self._postings.field, self._postings.row
        if row is None:
            places, gained = self._scored(domain)
            scores[places] += gained
        else:
            # Documents without the term have a frequency of 0, and gain 0.
            scores += bm25.scores(self._most, domain.of(row), domain.norms(field))

    def gained(self, domain: Domain) -> Array:
        """Return what the term scores in documents that all hold it."""
        field, docs, freqs, _, row, _ = self._postings
        own = freqs.take(domain.found_in(docs)) if row is None else domain.of(row)
        return bm25.scores(self._most, own, domain.norms(field))

    def _scored(self, domain: Domain) -> Matches:
        field, docs, freqs, *_ = self._postings
        return _scored(field, (docs, freqs), self._most, domain)


class OccurrencesPlan(Plan):
    """What is found by comparing positions: a phrase, or words near each other; by BM25."""

    def __init__(
        self,
        find: Callable[[], Occurrences],
        field: Field,
        weight: float,
        bound: int,
    ) -> None:
        self._find = find
        self._field = field
        self._weight = weight
        self.bound = bound

    def match(self, domain: Domain) -> Matches:
        """Return where it is found, and what it scores there."""
        found = self._find()
        idf = bm25.idf(domain.documents, len(found[0]))
        return _scored(self._field, found, bm25.ceiling(self._weight, idf), domain)


class PrefixPlan(Plan):
    """The documents of a list, in any order and some repeatedly, with the same score."""

    def __init__(self, docs: Array, score: float) -> None:
        self._docs = docs
        self._score = score
        self.bound = len(docs)

    def match(self, domain: Domain) -> Matches:
        """Return where the documents are."""
        return constant(self.places(domain), self._score)

    def places(self, domain: Domain) -> Array:
        """Return where the documents are."""
        return where(self.held(domain))

    def held(self, domain: Domain) -> Array:
        """Return for each document of the domain whether it is in the list."""
        return domain.of(flagged(self._docs, domain.documents))


class ValuesPlan(Plan):
    """The documents that have one of several values of a facet, without a score."""

    def __init__(self, facet: Facet, values: Sequence[str]) -> None:
        self._facet = facet
        self._values = values
        self.bound = facet.frequency(values)

    def match(self, domain: Domain) -> Matches:
        """Return where the documents are."""
        if domain.docs is None:
            return Matches(self._facet.documents_with(self._values).astype(np.intp))
        return Matches(where(self._facet.has(domain.docs, self._values)))


class RangePlan(Plan):
    """The documents of a row of values where these are within [low, high], without a score."""

    def __init__(self, values: Array, low: int, high: int) -> None:
        self._values = values
        self._low = low
        self._high = high
        self.bound = len(values)

    def match(self, domain: Domain) -> Matches:
        """Return where the values are within the bounds."""
        values = domain.of(self._values)
        return Matches(where((values >= self._low) & (values <= self._high)))


def _scored(field: Field, found: Occurrences, most: np.float32, domain: Domain) -> Matches:
    """Return where something was found in a domain, and what it scores there by BM25."""
    docs, freqs = found
    places, which = domain.locate(docs)
    norms = field.norms.take(domain.documents_at(places))
    return Matches(places, bm25.scores(most, freqs[which], norms))
