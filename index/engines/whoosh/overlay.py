"""A main segment and the delta of its updates, read as if they were one segment.

The documents of the delta follow those of the main segment. Posting lists are brought together
term by term, so that a query is evaluated once, whatever the index is made of. Documents that
were removed from the main segment are still in its lists and statistics, as in Whoosh itself;
the reader leaves them out of every answer.
"""

from collections.abc import Callable
from collections.abc import Sequence
from functools import cached_property
from functools import lru_cache
from heapq import nlargest
from typing import Final

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.bits import packed
from index.engines.whoosh.contents import FieldContents
from index.engines.whoosh.dictionary import TermDictionary
from index.engines.whoosh.schema import DATE_KEY
from index.engines.whoosh.segment import InvertedField
from index.engines.whoosh.segment import Segment
from index.fields import FACETS
from index.spans import running_total

# The number of a term is that in the main segment above that in the delta, each plus one, so that
# zero says that a segment has no such term.
_SHIFT: Final = 32
_LOW: Final = (1 << _SHIFT) - 1

_COLUMN_FIELDS: Final = (*FACETS, DATE_KEY)  # which the columns hold for all documents


class OverlaidField:
    """One field of both segments; it answers as `InvertedField` does."""

    def __init__(self, main: InvertedField, delta: InvertedField, columns: ArrayFile) -> None:
        self.name = main.name
        self.documents = main.documents + delta.documents
        self._main = main
        self._delta = delta
        self._norms = columns.get(f"{self.name}/norms")
        self._first = np.uint32(main.documents)

    def find(self, term: str) -> int | None:
        """Return the number of a term, or None."""
        return self._find(term)

    def document_frequency(self, number: int) -> int:
        """Return how many documents hold the term."""
        main, delta = number >> _SHIFT, number & _LOW
        return (self._main.document_frequency(main - 1) if main else 0) + (
            self._delta.document_frequency(delta - 1) if delta else 0
        )

    def docs_of(self, number: int) -> Array:
        """Return the documents that hold the term, ascending."""
        main, delta = number >> _SHIFT, number & _LOW
        if not delta:
            return self._main.docs_of(main - 1)
        added = self._delta.docs_of(delta - 1) + self._first
        return np.concatenate((self._main.docs_of(main - 1), added)) if main else added

    def freqs_of(self, number: int) -> Array:
        """Return how often each document of `docs_of` holds the term."""
        return self._joined(number, InvertedField.freqs_of)

    def positions_of(self, number: int) -> Array:
        """Return the positions of the term, document by document; only where they are kept."""
        return self._joined(number, InvertedField.positions_of)

    def row_of(self, number: int) -> Array | None:
        """Return how often each document of the index holds a common term; None for other terms."""
        main, delta = number >> _SHIFT, number & _LOW
        row = self._main.row_of(main - 1) if main else None
        if row is None:
            return None
        added = np.zeros(self._delta.documents, row.dtype)
        if delta:
            freqs = self._delta.freqs_of(delta - 1)
            added = added.astype(np.promote_types(row.dtype, freqs.dtype))
            added[self._delta.docs_of(delta - 1)] = freqs
        return np.concatenate((row, added))

    def bits_of(self, number: int) -> Array | None:
        """Return which documents of the index hold the term, as bits."""
        return packed(self.docs_of(number), self.documents)

    def positions_in(self, numbers: Sequence[int], docs: Array) -> tuple[Array, Array]:
        """Return the positions of several terms in documents that hold them all, and how many each has.

        Both stand term by term, and document by document; only where positions are kept.
        """
        cut = docs.searchsorted(self._first)
        in_main = [(number >> _SHIFT) - 1 for number in numbers]
        in_delta = [(number & _LOW) - 1 for number in numbers]
        parts = []
        if cut:
            parts.append(self._main.positions_in(in_main, docs[:cut]))
        if cut < len(docs):
            parts.append(self._delta.positions_in(in_delta, docs[cut:] - self._first))
        return parts[0] if len(parts) == 1 else _term_by_term(parts, len(numbers))

    def docs_beginning_with(self, prefix: str) -> Array:
        """Return the documents of all terms that begin with the prefix; some repeatedly."""
        added = self._delta.docs_beginning_with(prefix) + self._first
        return np.concatenate((self._main.docs_beginning_with(prefix), added))

    def most_frequent(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent terms that begin with the prefix, with document frequencies."""
        added = dict(self._delta.most_frequent(prefix, len(self._delta.dictionary)))
        # Terms of the delta may rise above others, so as many more are asked for.
        known = dict(self._main.most_frequent(prefix, limit + len(added)))
        for term, frequency in added.items():
            in_main = self._main.find(term)
            known[term] = frequency + (
                0 if in_main is None else self._main.document_frequency(in_main)
            )
        return nlargest(limit, sorted(known.items()), key=lambda item: item[1])

    @cached_property
    def norms(self) -> Array:
        """The length norm of each document."""
        return bm25.norms_or_constant(self._norms, self.documents)

    @cached_property
    def _find(self) -> Callable[[str], int | None]:
        in_main, in_delta = self._main, self._delta  # not self: a cycle would keep the files mapped

        def find(term: str) -> int | None:
            main, delta = in_main.find(term), in_delta.find(term)
            number = 0 if main is None else (main + 1) << _SHIFT
            return (number if delta is None else number | (delta + 1)) or None

        return lru_cache(maxsize=1024)(find)

    def _joined(self, number: int, values: Callable[[InvertedField, int], Array]) -> Array:
        main, delta = number >> _SHIFT, number & _LOW
        if not delta:
            return values(self._main, main - 1)
        added = values(self._delta, delta - 1)
        return np.concatenate((values(self._main, main - 1), added)) if main else added


def _term_by_term(parts: Sequence[tuple[Array, Array]], terms: int) -> tuple[Array, Array]:
    """Join what `positions_in` returned for the same terms in other documents."""
    freqs = [own.reshape(terms, -1) for _, own in parts]
    bounds = [running_total(own.sum(axis=1)) for own in freqs]
    positions = [
        own[begins[term] : begins[term + 1]]
        for term in range(terms)
        for (own, _), begins in zip(parts, bounds, strict=True)
    ]
    return np.concatenate(positions), np.concatenate(freqs, axis=1).ravel()


Field = InvertedField | OverlaidField


class Overlay(FieldContents[Field]):
    """Both segments; it answers as `Segment` does.

    `arrays` holds what concerns the documents of both: facets, dates, norms.
    """

    remembered_terms = 32  # lists put together, of up to 6 bytes a document

    def __init__(self, main: Segment, delta: Segment, columns: ArrayFile) -> None:
        super().__init__(columns, main.documents + delta.documents)
        self._main = main
        self._delta = delta

    def accented_forms(self, folded: str) -> list[str]:
        """Return the terms of `text_exact` that fold to this."""
        forms = (*self._main.accented_forms(folded), *self._delta.accented_forms(folded))
        return list(dict.fromkeys(forms))

    def _open_field(self, name: str) -> Field:
        if name in _COLUMN_FIELDS:
            dictionary = TermDictionary(self.arrays, name)
            return InvertedField(self.arrays, name, dictionary, self.documents, 0)
        return OverlaidField(self._main.field(name), self._delta.field(name), self.arrays)


Contents = Segment | Overlay
