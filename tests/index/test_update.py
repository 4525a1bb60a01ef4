"""Sources into an index that is there: what changes, what stays, what it costs."""

import json
from collections.abc import Callable
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from index import build
from index import intake
from index.engines import open_store
from index.engines.base import BuildFacts
from index.engines.base import Retrieval
from index.engines.base import Store
from index.errors import IndexCorruptError
from index.errors import IndexMissingError
from index.errors import SourceError
from index.query.tree import MatchAll
from index.query.tree import Term

TEXTS = {f"tin-{number}": f"Công đoàn cơ sở số {number} họp bàn việc nhà ở." for number in range(9)}

Write = Callable[[Mapping[str, str]], str]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "index"))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes articles, text by id, to the one source."""

    def write(texts: Mapping[str, str]) -> str:
        path = tmp_path / "tin.jsonl"
        records = ({"id": id_, "title": f"Tin {id_}", "text": text} for id_, text in texts.items())
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return str(path)

    return write


@pytest.fixture
def built(store: Store, write: Write) -> Store:
    """An index of TEXTS."""
    build.rebuild(store, [write(TEXTS)])
    return store


def bodies(store: Store) -> dict[str, str]:
    with closing(store.open()) as reader:
        keys = reader.evaluate(Retrieval(MatchAll(), size=100)).keys
        return {stored["id"]: stored["body"] for stored in reader.fetch(keys)}


def found(store: Store, word: str) -> set[str]:
    with closing(store.open()) as reader:
        keys = reader.evaluate(Retrieval(Term("text_exact", word), size=100)).keys
        return {stored["id"] for stored in reader.fetch(keys)}


def counts(summary: build.Summary) -> tuple[int, int, int]:
    return summary.added, summary.changed, summary.removed


def test_what_is_new_is_added_and_what_changed_is_replaced(built: Store, write: Write) -> None:
    before = built.live()
    texts = {**TEXTS, "tin-3": "Nông dân trồng vải.", "tin-mới": "Hội thi mới."}

    summary = build.update(built, [write(texts)])

    assert counts(summary) == (1, 1, 0)
    assert summary.documents == 10
    assert summary.generation == built.live() != before
    assert bodies(built) == texts
    assert found(built, "vải") == {"tin-3"}
    assert "tin-3" not in found(built, "đoàn")


def test_only_what_changed_is_worked_on(built: Store, write: Write, worked_on: list[str]) -> None:
    worked_on.clear()
    build.update(built, [write({**TEXTS, "tin-5": "Khác.", "tin-9": "Mới."})])

    assert worked_on == ["tin-5", "tin-9"]


def test_where_nothing_changed_nothing_is_published(built: Store, write: Write) -> None:
    live = built.live()
    summary = build.update(built, [write(dict(reversed(TEXTS.items())))])

    assert counts(summary) == (0, 0, 0)
    assert (summary.generation, summary.documents) == (live, 9)
    assert built.live() == live
    assert built.status().previous == ()


def test_the_changed_files_alone_are_enough(built: Store, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"id": "tin-1", "title": "Tin", "text": "Sửa lại."}\n')

    assert counts(build.update(built, [str(more)])) == (0, 1, 0)
    assert bodies(built) == {**TEXTS, "tin-1": "Sửa lại."}
    assert built.status().sources == (str(tmp_path / "tin.jsonl"), str(more))


def test_what_no_source_holds_is_removed_if_asked(built: Store, write: Write) -> None:
    fewer = {id_: text for id_, text in TEXTS.items() if id_ != "tin-4"}

    assert counts(build.update(built, [write(fewer)])) == (0, 0, 0)
    assert counts(build.update(built, [write(fewer)], delete_missing=True)) == (0, 0, 1)
    assert bodies(built) == fewer


def test_nothing_is_taken_for_missing_while_a_record_cannot_be_read(
    built: Store, write: Write
) -> None:
    source = write({id_: text for id_, text in TEXTS.items() if id_ not in ("tin-4", "tin-5")})
    with Path(source).open("a") as file:
        file.write('{"id": "tin-4", broken\n')

    summary = build.update(built, [source], delete_missing=True)

    assert counts(summary) == (0, 0, 0)
    assert summary.kept_missing == 2
    assert [one.line for one in summary.skipped] == [8]
    assert bodies(built) == TEXTS


def test_a_file_that_cannot_be_read_keeps_its_article(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "trang"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(
            f"Tin số {number}\n\nCông đoàn họp bàn việc {number}."
        )
    build.rebuild(store, [str(folder)])
    before = bodies(store)
    (folder / "0.txt").write_bytes(b"\xff\xfe\x00")
    (folder / "1.txt").unlink()

    summary = build.update(store, [str(folder)], delete_missing=True)

    assert counts(summary) == (0, 0, 1)
    assert bodies(store).keys() == before.keys() - {"trang-1"}


def test_a_page_without_an_article_any_more_loses_its_own(built: Store, write: Write) -> None:
    misread = (
        ("Công đoàn Bắc Giang bàn giao nhà cho đoàn viên." * 40).encode("tcvn3").decode("cp1252")
    )
    summary = build.update(built, [write({**TEXTS, "tin-2": misread})])

    assert counts(summary) == (0, 0, 1)
    assert [one.line for one in summary.skipped] == [3]
    assert bodies(built).keys() == TEXTS.keys() - {"tin-2"}


def test_of_a_repeated_id_the_first_counts(built: Store, tmp_path: Path, write: Write) -> None:
    second = tmp_path / "zwei.jsonl"
    second.write_text('{"id": "tin-1", "title": "Tin", "text": "Bản thứ hai."}\n')

    summary = build.update(built, [write(TEXTS), str(second)])

    assert counts(summary) == (0, 0, 0)
    assert [(one.source, one.line) for one in summary.skipped] == [(str(second), 1)]


@pytest.mark.parametrize("workers", [1, 2])
def test_many_updates_give_what_a_rebuild_gives(
    tmp_path: Path, write: Write, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PAGES", 2)
    updated, rebuilt = (open_store(str(tmp_path / name)) for name in ("updated", "rebuilt"))
    texts = dict(TEXTS)
    build.rebuild(updated, [write(texts)])
    for turn in range(6):
        texts[f"tin-{turn}"] = f"Lần sửa {turn}."
        texts[f"tin-lần-{turn}"] = f"Bài mới lần {turn}."
        del texts[f"tin-{turn + 3}"]
        build.update(updated, [write(texts)], workers=workers, delete_missing=True)
        assert bodies(updated) == texts
    build.rebuild(rebuilt, [write(texts)])

    assert bodies(updated) == bodies(rebuilt)
    for word in ("đoàn", "sửa", "mới", "lần"):
        assert found(updated, word) == found(rebuilt, word)


def test_the_generation_before_an_update_can_be_rolled_back_to(built: Store, write: Write) -> None:
    before = built.live()
    build.update(built, [write({**TEXTS, "tin-0": "Khác hẳn."})])

    assert built.verify() == []
    assert built.rollback() == before
    assert built.verify() == []
    assert bodies(built) == TEXTS


def test_an_update_needs_an_index(store: Store, write: Write) -> None:
    with pytest.raises(IndexMissingError, match="searchsvc index rebuild"):
        build.update(store, [write(TEXTS)])


def test_sources_without_a_single_article_change_nothing(built: Store, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("broken\n")

    with pytest.raises(SourceError, match="the index is as it was"):
        build.update(built, [str(empty)], delete_missing=True)
    assert bodies(built) == TEXTS


def test_an_index_of_another_analyzer_is_to_be_rebuilt(store: Store, write: Write) -> None:
    with store.begin() as writer:
        writer.commit(BuildFacts(analyzer="0"))
        store.publish(writer.generation)

    with pytest.raises(IndexCorruptError, match=r"version 0, this is .*searchsvc index rebuild"):
        build.update(store, [write(TEXTS)])


def test_an_index_with_other_topics_is_to_be_updated_with_those(
    built: Store, write: Write, tmp_path: Path
) -> None:
    table = tmp_path / "mine.toml"
    table.write_text(
        '[meta]\nmax_topics = 1\nmin_score = 1\nrelative_to_top = 0.5\ntf_cap = 3\nfallback = "khac"\n'
        "zone_factors = { body = 1, lead = 1 }\n"
        '[[topic]]\nid = "nha"\nvi = "Nhà ở"\nphrases = [{ p = "nhà ở", w = 2 }]\n'
    )
    source = write({**TEXTS, "tin-0": "Nhà ở xã hội."})

    with pytest.raises(IndexCorruptError, match=r"other tables of topics.*--topics.*rebuild"):
        build.update(built, [source], topics=table)
    assert bodies(built) == TEXTS

    build.rebuild(built, [source], topics=table)
    assert counts(build.update(built, [write(TEXTS)], topics=table)) == (0, 1, 0)


def test_lines_that_recur_are_those_the_index_was_built_with(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "trang"
    folder.mkdir()
    notice = "Mời bạn đọc góp sách cũ tại trụ sở công đoàn cơ sở nơi gần nhất"

    def page(number: int) -> None:
        lead = f"Ngày thứ {number}, công đoàn mở thêm một tủ sách ở khu nhà trọ, nơi tối nào cũng sáng đèn."
        text = f"Tủ sách số {number} mở cửa\n12/03/2021\n{lead}\n{notice}\n{lead}"
        (folder / f"{number}.txt").write_text(text)

    for number in range(7):
        page(number)
    build.rebuild(store, [str(folder)])
    for number in range(6):
        (folder / f"{number}.txt").unlink()
    page(7)
    build.update(store, [str(folder)])

    assert "trang-7" in bodies(store)
    assert not any(notice in body for body in bodies(store).values())
