"""Freed memory is kept where the C library can be told so, and nothing fails where it cannot."""

import resource

import numpy as np
import pytest

from index.engines.whoosh import memory

ROUNDS = 50
ARRAYS, LENGTH = 10, 30_000  # together more than glibc keeps by itself


def faults_of(work) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(ROUNDS):
        work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_arrays_of_the_next_query_take_the_memory_of_the_last_one():
    if not hasattr(memory.CDLL(None), "mallopt"):
        pytest.skip("the C library is not glibc, so it has no mallopt")
    memory.keep_freed_memory()

    def query():
        return [np.ones(LENGTH, np.float32) for _ in range(ARRAYS)]

    query()
    pages = ARRAYS * LENGTH * 4 // resource.getpagesize()
    assert faults_of(query) < ROUNDS * pages / 10


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_c_library_is_left_alone(monkeypatch, error):
    def none(_):
        raise error

    monkeypatch.setattr(memory, "CDLL", none)
    memory.keep_freed_memory.__wrapped__()
