"""Generations change while people search."""

from threading import Barrier
from threading import Thread

import pytest

from index import SearchRequest
from index.live import LiveReader
from index.search import ArticleIndex


@pytest.fixture
def articles(article):
    return [article("one", "công đoàn"), article("two", "công đoàn tỉnh")]


def test_a_new_generation_is_picked_up_with_the_next_question(memory_store, articles):
    memory_store.put(articles[:1])
    with ArticleIndex(memory_store) as index:
        before = index.search(SearchRequest(q="công đoàn"))
        memory_store.put(articles)
        after = index.search(SearchRequest(q="công đoàn"))

        assert (before.total, before.generation) == (1, "generation-1")
        assert (after.total, after.generation) == (2, "generation-2")
        assert index.generation == "generation-2"
        assert index.article("two") is not None


def test_readers_are_closed_when_nobody_needs_them(memory_store, articles):
    memory_store.put(articles)
    live = LiveReader(memory_store)
    with live.borrow() as old:
        memory_store.put(articles[:1])
        with live.borrow() as new:
            assert new is not old
            assert not old.closed
    assert old.closed
    assert not new.closed

    live.close()
    live.close()

    assert new.closed


def test_a_reader_in_use_outlives_closing(memory_store, articles):
    memory_store.put(articles)
    live = LiveReader(memory_store)

    with live.borrow() as reader:
        live.close()
        assert not reader.closed

    assert reader.closed
    with pytest.raises(ValueError, match="closed"), live.borrow():
        pass


def test_many_publishes_leave_one_reader_open(memory_store, articles):
    memory_store.put(articles)
    with ArticleIndex(memory_store) as index:
        for _ in range(20):
            memory_store.put(articles)
            index.search(SearchRequest())

    assert len(memory_store.opened) == 21
    assert all(reader.closed for reader in memory_store.opened)


def test_threads_get_answers_of_one_generation_each(memory_store, articles):
    memory_store.put(articles[:1])
    totals = {f"generation-{number}": 2 - number % 2 for number in range(1, 12)}
    start = Barrier(5)
    wrong = []

    def ask():
        start.wait()
        for _ in range(15):
            results = index.search(SearchRequest(q="cong doan"))
            if not results.total == len(results.hits) == totals[results.generation]:
                wrong.append(results)

    with ArticleIndex(memory_store) as index:
        threads = [Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        start.wait()
        for number in range(2, 12):
            memory_store.put(articles[: totals[f"generation-{number}"]])
        for thread in threads:
            thread.join()

    assert not wrong
    assert len(memory_store.opened) >= 1
