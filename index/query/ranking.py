"""Parsed tree → weighted tree: which fields a word is looked up in, and what each is worth.

A document is found by folded words (recall), and gains by what else it shares with the
query: the marks, neighboring words, title, lead. In a query with marks, whatever holds all
words with these marks comes first: such documents gain a constant, the *tier*, that no sum
of other scores reaches. A query without marks never looks at an exact field, so text typed
without marks has no advantage.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from itertools import pairwise
from itertools import product
from math import ceil
from typing import Final

from index import fields
from index.query.parser import TEXT
from index.query.reading import Entity
from index.query.reading import Unit
from index.query.reading import Word
from index.query.reading import exact_variants
from index.query.reading import is_accented
from index.query.reading import read
from index.query.tree import And
from index.query.tree import Best
from index.query.tree import Constant
from index.query.tree import Maybe
from index.query.tree import Node
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Term
from index.query.weights import WEIGHTS
from index.query.weights import highest_score
from index.text.normalize import fold
from index.text.normalize import folded_variants
from index.text.normalize import has_marks
from index.text.spelling import Vocabulary
from index.text.spelling import beginnings
from index.text.tokens import sequence
from index.text.tokens import tokenize

_MAX_SPELLINGS: Final = 8  # of a phrase
_COMPOUND_LENGTHS: Final = (2, 3, 4)  # syllables; longer words are rare


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the words of a field that people know are indexed; authors and sources only folded."""

    folded: str
    exact: str | None = None


_FIELDS: Final = {
    TEXT: _Field(fields.TEXT_FOLDED, fields.TEXT_EXACT),
    "title": _Field(fields.TITLE_FOLDED, fields.TITLE_EXACT),
    "author": _Field(fields.AUTHOR),
    "source": _Field(fields.SOURCE),
}


@dataclass(frozen=True, slots=True)
class Weighted:
    """A tree ready for an engine.

    Documents that hold the query with its marks score `tier` more than they otherwise
    would, and nothing else scores `tier` or more; 0 if there is no such distinction.
    """

    tree: Node
    tier: float = 0.0

    @property
    def required(self) -> Node:
        """What a document must match, without what only adds to its score."""
        return self.tree.required if isinstance(self.tree, Maybe) else self.tree


def weigh(tree: Node, vocabulary: Vocabulary, *, relaxed: bool = False) -> Weighted:
    """Map a tree of the parser to the fields of the index, with weights.

    `relaxed` asks for a share of the words side by side instead of all, ordered by score
    alone. Facet filters and date ranges pass unchanged.
    """
    accented = any(map(is_accented, _positive_texts(tree)))
    found = _Weigher(vocabulary, accented=accented, relaxed=relaxed).match(tree)
    signals = tuple(dict.fromkeys(found.signals))
    if relaxed or found.strict == found.loose:
        return Weighted(Maybe(found.loose, Or(signals)) if signals else found.loose)
    tier = ceil(highest_score(found.loose) + highest_score(Or(signals)))
    return Weighted(Maybe(found.loose, Or((Constant(found.strict, tier), *signals))), tier)


@dataclass(frozen=True, slots=True)
class _Match:
    """What a part of a query becomes.

    `loose` is required and scores; `strict` matches where the marks are right too (its
    scores do not matter); `signals` only score.
    """

    loose: Node
    strict: Node
    signals: tuple[Node, ...] = ()


