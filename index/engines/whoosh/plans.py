"""What a query node does once its terms were looked up: find what matches, and score it."""

from abc import ABC
from abc import abstractmethod

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import Matches
from index.engines.whoosh.domain import where


class Plan(ABC):
    """A node that is evaluated over a domain: all documents, or those that may still match.

    Scores do not depend on the domain; weights are taken to be positive. `bound` is how many
    documents match, at most. A quick plan is quickly asked twice: where it matches, then what
    it scores there. One with `bits`, which hold what matches, is quick or does not score.
    """

    bound: int
    bits: Array | None = None
    is_quick: bool = False

    @abstractmethod
    def match(self, domain: Domain) -> Matches:
        """Return where it matches, and what it scores there."""

    def places(self, domain: Domain) -> Array:
        """Return where it matches, for less than the scores would take."""
        return self.match(domain).places

    def held(self, domain: Domain) -> Array:
        """Return for each document of the domain whether it matches."""
        flags = np.zeros(domain.size, np.bool_)
        flags[self.places(domain)] = True
        return flags

    def add(self, domain: Domain, scores: Array) -> None:
        """Add what it scores to the scores of the domain's documents; which match does not matter."""
        more = self.match(domain)
        if more.scores is not None:
            scores[more.places] += more.scores

    def given(self, domain: Domain) -> Array:
        """Return what it gives each document of the domain; 0 if that does not match."""
        scores = np.zeros(domain.size, np.float32)
        self.add(domain, scores)
        return scores

    def gained(self, domain: Domain) -> Array:
        """Return what it scores in a domain of documents that all match."""
        return self.given(domain)

    def match_by_scores(self, domain: Domain) -> Matches:
        """Match what a quick plan gives a score."""
        scores = self.given(domain)
        places = where(scores > 0)
        return Matches(places, scores.take(places))


def constant(places: Array, score: float) -> Matches:
    """Return matches that all have the same score."""
    return Matches(places, np.full(len(places), score, np.float32))
