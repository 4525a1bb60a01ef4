"""Query trees over whole posting lists.

A node is evaluated over a domain: all documents, or those that may still match. The children
of an `And` are evaluated from the rarest on, each over what the ones before have left.
Scores do not depend on the domain. Weights are taken to be positive.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Final

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh import positions
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import DenseUnion
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import Matches
from index.engines.whoosh.domain import sparse_union
from index.engines.whoosh.domain import where
from index.engines.whoosh.facets import Facets
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Field
from index.query import tree

# Below one posting in so many documents, lists are united by sorting them.
SPARSE_SHARE: Final = 20


class Evaluator:
    """Evaluates nodes over one segment; it keeps no state between calls."""

    def __init__(self, segment: Contents, facets: Facets) -> None:
        self._segment = segment
        self._facets = facets

    def evaluate(self, node: tree.Node) -> tuple[Array, Array]:
        """Return the documents that match, ascending, and their scores (float32)."""
        matches = self._match(node, Domain(self._documents))
        return matches.places, matches.scores

    @property
    def _documents(self) -> int:
        return self._segment.documents

    def _match(self, node: tree.Node, domain: Domain) -> Matches:
        return _MATCH_BY_TYPE[type(node)](self, node, domain)

    def _bound(self, node: tree.Node) -> int:
        bound = _BOUND_BY_TYPE.get(type(node))
        return self._documents if bound is None else min(bound(self, node), self._documents)

    # Leaves

    def _term(self, node: tree.Term, domain: Domain) -> Matches:
        field = self._segment.field(node.field)
        number = field.find(node.text)
        if number is None:
            return Matches.none()
        if domain.docs is not None and (row := field.row_of(number)) is not None:
            freqs = row.take(domain.docs)
            places = where(freqs)
            weighted_idf = node.weight * bm25.idf(self._documents, field.document_frequency(number))
            norms = field.norms.take(domain.docs.take(places))
            return Matches(places, bm25.scores(weighted_idf, freqs.take(places), norms))
        found = field.docs_of(number), field.freqs_of(number)
        return self._scored(field, found, node.weight, domain)

    def _phrase(self, node: tree.Phrase, domain: Domain) -> Matches:
        field = self._segment.field(node.field)
        found = positions.phrase(field, self._segment.pairs.get(node.field), node.terms)
        return self._scored(field, found, node.weight, domain)

    def _near(self, node: tree.Near, domain: Domain) -> Matches:
        field = self._segment.field(node.field)
        found = positions.near(field, node.terms, node.distance)
        return self._scored(field, found, node.weight, domain)

    def _scored(
        self,
        field: Field,
        found: positions.Occurrences,
        weight: float,
        domain: Domain,
    ) -> Matches:
        docs, freqs = found
        places, which = domain.locate(docs)
        weighted_idf = weight * bm25.idf(self._documents, len(docs))
        scores = bm25.scores(weighted_idf, freqs[which], field.norms.take(docs[which]))
        return Matches(places, scores)

    def _prefix(self, node: tree.Prefix, domain: Domain) -> Matches:
        return _constant(self._places(node, domain), node.weight)

    def _filter(self, node: tree.Filter, domain: Domain) -> Matches:
        facet = self._facets[node.facet]
        if domain.docs is None:
            return Matches.unscored(facet.documents_with(node.values).astype(np.intp))
        return Matches.unscored(where(facet.has(domain.docs, node.values)))

    def _range(self, node: tree.Range, domain: Domain) -> Matches:
        dates = self._segment.dates
        flags = (dates >= max(node.low, 1)) & (dates <= max(node.high, 0))
        return Matches.unscored(domain.flagged(flags))

    def _everything(self, node: tree.MatchAll, domain: Domain) -> Matches:
        return Matches.unscored(np.arange(domain.size))

    # Combinations

    def _and(self, node: tree.And, domain: Domain) -> Matches:
        if not node.children:
            return Matches.unscored(np.arange(domain.size))
        first, *others = sorted(node.children, key=self._bound)
        found = self._match(first, domain)
        for child in others:
            if not len(found.places):
                break
            more = self._match(child, domain.narrowed(found.places))
            found = Matches(
                found.places.take(more.places), found.scores.take(more.places) + more.scores
            )
        return found

    def _or(self, node: tree.Or, domain: Domain) -> Matches:
        return self._union(node.children, domain, np.add, max(node.minimum, 1))

    def _best(self, node: tree.Best, domain: Domain) -> Matches:
        return self._union(node.children, domain, np.maximum, 1)

    def _union(
        self, children: Sequence[tree.Node], domain: Domain, merge: np.ufunc, minimum: int
    ) -> Matches:
        if len(children) == 1 and minimum == 1:
            return self._match(children[0], domain)
        if sum(map(self._bound, children)) * SPARSE_SHARE < domain.size:
            parts = [self._match(child, domain) for child in children]
            return sparse_union(parts, merge, minimum)
        united = DenseUnion(domain.size, merge, minimum)
        for child in children:
            united.add(self._match(child, domain))
        return united.matches()

    def _not(self, node: tree.Not, domain: Domain) -> Matches:
        others = np.ones(domain.size, np.bool_)
        others[self._match(node.child, domain).places] = False
        return Matches.unscored(where(others))

    def _maybe(self, node: tree.Maybe, domain: Domain) -> Matches:
        found = self._match(node.required, domain)
        scores = found.scores.copy()
        self._add(node.optional, domain.narrowed(found.places), scores)
        return Matches(found.places, scores)

    def _add(self, node: tree.Node, domain: Domain, scores: Array) -> None:
        """Add a node's scores to those of the domain's documents; which of them match does not matter."""
        if isinstance(node, tree.Or) and node.minimum <= 1:
            for child in node.children:
                self._add(child, domain, scores)
        else:
            more = self._match(node, domain)
            scores[more.places] = scores.take(more.places) + more.scores

    def _constant(self, node: tree.Constant, domain: Domain) -> Matches:
        return _constant(self._places(node.child, domain), node.score)

    def _places(self, node: tree.Node, domain: Domain) -> Array:
        """Return which places match, for less than their scores would take."""
        match node:
            case tree.And(children) if children:
                first, *others = sorted(children, key=self._bound)
                places = self._places(first, domain)
                for child in others:
                    places = places.take(self._places(child, domain.narrowed(places)))
                return places
            case tree.Term():
                return self._places_of_term(node, domain)
            case tree.Prefix() | tree.Best() | tree.Or(minimum=0 | 1):
                flags = np.zeros(self._documents, np.bool_)
                self._flag(node, flags)
                return domain.flagged(flags)
        return self._match(node, domain).places

    def _places_of_term(self, node: tree.Term, domain: Domain) -> Array:
        field = self._segment.field(node.field)
        number = field.find(node.text)
        if number is None:
            return Matches.none().places
        if domain.docs is not None and (row := field.row_of(number)) is not None:
            return where(row.take(domain.docs))
        return domain.locate(field.docs_of(number))[0]

    def _flag(self, node: tree.Node, flags: Array) -> None:
        """Set the flags of the documents that match; there is a flag for every document."""
        match node:
            case tree.Term(name, text):
                field = self._segment.field(name)
                number = field.find(text)
                if number is not None:
                    flags[field.docs_of(number)] = True
            case tree.Prefix():
                flags[self._docs_of_prefix(node)] = True
            case tree.Best(children) | tree.Or(children, minimum=0 | 1):
                for child in children:
                    self._flag(child, flags)
            case _:
                flags[self._match(node, Domain(self._documents)).places] = True

    # Sizes

    def _rarest(self, name: str, terms: Sequence[str]) -> int:
        field = self._segment.field(name)
        numbers = [field.find(term) for term in terms]
        return min(
            (0 if number is None else field.document_frequency(number) for number in numbers),
            default=0,
        )

    def _docs_of_prefix(self, node: tree.Prefix) -> Array:
        """Return the documents of all terms that begin with the prefix, some repeatedly."""
        return self._segment.field(node.field).docs_beginning_with(node.text)


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
    tree.MatchAll: Evaluator._everything,
    tree.And: Evaluator._and,
    tree.Or: Evaluator._or,
    tree.Best: Evaluator._best,
    tree.Not: Evaluator._not,
    tree.Maybe: Evaluator._maybe,
    tree.Constant: Evaluator._constant,
}
# How many documents a node may match, at most; what is not here may match all.
_BOUND_BY_TYPE: Final[Mapping[type, Callable[[Evaluator, Any], int]]] = {
    tree.Term: lambda self, node: self._rarest(node.field, [node.text]),
    tree.Phrase: lambda self, node: self._rarest(node.field, node.terms),
    tree.Near: lambda self, node: self._rarest(node.field, node.terms),
    tree.Prefix: lambda self, node: len(self._docs_of_prefix(node)),
    tree.Filter: lambda self, node: self._facets[node.facet].frequency(node.values),
    tree.And: lambda self, node: min(map(self._bound, node.children), default=self._documents),
    tree.Or: lambda self, node: sum(map(self._bound, node.children)),
    tree.Best: lambda self, node: sum(map(self._bound, node.children)),
    tree.Maybe: lambda self, node: self._bound(node.required),
    tree.Constant: lambda self, node: self._bound(node.child),
}