class _Weigher:
    def __init__(self, vocabulary: Vocabulary, *, accented: bool, relaxed: bool) -> None:
        self._vocabulary = vocabulary
        self._accented = accented
        self._relaxed = relaxed

    def match(self, node: Node) -> _Match:
        match node:
            case And(children):
                return self._all(children)
            case Or(children):
                return _joined(Or, map(self.match, children))
            case Not(child):
                return self._excluded(child)
            case Term():
                return self._all((node,))
            case Phrase(field, terms):
                return self._phrase(_FIELDS[field], " ".join(terms), scored=field == TEXT)
            case Prefix(field, text):
                return self._prefix(_FIELDS[field], text)
        return _Match(node, node)

    def _excluded(self, child: Node) -> _Match:
        """Exclude what has the marks of the excluded words; their own marks, whatever else is typed."""
        accented = any(map(is_accented, _positive_texts(child)))
        weigher = _Weigher(self._vocabulary, accented=accented, relaxed=False)
        excluded = Not(weigher.match(child).strict)
        return _Match(excluded, excluded)

    def _all(self, children: Sequence[Node]) -> _Match:
        """Match every child; words of one field are read together, in their order."""
        texts: dict[str, list[str]] = {}
        for child in children:
            if isinstance(child, Term):
                texts.setdefault(child.field, []).append(child.text)
        runs = [self._run(field, " ".join(words)) for field, words in texts.items()]
        others = [self.match(child) for child in children if not isinstance(child, Term)]
        return _joined(And, [*runs, *others])

    def _run(self, name: str, text: str) -> _Match:
        field = _FIELDS[name]
        units = read(text, self._vocabulary, accented=self._accented)
        if name != TEXT:
            return _joined(And, [self._word(field, word) for word in _words(units)])
        found = [self._unit(unit) for unit in dict.fromkeys(units)]
        every = _joined(And, found)
        signals = tuple(self._signals(units))
        if self._relaxed and len(found) > 1:
            wanted = max(min(2, len(found) - 1), ceil(WEIGHTS.wanted_share * len(found)))
            most = Or(tuple(match.loose for match in found), minimum=wanted)
            return _Match(most, most, signals)
        return _Match(every.loose, every.strict, signals)

    def _unit(self, unit: Unit) -> _Match:
        if isinstance(unit, Word):
            return self._word(_FIELDS[TEXT], unit)
        whole = Term(fields.ENTITIES, unit.term, WEIGHTS.entity)
        terms = tuple(word.folded for word in unit.words)
        marked = [self._word(_FIELDS[TEXT], word).strict for word in unit.words if word.forms]
        strict = And((whole, *marked)) if marked else whole
        return _Match(Best((whole, _parts(unit.kind, terms))), strict)

    def _word(self, field: _Field, word: Word) -> _Match:
        stand_ins = [self._sequence(field, terms, WEIGHTS.stand_in) for terms in word.stand_ins]
        variants = [
            Term(field.folded, variant, WEIGHTS.other_spelling)
            for variant in folded_variants(word.folded)
        ]
        loose = _best([Term(field.folded, word.folded, WEIGHTS.word), *variants, *stand_ins])
        if not word.forms or not field.exact:
            return _Match(loose, loose)
        forms = [spelled for form in word.forms for spelled in (form, *exact_variants(form))]
        return _Match(loose, _best([*(Term(field.exact, form) for form in forms), *stand_ins]))

    def _sequence(self, field: _Field, terms: Sequence[str], weight: float) -> Node:
        if self._accented and field.exact:
            return _adjacent(field.exact, terms, weight)
        return _adjacent(field.folded, [fold(term) for term in terms], weight)

    def _prefix(self, field: _Field, text: str) -> _Match:
        loose = Prefix(field.folded, fold(text), WEIGHTS.prefix)
        if field.exact is None or not has_marks(text):
            return _Match(loose, loose)
        fitting = beginnings(text, field.exact, self._vocabulary)
        typed = Prefix(field.exact, text, WEIGHTS.prefix)
        return _Match(loose, _best([Prefix(field.exact, begun) for begun in fitting]), (typed,))

    def _phrase(self, field: _Field, text: str, *, scored: bool) -> _Match:
        tokens = sequence(tokenize(text))
        exact = field.exact is not None and is_accented(text)
        if exact:
            choices = [(token.text, *exact_variants(token.text)) for token in tokens]
        else:
            choices = [(token.folded, *folded_variants(token.folded)) for token in tokens]
        name = _name(field, exact=exact)
        typed, *others = islice(product(*choices), _MAX_SPELLINGS)
        less = WEIGHTS.phrase * WEIGHTS.other_spelling
        spellings = [_adjacent(name, other, less) for other in others]
        phrase = _best([_adjacent(name, typed, WEIGHTS.phrase), *spellings])
        words = [Word(token.text, token.folded, (token.text,) if exact else ()) for token in tokens]
        return _Match(phrase, phrase, tuple(self._signals(words)) if scored else ())

    def _signals(self, units: Sequence[Unit]) -> Iterator[Node]:
        words = [unit for unit in units if isinstance(unit, Word)]
        for word in words:
            yield Term(fields.TITLE_FOLDED, word.folded, WEIGHTS.title)
            yield Term(fields.LEAD_FOLDED, word.folded, WEIGHTS.lead)
        for left, right in pairwise(units):
            if isinstance(left, Word) and isinstance(right, Word):
                pair = f"{left.folded} {right.folded}"
                yield Term(fields.PAIRS_FOLDED, pair, WEIGHTS.folded_pair)
                if self._accented:
                    pair = f"{_likeliest(left)} {_likeliest(right)}"
                    yield Term(fields.PAIRS_EXACT, pair, WEIGHTS.exact_pair)
        if self._accented:
            yield from _exact_signals(words)
            yield from self._compounds(words)

    def _compounds(self, words: Sequence[Word]) -> Iterator[Node]:
        """Look up each row of words that the index knows as one: segmented there, not here."""
        syllables = [_likeliest(word) for word in words]
        for length in _COMPOUND_LENGTHS:
            for start in range(len(syllables) - length + 1):
                compound = "_".join(syllables[start : start + length])
                if self._vocabulary.document_frequency(fields.WORDS, compound):
                    yield Term(fields.WORDS, compound, WEIGHTS.compound)


