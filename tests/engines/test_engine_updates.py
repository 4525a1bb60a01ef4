"""A store is updated, and a build goes on after it was killed."""

import pytest

from index.engines.base import BuildFacts
from index.engines.base import Retrieval
from index.errors import ResumeError
from index.query.tree import MatchAll
from index.query.tree import Term


def test_an_update_starts_from_what_is_live(store, opened, publish, update, document):
    publish(store, [document("1", body="một"), document("2", body="hai")])
    update(store, [document("2", body="sửa"), document("3", body="ba")], ["1"])

    reader = opened(store)
    assert [reader.find(one) is not None for one in ("1", "2", "3")] == [False, True, True]
    assert reader.document_count == store.status().documents == 2
    assert reader.fetch([reader.find("2")])[0]["body"] == "sửa"


def test_an_update_is_invisible_until_published_and_can_be_left(store, publish, document):
    live = publish(store, [document("1", body="cũ")])
    with store.begin_update() as writer:
        writer.add(document("2"))
        assert store.live() == live

    assert store.live() == live
    assert store.status().documents == 1
    with store.begin_update():
        pass  # the lock is free again


def test_a_writer_knows_the_digests_and_facts_of_what_it_starts_from(
    store, publish, update, document
):
    one, two, other = document("1", body="một"), document("2"), document("2", body="khác")
    publish(store, [one, two])
    update(store, [other])

    with store.begin_update() as writer:
        assert writer.digests() == {"1": one.digest, "2": other.digest}
        assert (writer.facts.analyzer, writer.facts.sources) == ("1", ("corpus",))
        writer.remove("1")
        assert writer.digests() == {"2": other.digest}
    with store.begin() as writer:
        assert (writer.facts, writer.digests(), writer.state) == (None, {}, {})


def test_a_document_removed_and_added_again_is_there(store, opened, publish, update, document):
    publish(store, [document("1", body="cũ")])
    update(store, [], ["1"])
    update(store, [document("1", body="mới")])

    reader = opened(store)
    assert reader.fetch([reader.find("1")])[0]["body"] == "mới"


def test_every_document_may_be_removed_and_others_added(store, opened, publish, update, document):
    publish(store, [document("1"), document("2")])
    update(store, [], ["1", "2"])
    assert opened(store).evaluate(Retrieval(MatchAll(), facets=("year",))).total == 0

    update(store, [document("3", body="mới")])
    assert opened(store).evaluate(Retrieval(Term("text_exact", "mới"))).total == 1


def test_an_update_can_be_rolled_back(store, opened, publish, update, document):
    before = publish(store, [document("1", body="cũ")])
    update(store, [document("1", body="mới")])

    assert store.rollback() == before
    assert store.verify() == []
    assert opened(store).document_frequency("text_exact", "cũ") == 1


# Builds that were killed


def leave(writer, state, *documents):
    """Do with a writer what a build does until it is killed."""
    try:
        with writer:
            for one in documents:
                writer.add(one)
            writer.checkpoint(lambda: state)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass


def test_a_named_build_goes_on_from_its_last_checkpoint(store, opened, document):
    long = "từ " * 2000
    leave(store.begin(work="A"), {"at": 1}, document("1", body=long))
    leave(store.begin(work="A", resume=True), {"at": 2}, document("2", body=long))

    with store.begin(work="A", resume=True) as writer:
        assert writer.state == {"at": 2}
        assert writer.digests().keys() == {"1", "2"}
        writer.add(document("3"))
        assert writer.commit(BuildFacts(analyzer="1")) == 3
        store.publish(writer.generation)
    assert opened(store).document_count == 3


def test_a_build_of_another_name_is_not_continued(store, document):
    leave(store.begin(work="A"), {"at": 1}, document("1", body="từ " * 2000))

    with pytest.raises(ResumeError, match="other sources"):
        store.begin(work="B", resume=True)
    with store.begin(work="A", resume=True) as writer:
        assert writer.state == {"at": 1}
