"""The arrays of a segment, opened for reading: fields, facets and dates."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from functools import lru_cache
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final
from weakref import WeakValueDictionary

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.bits import words
from index.engines.whoosh.contents import FieldContents
from index.engines.whoosh.dictionary import Dictionary
from index.engines.whoosh.dictionary import PairDictionary
from index.engines.whoosh.dictionary import TermDictionary
from index.engines.whoosh.dictionary import prefix_range
from index.engines.whoosh.order import largest
from index.engines.whoosh.position_index import PositionIndex
from index.engines.whoosh.rows import BITS
from index.engines.whoosh.rows import FREQUENCIES
from index.engines.whoosh.rows import Rows
from index.fields import TEXT_EXACT
from index.fields import TOKEN_FIELDS
from index.spans import places_in

_OPENING: Final = Lock()
_OPEN: "Final[WeakValueDictionary[Path, Segment]]" = WeakValueDictionary()

ACCENTS: Final = "accents"  # folded term → numbers of the terms of `text_exact` that fold to it


class InvertedField:
    """The dictionary and the posting lists of one field.

    `freqs` is None if a posting says no more than that the document holds the term;
    `positions` is None if none are kept.
    """

    def __init__(
        self, arrays: ArrayFile, name: str, dictionary: Dictionary, documents: int, tokens: int
    ) -> None:
        self._arrays = arrays
        self.name = name
        self.dictionary = dictionary
        self.documents = documents
        self.tokens = tokens
        self.docs = arrays[f"{name}/docs"]
        self.freqs = arrays.get(f"{name}/freqs")
        self.positions = arrays.get(f"{name}/positions")
        self.starts = arrays[f"{name}/starts"]
        self._starts = self.starts.data  # single numbers are read from it quicker
        self._rows = Rows(arrays, name, FREQUENCIES, documents)
        self._bits = Rows(arrays, name, BITS, words(documents))
        self._position_starts = arrays.get(f"{name}/position_starts")
        self._length_bytes = arrays.get(f"{name}/lengths")
        self._norms = arrays.get(f"{name}/norms")

    def find(self, term: str) -> int | None:
        """Return the number of a term, or None."""
        return self._find(term)

    def beginning_with(self, prefix: str) -> tuple[int, int]:
        """Return [low, high): the numbers of the terms that begin with a prefix."""
        return self._prefix_range(prefix.encode(errors="surrogatepass"))

    def most_frequent(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent terms that begin with the prefix, with document frequencies."""
        low, high = self.beginning_with(prefix)
        frequencies = np.diff(self.starts[low : high + 1])
        return [
            (self.dictionary.term(low + place).decode(), int(frequencies[place]))
            for place in largest(frequencies, limit).tolist()
        ]

    def document_frequency(self, number: int) -> int:
        """Return how many documents hold the term."""
        return self._starts[number + 1] - self._starts[number]

    def docs_of(self, number: int) -> Array:
        """Return the documents that hold the term, ascending."""
        return self.docs[self._starts[number] : self._starts[number + 1]]

    def docs_beginning_with(self, prefix: str) -> Array:
        """Return the documents of all terms that begin with a prefix, term by term."""
        low, high = self.beginning_with(prefix)
        # Posting lists stand in the order of their terms, so these follow each other.
        return self.docs[self._starts[low] : self._starts[high]]

    def freqs_of(self, number: int) -> Array:
        """Return how often each document of `docs_of` holds the term."""
        span = slice(self._starts[number], self._starts[number + 1])
        if self.freqs is None:
            return np.ones(span.stop - span.start, np.uint8)
        return self.freqs[span]

    def row_of(self, number: int) -> Array | None:
        """Return how often each document of the index holds a common term; None for other terms."""
        return self._rows.of(number)

    def bits_of(self, number: int) -> Array | None:
        """Return which documents of the index hold a common term, as bits; None for other terms."""
        return self._bits.of(number)

    def positions_of(self, number: int) -> Array:
        """Return the positions of the term, document by document; only where they are kept."""
        if self.positions is None or self._position_starts is None:
            raise ValueError(f"field {self.name} keeps no positions")
        return self.positions[self._position_starts[number] : self._position_starts[number + 1]]

    def positions_in(self, numbers: Sequence[int], docs: Array) -> tuple[Array, Array]:
        """Return the positions of several terms in documents that hold them all, and how many each has.

        Both stand term by term, and document by document; only where positions are kept.
        """
        if self.positions is None or self.freqs is None:
            raise ValueError(f"field {self.name} keeps no positions")
        postings = np.concatenate([self._postings_in(number, docs) for number in numbers])
        freqs = self.freqs.take(postings)
        places, _ = places_in(self._position_index.begins(postings), freqs)
        return self.positions.take(places), freqs

    def lengths(self) -> Array:
        """Return how many terms each document has, in the steps that Whoosh keeps lengths in."""
        if self._length_bytes is None:
            return np.zeros(self.documents, np.int64)
        return bm25.STEPS[self._length_bytes]

    @cached_property
    def norms(self) -> Array:
        """The length norm of each document."""
        return bm25.norms_or_constant(self._norms, self.documents)

    def _postings_in(self, number: int, docs: Array) -> Array:
        """Return which postings say that these documents hold the term."""
        found: Array = self.docs_of(number).searchsorted(docs)
        found += self._starts[number]
        return found

    @cached_property
    def _position_index(self) -> PositionIndex:
        return PositionIndex(self._arrays, self.name)

    @cached_property
    def _find(self) -> Callable[[str], int | None]:
        """`dictionary.find`, remembered: a query estimates its words before it looks them up."""
        dictionary = self.dictionary  # not self: that would be a cycle, which keeps the file mapped

        def find(term: str) -> int | None:
            return dictionary.find(term.encode(errors="surrogatepass"))

        return lru_cache(maxsize=1024)(find)

    @cached_property
    def _prefix_range(self) -> Callable[[bytes], tuple[int, int]]:
        """`prefix_range`, remembered: one query asks for the same few prefixes several times."""
        return lru_cache(maxsize=256)(partial(prefix_range, self.dictionary))


