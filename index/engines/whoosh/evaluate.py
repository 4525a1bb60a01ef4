"""Query trees over whole posting lists.

A node is evaluated over a domain: all documents, or those that may still match. The children
of an `And` are evaluated from the rarest on, each over what the ones before have left; words
score only what all of them leave. Scores do not depend on the domain. Weights are
taken to be positive.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache
from functools import partial
from operator import itemgetter
from typing import Any
from typing import Final

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh import positions
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.bounds import Bounds
from index.engines.whoosh.domain import DenseUnion
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import Matches
from index.engines.whoosh.domain import flagged
from index.engines.whoosh.domain import sparse_union
from index.engines.whoosh.domain import where
from index.engines.whoosh.facets import Facets
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Field
from index.engines.whoosh.terms import WeightedTerm
from index.engines.whoosh.terms import add_scores
from index.engines.whoosh.terms import holding
from index.engines.whoosh.terms import in_all
from index.engines.whoosh.terms import look_up
from index.engines.whoosh.terms import scored
from index.query import tree

# Below one posting in so many documents, lists are united by sorting them.
SPARSE_SHARE: Final = 20

_NOWHERE: Final = np.empty(0, np.uint32)


class Evaluator:
    """Evaluates nodes over one segment; between calls it keeps where the last terms stand."""

    def __init__(self, segment: Contents, facets: Facets) -> None:
        self._segment = segment
        self._facets = facets
        # A query estimates its words, narrows by them, and scores them; then comes its next page.
        self._postings = lru_cache(maxsize=segment.remembered_terms)(partial(look_up, segment))
        self._bounds = Bounds(segment, facets, self._postings)

    def evaluate(self, node: tree.Node) -> tuple[Array, Array]:
        """Return the documents that match, ascending, and their scores (float32)."""
        matches = self._match(node, Domain(self._documents))
        return matches.places, matches.scored()

    @property
    def _documents(self) -> int:
        return self._segment.documents

    def _match(self, node: tree.Node, domain: Domain) -> Matches:
        return _MATCH_BY_TYPE[type(node)](self, node, domain)

    # Leaves

    def _term(self, node: tree.Term, domain: Domain) -> Matches:
        found = self._postings(node.field, node.text)
        if found is None:
            return Matches.none()
        if domain.docs is not None and found.row is not None:
            return self._quick(node, domain)
        return self._scored(found.field, (found.docs, found.freqs), node.weight, domain)

    def _phrase(self, node: tree.Phrase, domain: Domain) -> Matches:
        field = self._segment.field(node.field)
        found = positions.phrase(field, self._segment.pairs_of(node.field), node.terms)
        return self._scored(field, found, node.weight, domain)

    def _near(self, node: tree.Near, domain: Domain) -> Matches:
        field = self._segment.field(node.field)
        found = positions.near(field, node.terms, node.distance)
        return self._scored(field, found, node.weight, domain)

    def _scored(
        self, field: Field, found: positions.Occurrences, weight: float, domain: Domain
    ) -> Matches:
        weighted_idf = weight * bm25.idf(self._documents, len(found[0]))
        return Matches(*scored(field, found, weighted_idf, domain))

    def _prefix(self, node: tree.Prefix, domain: Domain) -> Matches:
        return _constant(self._places(node, domain), node.weight)

    def _filter(self, node: tree.Filter, domain: Domain) -> Matches:
        facet = self._facets[node.facet]
        if domain.docs is None:
            return Matches(facet.documents_with(node.values).astype(np.intp))
        return Matches(where(facet.has(domain.docs, node.values)))

    def _range(self, node: tree.Range, domain: Domain) -> Matches:
        dates = self._segment.dates
        flags = (dates >= max(node.low, 1)) & (dates <= max(node.high, 0))
        return Matches(where(domain.of(flags)))

    # Combinations

    def _and(self, node: tree.And, domain: Domain) -> Matches:
        found = self._narrowed(node.children, domain, self._match)
        scores = found.scored()
        quick = list(filter(_is_quick, node.children))
        self._add_all(quick, domain.narrowed(found.places), scores)
        return Matches(found.places, scores)

    def _narrowed(
        self,
        children: Sequence[tree.Node],
        domain: Domain,
        match: Callable[[tree.Node, Domain], Matches],
    ) -> Matches:
        """Return what all children match, from the rarest on; quick ones without their scores."""
        found: Matches | None = None
        for _, step in sorted(self._steps(children, match), key=itemgetter(0)):
            if found is None:
                found = step(domain)
            elif len(found.places):
                found = found.narrowed(step(domain.narrowed(found.places)))
        return Matches(np.arange(domain.size)) if found is None else found

    def _steps(
        self, children: Iterable[tree.Node], match: Callable[[tree.Node, Domain], Matches]
    ) -> list[tuple[int, Callable[[Domain], Matches]]]:
        """Return how to match the children, and how many documents each may match.

        Common terms make one step: their bits are compared all at once.
        """
        steps: list[tuple[int, Callable[[Domain], Matches]]] = []
        common: list[Array] = []
        rarest = self._documents
        for child in children:
            term = self._single_term(child)
            if term is None:
                how = self._unscored if _is_quick(child) else match
                steps.append((self._bounds.of(child), partial(how, child)))
            elif (found := self._postings(*term)) and found.bits is not None:
                common.append(found.bits)
                rarest = min(rarest, len(found.docs))
            else:
                docs = found.docs if found else _NOWHERE
                steps.append((len(docs), partial(holding, docs)))
        if common:
            steps.append((rarest, partial(in_all, common)))
        return steps

    def _single_term(self, node: tree.Node) -> tuple[str, str] | None:
        """Return field and text where a node stands for the documents of one term."""
        match node:
            case tree.Term(field, text):
                return field, text
            case tree.Filter(facet, (value,)):
                return self._facets[facet].name, value
        return None

    def _or(self, node: tree.Or, domain: Domain) -> Matches:
        return self._union(node, domain, np.add, max(node.minimum, 1))

    def _best(self, node: tree.Best, domain: Domain) -> Matches:
        return self._union(node, domain, np.maximum, 1)

    def _union(
        self, node: tree.Or | tree.Best, domain: Domain, merge: np.ufunc, minimum: int
    ) -> Matches:
        children = node.children
        if len(children) == 1 and minimum == 1:
            return self._match(children[0], domain)
        if sum(map(self._bounds.of, children)) * SPARSE_SHARE < domain.size:
            parts = [self._match(child, domain) for child in children]
            return sparse_union(parts, merge, minimum)
        if _is_quick(node):
            return self._quick(node, domain)
        united = DenseUnion(domain.size, merge, minimum)
        for child in children:
            united.add(self._match(child, domain))
        return united.matches()

    def _not(self, node: tree.Not, domain: Domain) -> Matches:
        others = np.ones(domain.size, np.bool_)
        others[self._places(node.child, domain)] = False
        return Matches(where(others))

    def _maybe(self, node: tree.Maybe, domain: Domain) -> Matches:
        found = self._match(node.required, domain)
        scores = found.scored()
        self._add(node.optional, domain.narrowed(found.places), scores)
        return Matches(found.places, scores)

    def _constant(self, node: tree.Constant, domain: Domain) -> Matches:
        return _constant(self._places(node.child, domain), node.score)

    # Scores of documents that are found already: which of them match does not matter

    def _quick(self, node: tree.Node, domain: Domain) -> Matches:
        """Match a quick node: what it gives a score."""
        scores = self._given(node, domain)
        places = where(scores > 0)
        return Matches(places, scores.take(places))

    def _given(self, node: tree.Node, domain: Domain) -> Array:
        """Return what a node gives each document of the domain; 0 if it does not match."""
        scores = np.zeros(domain.size, np.float32)
        self._add(node, domain, scores)
        return scores

    def _add(self, node: tree.Node, domain: Domain, scores: Array) -> None:
        """Add a node's scores to those of the domain's documents."""
        match node:
            case tree.Term():
                self._add_all((node,), domain, scores)
            case tree.Or(children, minimum=0 | 1):
                self._add_all(children, domain, scores)
            case tree.Best(children) if _is_quick(node):
                best = np.zeros(domain.size, np.float32)
                for child in children:
                    np.maximum(best, self._given(child, domain), out=best)
                scores += best
            case tree.Constant(child, score):
                scores[self._places(child, domain)] += np.float32(score)
            case _:
                more = self._match(node, domain)
                if more.scores is not None:
                    scores[more.places] += more.scores

    def _add_all(self, nodes: Iterable[tree.Node], domain: Domain, scores: Array) -> None:
        """Add the scores of several nodes; those of all terms together."""
        terms, others = [], []
        for node in nodes:
            if not isinstance(node, tree.Term):
                others.append(node)
            elif found := self._postings(node.field, node.text):
                terms.append(WeightedTerm(found, node.weight))
        add_scores(terms, domain, scores)
        for node in others:
            self._add(node, domain, scores)

    # Which places match, for less than their scores would take

    def _places(self, node: tree.Node, domain: Domain) -> Array:
        match node:
            case tree.And(children):
                return self._narrowed(children, domain, self._unscored).places
            case tree.Term():
                return self._narrowed((node,), domain, self._match).places
            case tree.Prefix() | tree.Best() | tree.Or(minimum=0 | 1):
                return where(self._held(node, domain))
        return self._match(node, domain).places

    def _unscored(self, node: tree.Node, domain: Domain) -> Matches:
        return Matches(self._places(node, domain))

    def _held(self, node: tree.Node, domain: Domain) -> Array:
        """Return for each document of the domain whether it matches."""
        flags = np.zeros(domain.size, np.bool_)
        match node:
            case tree.Prefix(field, text):
                docs = self._segment.field(field).docs_beginning_with(text)
                return domain.of(flagged(docs, self._documents))
            case tree.Best(children) | tree.Or(children, minimum=0 | 1):
                for child in children:
                    flags |= self._held(child, domain)
            case _:
                flags[self._places(node, domain)] = True
        return flags


def _is_quick(node: tree.Node) -> bool:
    """Tell whether a node is quickly asked twice: where it matches, then what it scores there."""
    match node:
        case tree.Term():
            return True
        case tree.Best(children) | tree.Or(children, minimum=0 | 1):
            return all(map(_is_quick, children))
    return False


def _constant(places: Array, score: float) -> Matches:
    return Matches(places, np.full(len(places), score, np.float32))


# Functions, not methods bound to an evaluator: those would keep it in a cycle, and with it the
# mapped file of a generation that nobody reads any longer.
_MATCH_BY_TYPE: Final[Mapping[type, Callable[[Evaluator, Any, Domain], Matches]]] = {
    tree.Term: Evaluator._term,
    tree.Phrase: Evaluator._phrase,
    tree.Near: Evaluator._near,
    tree.Prefix: Evaluator._prefix,
    tree.Filter: Evaluator._filter,
    tree.Range: Evaluator._range,
    tree.MatchAll: lambda self, node, domain: Matches(np.arange(domain.size)),
    tree.And: Evaluator._and,
    tree.Or: Evaluator._or,
    tree.Best: Evaluator._best,
    tree.Not: Evaluator._not,
    tree.Maybe: Evaluator._maybe,
    tree.Constant: Evaluator._constant,
}
