"""Weighted tree → what to mark in the articles it found."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from index import fields
from index.query.ranking import Weighted
from index.query.tree import And
from index.query.tree import Best
from index.query.tree import Constant
from index.query.tree import Maybe
from index.query.tree import Node
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Term
from index.snippets import Highlight
from index.text.normalize import fold

_EXACT_FIELDS: Final = (fields.TEXT_EXACT, fields.TITLE_EXACT)
_MARKED_FIELDS: Final = (*_EXACT_FIELDS, fields.TEXT_FOLDED, fields.TITLE_FOLDED, fields.ENTITIES)


def highlights_of(weighted: Weighted) -> tuple[Highlight, ...]:
    """Return what a weighted tree requires of title and body, without what it excludes."""
    forms: dict[str, list[str]] = defaultdict(list)
    for leaf in _leaves(weighted.tree):
        if isinstance(leaf, Term | Prefix) and leaf.field in _EXACT_FIELDS:
            forms[fold(leaf.text)].append(leaf.text)
    marked = (
        _highlight(leaf, forms)
        for leaf in _leaves(weighted.required)
        if leaf.field in _MARKED_FIELDS
    )
    return tuple(dict.fromkeys(marked))


def _highlight(leaf: Term | Phrase | Prefix, forms: dict[str, list[str]]) -> Highlight:
    exact = leaf.field in _EXACT_FIELDS
    if isinstance(leaf, Phrase):
        return Highlight(leaf.terms, exact)
    preferred = () if exact else tuple(dict.fromkeys(forms.get(leaf.text, ())))
    return Highlight((leaf.text,), exact, preferred, prefix=isinstance(leaf, Prefix))


def _leaves(node: Node) -> Iterator[Term | Phrase | Prefix]:
    match node:
        case Term() | Phrase() | Prefix():
            yield node
        case And(children) | Or(children) | Best(children):
            for child in children:
                yield from _leaves(child)
        case Maybe(required, optional):
            yield from _leaves(required)
            yield from _leaves(optional)
        case Constant(child):
            yield from _leaves(child)
