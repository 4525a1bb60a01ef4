"""Cursors and matchers through which Whoosh's own queries read the arrays."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh.codec.base import FieldCursor
from whoosh.matching import LeafMatcher
from whoosh.matching import ReadTooFar
from whoosh.reading import TermInfo
from whoosh.system import pack_uint

from index.engines.whoosh.segment import InvertedField
from index.spans import running_total


def term_info(field: InvertedField, number: int) -> TermInfo:
    """Return the statistics of a term, derived from its postings."""
    docs, freqs = field.docs_of(number), field.freqs_of(number)
    lengths = field.lengths()[docs]
    return TermInfo(
        weight=float(freqs.sum()),
        df=len(docs),
        minlength=int(lengths.min()),
        maxlength=int(lengths.max()),
        maxweight=float(freqs.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )


class ArrayCursor(FieldCursor):
    """Walks the terms of a field in order."""

    def __init__(self, field: InvertedField, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._number = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._number = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not below this one."""
        text = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._number = self._field.dictionary.lower_bound(text)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        """Return the term, or None past the last."""
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._field.dictionary.term(self._number))
        return text

    def term_info(self) -> TermInfo:
        """Return the statistics of the term."""
        return term_info(self._field, self._number)

    def is_valid(self) -> bool:
        """Return whether the cursor is on a term."""
        return self._number < len(self._field.dictionary)


class ArrayMatcher(LeafMatcher):
    """Walks the postings of a term; all of them are one block to Whoosh."""

    def __init__(
        self, field: InvertedField, number: int, format_: Any, term: Any, scorer: Any
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._field = field
        self._number = number
        self._docs: list[int] = field.docs_of(number).tolist()
        self._freqs: list[int] = field.freqs_of(number).tolist()
        self._info = term_info(field, number)
        self._at = 0

    def is_active(self) -> bool:
        """Return whether a posting is left."""
        return self._at < len(self._docs)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def id(self) -> int:
        """Return the document."""
        return self._docs[self._at]

    def all_ids(self) -> Iterator[int]:
        """Yield the documents that are left."""
        return iter(self._docs[self._at :])

    def weight(self) -> float:
        """Return how often the document holds the term."""
        return float(self._freqs[self._at])

    def value(self) -> bytes:
        """Return the posting as its format would have stored it."""
        encoded: bytes
        if self.format.supports("positions"):
            encoded = self.format.encode(self._positions())
        else:
            encoded = pack_uint(self._freqs[self._at])
        return encoded

    def next(self) -> bool:
        """Go to the next posting."""
        self._at += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go to the first posting that is not before the document."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Leave the only block if it cannot score above this."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._docs)
        return 1

    def block_min_id(self) -> int:
        """Return the first document."""
        return self._docs[0]

    def block_max_id(self) -> int:
        """Return the last document."""
        return self._docs[-1]

    def block_min_length(self) -> int:
        """Return the length of the shortest document."""
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        """Return the length of the longest document."""
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        """Return how often the document that holds the term most often does."""
        return float(self._info.max_weight())

    def _positions(self) -> list[int]:
        ends = running_total(self._field.freqs_of(self._number))
        positions = self._field.positions_of(self._number)
        found: list[int] = positions[ends[self._at] : ends[self._at + 1]].tolist()
        return found
