"""Why a hit scores as it does: the weighted tree, and what each part of it gives to that hit."""

from dataclasses import dataclass

from index.documents import date_key
from index.engines.base import Reader
from index.engines.base import Retrieval
from index.models import Article
from index.query.render import label
from index.query.render import walk
from index.query.tree import And
from index.query.tree import MatchAll
from index.query.tree import Node
from index.query.tree import Range


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the weighted tree, and the score it gives to the hit; None if it does not match it."""

    depth: int
    node: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was read, and how its first hit scored.

    `parsed` is the query as it was understood, `notes` what was ignored. Of the score of a hit
    that has the marks as typed, `tier` is what puts it before all that have not. `hit` is the
    id of the first hit, None if nothing was found; `parts` are the nodes of the weighted tree
    from its root on, each before its children.
    """

    parsed: str
    notes: tuple[str, ...]
    relaxed: bool
    tier: float
    hit: str | None
    parts: tuple[Part, ...]


def outlined(tree: Node) -> tuple[Part, ...]:
    """Return the parts of a tree without a hit."""
    return tuple(Part(depth, label(node), None) for depth, node in walk(tree))


def scored(tree: Node, key: int, article: Article, reader: Reader) -> tuple[Part, ...]:
    """Return the parts of a tree, each with what it gives to the document with this key."""
    day = date_key(article)
    among = Range(day, day) if day else MatchAll()
    return tuple(
        Part(depth, label(node), _score(And((among, node)), key, reader))
        for depth, node in walk(tree)
    )


def _score(node: Node, key: int, reader: Reader) -> float | None:
    # No query names a single document, so all that match are asked for, and one is picked.
    found = reader.evaluate(Retrieval(node, size=reader.document_count))
    return dict(zip(found.keys, found.scores, strict=True)).get(key)
