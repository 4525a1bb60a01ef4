"""Query tree → query text, the parser's inverse."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from typing import Final

from index import fields
from index.query.parser import TEXT
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import MatchAll
from index.query.tree import Node
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Range
from index.query.tree import Term

_FACET_FIELDS: Final = {
    fields.PROVINCE: "province",
    fields.PROVINCE_34: "province",
    fields.TOPIC: "topic",
    fields.YEAR: "year",
}
_CHILD_FIELDS: Final = ("child", "children", "required", "optional")


def render(tree: Node) -> str:
    """Write a tree as a query: `parse(render(tree)).tree == tree` for each tree of the parser.

    Raises `ValueError` for a node that no query stands for.
    """
    match tree:
        case MatchAll():
            return ""
        case Term(field, text):
            return _prefixed(field, text)
        case Phrase(field, terms):
            return _prefixed(field, f'"{" ".join(terms)}"')
        case Prefix(field, text):
            return _prefixed(field, f"{text}*")
        case Filter(facet, (value,)) if facet in _FACET_FIELDS:
            return f"{_FACET_FIELDS[facet]}:{value}"
        case Range(low, high):
            return f"date:{_render_date(low, 0)}..{_render_date(high, 31)}"
        case And(children):
            return " ".join(_grouped(child, Or) for child in children)
        case Or(children):
            return " OR ".join(render(child) for child in children)
        case Not(child):
            return f"-{_grouped(child, And, Or)}"
    raise ValueError(f"no query stands for {tree!r}")


def walk(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """Yield the nodes of a tree with their depths, each before its children."""
    yield depth, node
    for child in _children(node):
        yield from walk(child, depth + 1)


def label(node: Node) -> str:
    """Return what a node is, without its children: "Term field='text' text='a' weight=2.0"."""
    parts = [f"{name}={value!r}" for name, value in _values(node) if name not in _CHILD_FIELDS]
    return " ".join([type(node).__name__, *parts])


def _children(node: Node) -> Iterator[Node]:
    for name, value in _values(node):
        if name in _CHILD_FIELDS:
            yield from value if isinstance(value, tuple) else (value,)


def _values(node: Node) -> Iterator[tuple[str, Any]]:
    return ((field.name, getattr(node, field.name)) for field in dataclasses.fields(node))


def _render_date(key: int, open_day: int) -> str:
    year, month, day = key // 10000, key // 100 % 100, key % 100
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}" + ("" if day == open_day else f"-{day:02}")


def _prefixed(field: str, text: str) -> str:
    return text if field == TEXT else f"{field}:{text}"


def _grouped(child: Node, *kinds: type[And] | type[Or]) -> str:
    return f"({render(child)})" if isinstance(child, kinds) else render(child)
