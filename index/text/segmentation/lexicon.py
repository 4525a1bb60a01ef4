"""Chunks and tokens as numbers, with all that the model says about a token alone."""

import string
import sys
from array import array
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from itertools import compress
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.text.rows import Rows
from index.text.rows import Strings
from index.text.segmentation.tokenizer import split_chunks
from index.text.segmentation.tokenizer import split_tokens

NUMBER: Final = np.dtype(np.int32)
SEPARATOR: Final = 0  # stands before, between and after texts; weighs nothing
_SEPARATOR_CODE: Final = SEPARATOR.to_bytes(NUMBER.itemsize, sys.byteorder)

# How a token may be joined to the one before; see `bond_of`.
_NO_BOND, _LOWER, _CAPITAL = 0, 1, 2

_Triple = tuple[float, float, float]
_SHAPE_ATTRIBUTES: Final = ("word.istitle()", "word.isupper()", "word.isdigit()")


class TokenWeights:
    """What a token adds to its own score, the next token's and the previous one's.

    The attributes that a token alone decides are those of its lower-case form and of its
    shape (title case, upper case, digits); see `ViTokenizer.word2features` of pyvi 0.1.1.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        marker = "word.lower():"
        forms = {name.split(marker, 1)[1] for name in weights if marker in name}
        self._by_form = {form: _triple(weights, marker + form) for form in forms}
        self._by_shape: dict[tuple[bool, ...], _Triple] = {}
        for shape in product((False, True), repeat=len(_SHAPE_ATTRIBUTES)):
            total = _triple(weights, "bias")
            for name in compress(_SHAPE_ATTRIBUTES, shape):
                total = _add(total, _triple(weights, name))
            self._by_shape[shape] = total

    def of(self, token: str, form: str) -> _Triple:
        """Return the three weights of a token and its lower-case form, in the order above."""
        by_shape = self._by_shape[token.istitle(), token.isupper(), token.isdigit()]
        # CRFsuite, written in C, takes a form to end at its first NUL.
        by_form = self._by_form.get(form.partition("\0")[0])
        return by_shape if by_form is None else _add(by_shape, by_form)


def _triple(weights: Mapping[str, float], name: str) -> _Triple:
    """Return the weights of an attribute of this token, of the previous one, of the next one."""
    return weights.get(name, 0.0), weights.get(f"-1:{name}", 0.0), weights.get(f"+1:{name}", 0.0)


def _add(left: _Triple, right: _Triple) -> _Triple:
    return left[0] + right[0], left[1] + right[1], left[2] + right[2]


def bond_of(token: str) -> int:
    """Return the token's bond: I_W joins it to the token before iff 0 < its bond <= the other's.

    pyvi never joins signs and what begins with a digit, nor a capital to a small initial.
    """
    first = token[0]
    if first.isdigit() or token in string.punctuation:
        return _NO_BOND
    return _CAPITAL if first.istitle() else _LOWER


@dataclass(frozen=True, slots=True)
class Columns:
    """By token: the three weights of `TokenWeights.of`, the dictionary's syllable number, the bond."""

    own: NDArray[np.float64]
    to_next: NDArray[np.float64]
    to_previous: NDArray[np.float64]
    syllables: NDArray[np.int64]
    bonds: NDArray[np.int8]


class TokenTable(dict[str, int]):
    """Maps a token to its number, and fills itself as tokens are asked for.

    It holds by number what `Columns` does; `texts` are the tokens themselves.
    """

    def __init__(self, weights: TokenWeights, syllables: Mapping[str, int]) -> None:
        super().__init__()
        self._weights = weights
        self._syllable_numbers = syllables
        self._new: list[str] = []  # tokens that have a number but are in no column yet
        # The separator comes first.
        self.texts = Strings([""])
        self._own, self._to_next, self._to_previous = (array("d", [0.0]) for _ in range(3))
        self._syllables = array("q", [0])
        self._bonds = array("b", [_NO_BOND])

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self._bonds) + len(self._new)
        self._new.append(token)
        return number

    def gather(self, numbers: NDArray[np.int32]) -> Columns:
        """Return copies of the columns' values for these numbers."""
        self._learn()
        return Columns(
            own=np.frombuffer(self._own)[numbers],
            to_next=np.frombuffer(self._to_next)[numbers],
            to_previous=np.frombuffer(self._to_previous)[numbers],
            syllables=np.frombuffer(self._syllables, np.int64)[numbers],
            bonds=np.frombuffer(self._bonds, np.int8)[numbers],
        )

    def _learn(self) -> None:
        tokens, self._new = self._new, []
        forms = [token.lower() for token in tokens]
        weights = list(map(self._weights.of, tokens, forms))
        self._own.extend(own for own, _, _ in weights)
        self._to_next.extend(to_next for _, to_next, _ in weights)
        self._to_previous.extend(to_previous for _, _, to_previous in weights)
        self._syllables.extend(self._syllable_numbers.get(form, 0) for form in forms)
        self._bonds.extend(map(bond_of, tokens))
        self.texts.extend(tokens)


class Lexicon(dict[str, bytes]):
    """Numbers the chunks of texts, and remembers the tokens of each; fills itself as they are asked for.

    A number is an int32 as bytes: joining them is the quickest way to the numbers of a text.
    `chunks` holds the chunks by number, and `spell` is applied to each before it is split.
    `characters` counts those of the chunks, as a measure of the memory taken.
    """

    def __init__(self, tokens: TokenTable, spell: Callable[[str], str]) -> None:
        super().__init__()
        self.tokens = tokens
        self.characters = 0
        self._spell = spell
        # The separator comes first.
        self.chunks = [""]
        self._rows = Rows([1])
        self._values = array("i", [SEPARATOR])

    def __missing__(self, chunk: str) -> bytes:
        code = self[chunk] = len(self.chunks).to_bytes(NUMBER.itemsize, sys.byteorder)
        self.chunks.append(chunk)
        self.characters += len(chunk)
        return code

    def encode(self, text: str) -> bytes:
        """Return the numbers of the chunks of a text in NFC."""
        return b"".join(map(self.__getitem__, split_chunks(text)))

    def tokens_of(
        self, codes: Sequence[bytes]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """Return the tokens of texts, with separators around each, and where each text begins and ends.

        `codes` are the texts as `encode` gives them.
        """
        self._learn()
        stream = _SEPARATOR_CODE.join([b"", *codes, b""])
        places, before = self._rows.places(np.frombuffer(stream, NUMBER))
        lengths = np.array([len(code) // NUMBER.itemsize for code in codes], np.int64)
        ends = (lengths + 1).cumsum()
        return np.frombuffer(self._values, NUMBER)[places], before[ends - lengths], before[ends]

    def _learn(self) -> None:
        tokens = [split_tokens(self._spell(chunk)) for chunk in self.chunks[len(self._rows) :]]
        self._rows.extend(map(len, tokens))
        self._values.extend(map(self.tokens.__getitem__, chain.from_iterable(tokens)))
