"""What the words of a query may stand for: marks, i and y, abbreviations, dates and numbers.

`read` turns words that stand side by side into units: each a word, or a date or document
number as a whole. Ranking makes nodes of them.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from typing import Literal

from index.text.abbreviations import abbreviations_in
from index.text.abbreviations import expansions_of
from index.text.normalize import fold
from index.text.normalize import folded_variants
from index.text.normalize import has_marks
from index.text.spelling import Vocabulary
from index.text.spelling import attested
from index.text.spelling import readings
from index.text.spelling import restore
from index.text.tokens import Token
from index.text.tokens import sequence
from index.text.tokens import tokenize

_DAY: Final = "ngay"


@dataclass(frozen=True, slots=True)
class Word:
    """One syllable or number of a query (canonical), and what may stand in its place.

    `forms` are the exact forms it stands for, the likeliest first; none if its marks are
    free. `stand_ins` are abbreviations that cover it, or what it abbreviates.
    """

    typed: str
    folded: str
    forms: tuple[str, ...] = ()
    stand_ins: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A date or document number: its folded term, and the words it is made of."""

    term: str
    kind: Literal["date", "document"]
    words: tuple[Word, ...]


Unit = Word | Entity


def is_accented(text: str) -> bool:
    """Tell whether any word of the text carries a mark."""
    return any(has_marks(token.text) for token in sequence(tokenize(text)))


def read(text: str, vocabulary: Vocabulary, *, accented: bool) -> list[Unit]:
    """Read neighboring words; `accented` says that some word of the whole query carries a mark.

    In a query without marks every mark is free. Otherwise a typed mark is a constraint; a
    word without one is read as its neighbors suggest ("cong đoàn"), if they know it.
    """
    tokens = tokenize(text)
    parts = sequence(tokens)
    typed = [part.text for part in parts]
    forms = _forms(typed, vocabulary) if accented else [()] * len(parts)
    meant = [may_be[0] if may_be else word for word, may_be in zip(typed, forms, strict=True)]
    words = [
        Word(part.text, part.folded, may_be, instead)
        for part, may_be, instead in zip(parts, forms, _stand_ins(meant), strict=True)
    ]
    return _with_entities(tokens, parts, words)


def exact_variants(form: str) -> tuple[str, ...]:
    """Return the other spellings of an exact form that i and y allow: "kỹ" → ("kĩ",)."""
    return tuple(
        "".join(map(_with_marks_of, form, variant)) for variant in folded_variants(fold(form))
    )


def _forms(typed: Sequence[str], vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    restored = restore(typed, vocabulary)
    known = attested(restored, vocabulary)
    return [
        _forms_of(word, best, is_known, vocabulary)
        for word, best, is_known in zip(typed, restored, known, strict=True)
    ]


def _forms_of(word: str, best: str, is_known: bool, vocabulary: Vocabulary) -> tuple[str, ...]:
    if has_marks(word):
        return tuple(dict.fromkeys((best, *(form for form, _ in readings(word, vocabulary)))))
    return (best,) if is_known or best == word else ()


def _stand_ins(words: Sequence[str]) -> list[tuple[tuple[str, ...], ...]]:
    """Return for each word the abbreviations of the longest span around it, and its own first sense."""
    found = [[_terms(sense) for sense in expansions_of(word)[:1]] for word in words]
    spans: dict[tuple[int, int], list[str]] = {}
    for start, end, spelling in abbreviations_in(words):
        spans.setdefault((start, end), []).append(spelling)
    covered = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= covered:
            covered = end
            spellings = [_terms(spelling) for spelling in spans[start, end]]
            for place in range(start, end):
                found[place] += spellings
    return [tuple(instead) for instead in found]


def _terms(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in sequence(tokenize(text)))


def _with_entities(
    tokens: Sequence[Token], parts: Sequence[Token], words: Sequence[Word]
) -> list[Unit]:
    units: list[Unit] = list(words)
    wholes = [token for token in tokens if token.kind in ("date", "document")]
    for whole in reversed(wholes):
        inside = [i for i, part in enumerate(parts) if whole.start <= part.start < whole.end]
        kind: Literal["date", "document"] = "date" if whole.kind == "date" else "document"
        first = inside[0]
        if kind == "date" and first and parts[first - 1].folded == _DAY:
            first -= 1  # "ngày 1/8/2014" asks for the date, however it is written
        span = slice(first, inside[-1] + 1)
        units[span] = [Entity(whole.folded, kind, tuple(words[span]))]
    return units


def _with_marks_of(letter: str, plain: str) -> str:
    if fold(letter) == plain:
        return letter
    return unicodedata.normalize("NFC", plain + unicodedata.normalize("NFD", letter)[1:])
