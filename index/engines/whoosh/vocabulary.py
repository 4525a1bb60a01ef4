"""The terms of a batch: checked as they come, put in the order of their bytes at the end."""

import re
from array import array
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import count
from itertools import islice
from operator import itemgetter
from typing import Final

import numpy as np

from index.engines.whoosh.arrays import Array
from index.text.rows import Numbered
from index.text.rows import Strings

# Pairs are joined by a space and sorted by their parts: no term may hold one, or a lower byte.
_IN_NO_TERM: Final = re.compile(r"[\x00-\x20\ud800-\udfff]")


class Vocabulary:
    """Runs of terms as places in lists: those they came in, or one list for all that came as strings."""

    def __init__(self) -> None:
        self._places = defaultdict[str, int](count().__next__)
        self._strings = Strings()  # the keys of `_places`
        self._checked: dict[Strings, _Checked] = {}

    def numbered(self, run: Sequence[str]) -> Numbered:
        """Return the run as places in a list; raises ValueError if it holds what is no term."""
        if not isinstance(run, Numbered):
            run = Numbered(self._strings, self._places_of(run))
        if run.strings not in self._checked:
            self._checked[run.strings] = _Checked(run.strings)
        self._checked[run.strings].require_terms(run)
        return run

    def _places_of(self, run: Sequence[str]) -> Array:
        places = self._places
        # Of several keys, `itemgetter` finds the values in two thirds of the time.
        found = itemgetter(*run)(places) if len(run) > 1 else [places[term] for term in run]
        new = list(islice(reversed(places), len(places) - len(self._strings)))
        self._strings.extend(reversed(new))
        return np.asarray(array("I", found))


class _Checked:
    """A growing list of strings, each of which is looked at once."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._count = 0
        self._wrong: list[int] = []  # the places of those that are no terms

    def require_terms(self, run: Numbered) -> None:
        """Raise ValueError if a run holds what is no term; what else the list holds is no matter."""
        if self._count < len(self._strings):
            new = np.arange(self._count, len(self._strings))
            self._wrong += _wrong_ones(self._strings.take(new).tolist(), self._count)
            self._count = len(self._strings)
        if self._wrong and (met := np.intersect1d(run.places, self._wrong)).size:
            raise ValueError(
                f"{self._strings.take(met)[0]!r} is not a term: it is empty, or holds white space, "
                "a control character or half of a surrogate pair"
            )


def in_byte_order(met: Mapping[Strings, Array]) -> tuple[list[bytes], dict[Strings, Array]]:
    """Return the terms that are met, in the order of their bytes, and their numbers in it by place.

    `met` has a flag for each string of a list.
    """
    found = {strings: strings.take(flags.nonzero()[0]).tolist() for strings, flags in met.items()}
    # The order of characters is that of their bytes in UTF-8.
    terms = sorted(set().union(*found.values()))
    number_of = {term: number for number, term in enumerate(terms)}
    numbers = {}
    for strings, flags in met.items():
        numbers[strings] = np.zeros(len(flags), np.uint32)
        numbers[strings][flags] = [number_of[term] for term in found[strings]]
    return [term.encode() for term in terms], numbers


def _wrong_ones(strings: Sequence[str], first: int) -> list[int]:
    """Return the places of those that are no terms, the first one of which stands at `first`."""
    if all(strings) and not _IN_NO_TERM.search("".join(strings)):
        return []
    return [
        place for place, text in enumerate(strings, first) if not text or _IN_NO_TERM.search(text)
    ]
