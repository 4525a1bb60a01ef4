"""Compressed files: what is read of broken ones, and that a bomb is not read to its end."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.articles.sources import compression
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.articles.sources.compression import zstd
from index.models import RawPage
from index.models import Skipped

Outcomes = Callable[..., list[RawPage | Skipped]]

PACKED: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstd.compress}
LINES = b"".join(
    json.dumps({"id": str(number), "text": os.urandom(64).hex()}).encode() + b"\n"
    for number in range(3000)
)

each_compression = pytest.mark.parametrize("ending", PACKED)


@each_compression
@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", b'{"id": "1", "text": "Tin"}\n'), ("a.csv", b"id,text\n1,Tin\n")],
)
def test_a_compressed_file_is_read_as_what_it_holds(
    tmp_path: Path, outcomes: Outcomes, ending: str, name: str, data: bytes
) -> None:
    path = tmp_path / f"{name}{ending}"
    path.write_bytes(PACKED[ending](data))

    [page] = outcomes(path)

    assert isinstance(page, RawPage)
    assert (page.id, page.text) == ("1", "Tin")


@each_compression
def test_parts_packed_one_by_one_are_read_as_one(
    tmp_path: Path, outcomes: Outcomes, ending: str
) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(b"".join(PACKED[ending](line) for line in LINES.splitlines(True)[:9]))

    assert [page.line for page in outcomes(path) if isinstance(page, RawPage)] == list(range(1, 10))


@each_compression
@pytest.mark.parametrize(
    ("spoil", "least"),
    [
        (lambda packed: packed[: len(packed) // 2], 500),
        (lambda packed: packed[: len(packed) // 2] + b"rubbish" * 999, 500),
        (lambda packed: packed + b"rubbish", 2900),
        (lambda packed: b"rubbish", 0),
    ],
)
def test_broken_data_gives_what_came_before_the_break(
    tmp_path: Path, outcomes: Outcomes, ending: str, spoil: Callable[[bytes], bytes], least: int
) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(spoil(PACKED[ending](LINES)))

    *before, last = outcomes(path)
    pages = [page for page in before if isinstance(page, RawPage)]

    assert isinstance(last, Skipped)
    assert "compressed data broken here" in last.reason
    assert len(pages) >= least
    assert last.line == len(before) + 1


@each_compression
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.warc"])
def test_a_bomb_is_reported_and_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, name: str
) -> None:
    monkeypatch.setattr(compression, "MAX_RECORD_BYTES", 2**20)
    monkeypatch.setattr(compression, "MAX_EXPANSION", 100)
    path = tmp_path / f"{name}{ending}"
    path.write_bytes(PACKED[ending](bytes(2**25)))
    [file] = list_files([str(path)])
    read: list[Any] = [record.page for record in read_pages(file)]

    assert all(isinstance(page, Skipped) for page in read)
    assert any("times its size" in page.reason or "header" in page.reason for page in read)


def test_what_expands_much_but_to_little_is_read(tmp_path: Path, outcomes: Outcomes) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstd.compress(json.dumps({"text": "x" * 10**6}).encode()))

    [page] = outcomes(path)

    assert isinstance(page, RawPage)
