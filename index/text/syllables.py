"""The shape of a Vietnamese syllable, and the one place of its tone mark.

A syllable is onset + rhyme + tone. The tables hold every onset and every vowel group of the
language; how vowels and final consonants combine is left open, since no rule here needs it.
"""

import re
import unicodedata
from typing import Final

# Grave, acute, tilde, hook above, dot below: the five tone marks as combining characters.
TONES: Final = "\u0300\u0301\u0303\u0309\u0323"

_TONE: Final = re.compile(f"([{TONES}])")

# Letters that are mistaken for đ and Đ: eth and African d (U+00F0, U+0256; U+00D0, U+0189).
LOOK_ALIKES: Final = {0x00F0: "đ", 0x0256: "đ", 0x00D0: "Đ", 0x0189: "Đ"}

VOWELS: Final = "aăâeêioôơuưy"
_SHAPED_VOWELS: Final = "ăâêôơư"
_ONSETS: Final = f"ngh|ng|nh|gh|gi(?=[{VOWELS}])|kh|ch|ph|th|tr|qu(?=[{VOWELS}])|[bcdđghklmnprstvx]"
_OPEN_RHYMES: Final = (
    "a|e|ê|i|o|ô|ơ|u|ư|y"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|uê|ui|uơ|uy|ưa|ưi|ưu"
    "|iêu|yêu|oai|oao|oay|oeo|uây|uêu|uôi|uya|uyu|ươi|ươu"
)
_CLOSED_VOWELS: Final = "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|oa|oă|oe|oo|uâ|uê|uô|uy|uyê|ươ"
_CODAS: Final = "ch|c|m|ng|nh|n|p|t|k"  # k in names of the Central Highlands: Đắk Lắk
_TONELESS_SYLLABLE: Final = re.compile(
    f"(?:{_ONSETS})?(?:(?P<open>{_OPEN_RHYMES})|(?P<closed>{_CLOSED_VOWELS})(?:{_CODAS}))"
)

# The rhymes that two schools spell differently: old hòa, khỏe, thủy; modern hoà, khoẻ, thuỷ.
_DISPUTED_RHYMES: Final = frozenset({"oa", "oe", "uy"})


def is_syllable(word: str) -> bool:
    """Tell whether the word could be a Vietnamese syllable, wherever its tone mark stands."""
    letters, tones = _split_tones(word)
    return len(tones) <= 1 and _TONELESS_SYLLABLE.fullmatch(letters.lower()) is not None


def respell(word: str, *, modern: bool = False) -> str:
    """Return the word in NFC with the right đ and with its tone mark in its place; case is kept.

    The place is that of the old school (hòa, thủy), or with `modern` that of the new (hoà, thuỷ).
    A word that is no Vietnamese syllable keeps its marks and letters, except that a look-alike
    becomes đ in one without any vowel too, because that is an abbreviation (LĐLĐ).
    """
    if word.isascii():
        return word
    word = _with_right_d(word)
    letters, tones = _split_tones(word)
    if len(tones) == 1 and (syllable := _TONELESS_SYLLABLE.fullmatch(letters.lower())):
        place = _tone_place(syllable, modern=modern)
        return unicodedata.normalize("NFC", letters[: place + 1] + tones + letters[place + 1 :])
    return unicodedata.normalize("NFC", word)


def _split_tones(word: str) -> tuple[str, str]:
    letters_and_tones = _TONE.split(unicodedata.normalize("NFD", word))
    letters = unicodedata.normalize("NFC", "".join(letters_and_tones[::2]))
    return letters, "".join(letters_and_tones[1::2])


def _with_right_d(word: str) -> str:
    respelled = word.translate(LOOK_ALIKES)
    if respelled == word:
        return word
    letters, _ = _split_tones(respelled.lower())
    is_vietnamese = is_syllable(respelled) or set(letters).isdisjoint(VOWELS)
    return respelled if is_vietnamese else word


def _tone_place(syllable: re.Match[str], *, modern: bool) -> int:
    group = "open" if syllable["closed"] is None else "closed"
    start, vowels = syllable.start(group), syllable[group]
    shaped = [place for place, vowel in enumerate(vowels) if vowel in _SHAPED_VOWELS]
    if shaped:
        return start + shaped[-1]
    if group == "closed":
        return start + len(vowels) - 1
    takes_second = len(vowels) == 3 or (modern and vowels in _DISPUTED_RHYMES)
    return start + int(takes_second)
