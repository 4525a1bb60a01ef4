"""The files of the embedded engine: durable, checked, the same however they came to be."""

import errno
import json
import os
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from index.engines import open_store
from index.engines.base import BuildFacts
from index.engines.base import Problem
from index.engines.base import Retrieval
from index.engines.whoosh import WhooshStore
from index.engines.whoosh import manifest
from index.engines.whoosh import merge
from index.errors import EngineUnavailableError
from index.errors import IndexCorruptError
from index.errors import IndexLockedError
from index.query.tree import MatchAll
from index.query.tree import Phrase
from index.query.tree import Term

ROOT = Path(__file__).parents[3]
ARRAYS = "MAIN_1.arrays"


@pytest.fixture
def store(tmp_path) -> WhooshStore:
    return WhooshStore(str(tmp_path / "store"), batch_tokens=500)


def generation(store, name=None):
    return Path(store.location, "generations", name or store.live())


def change_manifest(store, change):
    path = generation(store) / "MANIFEST.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))


def test_a_folder_without_scheme_opens_this_engine(tmp_path):
    assert isinstance(open_store(str(tmp_path)), WhooshStore)


# The same documents, the same bytes


@pytest.mark.parametrize("batch_tokens", [1, 300, 10**9])
@pytest.mark.parametrize("block_size", [1, 200, 10**9])
def test_arrays_do_not_depend_on_batches_and_blocks(
    tmp_path, publish, corpus, monkeypatch, batch_tokens, block_size
):
    documents = corpus[:25]
    whole = WhooshStore(str(tmp_path / "whole"))
    publish(whole, documents)
    monkeypatch.setattr(merge, "BLOCK_SIZE", block_size)
    pieces = WhooshStore(str(tmp_path / "pieces"), batch_tokens)
    publish(pieces, documents)

    assert (generation(pieces) / ARRAYS).read_bytes() == (generation(whole) / ARRAYS).read_bytes()


def test_arrays_do_not_depend_on_documents_that_were_dropped(tmp_path, publish, document, corpus):
    plain, detour = (WhooshStore(str(tmp_path / name), 400) for name in ("plain", "detour"))
    publish(plain, corpus)
    dropped = [document(f"bỏ {number}", body="chỉ ở đây " * 9) for number in range(30)]
    publish(detour, [*dropped[:15], *corpus, *dropped[15:]], [one.id for one in dropped])

    detour_arrays, plain_arrays = (generation(one) / ARRAYS for one in (detour, plain))
    assert detour_arrays.read_bytes() == plain_arrays.read_bytes()


def test_nothing_but_the_index_is_left_in_a_generation(store, publish, corpus):
    publish(store, corpus)

    assert {path.name for path in generation(store).iterdir()} == {
        ARRAYS,
        "MAIN_1._stored.col",
        "MAIN_WRITELOCK",
        "_MAIN_1.toc",
        "MANIFEST.json",
    }


# Sizes beyond the narrow types


def test_positions_frequencies_and_lengths_beyond_the_narrow_types(
    store, opened, publish, document
):
    long = " ".join(["đầu", *["giữa"] * 70_000, "gần", "cuối"])
    publish(store, [document("dài", body=long), document("ngắn", body="gần cuối đầu giữa")])
    reader = opened(store)

    def found(node):
        return set(reader.evaluate(Retrieval(node)).keys)

    both, dai = {reader.find("dài"), reader.find("ngắn")}, {reader.find("dài")}
    assert found(Phrase("text_exact", ("gần", "cuối"))) == both
    assert found(Phrase("text_exact", ("giữa", "gần", "cuối"))) == dai
    assert found(Phrase("text_exact", ("giữa", "giữa", "giữa"))) == dai
    assert found(Term("pairs_exact", "giữa giữa")) == dai


