"""A bad input file is reported with file, line and reason; what is good beside it is indexed."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as arrow
import pytest
from click.testing import Result
from pyarrow import parquet

from index.articles.sources import MAX_RECORD_BYTES
from index.articles.sources.compression import zstd

Run = Callable[..., Result]
Make = Callable[[Path], object]

GOOD = '{"id": "tot", "title": "Tin tốt", "text": "Nông dân thu hoạch vải thiều sớm."}\n'


def holds(data: bytes | str) -> Make:
    return lambda path: path.write_bytes(data.encode() if isinstance(data, str) else data)


def holds_a_long_line(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b'{"text": "')
        for _ in range(100):
            out.write(b"x" * 2**20)
        out.write(b'"}\n')


def holds_half_a_table(path: Path) -> None:
    parquet.write_table(arrow.table({"text": ["Tin"] * 99}), path)
    path.write_bytes(path.read_bytes()[:-99])


# File, what is made of it, the line reported (a record of an archive, a row of Parquet), the reason.
BAD: tuple[tuple[str, Make, int | None, str], ...] = (
    ("x.txt", holds(b"C\xf4ng \xf0o\xe0n"), None, "not UTF-8 (byte 0xf4 at 1)"),
    ("x.txt", holds("Công đoàn".encode("utf-16")), None, "read it with --encoding utf-16"),
    ("x.txt", holds("Công đoàn\0"), None, "holds NULs"),
    ("x.txt", holds(""), None, "empty"),
    ("x.html", holds(""), None, "no text in the HTML"),
    ("x.html", holds("<div>" * 5000 + "sâu"), None, "HTML nested too deep"),
    ("x.jsonl", holds(""), None, "no record in it"),
    ("x.jsonl", holds('{"text": "một"\n'), 1, "not JSON"),
    ("x.jsonl", holds_a_long_line, 1, f"line larger than {MAX_RECORD_BYTES >> 20} MiB"),
    ("x.jsonl.gz", holds(gzip.compress(bytes(2**25))), 2, "more than 1000 times its size"),
    ("x.jsonl.zst", holds(zstd.compress(bytes(2**25))), 2, "more than 1000 times its size"),
    ("x.jsonl.gz", holds(gzip.compress(b"Tin" * 99)[:-9]), 1, "compressed data broken here"),
    ("x.csv", holds("id,title\n1,một\n"), 1, 'no column "text" among: id, title'),
    ("x.csv", holds('id,text\n1,"một" hai\n'), 2, "broken row"),
    ("x.parquet", holds_half_a_table, None, "cannot be read as Parquet"),
    ("x.warc", holds("WARC/1.0\r\nContent-Length: 99\r\n\r\nHTTP/1.1"), 1, "record cut off"),
    ("x.txt", lambda path: path.symlink_to(path), None, "Too many levels of symbolic links"),
    ("x", lambda path: path.symlink_to(path.parent), None, "a link to a folder is not followed"),
    ("x.txt", lambda path: path.symlink_to("y.txt"), None, "cannot be read: No such file"),
)

each_fault = pytest.mark.parametrize(
    ("name", "make", "line", "reason"), BAD, ids=[f"{name} {reason}" for name, *_, reason in BAD]
)


@each_fault
def test_a_bad_file_is_listed_and_the_rest_is_indexed(
    run: Run, tmp_path: Path, name: str, make: Make, line: int | None, reason: str
) -> None:
    (tmp_path / "tin").mkdir()
    (tmp_path / "tin" / "a.jsonl").write_text(GOOD)
    make(tmp_path / "tin" / name)

    result = run("index", "rebuild", "tin", "--json")

    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert (summary["documents"], summary["added"]) == (1, 1)
    last = summary["skipped"][-1]
    assert (last["source"], last["line"]) == (f"tin/{name}", line)
    assert reason in last["reason"]
    assert f"skipped tin/{name}" in result.stderr


def test_an_id_that_comes_twice_is_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(GOOD + GOOD)

    summary = json.loads(run("index", "rebuild", "a.jsonl", "--json").stdout)

    assert [(one["source"], one["line"]) for one in summary["skipped"]] == [("a.jsonl", 2)]
    assert "its id was there before" in summary["skipped"][0]["reason"]


@each_fault
def test_where_nothing_can_be_read_the_build_fails(
    run: Run, tmp_path: Path, name: str, make: Make, line: int | None, reason: str
) -> None:
    (tmp_path / "tin").mkdir()
    make(tmp_path / "tin" / name)

    result = run("index", "rebuild", "tin", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing could be indexed" in result.stderr
    assert f"tin/{name}" in result.stderr
    assert reason in result.stderr
