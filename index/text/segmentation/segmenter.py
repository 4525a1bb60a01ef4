"""The segmenter: texts in, words out."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Final
from typing import TypeVar
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from index.spans import Places
from index.text.rows import Numbers
from index.text.segmentation.lexicon import SEPARATOR
from index.text.segmentation.lexicon import Lexicon
from index.text.segmentation.lexicon import TokenTable
from index.text.segmentation.lexicon import TokenWeights
from index.text.segmentation.model import Model
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model
from index.text.segmentation.ngrams import Ngrams
from index.text.segmentation.scoring import NgramWeights
from index.text.segmentation.scoring import score_many
from index.text.segmentation.viterbi import Bools
from index.text.segmentation.viterbi import Steps
from index.text.segmentation.viterbi import decode_many

Item = TypeVar("Item")

_BATCH_CHARACTERS: Final = 200_000  # about 50,000 tokens: arrays that a processor's cache can hold
_LEXICON_CHARACTERS: Final = 2_000_000  # some 100 MB

_BEFORE_TOKEN: Final = np.array([" ", "_"], object)  # if it is not joined, if it is


@dataclass(frozen=True, slots=True)
class Compounds:
    """Words of several tokens: word k has those in [starts[k], ends[k]) of `tokens`.

    `borders` are the first words of the texts, and at last the number of words.
    """

    tokens: Numbers
    starts: Places
    ends: Places
    borders: Places


@dataclass(frozen=True, slots=True)
class _Labeled:
    """Tokens by number, whether each is joined to the one before, and the bounds of the texts."""

    tokens: Numbers
    is_joined: Bools
    starts: Places
    ends: Places

    def compounds(self) -> Compounds:
        """Return the words of several tokens."""
        is_last = self.is_joined.copy()
        is_last[:-1] &= ~self.is_joined[1:]
        is_first = np.zeros_like(is_last)
        is_first[:-1] = self.is_joined[1:] & ~self.is_joined[:-1]
        starts, ends = np.flatnonzero(is_first), np.flatnonzero(is_last) + 1
        borders = np.searchsorted(starts, np.append(self.starts, len(self.tokens)))
        return Compounds(self.tokens, starts, ends, borders)


class Segmenter:
    """Cuts texts into words as pyvi 0.1.1 does. Safe to share between threads.

    `spell` says how pyvi is to see what stands between two spaces.
    It remembers the tokens it has met, so it becomes faster as it goes, and forgets them
    all when they exceed `lexicon_characters`. Time is linear in the length of a text, and beyond
    what it remembers it needs memory for the longest text only.
    """

    def __init__(
        self,
        model: Model,
        lexicon_characters: int = _LEXICON_CHARACTERS,
        spell: Callable[[str], str] = str,
    ) -> None:
        self._spell = spell
        self._steps = Steps.of(model.transitions)
        self._ngrams = Ngrams(model.bigrams, model.trigrams)
        self._ngram_weights = NgramWeights.of(model.weights)
        self._token_weights = TokenWeights(model.weights)
        self._lexicon_characters = lexicon_characters
        self._lexicon = self._new_lexicon()
        self._lock = Lock()

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the words of each text: what `ViTokenizer.tokenize(text).split()` returns.

        The syllables of a word are joined by "_", as in "công_đoàn". Signs are words of their
        own, line breaks are dropped. pyvi may join a line break or a literal "_" to its
        neighbor, so that a word can begin or end with "_"; that is kept. Text that cannot be
        encoded (lone surrogates), at which pyvi fails, is segmented like any other.
        """
        found: list[list[str]] = []
        for batch in in_batches(texts, len):
            with self.lexicon() as lexicon:
                codes = lexicon.encode([normalize("NFC", text) for text in batch])
                found += _words(lexicon, self._label(lexicon, codes))
        return found

    def compounds(self, lexicon: Lexicon, codes: Sequence[Numbers]) -> Compounds:
        """Return the words of several tokens of texts.

        The texts are in the numbers of the lexicon, which must still be lent.
        """
        return self._label(lexicon, codes).compounds()

    @contextmanager
    def lexicon(self) -> Iterator[Lexicon]:
        """Lend the memory. Until it is given back, its numbers hold and everyone else waits."""
        with self._lock:
            if self._lexicon.characters > self._lexicon_characters:
                self._lexicon = self._new_lexicon()
            try:
                yield self._lexicon
            except BaseException:
                self._lexicon = self._new_lexicon()  # cut short, its columns may differ in length
                raise

    def _label(self, lexicon: Lexicon, codes: Sequence[Numbers]) -> _Labeled:
        tokens, starts, ends = lexicon.tokens_of(codes)
        columns = lexicon.tokens.gather(tokens)
        scores = score_many(columns, self._ngrams, self._ngram_weights)
        is_inside = decode_many(self._steps, scores, tokens != SEPARATOR)
        return _Labeled(tokens, _is_joined(is_inside, columns.bonds), starts, ends)

    def _new_lexicon(self) -> Lexicon:
        return Lexicon(TokenTable(self._token_weights, self._ngrams.numbers), self._spell)


@cache
def load_segmenter(spell: Callable[[str], str] = str) -> Segmenter:
    """Return the process's segmenter for a spelling, reading pyvi's model (about 0.1 s) on the first call.

    Raises `SearchError` if pyvi is not installed or is another version than 0.1.1.
    """
    return Segmenter(read_model(model_folder()), spell=spell)


def in_batches(items: Sequence[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield the items in order, in batches bounded by their characters, or of one larger item."""
    batch: list[Item] = []
    characters = 0
    for item in items:
        if batch and characters + size(item) > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
        batch.append(item)
        characters += size(item)
    if batch:
        yield batch


def _is_joined(is_inside: NDArray[np.bool_], bonds: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return for each token whether it is joined to the one before; see `bond_of`."""
    is_joined = np.zeros_like(is_inside)
    is_joined[1:] = is_inside[1:] & (bonds[1:] > 0) & (bonds[1:] <= bonds[:-1])
    return is_joined


def _words(lexicon: Lexicon, labeled: _Labeled) -> list[list[str]]:
    parts = np.empty((len(labeled.tokens), 2), object)
    parts[:, 0] = _BEFORE_TOKEN.take(labeled.is_joined)
    parts[:, 1] = lexicon.tokens.texts.take(labeled.tokens)
    pieces = parts.ravel().tolist()
    spans = zip((2 * labeled.starts).tolist(), (2 * labeled.ends).tolist(), strict=True)
    return ["".join(pieces[start:end]).split() for start, end in spans]
