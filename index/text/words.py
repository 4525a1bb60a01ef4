"""Words of two and more syllables, as pyvi segments them: "công_đoàn", "cơ_sở".

One more signal beside the syllables, never the only way to find a text. pyvi's dictionary has
the modern place of the tone mark alone (some 600 entries such as "hoà bình", none as "hòa bình"),
and its answer depends on case: it is fed that spelling, in the case of the original.
"""

import re
from collections.abc import Iterable
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from itertools import islice
from typing import Final

from index.text.normalize import has_marks
from index.text.remembered import Remembered
from index.text.segmentation import load_segmenter
from index.text.syllables import respell
from index.text.tokens import exact_terms
from index.text.visible import visible

# The memory of segmenting follows the longest text, so a longer one is cut: at the end of a line;
# in a longer line, of a sentence; else between words; else anywhere.
CHUNK_CHARACTERS: Final = 100_000
_CHUNK_ENDS: Final = (r"(?:(?<=\n)|\Z)", r"(?<=[.!?;…]\s)", r"(?<=\s)", "")
_CHUNK: Final = re.compile(
    "|".join(f".{{1,{CHUNK_CHARACTERS}}}{end}" for end in _CHUNK_ENDS), re.DOTALL
)
# Letters with a mark that they cannot hold: no word of any language.
_BROKEN: Final = re.compile(r"(?<![^\W_])[^\W_]++(?:[\u0300-\u036f]++[^\W_]*+)++")
_WORD: Final = re.compile(r"[^\W\d_][^\W_]*")


def compound_words(texts: Sequence[str]) -> list[list[str]]:
    """Return for each text its words of two and more syllables, in order, as exact forms joined by "_".

    All texts are segmented at once, which is several times as fast as one by one. A text
    without any mark has none: pyvi cannot segment it. Raises `SearchError` if pyvi is not there.
    """
    chunks = [_CHUNK.findall(visible(text)) if has_marks(text) else [] for text in texts]
    segmenter = load_segmenter(as_pyvi_spells)
    segmented = iter(segmenter.words([chunk for some in chunks for chunk in some]))
    return [
        [
            compound
            for word in chain.from_iterable(islice(segmented, len(some)))
            if "_" in word and (compound := _COMPOUNDS[word])
        ]
        for some in chunks
    ]


def exact_compound(syllables: Iterable[str]) -> str | None:
    """Return a word in exact forms, joined; None if its syllables are not one term each."""
    exact = list(map(_ONLY_TERMS.__getitem__, syllables))
    return "_".join(exact) if all(exact) else None


def as_pyvi_spells(text: str) -> str:
    """Return the text with tone marks where pyvi's dictionary has them, and without a literal "_"."""
    if text.isascii() and "_" not in text:
        return text
    if text.isalpha():
        return _modern(text)
    text = text.replace("_", " ")  # it would look like a joint of pyvi's
    text = _BROKEN.sub(".", text)  # one term for us, several tokens for pyvi: part of no word
    return _WORD.sub(lambda word: _modern(word[0]), text)


@lru_cache(maxsize=1 << 15)
def _modern(word: str) -> str:
    return respell(word, modern=True)


def _only_term(syllable: str) -> str:
    """Return the exact term of a syllable; nothing if it has none or several."""
    exact = exact_terms(syllable)
    return exact[0] if len(exact) == 1 else ""


def _exact_compound(word: str) -> str | None:
    return exact_compound(word.split("_"))


_ONLY_TERMS: Final = Remembered(_only_term, maxsize=1 << 16)
_COMPOUNDS: Final = Remembered(_exact_compound, maxsize=1 << 16)
