"""How many documents a query node may match, at most: what to begin with, and how to unite."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from index.engines.whoosh.facets import Facets
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.terms import Lookup
from index.query import tree


class Bounds:
    """Bounds over one segment; a node that is not in the table may match every document."""

    def __init__(self, segment: Contents, facets: Facets, look_up: Lookup) -> None:
        self._segment = segment
        self._look_up = look_up
        self._bound_by_type: Mapping[type, Callable[[Any], int]] = {
            tree.Term: lambda node: self._frequency(node.field, node.text),
            tree.Phrase: lambda node: self._rarest(node.field, node.terms),
            tree.Near: lambda node: self._rarest(node.field, node.terms),
            tree.Prefix: lambda node: len(segment.field(node.field).docs_beginning_with(node.text)),
            tree.Filter: lambda node: facets[node.facet].frequency(node.values),
            tree.And: lambda node: min(map(self.of, node.children), default=segment.documents),
            tree.Or: lambda node: sum(map(self.of, node.children)),
            tree.Best: lambda node: sum(map(self.of, node.children)),
            tree.Maybe: lambda node: self.of(node.required),
            tree.Constant: lambda node: self.of(node.child),
        }

    def of(self, node: tree.Node) -> int:
        """Return how many documents a node may match."""
        bound = self._bound_by_type.get(type(node))
        documents = self._segment.documents
        return documents if bound is None else min(bound(node), documents)

    def _frequency(self, field: str, text: str) -> int:
        found = self._look_up(field, text)
        return 0 if found is None else len(found.docs)

    def _rarest(self, field: str, terms: Sequence[str]) -> int:
        return min((self._frequency(field, term) for term in terms), default=0)
