"""Sources in, a published generation out; and what stays when a build fails."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from index import build
from index import intake
from index.articles.topics import topic_names
from index.engines import open_store
from index.engines.base import Retrieval
from index.engines.base import Store
from index.errors import IndexMissingError
from index.errors import SourceError
from index.query.tree import MatchAll
from index.tally import Progress

TEXTS = {
    "a": "Công đoàn Bắc Giang bàn giao nhà cho đoàn viên nghèo ở xã vùng cao.",
    "b": "Hội nghị tổng kết công tác thi đua của cụm các tỉnh miền núi phía Bắc.",
    "c": "Nông dân trồng vải thiều thu hoạch sớm hơn mọi năm nửa tháng.",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "index"))


def write_lines(path: Path, texts: dict[str, str]) -> str:
    records = ({"id": id_, "title": f"Tin {id_}", "text": text} for id_, text in texts.items())
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def ids(store: Store) -> list[str]:
    with closing(store.open()) as reader:
        found = reader.evaluate(Retrieval(MatchAll(), size=100))
        return sorted(stored["id"] for stored in reader.fetch(found.keys))


def test_a_rebuild_publishes_what_the_sources_hold(store: Store, tmp_path: Path) -> None:
    summary = build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)])

    assert (summary.documents, summary.added, summary.skipped) == (3, 3, ())
    assert summary.generation == store.live()
    assert ids(store) == ["a", "b", "c"]


def test_a_rebuild_replaces_what_was_there(store: Store, tmp_path: Path) -> None:
    build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)])
    build.rebuild(store, [write_lines(tmp_path / "a.jsonl", {"d": "Tin mới"})])

    assert ids(store) == ["d"]


def test_an_id_that_comes_twice_is_reported_and_the_first_kept(
    store: Store, tmp_path: Path
) -> None:
    first = write_lines(tmp_path / "1.jsonl", {"a": "bản thứ nhất"})
    second = write_lines(tmp_path / "2.jsonl", {"a": "bản thứ hai", "b": "tin khác"})

    summary = build.rebuild(store, [first, second])

    assert [(one.source, one.line) for one in summary.skipped] == [(second, 1)]
    assert "id was there before" in summary.skipped[0].reason
    with closing(store.open()) as reader:
        key = reader.find("a")
        assert key is not None
        assert reader.fetch([key])[0]["body"] == "bản thứ nhất"


@pytest.mark.parametrize("bad", ["x" * 300, "tab\there", "new\nline"])
def test_an_id_that_cannot_be_used_is_reported(store: Store, tmp_path: Path, bad: str) -> None:
    summary = build.rebuild(store, [write_lines(tmp_path / "a.jsonl", {"a": "tin", bad: "tin"})])

    assert [one.line for one in summary.skipped] == [2]


def test_half_a_surrogate_pair_anywhere_stops_nothing(store: Store, tmp_path: Path) -> None:
    half = "\ud800"
    record = {"id": half, "title": half, "text": f"tin {half}", "author": half, "topics": [half]}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record) + "\n")

    assert build.rebuild(store, [str(path)]).documents == 1


def test_a_page_without_an_article_is_reported_not_indexed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text("Trang chủ\nGiới thiệu\nLiên hệ\n")
    write_lines(tmp_path / "a.jsonl", TEXTS)

    summary = build.rebuild(store, [str(tmp_path)])

    assert [(Path(one.source).name, one.reason) for one in summary.skipped] == [
        ("menu.txt", "no article on this page: navigation only")
    ]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_text_read_in_a_wrong_encoding_is_reported_with_the_right_one(
    store: Store, tmp_path: Path, encoding: str
) -> None:
    misread = (TEXTS["a"] * 40).encode(encoding).decode("cp1252")
    path = write_lines(tmp_path / "a.jsonl", {**TEXTS, "misread": misread})

    summary = build.rebuild(store, [path])

    assert summary.documents == len(TEXTS)
    [skipped] = summary.skipped
    assert (skipped.source, skipped.line) == (path, len(TEXTS) + 1)
    assert f"--encoding {encoding}" in skipped.reason


@pytest.mark.parametrize("content", ["", "broken\n", '{"text": ""}\n'])
def test_a_rebuild_of_nothing_leaves_the_index_as_it_was(
    store: Store, tmp_path: Path, content
) -> None:
    build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)])
    live = store.live()
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content)

    with pytest.raises(SourceError, match="nothing could be indexed"):
        build.rebuild(store, [str(bad)])

    assert store.live() == live
    assert ids(store) == ["a", "b", "c"]


def test_a_build_that_fails_half_way_publishes_nothing(store: Store, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)], on_progress=stop)

    with pytest.raises(IndexMissingError):
        store.live()
    assert build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)]).documents == 3


def test_progress_grows_to_all_bytes_of_the_sources(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PAGES", 1)
    seen: list[Progress] = []

    build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)], on_progress=seen.append)

    assert [progress.articles for progress in seen] == [1, 2, 3, 3]
    assert seen[-1].bytes_read == seen[-1].bytes_total == (tmp_path / "a.jsonl").stat().st_size


def test_the_number_of_workers_does_not_change_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PAGES", 2)
    texts = {
        f"{number:02}": f"{text} Bài số {number}." for number in range(7) for text in TEXTS.values()
    }
    source = write_lines(tmp_path / "a.jsonl", texts)
    found = []
    for workers in (1, 2):
        store = open_store(str(tmp_path / f"index{workers}"))
        build.rebuild(store, [source], workers=workers)
        with closing(store.open()) as reader:
            retrieved = reader.evaluate(
                Retrieval(MatchAll(), facets=("year", "province"), size=100)
            )
            vocabulary = reader.vocabulary("text_exact", "b", 99)
            found.append((retrieved, reader.fetch(retrieved.keys), vocabulary))

    assert found[0] == found[1]


def test_what_recurs_is_left_out_whatever_the_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PAGES", 2)
    folder = tmp_path / "trang"
    folder.mkdir()
    notice = "Mời bạn đọc góp sách cũ tại trụ sở công đoàn cơ sở nơi gần nhất"
    for number in range(7):
        lead = f"Ngày thứ {number}, công đoàn mở thêm một tủ sách ở khu nhà trọ, nơi tối nào cũng sáng đèn đến khuya."
        text = f"Tủ sách số {number} mở cửa\n12/03/2021\n{lead}\n{notice}\n{lead}"
        (folder / f"{number}.txt").write_text(text)
    bodies = []
    for workers in (1, 2):
        store = open_store(str(tmp_path / f"index{workers}"))
        build.rebuild(store, [str(folder)], workers=workers)
        with closing(store.open()) as reader:
            keys = reader.evaluate(Retrieval(MatchAll(), size=100)).keys
            bodies.append([stored["body"] for stored in reader.fetch(keys)])

    assert bodies[0] == bodies[1]
    assert len(bodies[0]) == 7
    assert not any(notice in body for body in bodies[0])


def test_a_table_of_topics_may_be_replaced(store: Store, tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    table.write_text(
        '[meta]\nmax_topics = 1\nmin_score = 1\nrelative_to_top = 0.5\ntf_cap = 3\nfallback = "khac"\n'
        "zone_factors = { body = 1, lead = 1 }\n"
        '[[topic]]\nid = "nha"\nvi = "Nhà ở"\nphrases = [{ p = "bàn giao nhà", w = 2 }]\n'
    )

    build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)], topics=table)

    with closing(store.open()) as reader:
        keys = reader.evaluate(Retrieval(MatchAll(), size=100)).keys
        found = {stored["id"]: stored["topics"] for stored in reader.fetch(keys)}
        labels = dict(reader.topics)
    assert {id_: list(topics) for id_, topics in found.items()} == {
        "a": ["nha"], "b": ["khac"], "c": ["khac"],
    }  # fmt: skip
    assert labels == {"nha": "Nhà ở", "khac": "Khác"}


def test_without_a_table_the_package_s_topics_are_kept(store: Store, tmp_path: Path) -> None:
    build.rebuild(store, [write_lines(tmp_path / "a.jsonl", TEXTS)])

    with closing(store.open()) as reader:
        assert list(reader.topics.items()) == list(topic_names().items())


def test_a_wrong_table_of_topics_stops_a_build_before_it_begins(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("[meta]")

    with pytest.raises(SourceError, match="is incomplete"):
        build.rebuild(
            store, [write_lines(tmp_path / "a.jsonl", TEXTS)], topics=tmp_path / "mine.toml"
        )
    with pytest.raises(IndexMissingError):
        store.live()
