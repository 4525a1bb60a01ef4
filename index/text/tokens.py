"""Text → tokens: syllables, numbers, dates and document numbers.

`tokenize` keeps offsets and serves queries and highlights; `terms` gives the same terms without
them, several times as fast, and serves the index.
"""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final
from typing import Literal

from index.text.entities import Entity
from index.text.entities import iter_entities
from index.text.normalize import canonical
from index.text.normalize import fold
from index.text.remembered import Remembered
from index.text.visible import align
from index.text.visible import visible

TokenKind = Literal["syllable", "number", "date", "document"]


@dataclass(frozen=True, slots=True)
class Token:
    """A term at [start, end) of the text that was passed in; `text` is its exact form.

    A "date" (text "2014-08-01") or "document" (text "643/qđ-tlđ") spans the syllables and
    numbers it is written with, which are tokens too.
    """

    text: str
    folded: str
    start: int
    end: int
    kind: TokenKind


@dataclass(slots=True)
class Terms:
    """The terms of a text: two parallel sequences, and the folded dates and document numbers."""

    exact: Sequence[str]
    folded: Sequence[str]
    entities: list[str]


@dataclass(slots=True)
class Piece:
    """A piece of a text, between two spaces; `words` are what it is made of if it holds entities."""

    text: str
    words: Sequence[str] = ()
    entities: Sequence[Entity] = ()


# An index must bound its terms: a longer run is no word but an address, a key, a drawn line.
MAX_TERM_LENGTH: Final = 64

_GROUPED: Final = r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"
# Kept as one: 1.234.567,89 and 12,5 and 4.0. In any other row (1,2,3; 01.8.2014) each part is one.
_NUMBER: Final = rf"(?<!\d[.,])(?:{_GROUPED}|\d++,\d+|\d{{1,9}}\.\d{{1,2}}|0\.\d+)(?![.,]?\d)|\d+"
# A letter, then letters and digits; the marks are those that no precomposed letter holds.
_SYLLABLE: Final = r"[^\W\d_][^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*"
_SEQUENCE: Final = re.compile(f"{_SYLLABLE}|{_NUMBER}")
_WORD_OR_BREAK: Final = re.compile(f"{_SYLLABLE}|\n|{_NUMBER}")
_SIGNS: Final = ".,;:!?…()\"'“”‘’-–/"  # all that most words need to lose
_SPACE: Final = re.compile("[ \\n]")
_GROUPED_NUMBER: Final = re.compile(_GROUPED)


def tokenize(text: str) -> list[Token]:
    """Return the tokens ordered by start; a whole date or document number precedes its parts.

    Works on any string; two strings that are canonically equivalent (NFC, NFD) give the same
    tokens but for their offsets.
    """
    plain, starts, ends = align(text)
    tokens: list[Token] = []
    for start, end, entity in _regions(0, len(plain), iter_entities(plain)):
        if entity:
            span = starts[start], ends[end - 1]
            tokens.append(Token(entity.text, fold(entity.text), *span, entity.kind))
        for word in _SEQUENCE.finditer(plain, start, end):
            exact = _EXACT[_significant(word[0], entity)]
            span = starts[word.start()], ends[word.end() - 1]
            tokens.append(Token(exact, _FOLDED[exact], *span, _kind(word[0])))
    return tokens


def sequence(tokens: Sequence[Token]) -> list[Token]:
    """Return the syllables and numbers, without the whole dates and document numbers."""
    return [token for token in tokens if token.kind in ("syllable", "number")]


def terms(text: str) -> Terms:
    """Return what `tokenize` finds, as terms, several times as fast."""
    exact: list[str] = []
    entities: list[str] = []
    plain = visible(text)
    for piece in pieces(plain, iter_entities(plain)):
        chunks = piece.words if piece.entities else piece.text.split()
        exact += chain.from_iterable(map(_TERMS_OF_CHUNK.__getitem__, chunks))
        entities += [fold(entity.text) for entity in piece.entities]
    return Terms(exact, list(folded_terms(exact)), entities)


