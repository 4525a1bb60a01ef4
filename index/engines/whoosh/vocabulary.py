"""The terms of documents as numbers: each different one is checked and numbered once."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.dictionary import looked_up
from index.text.rows import Numbered
from index.text.rows import Strings

# So many terms may be remembered from one batch to the next: some 50 MB.
MOST_REMEMBERED: Final = 300_000

# Pairs are joined by a space and sorted by their parts: no term may hold one, or a lower byte.
_IN_NO_TERM: Final = re.compile(r"[\x00-\x20\ud800-\udfff]")


class Vocabulary:
    """The terms of all fields, numbered as they are first met.

    Terms that come as places in a growing list stay such places until somebody needs their
    numbers: those of a list are learned once, and looked up for many places at once.
    """

    def __init__(self) -> None:
        self._numbers = defaultdict[str, int](count().__next__)
        self._terms = Strings()  # by number
        self._wrong: list[int] = []  # the numbers of those that are no terms
        self._lists = WeakKeyDictionary[Strings, Array]()  # the numbers of the terms in each

    def __len__(self) -> int:
        return len(self._terms)

    def numbered(self, run: Sequence[str]) -> Numbered:
        """Return a run of terms as places in a list; raises ValueError if it holds what is no term."""
        if isinstance(run, Numbered):
            self._learn_list(run.strings)
        else:
            run = Numbered(self._terms, self._learned(run))
        if self._wrong:
            self._require_terms(self.numbers(run.strings, run.places))
        return run

    def numbers(self, strings: Strings, places: Array) -> Array:
        """Return the numbers of the terms at some places of a list that `numbered` returned."""
        return places if strings is self._terms else self._lists[strings].take(places)

    def terms(self, numbers: Array) -> list[bytes]:
        """Return the terms of these numbers."""
        return [term.encode() for term in self._terms.take(numbers).tolist()]

    def _learn_list(self, strings: Strings) -> None:
        known = self._lists.get(strings, np.empty(0, np.uint32))
        if len(known) < len(strings):
            new = strings.take(np.arange(len(known), len(strings))).tolist()
            self._lists[strings] = np.concatenate([known, self._learned(new)])

    def _learned(self, run: Sequence[str]) -> Array:
        """Return the numbers of terms; what is new is checked, and remembered if it is wrong."""
        numbers = looked_up(run, self._numbers)
        first = len(self._terms)
        new = list(islice(reversed(self._numbers), len(self._numbers) - first))[::-1]
        self._terms.extend(new)
        if not all(new) or _IN_NO_TERM.search("".join(new)):
            self._wrong += (number for number, term in enumerate(new, first) if not _is_term(term))
        return numbers

    def _require_terms(self, numbers: Array) -> None:
        wrong = np.intersect1d(numbers, self._wrong)
        if wrong.size:
            raise ValueError(
                f"{self._terms.take(wrong)[0]!r} is not a term: it is empty, or holds white space, "
                "a control character or half of a surrogate pair"
            )


def _is_term(text: str) -> bool:
    return bool(text) and not _IN_NO_TERM.search(text)
