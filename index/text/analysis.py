"""Texts → terms and words, for indexing: many texts at once, and each distinct chunk worked out once.

A chunk is what stands between two spaces. The lexicon of the segmenter numbers them, and what
a chunk means, its tokens for pyvi and its terms for us, is looked up by number.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from itertools import groupby
from itertools import islice
from typing import Final

import numpy as np

from index.text.entities import entities_of
from index.text.meanings import FormsOfWords
from index.text.meanings import TermsOfChunks
from index.text.normalize import fold
from index.text.normalize import has_marks
from index.text.rows import Numbers
from index.text.segmentation import Segmenter
from index.text.segmentation import load_segmenter
from index.text.segmentation.lexicon import LINE_BREAK
from index.text.segmentation.lexicon import Lexicon
from index.text.segmentation.segmenter import in_batches
from index.text.tokens import Piece
from index.text.tokens import Terms
from index.text.tokens import pieces
from index.text.tokens import terms
from index.text.visible import visible
from index.text.words import CHUNK_CHARACTERS
from index.text.words import as_pyvi_spells
from index.text.words import compound_words

Group = Sequence[str]
_WORDS_CHARACTERS: Final = 2_000_000  # remembered, beside those of the lexicon


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of each of some texts, and the words of the first of them."""

    terms: list[Terms]
    words: Sequence[str]


@dataclass(slots=True)
class _Encoded:
    """A text in the numbers of a lexicon, by pieces: as it is written, and with its entities taken apart."""

    written: list[Numbers]
    apart: list[Numbers]
    entities: list[str]


class Analyzer:
    """Analyzes texts. It remembers what the segmenter's lexicon does, and forgets it with it."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        with segmenter.lexicon() as lexicon:
            self._remember(lexicon)

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
            self._forget_outdated(lexicon)
            encoded = _encode(lexicon, list(chain.from_iterable(groups)))
            forms = self._terms.of([text.apart for text in encoded])
            texts = iter(encoded)
            lines = [_line(group, list(islice(texts, len(group))), worded) for group in groups]
            words = self._words.of(self._segmenter.compounds(lexicon, lines))
            found = (Terms(*next(forms), text.entities) for text in encoded)
            return [
                Analysis(list(islice(found, len(group))), compounds)
                for group, compounds in zip(groups, words, strict=True)
            ]

    def _remember(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._terms, self._words = TermsOfChunks(lexicon), FormsOfWords(lexicon)

    def _forget_outdated(self, lexicon: Lexicon) -> None:
        if self._lexicon is not lexicon or self._words.characters > _WORDS_CHARACTERS:
            self._remember(lexicon)


@cache
def load_analyzer() -> Analyzer:
    """Return the process's analyzer; raises `SearchError` if pyvi is not there."""
    return Analyzer(load_segmenter(as_pyvi_spells))


def _encode(lexicon: Lexicon, texts: Sequence[str]) -> list[_Encoded]:
    plain = list(map(visible, texts))
    found = zip(plain, entities_of(plain), strict=True)
    cut = [list(pieces(text, entities)) if entities else [Piece(text)] for text, entities in found]
    all_pieces = list(chain.from_iterable(cut))
    written = iter(lexicon.encode([piece.text for piece in all_pieces]))
    apart = iter(lexicon.encode([" ".join(piece.words) for piece in all_pieces if piece.entities]))
    return [_encoded(some, list(islice(written, len(some))), apart) for some in cut]


def _encoded(
    pieces_of_text: Sequence[Piece], written: list[Numbers], apart: Iterator[Numbers]
) -> _Encoded:
    """Take from `apart` the words of the pieces that hold entities."""
    if len(written) == 1:
        return _Encoded(written, written, [])
    both = zip(pieces_of_text, written, strict=True)
    return _Encoded(
        written,
        [next(apart) if piece.entities else code for piece, code in both],
        [fold(entity.text) for piece in pieces_of_text for entity in piece.entities],
    )


def _line(group: Group, encoded: Sequence[_Encoded], worded: int) -> Numbers:
    """Return the texts whose words are wanted as lines of one; nothing if they have no marks."""
    if not any(map(has_marks, group[:worded])):
        return np.empty(0, np.int32)
    line_break = np.array([LINE_BREAK], np.int32)
    parts = [part for text in encoded[:worded] for part in (line_break, *text.written)]
    return np.concatenate(parts[1:])


def _analyze_alone(group: Group, worded: int) -> Analysis:
    """Analyze long texts, which may hold more chunks than can be remembered."""
    [words] = compound_words(["\n".join(group[:worded])])
    return Analysis(list(map(terms, group)), words)


def _is_long(group: Group) -> bool:
    return _characters(group) > CHUNK_CHARACTERS


def _characters(group: Group) -> int:
    return sum(map(len, group))