def pieces(plain: str, found: Iterable[Entity]) -> Iterator[Piece]:
    """Cut visible text at spaces and line breaks, around what holds the entities found in it.

    In the rest of a text, what stands between two spaces has the same terms wherever it stands.
    """
    done = 0
    for start, end, entities in _neighborhoods(plain, found):
        yield Piece(plain[done:start])
        words = [
            _significant(word, entity)
            for region_start, region_end, entity in _regions(start, end, entities)
            for word in _SEQUENCE.findall(plain, region_start, region_end)
        ]
        yield Piece(plain[start:end], words, entities)
        done = end
    yield Piece(plain[done:])


def _neighborhoods(plain: str, found: Iterable[Entity]) -> Iterator[tuple[int, int, list[Entity]]]:
    """Yield from where to where there is no space without an entity, and the entities there."""
    start = end = 0
    held: list[Entity] = []
    for entity in found:
        if held and entity.start >= end:
            yield start, end, held
            held = []
        if not held:
            start = max(plain.rfind(space, end, entity.start) for space in " \n") + 1
        held.append(entity)
        if entity.end > end:
            space = _SPACE.search(plain, entity.end)
            end = space.start() if space else len(plain)
    if held:
        yield start, end, held


def _regions(
    start: int, end: int, entities: Iterable[Entity]
) -> Iterator[tuple[int, int, Entity | None]]:
    """Cut [start, end) at the entities it holds, so that no number reaches across their borders."""
    for entity in entities:
        yield start, entity.start, None
        yield entity.start, entity.end, entity
        start = entity.end
    yield start, end, None


def _significant(word: str, entity: Entity | None) -> str:
    """Drop the leading zeros of a part of a date: 01/8/2014 has the parts of 1/8/2014."""
    return word.lstrip("0") if entity and entity.kind == "date" else word


def _kind(word: str) -> TokenKind:
    return "number" if word[0].isdecimal() else "syllable"


def exact_terms(chunk: str) -> tuple[str, ...]:
    """Return the exact terms of what stands between two spaces, dates and document numbers aside."""
    bare = chunk.strip(_SIGNS)
    return tuple(exact_forms([bare] if bare.isalpha() else _SEQUENCE.findall(chunk)))


def words_of_lines(lines: str) -> list[str]:
    """Return the words of lines, each of which has an exact term, and the line breaks."""
    return _WORD_OR_BREAK.findall(lines)


def exact_forms(words: Iterable[str]) -> Iterator[str]:
    """Yield the exact terms of words."""
    return map(_EXACT.__getitem__, words)


def folded_terms(exact: Iterable[str]) -> Iterator[str]:
    """Yield the folded forms of exact terms."""
    return map(_FOLDED.__getitem__, exact)


def _exact(word: str) -> str:
    word = word[:MAX_TERM_LENGTH]
    return _number(word) if word[0].isdecimal() else canonical(word)[:MAX_TERM_LENGTH]


def _folded(exact: str) -> str:
    if exact[0].isdecimal() or (exact.isascii() and exact.isalnum()):
        return exact
    # Transliteration may add signs ("½" gives "1/2"); a script it does not know keeps its letters.
    return re.sub(r"[\W_]+", "", fold(exact))[:MAX_TERM_LENGTH] or exact


def _number(word: str) -> str:
    if not word.isascii():
        word = "".join(str(unicodedata.decimal(char, char)) for char in word)
    return word.replace(".", "") if _GROUPED_NUMBER.fullmatch(word) else word


# Some 10^5 different words make up a large corpus.
_EXACT: Final = Remembered(_exact, maxsize=1 << 16)
_FOLDED: Final = Remembered(_folded, maxsize=1 << 16)
_TERMS_OF_CHUNK: Final = Remembered(exact_terms, maxsize=1 << 16)
