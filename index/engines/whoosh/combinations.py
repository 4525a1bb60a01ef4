"""Plans made of plans.

Those that all must match are evaluated from the rarest on, each over what the ones before have
left; words score only what all of them leave.
"""

from collections.abc import Callable
from collections.abc import Sequence
from functools import reduce
from operator import attrgetter
from typing import ClassVar
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import DenseUnion
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import Matches
from index.engines.whoosh.domain import sparse_union
from index.engines.whoosh.domain import where
from index.engines.whoosh.plans import Plan
from index.engines.whoosh.plans import constant

# Below one posting in so many documents, lists are united by sorting them.
SPARSE_SHARE: Final = 20

_bound = attrgetter("bound")


class AndPlan(Plan):
    """What all of some plans match, with the sum of their scores; there is one at least."""

    def __init__(self, children: Sequence[Plan]) -> None:
        steps = [child for child in children if child.bits is None]
        common = [child for child in children if child.bits is not None]
        if common:
            steps.append(_Shared(common))
        steps.sort(key=_bound)
        self._steps = steps
        self._quick = [child for child in children if child.is_quick]
        self.bound = steps[0].bound

    def match(self, domain: Domain) -> Matches:
        """Return what all match: those that are not quick with scores, then the others' scores."""
        found = self._narrowed(domain, _match_unless_quick)
        narrowed = domain.narrowed(found.places)
        gains = [] if found.scores is None else [found.scores]
        gains += [child.gained(narrowed) for child in self._quick]
        return Matches(found.places, reduce(np.add, gains) if gains else None)

    def places(self, domain: Domain) -> Array:
        """Return where all match."""
        return self._narrowed(domain, _placed).places

    def _narrowed(self, domain: Domain, match: Callable[[Plan, Domain], Matches]) -> Matches:
        first, *others = self._steps
        found = match(first, domain)
        for step in others:
            if not len(found.places):
                break
            found = found.narrowed(match(step, domain.narrowed(found.places)))
        return found


class _Shared(Plan):
    """What several plans with bits all match, found by comparing these at once."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._sets = [plan.bits for plan in plans if plan.bits is not None]
        self.bound = min(map(_bound, plans))

    def match(self, domain: Domain) -> Matches:
        return Matches(domain.in_all(self._sets))


class _Union(Plan):
    """What at least `minimum` of two or more plans match."""

    merge: ClassVar[np.ufunc]  # of the scores of two

    def __init__(self, children: Sequence[Plan], minimum: int) -> None:
        self._children = children
        self._minimum = minimum
        self.bound = sum(child.bound for child in children)
        self.is_quick = minimum == 1 and all(child.is_quick for child in children)

    def match(self, domain: Domain) -> Matches:
        """Return the union, with the scores of those that match merged."""
        if self.bound * SPARSE_SHARE < domain.size:
            parts = [child.match(domain) for child in self._children]
            return sparse_union(parts, self.merge, self._minimum)
        if self.is_quick:
            return self.match_by_scores(domain)
        united = DenseUnion(domain.size, self.merge, self._minimum)
        for child in self._children:
            united.add(child.match(domain))
        return united.matches()

    def places(self, domain: Domain) -> Array:
        """Return the places of the union."""
        return where(self.held(domain)) if self._minimum == 1 else super().places(domain)

    def held(self, domain: Domain) -> Array:
        """Return for each document of the domain whether it is in the union."""
        if self._minimum > 1:
            return super().held(domain)
        flags = np.zeros(domain.size, np.bool_)
        return reduce(np.logical_or, (child.held(domain) for child in self._children), flags)


class OrPlan(_Union):
    """The union with the sum of the scores."""

    merge = np.add

    def add(self, domain: Domain, scores: Array) -> None:
        """Add the sum."""
        if self._minimum == 1:
            for child in self._children:
                child.add(domain, scores)
        else:
            super().add(domain, scores)


class BestPlan(_Union):
    """The union with the best of the scores; the minimum is 1."""

    merge = np.maximum

    def add(self, domain: Domain, scores: Array) -> None:
        """Add the best."""
        if self.is_quick:
            scores += reduce(np.maximum, [child.given(domain) for child in self._children])
        else:
            super().add(domain, scores)


class NotPlan(Plan):
    """What a plan does not match, without a score."""

    def __init__(self, child: Plan, documents: int) -> None:
        self._child = child
        self.bound = documents

    def match(self, domain: Domain) -> Matches:
        """Return the other places."""
        return Matches(where(~self._child.held(domain)))


class MaybePlan(Plan):
    """What one plan matches; what another scores is added."""

    def __init__(self, required: Plan, optional: Plan) -> None:
        self._required = required
        self._optional = optional
        self.bound = required.bound

    def match(self, domain: Domain) -> Matches:
        """Return what is required, with the scores of both."""
        found = self._required.match(domain)
        scores = found.scored()
        self._optional.add(domain.narrowed(found.places), scores)
        return Matches(found.places, scores)

    def places(self, domain: Domain) -> Array:
        """Return where the required one matches."""
        return self._required.places(domain)


class ConstantPlan(Plan):
    """What a plan matches, with the same score."""

    def __init__(self, child: Plan, score: float) -> None:
        self._child = child
        self._score = score
        self.bound = child.bound

    def match(self, domain: Domain) -> Matches:
        """Return where it matches."""
        return constant(self.places(domain), self._score)

    def places(self, domain: Domain) -> Array:
        """Return where it matches."""
        return self._child.places(domain)


def _placed(plan: Plan, domain: Domain) -> Matches:
    return Matches(plan.places(domain))


def _match_unless_quick(plan: Plan, domain: Domain) -> Matches:
    return _placed(plan, domain) if plan.is_quick else plan.match(domain)
