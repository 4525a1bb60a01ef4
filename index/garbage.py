"""How often Python looks for cycles of objects that nobody holds any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Python's own number is 700: of a build, which makes many objects and no cycle to speak of, the
# search took 7 to 9 % (12,000 and 100,000 articles). Its peak of memory is the same with this one.
_OBJECTS: Final = 50_000


def look_rarely() -> None:
    """Look for cycles rarely from now on."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def looking_rarely() -> Iterator[None]:
    """Look for cycles rarely until this is left, then as before; a decorator, too."""
    before = gc.get_threshold()
    look_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
