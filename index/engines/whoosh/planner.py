"""From query trees to plans: terms are looked up once, and what can be known is worked out once."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache
from functools import partial
from typing import Any
from typing import Final

from index.engines.whoosh import positions
from index.engines.whoosh.combinations import AndPlan
from index.engines.whoosh.combinations import BestPlan
from index.engines.whoosh.combinations import ConstantPlan
from index.engines.whoosh.combinations import MaybePlan
from index.engines.whoosh.combinations import NotPlan
from index.engines.whoosh.combinations import OrPlan
from index.engines.whoosh.facets import Facets
from index.engines.whoosh.leaves import Everything
from index.engines.whoosh.leaves import Nothing
from index.engines.whoosh.leaves import OccurrencesPlan
from index.engines.whoosh.leaves import PrefixPlan
from index.engines.whoosh.leaves import RangePlan
from index.engines.whoosh.leaves import TermPlan
from index.engines.whoosh.leaves import ValuePlan
from index.engines.whoosh.leaves import ValuesPlan
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.plans import Plan
from index.engines.whoosh.terms import look_up
from index.query import tree


class Planner:
    """Plans queries over one segment; between queries it keeps where the last terms stand."""

    def __init__(self, segment: Contents, facets: Facets) -> None:
        self._segment = segment
        self._facets = facets
        # Of a query, its next page may be asked for.
        remembered = lru_cache(maxsize=segment.remembered_terms)
        self._plan_of_term = remembered(partial(_plan_of_term, segment))
        self._plan_of_value = remembered(partial(_plan_of_value, segment))

    def plan(self, node: tree.Node) -> Plan:
        """Return the plan of a node; raises ValueError for a field or facet that is none."""
        return _PLAN_BY_TYPE[type(node)](self, node)

    def _term(self, node: tree.Term) -> Plan:
        return self._plan_of_term(node.field, node.text, node.weight)

    def _phrase(self, node: tree.Phrase) -> Plan:
        pairs = self._segment.pairs_of(node.field)
        field = self._segment.field(node.field)
        return self._occurrences(node, partial(positions.phrase, field, pairs, node.terms))

    def _near(self, node: tree.Near) -> Plan:
        field = self._segment.field(node.field)
        return self._occurrences(node, partial(positions.near, field, node.terms, node.distance))

    def _occurrences(
        self, node: tree.Phrase | tree.Near, find: Callable[[], positions.Occurrences]
    ) -> Plan:
        field = self._segment.field(node.field)
        return OccurrencesPlan(find, field, node.weight, self._rarest(node.field, node.terms))

    def _rarest(self, name: str, terms: Sequence[str]) -> int:
        field = self._segment.field(name)
        numbers = map(field.find, terms)
        found = [0 if one is None else field.document_frequency(one) for one in numbers]
        return min(found, default=0)

    def _prefix(self, node: tree.Prefix) -> Plan:
        docs = self._segment.field(node.field).docs_beginning_with(node.text)
        return PrefixPlan(docs, node.weight)

    def _filter(self, node: tree.Filter) -> Plan:
        facet = self._facets[node.facet]
        if len(node.values) == 1:
            return self._plan_of_value(facet.name, node.values[0])
        return ValuesPlan(facet, node.values) if node.values else Nothing()

    def _range(self, node: tree.Range) -> Plan:
        # A date key of 0 says that none is known.
        return RangePlan(self._segment.dates, max(node.low, 1), max(node.high, 0))

    def _and(self, node: tree.And) -> Plan:
        children = self._plans(node.children)
        return AndPlan(children) if children else Everything(self._segment.documents)

    def _or(self, node: tree.Or) -> Plan:
        return self._union(OrPlan, node.children, max(node.minimum, 1))

    def _best(self, node: tree.Best) -> Plan:
        return self._union(BestPlan, node.children, 1)

    def _union(
        self,
        union: Callable[[Sequence[Plan], int], Plan],
        nodes: Sequence[tree.Node],
        minimum: int,
    ) -> Plan:
        if len(nodes) < minimum:
            return Nothing()
        if len(nodes) == 1:
            return self.plan(nodes[0])
        return union(self._plans(nodes), minimum)

    def _plans(self, nodes: Sequence[tree.Node]) -> list[Plan]:
        return list(map(self.plan, nodes))


def _plan_of_term(segment: Contents, field: str, text: str, weight: float) -> Plan:
    found = look_up(segment, field, text)
    return TermPlan(found, weight) if found else Nothing()


def _plan_of_value(segment: Contents, facet: str, value: str) -> Plan:
    found = look_up(segment, facet, value)
    return ValuePlan(found) if found else Nothing()


# Functions, not methods bound to a planner: those would keep it in a cycle, and with it the
# mapped file of a generation that nobody reads any longer.
_PLAN_BY_TYPE: Final[Mapping[type, Callable[[Planner, Any], Plan]]] = {
    tree.Term: Planner._term,
    tree.Phrase: Planner._phrase,
    tree.Near: Planner._near,
    tree.Prefix: Planner._prefix,
    tree.Filter: Planner._filter,
    tree.Range: Planner._range,
    tree.MatchAll: lambda self, node: Everything(self._segment.documents),
    tree.And: Planner._and,
    tree.Or: Planner._or,
    tree.Best: Planner._best,
    tree.Not: lambda self, node: NotPlan(self.plan(node.child), self._segment.documents),
    tree.Maybe: lambda self, node: MaybePlan(self.plan(node.required), self.plan(node.optional)),
    tree.Constant: lambda self, node: ConstantPlan(self.plan(node.child), node.score),
}
