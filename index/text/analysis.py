"""Texts → terms and words, for indexing: many texts at once, and each distinct chunk worked out once.

A chunk is what stands between two spaces. The lexicon of the segmenter numbers them, and what
a chunk means, its tokens for pyvi and its terms for us, is looked up by number.
"""

from array import array
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from itertools import groupby
from itertools import islice
from itertools import pairwise
from typing import Final

import numpy as np

from index.text.normalize import fold
from index.text.normalize import has_marks
from index.text.rows import Numbered
from index.text.rows import Numbers
from index.text.rows import Rows
from index.text.rows import StringNumbers
from index.text.rows import Strings
from index.text.rows import places_in
from index.text.segmentation import Segmenter
from index.text.segmentation import load_segmenter
from index.text.segmentation.lexicon import LINE_BREAK
from index.text.segmentation.lexicon import Lexicon
from index.text.segmentation.numbering import Keys
from index.text.segmentation.numbering import Numbering
from index.text.segmentation.numbering import first_places
from index.text.segmentation.segmenter import Compounds
from index.text.segmentation.segmenter import in_batches
from index.text.tokens import Terms
from index.text.tokens import exact_term
from index.text.tokens import folded_terms
from index.text.tokens import pieces
from index.text.tokens import terms
from index.text.tokens import words_of_lines
from index.text.visible import visible
from index.text.words import CHUNK_CHARACTERS
from index.text.words import as_pyvi_spells
from index.text.words import compound_words
from index.text.words import exact_compound

Group = Sequence[str]
_LINE_BREAK: Final = "\n"
_NO_CHUNKS: Final = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of each of some texts, and the words of the first of them."""

    terms: list[Terms]
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A text in the numbers of a lexicon, by pieces: as it is written, and with its entities taken apart."""

    written: list[Numbers]
    apart: list[Numbers]
    entities: list[str]


class _TermsOfChunks:
    """The terms of a lexicon's chunks, by number: those of each different word in them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._rows = Rows([(), ()])  # a separator and a line break have none
        self._words = StringNumbers([_LINE_BREAK])
        self._exact, self._folded = Strings([_LINE_BREAK]), Strings([_LINE_BREAK])

    def of(self, texts: Sequence[_Encoded]) -> Iterator[Terms]:
        """Yield the terms of each text."""
        self._learn(self._lexicon.chunks[len(self._rows) :])
        numbers, before = self._rows.of(
            np.concatenate([_NO_CHUNKS, *chain.from_iterable(text.apart for text in texts)])
        )
        lengths = [sum(map(len, text.apart)) for text in texts]
        borders = before[np.cumsum([0, *lengths])].tolist()
        for text, (start, end) in zip(texts, pairwise(borders), strict=True):
            places = numbers[start:end]
            exact, folded = Numbered(self._exact, places), Numbered(self._folded, places)
            yield Terms(exact, folded, text.entities)

    def _learn(self, chunks: Sequence[str]) -> None:
        lines = "".join(f"{chunk}\n" for chunk in chunks)
        self._rows.extend(self._words.of(words_of_lines(lines)), stop=0)
        exact = list(map(exact_term, self._words.since(len(self._exact))))
        self._exact.extend(exact)
        self._folded.extend(folded_terms(exact))


class _FormsOfWords:
    """The exact forms of words of several of a lexicon's tokens, by number."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tokens = lexicon.tokens.texts
        self._numbering = Numbering()
        self._forms = Strings([""])
        self._has_form = array("b", [False])

    def of(self, words: Compounds) -> list[Numbered]:
        """Return by text the exact forms of its words, without those that have none."""
        numbers = self._numbering.of(self._keys(words))
        self._learn(words, numbers)
        formed = np.flatnonzero(np.frombuffer(self._has_form, np.int8)[numbers])
        borders = np.searchsorted(formed, words.borders).tolist()
        numbers = numbers[formed]
        return [Numbered(self._forms, numbers[start:end]) for start, end in pairwise(borders)]

    def _keys(self, words: Compounds) -> Keys:
        """Return for each word its two tokens as one number; for a longer one, a spare key."""
        tokens = words.tokens.astype(np.uint64)
        keys = (tokens[words.starts] << np.uint64(32)) | tokens[words.starts + 1]
        longer = np.flatnonzero(words.ends - words.starts > 2)
        spans = zip(words.starts[longer].tolist(), words.ends[longer].tolist(), strict=True)
        keys[longer] = self._numbering.spare_keys(
            words.tokens[start:end].tobytes() for start, end in spans
        )
        return keys

    def _learn(self, words: Compounds, numbers: Numbers) -> None:
        unmet = first_places(numbers, len(self._forms))
        places, before = places_in(words.starts[unmet], words.ends[unmet])
        tokens = self._tokens.take(words.tokens[places]).tolist()
        forms = [exact_compound(tokens[start:end]) for start, end in pairwise(before.tolist())]
        self._forms.extend(form or "" for form in forms)
        self._has_form.extend(map(bool, forms))


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
            if self._lexicon is not lexicon:
                self._remember(lexicon)
            encoded = _encode(lexicon, list(chain.from_iterable(groups)))
            terms_of_texts = self._terms.of(encoded)
            texts = iter(encoded)
            lines = [_line(group, list(islice(texts, len(group))), worded) for group in groups]
            words = self._words.of(self._segmenter.compounds(lexicon, lines))
            return [
                Analysis(list(islice(terms_of_texts, len(group))), compounds)
                for group, compounds in zip(groups, words, strict=True)
            ]

    def _remember(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._terms, self._words = _TermsOfChunks(lexicon), _FormsOfWords(lexicon)


@cache
def load_analyzer() -> Analyzer:
    """Return the process's analyzer; raises `SearchError` if pyvi is not there."""
    return Analyzer(load_segmenter(as_pyvi_spells))


def _encode(lexicon: Lexicon, texts: Sequence[str]) -> list[_Encoded]:
    cut = [list(pieces(visible(text))) for text in texts]
    in_order = list(chain.from_iterable(cut))
    codes = iter(lexicon.encode([piece.text for piece in in_order]))
    apart = iter(lexicon.encode([" ".join(piece.words) for piece in in_order if piece.entities]))
    encoded = []
    for some in cut:
        written = list(islice(codes, len(some)))
        encoded.append(
            _Encoded(
                written,
                [
                    next(apart) if piece.entities else code
                    for piece, code in zip(some, written, strict=True)
                ],
                [fold(entity.text) for piece in some for entity in piece.entities],
            )
        )
    return encoded


def _line(group: Group, encoded: Sequence[_Encoded], worded: int) -> Numbers:
    """Return the texts whose words are wanted as lines of one; nothing if they have no marks."""
    if not any(map(has_marks, group[:worded])):
        return _NO_CHUNKS
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
