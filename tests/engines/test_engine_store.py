"""How every engine keeps generations: nothing half-written is ever seen, nothing live is lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import pytest

from index.engines.base import BuildFacts
from index.engines.base import Retrieval
from index.errors import IndexCorruptError
from index.errors import IndexLockedError
from index.errors import IndexMissingError
from index.query.tree import MatchAll
from index.query.tree import Or
from index.query.tree import Term

EVERYTHING = Retrieval(MatchAll(), size=1000)


def stored_in(store):
    reader = store.open()
    found = reader.fetch(reader.evaluate(EVERYTHING).keys)
    reader.close()
    return found


@pytest.mark.parametrize("method", ["live", "open", "status", "verify", "rollback", "prune"])
def test_without_an_index_the_error_says_how_to_build_one(store, method):
    with pytest.raises(IndexMissingError, match="searchsvc index rebuild"):
        getattr(store, method)()


def test_a_generation_is_invisible_until_published(store, opened, document, publish):
    first = publish(store, [document("1")])

    with store.begin() as writer:
        writer.add(document("2"))
        assert store.live() == first
        assert writer.commit(BuildFacts(analyzer="1")) == 1
        assert store.live() == first
    store.publish(writer.generation)

    assert store.live() == writer.generation != first
    assert opened(store).generation == writer.generation


def test_publishing_works_while_the_writer_holds_the_lock(store, document):
    with store.begin() as writer:
        writer.add(document("1"))
        writer.commit(BuildFacts(analyzer="1"))
        store.publish(writer.generation)

    assert store.live() == writer.generation


def test_an_uncommitted_generation_cannot_be_published(store, document, publish):
    live = publish(store, [document("1")])

    with store.begin() as writer:
        writer.add(document("2"))
        with pytest.raises(IndexCorruptError):
            store.publish(writer.generation)

    assert store.live() == live


@pytest.mark.parametrize("error", [None, RuntimeError, KeyboardInterrupt])
def test_leaving_without_a_commit_removes_the_generation(store, document, publish, error):
    live = publish(store, [document("1")])

    def leave():
        with store.begin() as writer:
            writer.add(document("2"))
            if error:
                raise error
        return writer

    if error:
        with pytest.raises(error):
            leave()
    else:
        leave()

    assert store.live() == live
    assert store.prune() == []
    publish(store, [document("3")])  # the lock is free again


def test_a_repeated_id_is_replaced_by_the_later_document(store, opened, document, publish):
    publish(
        store,
        [
            document("a", body="cũ", stored={"version": 1}),
            document("b", body="khác", stored={"version": 1}),
            document("a", body="mới", stored={"version": 2}),
        ],
    )
    reader = opened(store)

    assert reader.document_count == 2
    assert reader.fetch([reader.find("a")]) == [{"version": 2}]
    assert reader.document_frequency("text_exact", "cũ") == 0
    assert reader.vocabulary("text_exact", "", 9) == [("khác", 1), ("mới", 1)]


def test_a_removed_document_leaves_no_trace(store, opened, document):
    with store.begin() as writer:
        writer.add(document("a", body="một hai"))
        writer.add(document("b", body="hai ba", facets={"topic": ("dai-hoi",)}))
        assert writer.remove("b")
        assert not writer.remove("b")
        assert not writer.remove("c")
        assert writer.commit(BuildFacts(analyzer="1")) == 1
    store.publish(writer.generation)
    reader = opened(store)

    assert reader.find("b") is None
    assert reader.evaluate(Retrieval(Term("text_exact", "hai"))).total == 1
    assert reader.vocabulary("pairs_exact", "", 9) == [("một hai", 1)]
    assert reader.evaluate(Retrieval(MatchAll(), facets=("topic",))).facets == {
        "topic": {"unknown": 1}
    }


def test_documents_replaced_or_removed_do_not_change_the_answers(
    new_store, opened, publish, document, corpus
):
    plain, detour = new_store(), new_store()
    publish(plain, corpus)
    extra = [document(f"thêm {number}", body="công đoàn từ99 " * 5) for number in range(40)]
    earlier = [document(one.id, body="cũ cũ") for one in corpus[:20]]
    publish(detour, [*earlier, *extra, *corpus], [one.id for one in extra])

    query = Or(tuple(Term("text_exact", word) for word in ("công", "đoàn", "từ3", "cũ", "từ99")))
    retrieval = Retrieval(query, facets=("province", "year"), size=1000)
    assert opened(detour).evaluate(retrieval) == opened(plain).evaluate(retrieval)


def test_an_empty_generation_can_be_searched(store, opened, publish):
    publish(store, [])
    reader = opened(store)

    found = reader.evaluate(Retrieval(Or((MatchAll(), Term("text_exact", "a"))), facets=("year",)))
    assert (reader.document_count, found.total, found.facets) == (0, 0, {"year": {}})
    assert reader.vocabulary("text_exact", "", 5) == []
    assert reader.find("1") is None


def test_the_same_documents_give_the_same_answers(new_store, opened, publish, corpus):
    one, other = new_store(), new_store()
    publish(one, corpus)
    publish(other, corpus)

    query = Or(tuple(Term("text_folded", word) for word in ("cong", "doan", "tu3")))
    retrieval = Retrieval(query, facets=("province", "topic"), size=1000)
    assert opened(one).evaluate(retrieval) == opened(other).evaluate(retrieval)


def test_status_tells_what_the_build_said(store, document, publish):
    before = publish(store, [document("1")])
    live = publish(store, [document("1"), document("2")])

    status = store.status()
    assert (status.generation, status.previous) == (live, (before,))
    assert (status.documents, status.analyzer, status.sources) == (2, "1", ("corpus",))
    assert status.location == store.location
    assert status.bytes > 0
    assert status.created.endswith("+00:00")


def test_each_generation_keeps_the_topics_it_was_built_with_in_their_order(store, opened):
    tables = {"ưu-tiên": 'Trước "hết"', "an": "Sau"}, {}, {"an": "Nhãn khác"}
    kept = []
    for topics in tables:
        with store.begin() as writer:
            writer.commit(BuildFacts(analyzer="1", topics=MappingProxyType(topics)))
        store.publish(writer.generation)
        kept.append(opened(store).topics)

    assert [list(topics.items()) for topics in kept] == [list(topics.items()) for topics in tables]
    store.rollback()
    assert opened(store).topics == {}


def test_only_the_previous_generation_is_kept(store, document, publish):
    names = [publish(store, [document(str(number))]) for number in range(4)]

    assert store.status().previous == (names[2],)
    assert store.prune() == [names[2]]
    assert store.status().previous == ()
    assert store.prune() == []
    assert stored_in(store) == [document("3").stored]


def test_rollback_makes_the_previous_generation_live(store, document, publish):
    before = publish(store, [document("1", body="trước")])
    publish(store, [document("1", body="sau")])

    assert store.rollback() == before == store.live()
    assert stored_in(store) == [document("1", body="trước").stored]
    with pytest.raises(IndexMissingError, match="no previous generation"):
        store.rollback()
    assert store.live() == before


def test_a_second_writer_is_told_who_writes(store, document, publish):
    live = publish(store, [document("1")])

    with store.begin() as writer:
        for attempt in (store.begin, type(store)(store.location).begin):
            with pytest.raises(IndexLockedError, match=r"locked by PID \d+ since 2"):
                attempt()
        for attempt in (store.prune, store.rollback, type(store)(store.location).prune):
            with pytest.raises(IndexLockedError):
                attempt()
        writer.add(document("2"))
    assert store.live() == live


def test_a_reader_outlives_its_generation(store, document, publish):
    publish(store, [document("1", body="trước")])
    reader = store.open()
    for number in range(3):
        publish(store, [document(str(number), body="sau")])

    assert reader.fetch([reader.find("1")]) == [document("1", body="trước").stored]
    assert reader.evaluate(Retrieval(Term("text_exact", "trước"))).total == 1
    reader.close()
    reader.close()


def test_threads_share_a_reader(store, opened, publish, corpus):
    publish(store, corpus)
    reader = opened(store)
    words = ("công", "cộng", "đoàn", "từ1", "từ2", "lao") * 20

    def ask(word):
        found = reader.evaluate(Retrieval(Term("text_exact", word), facets=("topic",)))
        return found, reader.fetch(found.keys)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, words)) == [ask(word) for word in words]


def test_searching_while_generations_are_published(store, document, publish):
    """Each answer comes from one generation: all its documents carry the same word."""
    publish(store, [document(str(number), body="lần 0") for number in range(20)])

    def search(_):
        reader = store.open()
        found = reader.fetch(reader.evaluate(EVERYTHING).keys)
        reader.close()
        return {one["body"] for one in found}, len(found)

    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(search, number) for number in range(40)]
        for turn in range(1, 5):
            publish(store, [document(str(n), body=f"lần {turn}") for n in range(20)])
        seen = [answer.result() for answer in answers]

    assert all(len(bodies) == 1 and count == 20 for bodies, count in seen)


@pytest.mark.parametrize(
    ("terms", "facets", "date_key", "stored", "message"),
    [
        ({"text_exact": (["hai từ"],)}, {}, 0, {}, "not a term"),
        ({"text_exact": ([""],)}, {}, 0, {}, "not a term"),
        ({"title_exact": (["a"], ["b\tc"])}, {}, 0, {}, "not a term"),
        ({"text_exact": (["\ud800"],)}, {}, 0, {}, "surrogate"),
        ({"pairs_exact": (["a b"],)}, {}, 0, {}, "pairs_exact"),
        ({"nowhere": (["a"],)}, {}, 0, {}, "nowhere"),
        ({}, {"topic": ()}, 0, {}, "no value for facet topic; give 'unknown'"),
        ({}, {"topic": ("\udcff",)}, 0, {}, "surrogate"),
        ({}, {}, -1, {}, "date key -1"),
        ({}, {}, 1 << 32, {}, "not a date"),
        ({}, {}, 0, {"body": "\ud800"}, "surrogate"),
    ],
)
def test_a_document_that_cannot_be_indexed_is_refused_and_leaves_no_trace(
    store, opened, document, terms, facets, date_key, stored, message
):
    good = document("tốt", body="một hai")
    bad = replace(document("xấu", facets=facets, date_key=date_key, stored=stored), terms=terms)
    with store.begin() as writer:
        writer.add(good)
        with pytest.raises(ValueError, match=message):
            writer.add(bad)
        writer.add(replace(good, id="sau"))
        assert writer.commit(BuildFacts(analyzer="1")) == 2
    store.publish(writer.generation)
    reader = opened(store)

    found = reader.evaluate(Retrieval(Term("text_exact", "hai")))
    assert [reader.find("tốt"), reader.find("sau")] == list(found.keys)
    assert reader.fetch(found.keys) == [good.stored, good.stored]
    assert reader.vocabulary("text_exact", "", 9) == [("hai", 2), ("một", 2)]


@pytest.mark.parametrize(
    "retrieval",
    [
        Retrieval(Term("nowhere", "a")),
        Retrieval(MatchAll(), facets=("nowhere",)),
        Retrieval(MatchAll(), selection={"nowhere": ("a",)}),
    ],
)
def test_a_field_or_facet_that_is_none_is_an_error(store, opened, document, publish, retrieval):
    publish(store, [document("1")])

    with pytest.raises(ValueError, match="nowhere"):
        opened(store).evaluate(retrieval)