def test_a_facet_of_more_values_than_bits_are_kept_for_is_counted(store, opened, publish, document):
    documents = [document(str(n), facets={"topic": (f"chủ-đề-{n}", "chung")}) for n in range(600)]
    publish(store, documents)
    reader = opened(store)

    counts = reader.evaluate(Retrieval(MatchAll(), facets=("topic",))).facets["topic"]
    assert counts == {"chung": 600} | {f"chủ-đề-{n}": 1 for n in range(600)}


# Damage


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(content[:-100])
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


@pytest.mark.parametrize("name", [ARRAYS, "MAIN_1._stored.col", "_MAIN_1.toc"])
@pytest.mark.parametrize(
    ("how", "reason"),
    [("missing", "is missing"), ("truncated", "instead of"), ("flipped", "another checksum")],
)
def test_verify_names_the_damaged_file(store, publish, corpus, name, how, reason):
    publish(store, corpus)
    assert store.verify() == []

    damage(generation(store) / name, how)
    (problem,) = store.verify()
    assert problem.file == name
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *product([ARRAYS, "MAIN_1._stored.col", "_MAIN_1.toc"], ["missing", "truncated"]),
        ("_MAIN_1.toc", "flipped"),  # a pickle, and small enough to be checked at once
    ],
)
def test_a_damaged_index_is_not_opened_and_can_be_rolled_back(
    store, opened, publish, document, name, how
):
    before = publish(store, [document("1")])
    publish(store, [document("2")])
    damage(generation(store) / name, how)

    with pytest.raises(IndexCorruptError, match=rf"{name} of .*searchsvc index rollback"):
        opened(store)
    assert store.rollback() == before
    assert opened(store).find("1") == 0


def test_stored_documents_that_are_damaged_are_an_error_and_no_crash(
    store, opened, publish, document, monkeypatch
):
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN_BYTES", 0)
    publish(store, [document("1"), document("2")])
    stored = generation(store) / "MAIN_1._stored.col"
    content = stored.read_bytes()
    stored.write_bytes(bytes(byte ^ 0x55 for byte in content[:-40]) + content[-40:])

    with pytest.raises(IndexCorruptError, match="searchsvc index rollback"):
        opened(store).fetch([1])


def test_a_file_that_is_not_in_the_manifest_is_not_trusted(store, opened, publish, document):
    """Whoosh would unpickle a newer table of contents."""
    publish(store, [document("1")])
    (generation(store) / "_MAIN_2.toc").write_bytes(b"not ours")

    assert store.verify() == [Problem("_MAIN_2.toc", "is not in the manifest")]
    with pytest.raises(IndexCorruptError, match=r"_MAIN_2\.toc"):
        opened(store)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"files": {}}'])
def test_a_damaged_manifest_is_an_error(store, publish, document, content):
    publish(store, [document("1")])
    manifest = generation(store) / "MANIFEST.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)

    for method in (store.open, store.verify, store.status):
        with pytest.raises(IndexCorruptError, match=r"MANIFEST\.json"):
            method()


@pytest.mark.parametrize("topics", [None, "khac", ["khac"], {"khac": 1}, {"khac": None}])
def test_damaged_topics_are_an_error(store, publish, document, topics):
    publish(store, [document("1")])
    change_manifest(store, lambda content: content | {"topics": topics})

    for method in (store.open, store.verify, store.status):
        with pytest.raises(IndexCorruptError, match=r"MANIFEST\.json"):
            method()


def test_an_index_built_before_topics_were_kept_has_none(store, opened, publish, document):
    publish(store, [document("1")])
    change_manifest(
        store, lambda content: {name: content[name] for name in content if name != "topics"}
    )

    assert opened(store).topics == {}


def test_an_index_of_another_schema_is_not_opened(store, opened, publish, document):
    publish(store, [document("1")])
    manifest = generation(store) / "MANIFEST.json"
    manifest.write_text(manifest.read_text().replace(store.status().schema, "0-older"))

    with pytest.raises(IndexCorruptError, match=r"schema 0-older.*rebuild"):
        opened(store)


