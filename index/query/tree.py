"""The query tree: what the parser makes, ranking weights, and engines evaluate.

A node matches a set of documents and gives each a score. Leaves name their field and carry
a weight that multiplies their score. The scores of `And`, `Or` and `Maybe` are sums.
The parser's leaves name fields a person knows ("text", "title", "author", ...); after
`index.query.ranking` they name fields of `index.fields`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Documents that hold the term; BM25 score."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents that hold the terms next to each other, in order; BM25 of the phrase."""

    field: str
    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """Documents that hold all the terms, in any order, within `distance` positions."""

    field: str
    terms: tuple[str, ...]
    distance: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents that hold a term beginning with `text`; constant score `weight`."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents with one of the values in a facet; no score."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose date key (yyyymmdd) is within [low, high]; no score. Unknown dates never match."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Every document; no score."""


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match every child; without children, every document."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match at least `minimum` of the children; without children, none."""

    children: tuple["Node", ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """Documents that match any child, scored by the best of them: other spellings of one word."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match the child; no score."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Maybe:
    """Documents that match `required`; those that also match `optional` gain its score."""

    required: "Node"
    optional: "Node"


@dataclass(frozen=True, slots=True)
class Constant:
    """Documents that match the child, each with the same score."""

    child: "Node"
    score: float


Leaf = Term | Phrase | Near | Prefix | Filter | Range | MatchAll
Node = Leaf | And | Or | Best | Not | Maybe | Constant
