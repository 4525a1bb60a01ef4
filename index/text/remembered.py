"""What a function said before, in a dictionary."""

from collections.abc import Callable
from typing import Final
from typing import TypeVar

Text = TypeVar("Text", bound=str | bytes)
Value = TypeVar("Value")

_LONGEST: Final = 64  # a longer text hardly comes again


class Remembered(dict[Text, Value]):
    """The values of a function of a text or of bytes, each worked out once.

    To map over `__getitem__` is several times as quick as over a function with `lru_cache`, for
    no call is made into Python. All is forgotten when `maxsize` texts are remembered; none of more
    than `longest` characters ever is.
    """

    def __init__(
        self, function: Callable[[Text], Value], *, maxsize: int, longest: int = _LONGEST
    ) -> None:
        super().__init__()
        self._function = function
        self._maxsize = maxsize
        self._longest = longest

    def __missing__(self, text: Text) -> Value:
        value = self._function(text)
        if len(text) <= self._longest:
            if len(self) >= self._maxsize:
                self.clear()
            self[text] = value
        return value
