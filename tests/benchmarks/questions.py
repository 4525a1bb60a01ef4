"""What is asked: runs of two to four words of titles, every other one without marks, in every mode."""

import random
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Final

from index import fields
from index.engines.base import Reader
from index.engines.base import Retrieval
from index.models import Document
from index.query.parser import parse
from index.query.ranking import weigh
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import Node
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Term
from index.text.normalize import fold
from index.text.tokens import terms

FACETS: Final = (fields.PROVINCE, fields.YEAR, fields.TOPIC)
PAGE: Final = "page"  # the page's own weighted tree; the other modes are over one field
_PREFIX_LETTERS: Final = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked in one mode; `text` is as a person would type it."""

    mode: str
    text: str
    retrieval: Retrieval


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in a row of a document's title, with the field that holds them."""

    document: Document
    text: str
    field: str
    terms: tuple[str, ...]

    def leaves(self) -> tuple[Node, ...]:
        return tuple(Term(self.field, term) for term in self.terms)

    def filters(self, *facets: str) -> dict[str, tuple[str, ...]]:
        return {facet: self.document.facets[facet][:1] for facet in facets}


def make_questions(documents: Sequence[Document], reader: Reader, count: int) -> list[Question]:
    """Return `count` questions of each mode; the same documents give the same words."""
    drawn = list(_draw(documents, count))
    asked = [
        Question(mode, words.text, Retrieval(make(words), facets=FACETS))
        for mode, make in _OVER_ONE_FIELD.items()
        for words in drawn
    ]
    return asked + [_of_page(words, reader, number) for number, words in enumerate(drawn)]


def _filtered(words: _Words) -> Node:
    chosen = words.filters(fields.PROVINCE, fields.YEAR)
    return And((*words.leaves(), *(Filter(facet, values) for facet, values in chosen.items())))


_OVER_ONE_FIELD: Final[Mapping[str, Callable[[_Words], Node]]] = {
    "OR": lambda words: Or(words.leaves()),
    "AND": lambda words: And(words.leaves()),
    "phrase": lambda words: Phrase(words.field, words.terms),
    "prefix": lambda words: Prefix(words.field, words.terms[-1][:_PREFIX_LETTERS]),
    "filter": _filtered,
}
MODES: Final = (*_OVER_ONE_FIELD, PAGE)


def _of_page(words: _Words, reader: Reader, number: int) -> Question:
    """Ask as the page does, with nothing, a province, a year, or both selected."""
    parsed = parse(words.text)
    selected = ((), (fields.PROVINCE,), (fields.YEAR,), (fields.PROVINCE, fields.YEAR))[number % 4]
    tree = weigh(parsed.tree, reader).tree
    retrieval = Retrieval(tree, facets=FACETS)
    return Question(PAGE, words.text, replace(retrieval, selection=words.filters(*selected)))


def _draw(documents: Sequence[Document], count: int) -> Iterator[_Words]:
    chance = random.Random(3)
    drawn = 0
    while drawn < count:
        document = chance.choice(documents)
        words = _row(str(document.stored["title"]).split(), chance)
        if words:
            yield _words(document, " ".join(words), accented=bool(drawn % 2))
            drawn += 1


def _row(words: Sequence[str], chance: random.Random) -> Sequence[str]:
    """Return two to four words in a row, all of letters; nothing if there are none here."""
    length = chance.randint(2, 4)
    rows = [words[start : start + length] for start in range(len(words) - length + 1)]
    plain = [row for row in rows if all(map(str.isalpha, row))]
    return chance.choice(plain) if plain else ()


def _words(document: Document, text: str, *, accented: bool) -> _Words:
    found = terms(text)
    if accented:
        return _Words(document, text, fields.TEXT_EXACT, tuple(found.exact))
    return _Words(document, fold(text), fields.TEXT_FOLDED, tuple(found.folded))
