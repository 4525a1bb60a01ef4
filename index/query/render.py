"""Query tree → query text, the parser's inverse."""

import dataclasses
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


def outline(node: Node, depth: int = 0) -> str:
    """Draw any tree for people to read: one node a line, children indented."""
    parts: list[str] = []
    children: list[Node] = []
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        if field.name in ("child", "required", "optional"):
            children.append(value)
        elif field.name == "children":
            children.extend(value)
        else:
            parts.append(f"{field.name}={value!r}")
    line = "  " * depth + " ".join([type(node).__name__, *parts])
    return "\n".join([line, *(outline(child, depth + 1) for child in children)])


def _render_date(key: int, open_day: int) -> str:
    year, month, day = key // 10000, key // 100 % 100, key % 100
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}" + ("" if day == open_day else f"-{day:02}")


def _prefixed(field: str, text: str) -> str:
    return text if field == TEXT else f"{field}:{text}"


def _grouped(child: Node, *kinds: type[And] | type[Or]) -> str:
    return f"({render(child)})" if isinstance(child, kinds) else render(child)