def _exact_signals(words: Sequence[Word]) -> Iterator[Node]:
    for word in words:
        if word.forms:
            yield _best([Term(fields.TEXT_EXACT, form, WEIGHTS.exact_word) for form in word.forms])
            yield _best(
                [Term(fields.TITLE_EXACT, form, WEIGHTS.title_exact) for form in word.forms]
            )


def _parts(kind: str, terms: tuple[str, ...]) -> Node:
    """Match the words of a date in a row, those of a document number anywhere."""
    if kind == "date":
        return _adjacent(fields.TEXT_FOLDED, terms, WEIGHTS.entity_parts)
    return And(tuple(Term(fields.TEXT_FOLDED, term, WEIGHTS.entity_parts) for term in terms))


def _positive_texts(node: Node) -> Iterator[str]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _positive_texts(child)
        case Term(_, text) | Prefix(_, text):
            yield text
        case Phrase(_, terms):
            yield " ".join(terms)


def _joined(kind: type[And] | type[Or], matches: Iterable[_Match]) -> _Match:
    found = tuple(matches)
    if len(found) == 1:
        return found[0]
    return _Match(
        kind(tuple(match.loose for match in found)),
        kind(tuple(match.strict for match in found)),
        tuple(signal for match in found for signal in match.signals),
    )


def _words(units: Iterable[Unit]) -> list[Word]:
    parts = [unit.words if isinstance(unit, Entity) else (unit,) for unit in units]
    return list(dict.fromkeys(word for words in parts for word in words))


def _likeliest(word: Word) -> str:
    return word.forms[0] if word.forms else word.typed


def _name(field: _Field, *, exact: bool) -> str:
    return field.exact if exact and field.exact else field.folded


def _best(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Best(tuple(nodes))


def _adjacent(field: str, terms: Sequence[str], weight: float) -> Node:
    return Term(field, terms[0], weight) if len(terms) == 1 else Phrase(field, tuple(terms), weight)
