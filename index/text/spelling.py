"""Diacritics restored from the index's own vocabulary.

A typed syllable may stand for every indexed form that has at least the marks that were
typed: "duong" for đường, dương, đương; "đuong" no longer for dương; "công" for itself.
Which one is meant, its neighbors decide.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from itertools import pairwise
from itertools import product
from math import log
from operator import itemgetter
from typing import Final
from typing import Protocol

from index.fields import PAIRS_EXACT
from index.text.normalize import fold
from index.text.normalize import has_marks
from index.text.syllables import TONES
from index.text.tokens import sequence
from index.text.tokens import tokenize

MAX_SYLLABLES: Final = 64
MAX_READINGS: Final = 12
# More than any folded syllable has; the most in use, "doi", has 16.
_MAX_FORMS: Final = 64

# A typed form with marks is meant as typed if it makes up at least this share of the forms it
# could stand for: "công" is itself, a lone misspelled "đuong" among a hundred "đường" is not.
_ESTABLISHED_SHARE: Final = 0.02
# How far pairs count against single syllables (Jelinek and Mercer 1980). Of 0.9, 0.99, 0.997 and
# 0.999 the best: 95.9 % of the syllables of 400 questions right, with the pairs of 2,240 texts.
_PAIR_WEIGHT: Final = 0.997
# What the typed form gains on others, so that it wins where all else is equal.
_TYPED_SHARE: Final = 1e-3

_TONES: Final = frozenset(TONES)
_LETTERS: Final = "đ" + "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel, tone in product("aăâeêioôơuưy", ["", *TONES])
)

_SCORE: Final = itemgetter(0)

Reading = tuple[str, int]  # an exact form and its document frequency


class Vocabulary(Protocol):
    """What an index knows about its words; every `Reader` is one."""

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many documents hold the term; 0 if none."""

    def accented_forms(self, folded: str, limit: int) -> list[Reading]:
        """Return the exact forms of a folded syllable, most frequent first."""

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[Reading]:
        """Return the terms of a field that begin so, most frequent first."""


def readings(typed: str, vocabulary: Vocabulary) -> list[Reading]:
    """Return the exact forms that a typed syllable (canonical) may stand for, most frequent first.

    Of equally frequent ones those with fewer marks come first. A typed mark is a constraint, a
    missing one is free. Never empty: what the vocabulary does not know stands for itself, with
    frequency 0.
    """
    forms = vocabulary.accented_forms(fold(typed), _MAX_FORMS)
    fitting = [(form, frequency) for form, frequency in forms if _fits(form, typed)]
    fitting.sort(key=_rarity_and_marks)
    own = dict(fitting).get(typed, 0)
    established = own and own >= _ESTABLISHED_SHARE * sum(frequency for _, frequency in fitting)
    if not fitting or (established and has_marks(typed)):
        return [(typed, own)]
    return fitting[:MAX_READINGS]


def restore(syllables: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Return the most likely accented reading of neighboring syllables (canonical, lower case).

    The best path through a first-order Markov chain over `readings` (Viterbi 1967), estimated
    from the document frequencies of pairs. What follows the 64th syllable stays as typed.
    """
    typed = syllables[:MAX_SYLLABLES]
    columns = [readings(syllable, vocabulary) for syllable in typed]
    paths: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    before: Sequence[Reading] = [("", 0)]
    for syllable, column in zip(typed, columns, strict=True):
        paths = [
            max(
                (
                    (score + _transition(last, reading, share, vocabulary), (*path, reading[0]))
                    for (score, path), last in zip(paths, before, strict=True)
                ),
                key=_SCORE,  # the first of equals: the reading that stands first in its column
            )
            for reading, share in _with_shares(column, syllable)
        ]
        before = column
    return [*max(paths, key=_SCORE)[1], *syllables[MAX_SYLLABLES:]]


def attested(syllables: Sequence[str], vocabulary: Vocabulary) -> list[bool]:
    """Return for each syllable whether it is indexed beside one of its neighbors here."""
    joined = [
        vocabulary.document_frequency(PAIRS_EXACT, f"{left} {right}") > 0
        for left, right in pairwise(syllables)
    ]
    beside = pairwise([False, *joined, False])
    return [before or after for before, after in beside][: len(syllables)]


def accented(text: str, vocabulary: Vocabulary) -> str | None:
    """Return an unaccented text with its marks restored, in lower case.

    None if it has marks already, or if a restored syllable is not known to follow or
    precede its neighbor.
    """
    typed = [token.text for token in sequence(tokenize(text))]
    if any(map(has_marks, typed)):
        return None
    restored = restore(typed, vocabulary)
    changed = [old != new for old, new in zip(typed, restored, strict=True)]
    if not any(changed):
        return None
    known = attested(restored, vocabulary)
    if not all(seen for seen, is_new in zip(known, changed, strict=True) if is_new):
        return None
    return rewritten(text, restored)


def rewritten(text: str, words: Sequence[str]) -> str:
    """Return a text in lower case with each of its words replaced by the one given for it."""
    pieces, end = [], 0
    for token, word in zip(sequence(tokenize(text)), words, strict=True):
        kept = word == token.text
        pieces += [text[end : token.start], text[token.start : token.end] if kept else word]
        end = token.end
    return "".join([*pieces, text[end:]]).lower()


def beginnings(typed: str, field: str, vocabulary: Vocabulary) -> list[str]:
    """Return how terms of a field begin that a typed beginning (canonical) may stand for, itself first.

    "đu" for đu, đú, đư, đứ …: a typed mark is a constraint, a missing one is free.
    """
    found = [""]
    for letter in typed:
        longer = (begun + form for begun in found for form in _letters_fitting(letter))
        known = (begun for begun in longer if vocabulary.vocabulary(field, begun, 1))
        found = list(islice(known, _MAX_FORMS))
    return list(dict.fromkeys((typed, *found)))


def _with_shares(column: Sequence[Reading], typed: str) -> list[tuple[Reading, float]]:
    total = sum(frequency for _, frequency in column) + len(column)
    return [
        ((form, n), (n + 1) / total + (_TYPED_SHARE if form == typed else 0)) for form, n in column
    ]


def _transition(last: Reading, reading: Reading, share: float, vocabulary: Vocabulary) -> float:
    form, frequency = last
    pair = f"{form} {reading[0]}"
    together = vocabulary.document_frequency(PAIRS_EXACT, pair) / frequency if frequency else 0.0
    return log(_PAIR_WEIGHT * together + (1 - _PAIR_WEIGHT) * share)


def _rarity_and_marks(reading: Reading) -> tuple[int, int]:
    form, frequency = reading
    return -frequency, len(unicodedata.normalize("NFD", form))


def _fits(form: str, typed: str) -> bool:
    form_tones, form_shapes = _marks(form)
    typed_tones, typed_shapes = _marks(typed)
    return typed_tones <= form_tones and all(map(frozenset.issuperset, form_shapes, typed_shapes))


@lru_cache(maxsize=4096)
def _letters_fitting(typed: str) -> tuple[str, ...]:
    same = (letter for letter in _LETTERS if fold(letter) == fold(typed) and _fits(letter, typed))
    return tuple(dict.fromkeys((typed, *same)))


@lru_cache(maxsize=4096)
def _marks(syllable: str) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """Return the tones of a syllable and, letter by letter, the marks that shape it (ă, â, ơ, đ)."""
    letters = [unicodedata.normalize("NFD", letter) for letter in syllable]
    shapes = tuple(frozenset("đ" if letter == "đ" else letter[1:]) - _TONES for letter in letters)
    return _TONES.intersection("".join(letters)), shapes
