"""How many documents a query node may match, at most: what to begin with, and how to unite."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Final

from index.engines.whoosh.facets import Facets
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.terms import Lookup
from index.query import tree


class Bounds:
    """Bounds over one segment; a node that is not in the table may match every document."""

    def __init__(self, segment: Contents, facets: Facets, look_up: Lookup) -> None:
        self._segment = segment
        self._facets = facets
        self._look_up = look_up

    def of(self, node: tree.Node) -> int:
        """Return how many documents a node may match."""
        bound = _BOUND_BY_TYPE.get(type(node))
        documents = self._segment.documents
        return documents if bound is None else min(bound(self, node), documents)

    def _frequency(self, field: str, text: str) -> int:
        found = self._look_up(field, text)
        return 0 if found is None else len(found.docs)

    def _rarest(self, field: str, terms: Sequence[str]) -> int:
        return min((self._frequency(field, term) for term in terms), default=0)

    def _of_prefix(self, node: tree.Prefix) -> int:
        return len(self._segment.field(node.field).docs_beginning_with(node.text))

    def _sum(self, node: tree.Or | tree.Best) -> int:
        return sum(map(self.of, node.children))

    def _least(self, node: tree.And) -> int:
        return min(map(self.of, node.children), default=self._segment.documents)


# Functions that are given the bounds, for the reason told in `evaluate`.
_BOUND_BY_TYPE: Final[Mapping[type, Callable[[Bounds, Any], int]]] = {
    tree.Term: lambda self, node: self._frequency(node.field, node.text),
    tree.Phrase: lambda self, node: self._rarest(node.field, node.terms),
    tree.Near: lambda self, node: self._rarest(node.field, node.terms),
    tree.Prefix: Bounds._of_prefix,
    tree.Filter: lambda self, node: self._facets[node.facet].frequency(node.values),
    tree.And: Bounds._least,
    tree.Or: Bounds._sum,
    tree.Best: Bounds._sum,
    tree.Maybe: lambda self, node: self.of(node.required),
    tree.Constant: lambda self, node: self.of(node.child),
}
