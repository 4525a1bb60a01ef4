"""A rebuild that was interrupted goes on where it was, and gives the same index."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import build
from index import intake
from index.engines.whoosh import WhooshStore
from index.engines.whoosh import generations
from index.engines.whoosh import writer
from index.errors import ResumeError
from index.tally import Progress

ARTICLES = 24


@pytest.fixture(autouse=True)
def few_pages_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_PAGES", 2)


@pytest.fixture
def source(tmp_path: Path) -> str:
    """Articles, with records between them that are reported."""
    path = tmp_path / "tin.jsonl"
    records = [
        {"id": f"tin-{number}", "title": f"Tin {number}", "text": f"Công đoàn họp lần {number}."}
        for number in range(ARTICLES)
    ]
    lines = [json.dumps(record) for record in records]
    lines[3:3] = ["broken", lines[0]]
    lines.append(lines[-1])
    path.write_text("\n".join(lines))
    return str(path)


@pytest.fixture
def store(tmp_path: Path) -> WhooshStore:
    """A store whose builds are made durable every few articles."""
    return WhooshStore(str(tmp_path / "index"), batch_tokens=60)


def interrupt_after(articles: int) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if progress.articles >= articles:
            raise KeyboardInterrupt

    return stop


def contents(store: WhooshStore) -> dict[str, bytes]:
    folder = Path(store.location, "generations", store.live())
    names = ("MAIN_1.arrays", "MAIN_1._stored.col")
    return {name: (folder / name).read_bytes() for name in names}


@pytest.mark.parametrize("moments", [(4,), (23,), (6, 12, 20)])
def test_a_resumed_rebuild_gives_the_same_index(
    store: WhooshStore, source: str, tmp_path: Path, moments: tuple[int, ...], worked_on: list[str]
) -> None:
    for moment in moments:
        with pytest.raises(KeyboardInterrupt):
            build.rebuild(store, [source], resume=True, on_progress=interrupt_after(moment))
    summary = build.rebuild(store, [source], resume=True)
    assert moments[-1] - 6 <= summary.resumed <= moments[-1]
    assert len(worked_on) <= ARTICLES + 2 + 6 * len(moments)  # two repeat an id

    whole = WhooshStore(str(tmp_path / "whole"))
    expected = build.rebuild(whole, [source])
    assert contents(store) == contents(whole)
    assert summary.skipped == expected.skipped
    assert (summary.documents, summary.added) == (expected.documents, expected.added)


def test_a_rebuild_interrupted_while_it_was_put_together_analyzes_nothing_again(
    store: WhooshStore,
    source: str,
    tmp_path: Path,
    worked_on: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writer, "write_index", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build.rebuild(store, [source])
    worked_on.clear()
    summary = build.rebuild(store, [source], resume=True)

    assert worked_on == []
    assert summary.resumed == summary.documents == ARTICLES
    assert len(summary.skipped) == 3
    whole = WhooshStore(str(tmp_path / "whole"))
    build.rebuild(whole, [source])
    assert contents(store) == contents(whole)


def test_without_resume_what_was_left_is_removed(
    store: WhooshStore, source: str, worked_on: list[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build.rebuild(store, [source], on_progress=interrupt_after(12))
    [left] = Path(store.location, "generations").iterdir()
    worked_on.clear()

    assert build.rebuild(store, [source]).resumed == 0
    assert len(worked_on) == ARTICLES + 2
    assert not left.exists()


def test_with_nothing_left_a_resumed_rebuild_begins_anew(store: WhooshStore, source: str) -> None:
    assert build.rebuild(store, [source], resume=True).resumed == 0


@pytest.mark.parametrize("change", ["source", "encoding", "more"])
def test_what_was_left_of_other_sources_or_options_is_not_continued(
    store: WhooshStore, source: str, tmp_path: Path, change: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build.rebuild(store, [source], on_progress=interrupt_after(12))
    sources, encoding = [source], "utf-8"
    if change == "source":
        os.utime(source, (1, 1))
    elif change == "encoding":
        encoding = "utf-16"
    else:
        (tmp_path / "more.jsonl").write_text('{"text": "Tin khác"}')
        sources.append(str(tmp_path / "more.jsonl"))

    with pytest.raises(ResumeError, match="without --resume to begin anew"):
        build.rebuild(store, sources, encoding=encoding, resume=True)
    assert build.rebuild(store, sources, encoding=encoding).resumed == 0


def test_standard_input_cannot_be_resumed(store: WhooshStore) -> None:
    with pytest.raises(ResumeError, match="standard input"):
        build.rebuild(store, ["-"], resume=True)


def test_an_interrupted_update_leaves_nothing(store: WhooshStore, source: str) -> None:
    live = build.rebuild(store, [source]).generation
    changed = Path(source).read_text().replace("họp", "bàn")
    Path(source).write_text(changed)

    with pytest.raises(KeyboardInterrupt):
        build.update(store, [source], on_progress=interrupt_after(12))

    assert [path.name for path in Path(store.location, "generations").iterdir()] == [live]


def test_what_another_version_of_the_engine_left_is_not_continued_from(
    store: WhooshStore, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build.rebuild(store, [source], on_progress=interrupt_after(12))
    monkeypatch.setattr(generations, "SCHEMA_VERSION", "next")

    with pytest.raises(ResumeError, match="another version"):
        build.rebuild(store, [source], resume=True)


def test_half_a_batch_is_not_continued_from(store: WhooshStore, source: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        build.rebuild(store, [source], on_progress=interrupt_after(12))
    [folder] = Path(store.location, "generations").iterdir()
    finished = len(list(folder.glob("*.arrays.tmp")))
    (folder / f"batch-{finished:05}.partial.tmp").write_bytes(b"half")
    (folder / f"batch-{finished:05}.documents.tmp").write_bytes(b'{"half')
    (folder / "MAIN.tmp").mkdir()

    assert build.rebuild(store, [source], resume=True).resumed >= 6
    assert store.verify() == []
    files = Path(store.location, "generations", store.live()).iterdir()
    assert not any(path.name.endswith(".tmp") for path in files)
