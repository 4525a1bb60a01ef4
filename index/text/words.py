"""Words of two and more syllables, as pyvi segments them: "công_đoàn", "cơ_sở".

One more signal beside the syllables, never the only way to find a text. pyvi gives neither
offsets nor our spelling, so its joints are carried over to the syllable tokens. Its dictionary
has the modern place of the tone mark alone (some 600 entries such as "hoà bình", none as "hòa bình"),
and its answer depends on case: it is fed that spelling, in the case of the original.
"""

import re
from collections.abc import Callable
from collections.abc import Sequence
from functools import cache
from functools import lru_cache
from itertools import accumulate
from threading import Lock
from typing import Final

from index.errors import SearchError
from index.text.normalize import has_marks
from index.text.syllables import respell
from index.text.tokens import sequence
from index.text.tokens import tokenize
from index.text.visible import visible

# pyvi takes more than linear time beyond some 100,000 characters.
_CHUNK_CHARS: Final = 20_000
# A chunk ends with a line; in a longer line with a sentence; else between words; else anywhere.
_CHUNK_ENDS: Final = (r"(?:(?<=\n)|\Z)", r"(?<=[.!?;…]\s)", r"(?<=\s)", "")
_CHUNK: Final = re.compile(
    "|".join(f".{{1,{_CHUNK_CHARS}}}{end}" for end in _CHUNK_ENDS), re.DOTALL
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_PIECE: Final = re.compile(r"([^\s_]+)(_(?=[^\s_]))?")

# CRFsuite's tagger, inside pyvi, holds the text it works on.
_one_at_a_time = Lock()


def compound_words(texts: Sequence[str]) -> list[list[str]]:
    """Return for each text its words of two and more syllables, in order, as exact forms joined by "_".

    A text without any mark has none: pyvi cannot segment it. Raises `SearchError` if pyvi cannot work.
    """
    return [_words_of_text(text) for text in texts]


def _words_of_text(text: str) -> list[str]:
    if not has_marks(text):
        return []
    plain = visible(text)
    return [word for chunk in _CHUNK.findall(plain) for word in _words_of_chunk(chunk)]


@lru_cache(maxsize=256)
def _words_of_chunk(chunk: str) -> tuple[str, ...]:
    spelled = _WORD.sub(lambda word: _modern(word[0]), chunk.replace("_", " "))
    with _one_at_a_time:
        segmented = _segmenter()(spelled)
    return tuple(_joined_tokens(spelled, _joints(segmented)))


@lru_cache(maxsize=1 << 15)
def _modern(word: str) -> str:
    return respell(word, modern=True)


def _joints(segmented: str) -> set[int]:
    """Return the places between two joined pieces, counted in characters other than white space."""
    joints: set[int] = set()
    place = 0
    for piece, joint in _PIECE.findall(segmented):
        place += len(piece)
        if joint:
            joints.add(place)
    return joints


def _joined_tokens(spelled: str, joints: set[int]) -> list[str]:
    places = [0, *accumulate(int(not char.isspace()) for char in spelled)]
    words: list[list[str]] = []
    end = -1
    for token in sequence(tokenize(spelled)):
        start = places[token.start]
        if start == end and start in joints:
            words[-1].append(token.text)
        else:
            words.append([token.text])
        end = places[token.end]
    return ["_".join(word) for word in words if len(word) > 1]


@cache
def _segmenter() -> Callable[[str], str]:
    """Load pyvi; it takes seconds, so only who needs words pays for it."""
    try:
        from pyvi import ViTokenizer
    except (ImportError, OSError) as error:
        raise SearchError(
            f"Word segmentation (pyvi) cannot start: {error}. Install pyvi, and set TMPDIR to a "
            "folder that can be written to: pyvi unpacks its model there."
        ) from error
    tokenize_words: Callable[[str], str] = ViTokenizer.tokenize
    return tokenize_words
