"""What the numbers of a lexicon mean: the terms of its chunks, the exact forms of its words.

Each is worked out once, when it is first met. What is found are places in growing lists of strings.
"""

from array import array
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import chain
from itertools import pairwise
from typing import Final

import numpy as np

from index.spans import Places
from index.spans import places_in
from index.text.numbering import KeyNumbers
from index.text.numbering import Keys
from index.text.numbering import StringNumbers
from index.text.numbering import first_places
from index.text.rows import Numbered
from index.text.rows import Numbers
from index.text.rows import Rows
from index.text.rows import Strings
from index.text.segmentation.lexicon import Lexicon
from index.text.segmentation.segmenter import Compounds
from index.text.tokens import exact_forms
from index.text.tokens import folded_terms
from index.text.tokens import words_of_lines
from index.text.words import exact_compound

_LINE_BREAK: Final = "\n"
_UNUSED: Final = "_"  # where a list has no term; a term itself, as a writer looks at whole lists


class TermsOfChunks:
    """The terms of a lexicon's chunks: the exact and folded forms of each different word in them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._chunks = lexicon.chunks
        self._rows = Rows([(), ()])  # a separator and a line break have none
        self._words = StringNumbers([_LINE_BREAK])
        self._exact, self._folded = Strings([_UNUSED]), Strings([_UNUSED])

    def of(self, texts: Sequence[Sequence[Numbers]]) -> Iterator[tuple[Numbered, Numbered]]:
        """Yield the exact and the folded terms of each text, which is given as pieces."""
        self._learn(self._chunks[len(self._rows) :])
        nothing = np.empty(0, np.int32)
        numbers, before = self._rows.of(np.concatenate([nothing, *chain.from_iterable(texts)]))
        lengths = [sum(map(len, text)) for text in texts]
        for start, end in pairwise(before[np.cumsum([0, *lengths])].tolist()):
            places = numbers[start:end]
            yield Numbered(self._exact, places), Numbered(self._folded, places)

    def _learn(self, chunks: Sequence[str]) -> None:
        lines = "\n".join([*chunks, ""])
        self._rows.extend(self._words.of(words_of_lines(lines)), stop=0)
        exact = list(exact_forms(self._words.since(len(self._exact))))
        self._exact.extend(exact)
        self._folded.extend(folded_terms(exact))


class FormsOfWords:
    """The exact forms of words of several of a lexicon's tokens.

    `characters` counts those of the tokens, as a measure of the memory taken.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.characters = 0
        self._tokens = lexicon.tokens.texts
        self._numbers = KeyNumbers()
        self._forms = Strings([_UNUSED])
        self._has_form = array("b", [False])

    def of(self, words: Compounds) -> list[Numbered]:
        """Return by text the exact forms of its words, without those that have none."""
        numbers = self._numbers.of(self._keys(words))
        self._learn(words, first_places(numbers, len(self._forms)))
        formed = np.flatnonzero(np.frombuffer(self._has_form, np.int8).take(numbers))
        places = numbers[formed]
        borders = np.searchsorted(formed, words.borders).tolist()
        return [Numbered(self._forms, places[start:end]) for start, end in pairwise(borders)]

    def _keys(self, words: Compounds) -> Keys:
        """Return for each word its two tokens as one number; for a longer one, a spare key."""
        tokens = words.tokens.astype(np.uint64)
        keys = (tokens[words.starts] << np.uint64(32)) | tokens[words.starts + 1]
        longer = np.flatnonzero(words.ends - words.starts > 2)
        spans = zip(words.starts[longer].tolist(), words.ends[longer].tolist(), strict=True)
        keys[longer] = self._numbers.spare_keys(
            words.tokens[start:end].tobytes() for start, end in spans
        )
        return keys

    def _learn(self, words: Compounds, new: Places) -> None:
        starts = words.starts[new]
        places, before = places_in(starts, words.ends[new] - starts)
        tokens = self._tokens.take(words.tokens[places]).tolist()
        forms = [exact_compound(tokens[start:end]) for start, end in pairwise(before.tolist())]
        self.characters += sum(map(len, tokens))
        self._forms.extend(form or _UNUSED for form in forms)
        self._has_form.extend(map(bool, forms))
