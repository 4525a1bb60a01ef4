"""Updates of the embedded engine: what is shared, what is written anew, and when."""

import errno
import os
import shutil

import pytest

from index.engines.base import Retrieval
from index.errors import EngineUnavailableError
from index.query.tree import MatchAll

MAIN = {"MAIN_1.arrays", "MAIN_1._stored.col"}
FRAME = {"MAIN_WRITELOCK", "MANIFEST.json"}
DELTA = {"MAIN_2.arrays", "MAIN_2._stored.col", "columns.arrays", "_MAIN_1.toc"}


def files_of(folder):
    return {path.name for path in folder.iterdir()}


def is_shared(one, other, name):
    return (one / name).samefile(other / name)


@pytest.fixture
def built(store, publish, corpus):
    publish(store, corpus)
    return store


def test_an_update_shares_the_main_segment_and_adds_a_delta(folder_of, built, update, document):
    before = folder_of(built)
    update(built, [document("mới")])
    after = folder_of(built)

    assert files_of(after) == MAIN | FRAME | DELTA
    assert all(is_shared(before, after, name) for name in MAIN)
    assert built.verify() == []


def test_the_delta_is_written_anew_by_the_next_update(folder_of, built, update, document):
    update(built, [document("mới 1")])
    before = folder_of(built)
    update(built, [document("mới 2"), document("mới 1", body="sửa")])
    after = folder_of(built)

    assert files_of(after) == MAIN | FRAME | DELTA
    assert {name for name in MAIN | DELTA if is_shared(before, after, name)} == MAIN
    assert built.verify() == []


def test_an_update_that_only_removes_writes_no_delta(folder_of, built, update, corpus, opened):
    update(built, [], [corpus[3].id])

    assert files_of(folder_of(built)) == MAIN | {"MANIFEST.json", "_MAIN_0.toc"}
    assert built.verify() == []
    reader = opened(built)
    assert reader.find(corpus[3].id) is None
    assert reader.document_count == len(corpus) - 1
    assert reader.evaluate(Retrieval(MatchAll())).total == len(corpus) - 1


@pytest.mark.parametrize("kind", ["added", "replaced", "removed"])
def test_what_changed_much_is_merged_into_one_segment(
    folder_of, built, update, document, corpus, kind
):
    enough = len(corpus) // 8 + 1
    added = [document(f"mới {number}") for number in range(enough)] if kind == "added" else []
    replaced = [document(one.id) for one in corpus[:enough]] if kind == "replaced" else []
    removed = [one.id for one in corpus[:enough]] if kind == "removed" else []
    before = folder_of(built)
    update(built, [*added, *replaced], removed)
    after = folder_of(built)

    assert files_of(after) == MAIN | FRAME | {"_MAIN_1.toc"}
    assert not is_shared(before, after, "MAIN_1.arrays")


def test_a_merged_index_is_as_one_built_at_once(
    folder_of, new_store, built, update, publish, document, corpus
):
    added = [document(f"mới {number}", body="công đoàn mới") for number in range(60)]
    update(built, added[:9], [one.id for one in corpus[:7]])
    update(built, added[9:], [one.id for one in corpus[7:30]])
    whole = new_store()
    publish(whole, [*corpus[30:], *added])

    for name in MAIN:
        assert (folder_of(built) / name).read_bytes() == (folder_of(whole) / name).read_bytes()


def test_a_file_system_without_links_gets_copies(
    folder_of, built, update, document, monkeypatch, opened
):
    def refused(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    before = folder_of(built)
    update(built, [document("mới")])

    assert not any(is_shared(before, folder_of(built), name) for name in MAIN)
    assert built.verify() == []
    assert opened(built).find("mới") is not None


def test_a_reader_keeps_the_segment_that_a_merge_replaced(built, update, document, corpus, opened):
    reader = opened(built)
    for number in range(3):
        update(built, [document(f"mới {number} {place}") for place in range(40)])
    built.prune()

    assert reader.evaluate(Retrieval(MatchAll())).total == len(corpus)
    assert reader.fetch([0, len(corpus) - 1])[1] == corpus[-1].stored


def test_a_build_that_would_not_fit_is_not_begun(folder_of, built):
    live = built.live()

    with pytest.raises(EngineUnavailableError, match=r"no space left for .* MB may be needed"):
        built.begin(source_bytes=10**18)
    assert files_of(folder_of(built).parent) == {live}
    with built.begin():
        pass  # the lock is free again


def test_an_update_that_does_not_fit_writes_no_segment(
    folder_of, built, update, document, monkeypatch
):
    live = built.live()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))

    with pytest.raises(EngineUnavailableError, match=r"no space left for .* 0 MB are free"):
        update(built, [document("mới")])
    assert files_of(folder_of(built).parent) == {live}
