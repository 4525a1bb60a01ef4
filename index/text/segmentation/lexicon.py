"""Chunks and tokens as numbers, with all that the model says about a token alone."""

import string
from array import array
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from itertools import pairwise
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.spans import Places
from index.text.numbering import KeyNumbers
from index.text.numbering import StringNumbers
from index.text.numbering import first_places
from index.text.rows import Numbers
from index.text.rows import Rows
from index.text.rows import Strings
from index.text.segmentation.chunks import LINE_BREAK_KEY
from index.text.segmentation.chunks import SEPARATOR_KEY
from index.text.segmentation.chunks import Chunks
from index.text.segmentation.chunks import cut
from index.text.segmentation.tokenizer import split_tokens

# Chunks and tokens of one number. A separator stands before, between and after texts; it weighs nothing.
SEPARATOR, LINE_BREAK = 0, 1

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


class TokenTable:
    """Numbers tokens as they are met.

    It holds by number what `Columns` does; `texts` are the tokens themselves.
    """

    def __init__(self, weights: TokenWeights, syllables: Mapping[str, int]) -> None:
        self._weights = weights
        self._syllable_numbers = syllables
        # The separator comes first.
        self._numbers = StringNumbers(["", "\n"])
        self.texts = Strings([""])
        self._own, self._to_next, self._to_previous = (array("d", [0.0]) for _ in range(3))
        self._syllables = array("q", [0])
        self._bonds = array("b", [_NO_BOND])

    def numbers(self, tokens: Iterable[str]) -> Numbers:
        """Return the number of each token."""
        return self._numbers.of(tokens)

    def gather(self, numbers: NDArray[np.int32]) -> Columns:
        """Return copies of the columns' values for these numbers."""
        self._learn()
        return Columns(
            own=np.frombuffer(self._own).take(numbers),
            to_next=np.frombuffer(self._to_next).take(numbers),
            to_previous=np.frombuffer(self._to_previous).take(numbers),
            syllables=np.frombuffer(self._syllables, np.int64).take(numbers),
            bonds=np.frombuffer(self._bonds, np.int8).take(numbers),
        )

    def _learn(self) -> None:
        tokens = self._numbers.since(len(self._bonds))
        forms = [token.lower() for token in tokens]
        weights = list(map(self._weights.of, tokens, forms))
        self._own.extend(own for own, _, _ in weights)
        self._to_next.extend(to_next for _, to_next, _ in weights)
        self._to_previous.extend(to_previous for _, _, to_previous in weights)
        self._syllables.extend(self._syllable_numbers.get(form, 0) for form in forms)
        self._bonds.extend(map(bond_of, tokens))
        self.texts.extend(tokens)


class Lexicon:
    """Numbers the chunks of texts, and remembers the tokens of each; fills itself as they are met.

    `chunks` holds the chunks by number, and `spell` is applied to each before it is split.
    `characters` counts those of the chunks, as a measure of the memory taken.
    """

    def __init__(self, tokens: TokenTable, spell: Callable[[str], str]) -> None:
        self.tokens = tokens
        self.characters = 0
        self._spell = spell
        self._numbers = KeyNumbers(SEPARATOR_KEY)
        self._numbers.of(np.array([LINE_BREAK_KEY], np.uint64))
        self.chunks = ["", "\n"]
        self._tokens = Rows([[SEPARATOR], [LINE_BREAK]])

    def encode(self, texts: Sequence[str]) -> list[Numbers]:
        """Return the numbers of the chunks of each text; the texts are in NFC."""
        chunks = cut(texts)
        chunks.keys[chunks.others] = self._numbers.spare_keys(chunks.at(chunks.others))
        numbers = self._numbers.of(chunks.keys)
        self._learn(numbers, chunks)
        borders = np.flatnonzero(numbers == SEPARATOR).tolist()
        return [numbers[before + 1 : after] for before, after in pairwise(borders)]

    def tokens_of(self, codes: Sequence[Numbers]) -> tuple[Numbers, Places, Places]:
        """Return the tokens of texts, with separators around each, and where each text begins and ends.

        `codes` are the texts as `encode` gives them.
        """
        between = np.array([SEPARATOR], np.int32)
        stream = [between, *(part for code in codes for part in (code, between))]
        tokens, before = self._tokens.of(np.concatenate(stream))
        lengths = np.array(list(map(len, codes)), np.int64)
        ends = (lengths + 1).cumsum()
        return tokens, before[ends - lengths], before[ends]

    def _learn(self, numbers: Numbers, chunks: Chunks) -> None:
        new = chunks.at(first_places(numbers, len(self.chunks)))
        self.chunks += new
        self.characters += sum(map(len, new))
        lines = "\n".join([*map(self._spell, new), ""])
        self._tokens.extend(self.tokens.numbers(split_tokens(lines)), stop=LINE_BREAK)
