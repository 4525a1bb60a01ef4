"""What is read from files, and what is said of the ones that cannot be read."""

import gzip
import io
import json
import os
from pathlib import Path

import pytest

from index.articles.sources import json_lines
from index.articles.sources import list_files
from index.articles.sources import pages
from index.articles.sources import read_pages
from index.articles.sources.records import TOO_LARGE
from index.errors import SourceError
from index.models import RawPage
from index.models import Skipped


def read(path: Path, encoding: str = "utf-8") -> list[RawPage | Skipped]:
    return [
        record.page for file in list_files([str(path)]) for record in read_pages(file, encoding)
    ]


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_text_file_is_a_page_named_by_folder_and_file(tmp_path: Path) -> None:
    path = tmp_path / "Tin tức" / "Bắc Giang 01.txt"
    path.parent.mkdir()
    path.write_text("\ufeffCông đoàn\n", encoding="utf-8")

    assert read(path) == [RawPage("tin-tuc-bac-giang-01", "Công đoàn\n", str(path))]


def test_a_folder_is_read_in_order_and_other_endings_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "notes.md", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)

    assert [Path(file.name).name for file in list_files([str(tmp_path)])] == [
        "a.txt",
        "b.txt",
        "c.txt",
    ]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("một")

    assert len(list_files([str(tmp_path), str(tmp_path / "a.txt")])) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "missing", "no such file or folder"),
        (lambda folder: folder, "nothing to read"),
        (
            lambda folder: (folder / "a.pdf", (folder / "a.pdf").write_text("x"))[0],
            "this kind of file",
        ),
    ],
)
def test_a_source_that_holds_nothing_is_an_error(tmp_path: Path, make, message) -> None:
    with pytest.raises(SourceError, match=message):
        list_files([str(make(tmp_path))])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Công đoàn".encode("utf-16"), "UTF-16; read it with --encoding utf-16"),
        ("Công đoàn".encode("cp1258", "replace"), "name its encoding with --encoding"),
        (("Liên đoàn Lao động tỉnh " * 20).encode("tcvn3"), "read it with --encoding tcvn3"),
        (("Liên đoàn Lao động tỉnh " * 20).encode("vni"), "read it with --encoding vni"),
        (b"C\0o\0n\0g\0", "holds NULs"),
        (b" \n\t\n", "empty"),
        (b"", "empty"),
    ],
)
def test_a_text_file_that_is_no_utf_8_text_is_skipped_with_a_reason(
    tmp_path: Path, data, reason
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)

    [skipped] = read(path)

    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_page_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(pages, "MAX_RECORD_BYTES", 64)
    (tmp_path / name).write_text("Tin " * 50)

    assert read(tmp_path) == [Skipped(str(tmp_path / name), None, TOO_LARGE)]


def test_an_encoding_that_was_named_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Công đoàn", encoding="utf-16")

    [page] = read(path, "utf-16")

    assert isinstance(page, RawPage)
    assert page.text == "Công đoàn"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_json_lines_give_pages_with_what_they_state(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    data = lines({"id": 7, "title": "Tin", "text": "Nội dung", "date": None, "other": 1}) + b"\n"
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)

    assert read(path) == [RawPage("7", "Nội dung", str(path), 1, {"title": "Tin"})]


def test_a_record_without_id_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "2020" / "tin.jsonl"
    path.parent.mkdir()
    path.write_bytes(lines({"id": "a", "text": "x"}, {"text": "y"}))

    assert [page.id for page in read(path) if isinstance(page, RawPage)] == ["a", "2020-tin-2"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "no end', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'["text"]', "not a JSON object"),
        (b'{"title": "x"}', 'no "text"'),
        (b'{"text": 5}', 'no "text"'),
        (b'{"text": "\xff"}', "not UTF-8"),
    ],
)
def test_a_broken_line_is_skipped_with_its_number_and_the_rest_is_read(
    tmp_path: Path, line, reason
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        lines({"id": "1", "text": "x"}) + line + b"\n" + lines({"id": "3", "text": "z"})
    )

    first, skipped, third = read(path)

    assert isinstance(first, RawPage)
    assert isinstance(third, RawPage)
    assert isinstance(skipped, Skipped)
    assert skipped.line == 2
    assert reason in skipped.reason


def test_a_line_that_is_too_long_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "MAX_RECORD_BYTES", 64)
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": "x" * 500}, {"id": "2", "text": "ngắn"}))

    skipped, page = read(path)

    assert isinstance(skipped, Skipped)
    assert isinstance(page, RawPage)
    assert page.line == 2


def test_a_truncated_gzip_gives_what_came_before_the_break(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(
        lines(*({"id": str(n), "text": os.urandom(64).hex()} for n in range(2000)))
    )
    path.write_bytes(whole[: len(whole) // 2])

    *pages, last = read(path)

    assert len(pages) > 100
    assert isinstance(last, Skipped)
    assert "compressed data broken" in last.reason


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_a_file_without_records_is_reported(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(data)

    assert read(tmp_path) == [Skipped(str(tmp_path / "a.jsonl"), None, "no record in it")]


def test_json_lines_in_utf_16_are_reported_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        lines({"text": "x"}, {"text": "y"}).decode().encode("utf-16")
    )

    [skipped] = read(tmp_path)

    assert isinstance(skipped, Skipped)
    assert "not UTF-8 but UTF-16" in skipped.reason


@pytest.mark.parametrize(
    ("name", "data", "ids"),
    [
        ("tin/a.txt", b"Tin", ["tin-a"]),
        ("tin/a.txt", b"\xff", ["tin-a"]),
        ("tin/a.html", b"", ["tin-a"]),
        ("tin/a.jsonl", b'{"id": 1, "text": "x"}\n{"id": "b"}\n{}\n{', ["1", "b", "tin-a-3", None]),
        ("tin/a.jsonl", b'{"id": 0, "text": "x"}\n{"id": "", "text": "x"}', ["0", "tin-a-2"]),
        ("tin/a.jsonl.gz", b"x", [None]),
        ("tin/a.csv", b"id,text\nb,\n,x\n,\xff", ["b", "tin-a-3", None]),
    ],
)  # fmt: skip
def test_a_record_has_an_id_whether_or_not_it_can_be_read(
    tmp_path: Path, name: str, data: bytes, ids: list[str | None]
) -> None:
    (tmp_path / "tin").mkdir()
    (tmp_path / name).write_bytes(data)
    [file] = list_files([str(tmp_path)])

    records = list(read_pages(file))

    assert [record.id for record in records] == ids
    pages = [(record.page.id, record.id) for record in records if isinstance(record.page, RawPage)]
    assert all(given == known for given, known in pages)


def test_standard_input_is_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(lines({"id": "1", "text": "x"}))

    monkeypatch.setattr("sys.stdin", Stdin)

    [file] = list_files(["-"])

    assert [record.page for record in read_pages(file)] == [RawPage("1", "x", "<stdin>", 1)]


def test_positions_grow_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(*({"text": "x" * 100} for _ in range(100))))
    [file] = list_files([str(path)])

    positions = [record.position for record in read_pages(file)]

    assert positions == sorted(positions)
    assert positions[-1] == file.size
