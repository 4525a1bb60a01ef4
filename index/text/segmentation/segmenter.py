"""The segmenter: texts in, words out."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.text.segmentation.lexicon import NUMBER
from index.text.segmentation.lexicon import SEPARATOR
from index.text.segmentation.lexicon import Lexicon
from index.text.segmentation.lexicon import TokenTable
from index.text.segmentation.lexicon import TokenWeights
from index.text.segmentation.model import Model
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model
from index.text.segmentation.ngrams import Ngrams
from index.text.segmentation.scoring import NgramWeights
from index.text.segmentation.scoring import score
from index.text.segmentation.scoring import score_many
from index.text.segmentation.viterbi import Steps
from index.text.segmentation.viterbi import decode
from index.text.segmentation.viterbi import decode_many

_SEPARATOR_CODE: Final = np.array([SEPARATOR], NUMBER).tobytes()
_BATCH_CHARACTERS: Final = 200_000  # about 50,000 tokens: arrays that a processor's cache can hold
_SHORT_TOKENS: Final = 200  # up to here plain Python is faster than NumPy
_LEXICON_CHARACTERS: Final = 500_000  # about 25 MB; more is no faster, for want of cache


class Segmenter:
    """Cuts texts into words as pyvi 0.1.1 does. Safe to share between threads.

    `spell` says how pyvi is to see what stands between two spaces; it may not add or drop one.
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
        return [words for batch in _batches(texts) for words in self._words_of_batch(batch)]

    def _words_of_batch(self, texts: Sequence[str]) -> list[list[str]]:
        with self._lock:
            tokens, codes = self._encode(texts)
            stream = _SEPARATOR_CODE.join([b"", *codes, b""])
            if len(stream) <= _SHORT_TOKENS * NUMBER.itemsize:
                return [self._words_of_short(tokens, code) for code in codes]
            numbers = np.frombuffer(stream, NUMBER)
            columns = tokens.gather(numbers)
            pieces = tokens.piece_array()
        scores = score_many(columns, self._ngrams, self._ngram_weights)
        is_inside = decode_many(self._steps, scores, numbers != SEPARATOR)
        is_joined = _is_joined(is_inside, columns.bonds)
        parts: list[str] = pieces[2 * numbers + is_joined].tolist()
        return ["".join(parts[start:end]).split() for start, end in _spans(codes)]

    def _words_of_short(self, tokens: TokenTable, code: bytes) -> list[str]:
        numbers = memoryview(code).cast("i").tolist()
        labels = decode(self._steps, score(numbers, tokens, self._ngrams, self._ngram_weights))
        bond_before = 0
        pieces: list[str] = []
        for number, is_inside in zip(numbers, labels, strict=True):
            bond = tokens.bonds[number]
            pieces.append(tokens.pieces[2 * number + (is_inside and 0 < bond <= bond_before)])
            bond_before = bond
        return "".join(pieces).split()

    def _encode(self, texts: Sequence[str]) -> tuple[TokenTable, list[bytes]]:
        if self._lexicon.characters > self._lexicon_characters:
            self._lexicon = self._new_lexicon()
        try:
            return self._lexicon.tokens, [self._lexicon.encode(text) for text in texts]
        except BaseException:
            self._lexicon = self._new_lexicon()  # if cut short, its columns may differ in length
            raise

    def _new_lexicon(self) -> Lexicon:
        return Lexicon(TokenTable(self._token_weights, self._ngrams.numbers), self._spell)


@cache
def load_segmenter(spell: Callable[[str], str] = str) -> Segmenter:
    """Return the process's segmenter for a spelling, reading pyvi's model (about 0.1 s) on the first call.

    Raises `SearchError` if pyvi is not installed or is another version than 0.1.1.
    """
    return Segmenter(read_model(model_folder()), spell=spell)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the texts in order, in batches bounded by their characters, or of one longer text."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        if batch and characters + len(text) > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


def _is_joined(is_inside: NDArray[np.bool_], bonds: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return for each token whether it is joined to the one before; see `bond_of`."""
    is_joined = np.zeros_like(is_inside)
    is_joined[1:] = is_inside[1:] & (bonds[1:] > 0) & (bonds[1:] <= bonds[:-1])
    return is_joined


def _spans(codes: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where each text begins and ends among the tokens, one separator standing before each."""
    end = 0
    for code in codes:
        start = end + 1
        end = start + len(code) // NUMBER.itemsize
        yield start, end
