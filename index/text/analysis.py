"""Texts → terms and words, for indexing: many texts at once, and each distinct chunk worked out once.

A chunk is what stands between two spaces. The lexicon of the segmenter numbers them, and what
a chunk means, its tokens for pyvi and its terms for us, is looked up by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from functools import partial
from itertools import chain
from itertools import groupby
from itertools import islice
from typing import Final

import numpy as np

from index.text.normalize import fold
from index.text.normalize import has_marks
from index.text.remembered import Remembered
from index.text.rows import Numbered
from index.text.rows import Rows
from index.text.rows import Strings
from index.text.segmentation import Segmenter
from index.text.segmentation import load_segmenter
from index.text.segmentation.lexicon import NUMBER
from index.text.segmentation.lexicon import Lexicon
from index.text.segmentation.segmenter import in_batches
from index.text.tokens import Terms
from index.text.tokens import exact_terms
from index.text.tokens import folded_terms
from index.text.tokens import pieces
from index.text.tokens import terms
from index.text.visible import visible
from index.text.words import CHUNK_CHARACTERS
from index.text.words import as_pyvi_spells
from index.text.words import compound_words
from index.text.words import exact_compound

Group = Sequence[str]
_LINE_BREAK: Final = "\n"


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of each of some texts, and the words of the first of them."""

    terms: list[Terms]
    words: list[str]


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A text in the numbers of a lexicon: as it is written, and with its entities taken apart."""

    written: bytes
    apart: bytes
    entities: list[str]


class _Meanings:
    """What the numbers of a lexicon mean: the terms of its chunks, the exact forms of joined tokens."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        # Not a method of its own: a table in a cycle would stay until the garbage collector comes.
        self._compounds = Remembered(partial(_compound, lexicon), maxsize=1 << 17)
        self._rows = Rows()
        self._exact, self._folded = Strings(), Strings()

    def terms(self, texts: Sequence[_Encoded]) -> list[Terms]:
        """Return the terms of each text."""
        self._learn(self.lexicon.chunks[len(self._rows) :])
        places, before = self._rows.places(
            np.frombuffer(b"".join(text.apart for text in texts), NUMBER)
        )
        ends = np.cumsum([len(text.apart) // NUMBER.itemsize for text in texts], dtype=np.int64)
        found = []
        start = 0
        for text, end in zip(texts, before[ends].tolist(), strict=True):
            of_text = places[start:end]
            exact, folded = Numbered(self._exact, of_text), Numbered(self._folded, of_text)
            found.append(Terms(exact, folded, text.entities))
            start = end
        return found

    def words(self, compounds: Sequence[bytes]) -> list[str]:
        """Return the exact forms of words of several tokens, without those that have none."""
        return list(filter(None, map(self._compounds.__getitem__, compounds)))

    def _learn(self, chunks: Sequence[str]) -> None:
        exact = list(map(exact_terms, chunks))
        self._rows.extend(map(len, exact))
        self._exact.extend(chain.from_iterable(exact))
        self._folded.extend(folded_terms(chain.from_iterable(exact)))


class Analyzer:
    """Analyzes texts. It remembers what the segmenter's lexicon does, and forgets it with it."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        with segmenter.lexicon() as lexicon:
            self._meanings = _Meanings(lexicon)

    def analyze(self, groups: Sequence[Group], *, worded: int) -> list[Analysis]:
        """Return for each group of texts their terms, and the words of the first `worded`.

        The terms are those of `tokens.terms`; the words are those of `words.compound_words` for
        the first texts as lines of one.
        """
        found: list[Analysis] = []
        for is_long, some in groupby(groups, _is_long):
            if is_long:
                found += (_analyze_alone(group, worded) for group in some)
                continue
            for batch in in_batches(list(some), _characters):
                found += self._analyze_batch(batch, worded)
        return found

    def _analyze_batch(self, groups: Sequence[Group], worded: int) -> list[Analysis]:
        with self._segmenter.lexicon() as lexicon:
            if self._meanings.lexicon is not lexicon:
                self._meanings = _Meanings(lexicon)
            encoded = [[_encode(lexicon, text) for text in group] for group in groups]
            terms_of_texts = iter(self._meanings.terms(list(chain.from_iterable(encoded))))
            lines = [
                lexicon[_LINE_BREAK].join(text.written for text in codes[:worded])
                if any(map(has_marks, group[:worded]))
                else b""
                for group, codes in zip(groups, encoded, strict=True)
            ]
            words = map(self._meanings.words, self._segmenter.compounds(lexicon, lines))
            return [
                Analysis(list(islice(terms_of_texts, len(group))), compounds)
                for group, compounds in zip(groups, words, strict=True)
            ]


@cache
def load_analyzer() -> Analyzer:
    """Return the process's analyzer; raises `SearchError` if pyvi is not there."""
    return Analyzer(load_segmenter(as_pyvi_spells))


def _encode(lexicon: Lexicon, text: str) -> _Encoded:
    written: list[bytes] = []
    apart: list[bytes] = []
    entities: list[str] = []
    for piece in pieces(visible(text)):
        code = lexicon.encode(piece.text)
        written.append(code)
        if piece.entities:
            entities += [fold(entity.text) for entity in piece.entities]
            code = b"".join(map(lexicon.__getitem__, piece.words))
        apart.append(code)
    return _Encoded(b"".join(written), b"".join(apart), entities)


def _compound(lexicon: Lexicon, numbers: bytes) -> str | None:
    """Return the exact form of a word of several tokens; None if it has none."""
    tokens = lexicon.tokens.texts.take(np.frombuffer(numbers, NUMBER))
    return exact_compound(tokens.tolist())


def _analyze_alone(group: Group, worded: int) -> Analysis:
    """Analyze long texts, which may hold more chunks than can be remembered."""
    [words] = compound_words(["\n".join(group[:worded])])
    return Analysis(list(map(terms, group)), words)


def _is_long(group: Group) -> bool:
    return _characters(group) > CHUNK_CHARACTERS


def _characters(group: Group) -> int:
    return sum(map(len, group))