def open_segment(path: Path) -> "Segment":
    """Return the segment of this file; while somebody has it open, the same one.

    A file of arrays never changes, and Whoosh and our reader ask for it several times over.
    """
    with _OPENING:
        segment = _OPEN.get(path)
        if segment is None:
            segment = _OPEN[path] = Segment(path)
        return segment


class Segment(FieldContents[InvertedField]):
    """Everything of an index but its stored documents; safe to share between threads."""

    remembered_terms = 4096  # views of mapped pages, which take next to no memory

    def __init__(self, path: Path) -> None:
        arrays = ArrayFile(path)
        super().__init__(arrays, arrays.extra["documents"])
        self._tokens: Mapping[str, int] = arrays.extra["tokens"]

    def accented_forms(self, folded: str) -> list[str]:
        """Return the terms of `text_exact` that fold to this."""
        number = self._accents.find(folded)
        if number is None:
            return []
        exact = self.field(TEXT_EXACT).dictionary
        return [exact.term(term).decode() for term in self._accents.docs_of(number).tolist()]

    @cached_property
    def _accents(self) -> InvertedField:
        return self._open_field(ACCENTS)

    def _open_field(self, name: str) -> InvertedField:
        return InvertedField(
            self.arrays, name, self._dictionary(name), self.documents, self._tokens.get(name, 0)
        )

    def _dictionary(self, name: str) -> Dictionary:
        singles = next((field.pairs_of for field in TOKEN_FIELDS if field.name == name), None)
        if singles is None:
            return TermDictionary(self.arrays, name)
        return PairDictionary(self.arrays, name, self.field(singles).dictionary)
