"""Vietnamese typed while no input method was on: the keys of Telex and VNI, decoded.

coong ddoafn, co6ng d9oa2n  →  công đoàn

A key of a mark changes a letter typed before it, at once or after the whole syllable:
"dduwowngf" and "dduongwf" are both đường. Many English words are keys of a syllable too
("been" of bên), so a decoded query is only ever suggested, and never if all of it may be English.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from index.fields import TEXT_EXACT
from index.text.normalize import canonical
from index.text.spelling import Vocabulary
from index.text.spelling import attested
from index.text.spelling import restore
from index.text.spelling import rewritten
from index.text.syllables import TONES
from index.text.syllables import is_syllable
from index.text.tokens import sequence
from index.text.tokens import tokenize

ENGLISH_FILE: Final = Path(__file__).with_name("data") / "english.toml"

# "nghieengx" has nine keys, "nguowiwf" eight.
_MAX_KEYS: Final = 10
# A shorter word that stands alone is a code: A4, O2.
_MIN_KEYS_ALONE: Final = 3

_CIRCUMFLEX: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORN: Final = {"uo": "ươ", "ua": "ưa", "u": "ư", "o": "ơ"}
_BREVE: Final = {"a": "ă"}
_STROKE: Final = {"d": "đ"}

_OPEN_HORN: Final = re.compile(r"ươ\Z")  # the keys of thuở; ươ is always closed
_VOWEL: Final = re.compile("[aăâeêioôơuưy]")
# A syllable that ends in a stop has one of two tones, acute or dot below, and never none.
_STOP: Final = re.compile(r"(?:[cptk]|ch)\Z")
_TONES_OF_STOPS: Final = frozenset("\u0301\u0323")


@dataclass(frozen=True, slots=True)
class _Method:
    """An input method: the letters that each key changes, its tone keys, what a key types alone."""

    shapes: Mapping[str, Mapping[str, str]]
    tones: Mapping[str, str]
    alone: Mapping[str, str]


_TELEX: Final = _Method(
    shapes={
        **{vowel: {vowel: shaped} for vowel, shaped in _CIRCUMFLEX.items()},
        "w": {**_HORN, **_BREVE},
        "d": _STROKE,
    },
    tones=dict(zip("fsxrj", TONES, strict=True)),
    alone={"w": "ư"},
)
_VNI: Final = _Method(
    shapes={"6": _CIRCUMFLEX, "7": _HORN, "8": _BREVE, "9": _STROKE},
    tones=dict(zip("21435", TONES, strict=True)),
    alone={},
)


def decode(keys: str) -> str | None:
    """Return the exact form of the syllable that keys type in Telex or VNI, if there is one with a mark."""
    keys = keys.lower()
    if not (keys.isascii() and keys.isalnum() and len(keys) <= _MAX_KEYS):
        return None
    method = _TELEX if keys.isalpha() else _VNI
    letters, tones = "", ""
    for key in keys:
        if key in method.tones and _VOWEL.search(letters):
            tones += method.tones[key]
        else:
            letters = _struck(letters, key, method)
    letters = _OPEN_HORN.sub("uơ", letters)
    syllable = canonical(letters + tones)
    return syllable if syllable != keys and _is_well_formed(letters, tones) else None


def retyped(text: str, vocabulary: Vocabulary) -> str | None:
    """Return a query as it reads with its keys decoded and missing marks restored, in lower case.

    None if nothing of it but English words can be decoded, if a decoded syllable is not in
    the vocabulary, or if one of several is not known to follow or precede its neighbor.
    """
    typed = [token.text for token in sequence(tokenize(text))]
    decoded = [decode(word) for word in typed]
    keys = [word for word, syllable in zip(typed, decoded, strict=True) if syllable]
    if not set(keys) - _english() or (len(typed) == 1 and len(keys[0]) < _MIN_KEYS_ALONE):
        return None
    if not all(vocabulary.document_frequency(TEXT_EXACT, one) for one in decoded if one):
        return None
    read = [syllable or word for word, syllable in zip(typed, decoded, strict=True)]
    meant = restore(read, vocabulary)
    known = attested(meant, vocabulary) if len(typed) > 1 else [True]
    if not all(seen for seen, old, new in zip(known, typed, meant, strict=True) if new != old):
        return None
    return rewritten(text, meant)


def _struck(letters: str, key: str, method: _Method) -> str:
    """Change the longest letters that the key changes, the last ones of these; else add one."""
    changes = method.shapes.get(key, {})
    vowels = letters.replace("qu", "q_")  # the u of qu is no vowel: quăn, quơ
    found = max(
        ((len(old), vowels.rfind(old), old) for old in changes if old in vowels), default=None
    )
    if not found:
        return letters + method.alone.get(key, key)
    length, place, old = found
    return letters[:place] + changes[old] + letters[place + length :]


def _is_well_formed(letters: str, tones: str) -> bool:
    fits = tones in _TONES_OF_STOPS if _STOP.search(letters) else len(tones) <= 1
    return fits and is_syllable(letters)


@cache
def _english() -> frozenset[str]:
    return frozenset(tomllib.loads(ENGLISH_FILE.read_text(encoding="utf-8"))["words"].split())
