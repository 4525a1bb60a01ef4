"""While an index is built, Python looks for cycles rarely; afterwards as before."""

import gc
from contextlib import suppress

from index.garbage import looking_rarely


def test_cycles_are_looked_for_as_before_once_it_is_left():
    before = gc.get_threshold()
    with suppress(KeyError), looking_rarely():
        assert gc.get_threshold() == (50_000, *before[1:])
        raise KeyError

    assert gc.get_threshold() == before


def test_it_holds_for_every_call_of_what_it_decorates():
    before = gc.get_threshold()
    ask = looking_rarely()(gc.get_threshold)

    assert ask() == ask() == (50_000, *before[1:])
    assert gc.get_threshold() == before