@pytest.mark.parametrize("content", [b"", b"../../etc", b"\xff\xfe"])
def test_a_damaged_pointer_is_an_error(store, publish, document, content):
    publish(store, [document("1")])
    Path(store.location, "CURRENT").write_bytes(content)

    with pytest.raises(IndexCorruptError, match="CURRENT"):
        store.live()

    mended = publish(store, [document("2")])
    assert store.live() == mended


def test_a_rebuild_does_not_remove_a_damaged_live_generation(store, publish, document):
    live = publish(store, [document("1")])
    (generation(store) / "MANIFEST.json").unlink()

    with store.begin():
        assert generation(store, live).is_dir()
    assert store.live() == live


def test_rolling_back_to_a_damaged_generation_keeps_the_live_one(store, publish, document):
    before = publish(store, [document("1")])
    live = publish(store, [document("2")])
    damage(generation(store, before) / ARRAYS, "truncated")

    with pytest.raises(IndexCorruptError, match=before):
        store.rollback()
    assert store.live() == live


# Where nothing can be written


def test_a_location_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    for location in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(EngineUnavailableError, match="cannot write to"):
            open_store(str(location)).begin()
        with pytest.raises(EngineUnavailableError, match="give its folder"):
            open_store(str(location)).live()


@pytest.mark.parametrize("step", ["add", "commit", "publish"])
def test_a_full_disk_loses_nothing(store, publish, document, monkeypatch, step):
    live = publish(store, [document("1")])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    def build():
        with store.begin() as writer:
            if step == "add":
                monkeypatch.setattr(Path, "open", full)
            writer.add(document("2", body="từ " * 600))
            if step == "commit":
                monkeypatch.setattr(os, "fsync", full)
            writer.commit(BuildFacts(analyzer="1"))
            monkeypatch.setattr(os, "fsync", full)
            store.publish(writer.generation)

    with pytest.raises(EngineUnavailableError, match=r"no space left for .*store.*free some"):
        build()
    monkeypatch.undo()

    assert store.live() == live
    assert store.verify() == []
    if step != "publish":
        assert [path.name for path in generation(store).parent.iterdir()] == [live]
    publish(store, [document("3")])


# A killed build

CHILD = """
import os, sys, time
from index import fields
from index.engines.base import BuildFacts
from index.engines.whoosh import WhooshStore
from index.engines.whoosh import manifest
from index.models import Document

def stop(*_):
    print("stopped", flush=True)
    time.sleep(60)

if sys.argv[2] == "committing":
    os.fsync = stop
unknown = dict.fromkeys(fields.FACETS, (fields.UNKNOWN,))
with WhooshStore(sys.argv[1], batch_tokens=50).begin() as writer:
    for number in range(100):
        terms = {fields.TEXT_EXACT: (["từ", f"từ{number}"],)}
        writer.add(Document(str(number), terms, unknown, 0, {}, "00" * 16))
    if sys.argv[2] == "adding":
        stop()
    writer.commit(BuildFacts(analyzer="1"))
"""


@pytest.mark.parametrize("moment", ["adding", "committing"])
def test_a_build_that_is_killed_leaves_the_old_generation_and_no_orphan(
    store, opened, publish, document, moment
):
    live = publish(store, [document("1", body="cũ")])
    command = [sys.executable, "-c", CHILD, store.location, moment]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "stopped\n"
        with pytest.raises(IndexLockedError, match=f"locked by PID {child.pid} since 2"):
            store.begin()
        child.send_signal(signal.SIGKILL)
    folders = generation(store).parent

    assert len(list(folders.iterdir())) == 2
    assert store.live() == live
    assert store.verify() == []
    assert opened(store).document_frequency("text_exact", "cũ") == 1

    newer = publish(store, [document("1", body="mới")])
    assert {path.name for path in folders.iterdir()} == {live, newer}
