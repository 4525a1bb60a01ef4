"""Builds of the embedded engine that cannot write, or are killed: nothing is lost."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.engines import open_store
from index.engines.base import BuildFacts
from index.errors import EngineUnavailableError
from index.errors import IndexLockedError

ROOT = Path(__file__).parents[3]


def test_a_location_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    for location in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(EngineUnavailableError, match="cannot write to"):
            open_store(str(location)).begin()
        with pytest.raises(EngineUnavailableError, match="give its folder"):
            open_store(str(location)).live()


@pytest.mark.parametrize("step", ["add", "commit", "publish"])
def test_a_full_disk_loses_nothing(folder_of, store, publish, document, monkeypatch, step):
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
        assert [path.name for path in folder_of(store).parent.iterdir()] == [live]
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
    folder_of, store, opened, publish, document, moment
):
    live = publish(store, [document("1", body="cũ")])
    command = [sys.executable, "-c", CHILD, store.location, moment]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "stopped\n"
        with pytest.raises(IndexLockedError, match=f"locked by PID {child.pid} since 2"):
            store.begin()
        child.send_signal(signal.SIGKILL)
    folders = folder_of(store).parent

    assert len(list(folders.iterdir())) == 2
    assert store.live() == live
    assert store.verify() == []
    assert opened(store).document_frequency("text_exact", "cũ") == 1

    newer = publish(store, [document("1", body="mới")])
    assert {path.name for path in folders.iterdir()} == {live, newer}
