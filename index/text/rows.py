"""Values by number, kept end to end, and found for many numbers at once."""

from array import array
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import accumulate
from itertools import chain
from typing import Any
from typing import overload

import numpy as np
from numpy.typing import NDArray

from index.spans import Places
from index.spans import places_in

Numbers = NDArray[np.int32]


class Rows:
    """Rows of numbers, of different lengths, by number from 0."""

    def __init__(self, rows: Iterable[Sequence[int]] = ()) -> None:
        kept = list(rows)
        self._values = array("i", chain.from_iterable(kept))
        self._ends = array("q", accumulate(map(len, kept), initial=0))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, numbers: Numbers, stop: int) -> None:
        """Add rows at the end: the numbers up to each `stop`."""
        is_stop = numbers == stop
        stops = np.flatnonzero(is_stop)
        self._ends.frombytes((stops - np.arange(len(stops)) + len(self._values)).tobytes())
        self._values.frombytes(numbers[~is_stop].tobytes())

    def of(self, numbers: Numbers) -> tuple[Numbers, Places]:
        """Return the numbers in all of these rows, in order, and how many stand before each row.

        The second array ends with the number of all, so it is one longer than `numbers`.
        """
        ends = np.frombuffer(self._ends, np.int64)
        begins = ends.take(numbers)
        places, before = places_in(begins, ends[1:].take(numbers) - begins)
        return np.frombuffer(self._values, np.int32).take(places), before


class Strings:
    """A growing list of strings that many places are looked up in at once."""

    def __init__(self, strings: Iterable[str] = ()) -> None:
        self._array = np.empty(1024, object)
        self._filled = 0
        self._new = list(strings)  # not in the array yet

    def __len__(self) -> int:
        return self._filled + len(self._new)

    def extend(self, strings: Iterable[str]) -> None:
        """Add strings at the end."""
        self._new += strings

    def take(self, places: NDArray[np.integer[Any]]) -> NDArray[np.object_]:
        """Return the strings at these places."""
        if self._new:
            start, self._filled = self._filled, self._filled + len(self._new)
            if self._filled > len(self._array):
                grown = np.empty(2 * self._filled, object)
                grown[:start] = self._array[:start]
                self._array = grown
            self._array[start : self._filled] = self._new
            self._new = []
        return self._array.take(places)


class Numbered(Sequence[str]):
    """Some of a growing list of strings, by their places in it.

    It is as good as a list of them; who has a use for each different string once looks at
    `places`. Pickled, it becomes a list.
    """

    def __init__(self, strings: Strings, places: NDArray[np.integer[Any]]) -> None:
        self.strings = strings
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return self._all()[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == list(other)

    __hash__ = None  # type: ignore[assignment] # as a list

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[list[str]], tuple[list[str]]]:
        return list, (self._all(),)

    def _all(self) -> list[str]:
        found: list[str] = self.strings.take(self.places).tolist()
        return found
