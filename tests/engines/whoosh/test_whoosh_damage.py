"""Damaged files of the embedded engine: found, named, never opened, and gone back from."""

import json
from itertools import product
from pathlib import Path

import pytest

from index.engines.base import Problem
from index.engines.whoosh import manifest
from index.errors import IndexCorruptError

ARRAYS = "MAIN_1.arrays"


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
def test_verify_names_the_damaged_file(folder_of, store, publish, corpus, name, how, reason):
    publish(store, corpus)
    assert store.verify() == []

    damage(folder_of(store) / name, how)
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
    folder_of, store, opened, publish, document, name, how
):
    before = publish(store, [document("1")])
    publish(store, [document("2")])
    damage(folder_of(store) / name, how)

    with pytest.raises(IndexCorruptError, match=rf"{name} of .*searchsvc index rollback"):
        opened(store)
    assert store.rollback() == before
    assert opened(store).find("1") == 0


def test_stored_documents_that_are_damaged_are_an_error_and_no_crash(
    folder_of, store, opened, publish, document, monkeypatch
):
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN_BYTES", 0)
    publish(store, [document("1"), document("2")])
    stored = folder_of(store) / "MAIN_1._stored.col"
    content = stored.read_bytes()
    stored.write_bytes(bytes(byte ^ 0x55 for byte in content[:-40]) + content[-40:])

    with pytest.raises(IndexCorruptError, match="searchsvc index rollback"):
        opened(store).fetch([1])


@pytest.mark.parametrize("name", [ARRAYS, "MAIN_1._stored.col"])
def test_damage_is_not_carried_over_into_another_generation(
    folder_of, store, publish, update, document, monkeypatch, name
):
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN_BYTES", 0)
    before = publish(store, [document("1"), document("2")])
    damage(folder_of(store) / name, "flipped")

    with pytest.raises(IndexCorruptError, match=rf"{name} of .*searchsvc index rollback"):
        update(store, [document("3"), document("4")])
    assert store.live() == before


def test_a_file_that_is_not_in_the_manifest_is_not_trusted(
    folder_of, store, opened, publish, document
):
    """Whoosh would unpickle a newer table of contents."""
    publish(store, [document("1")])
    (folder_of(store) / "_MAIN_2.toc").write_bytes(b"not ours")

    assert store.verify() == [Problem("_MAIN_2.toc", "is not in the manifest")]
    with pytest.raises(IndexCorruptError, match=r"_MAIN_2\.toc"):
        opened(store)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"files": {}}'])
def test_a_damaged_manifest_is_an_error(folder_of, store, publish, document, content):
    publish(store, [document("1")])
    manifest = folder_of(store) / "MANIFEST.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)

    for method in (store.open, store.verify, store.status):
        with pytest.raises(IndexCorruptError, match=r"MANIFEST\.json"):
            method()


@pytest.mark.parametrize(
    "facts",
    [
        *({"topics": topics} for topics in (None, "khac", ["khac"], {"khac": 1}, {"khac": None})),
        {"recurring": None},
        {"recurring": {"a.jsonl": 1}},
        {"sources": None},
        {"unknown": 1},
    ],
)
def test_damaged_facts_of_a_build_are_an_error(folder_of, store, publish, document, facts):
    publish(store, [document("1")])
    path = folder_of(store) / "MANIFEST.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"facts": content["facts"] | facts}))

    for method in (store.open, store.verify, store.status):
        with pytest.raises(IndexCorruptError, match=r"MANIFEST\.json"):
            method()


def test_an_index_of_another_schema_is_not_opened(store, opened, publish, document, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(manifest, "SCHEMA_VERSION", "0-older")
        publish(store, [document("1")])

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


@pytest.mark.parametrize("content", [b"", b"../../etc", b"\xff\xfe", b"20200714T000000Z-beef\n"])
def test_where_nothing_tells_what_is_live_one_can_go_back_to_the_newest(
    store, publish, document, content
):
    publish(store, [document("1")])
    newest = publish(store, [document("2")])
    Path(store.location, "CURRENT").write_bytes(content)

    assert store.rollback() == newest
    assert store.live() == newest
    assert store.verify() == []


def test_a_rebuild_does_not_remove_a_damaged_live_generation(folder_of, store, publish, document):
    live = publish(store, [document("1")])
    (folder_of(store) / "MANIFEST.json").unlink()

    with store.begin():
        assert folder_of(store, live).is_dir()
    assert store.live() == live


def test_rolling_back_to_a_damaged_generation_keeps_the_live_one(
    folder_of, store, publish, document
):
    before = publish(store, [document("1")])
    live = publish(store, [document("2")])
    damage(folder_of(store, before) / ARRAYS, "truncated")

    with pytest.raises(IndexCorruptError, match=before):
        store.rollback()
    assert store.live() == live
