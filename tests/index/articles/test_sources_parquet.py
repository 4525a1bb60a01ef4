"""Parquet: columns by the names of the fields."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from pyarrow import parquet

from index.articles.sources import list_files
from index.articles.sources import parquet_rows
from index.articles.sources import read_pages
from index.models import RawPage
from index.models import Skipped

Outcomes = Callable[..., list[RawPage | Skipped]]


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    parquet.write_table(arrow.table(columns), path, **options)
    return path


def test_rows_are_pages_with_what_their_columns_state(tmp_path: Path, outcomes: Outcomes) -> None:
    (tmp_path / "rows").mkdir()
    path = write(
        tmp_path / "rows" / "a.parquet",
        {
            "url": ["https://x.vn/1", None],
            "id": [7, None],
            "text": ["Nội dung", "Khác"],
            "topics": [["tin", "việc làm"], None],
            "vector": [[0.5], [0.1]],
        },
    )

    stated = {"url": "https://x.vn/1", "topics": ["tin", "việc làm"]}
    assert outcomes(path) == [
        RawPage("7", "Nội dung", str(path), 1, stated),
        RawPage("rows-a-2", "Khác", str(path), 2),
    ]


@pytest.mark.parametrize(
    ("values", "iso"),
    [
        (arrow.array([date(2020, 7, 14)]), "2020-07-14"),
        (arrow.array([1594715400], arrow.timestamp("s")), "2020-07-14 08:30:00.000"),
        (
            arrow.array([1594715400123456789], arrow.timestamp("ns")),
            "2020-07-14 08:30:00.123456789",
        ),
        (
            arrow.array([datetime(2020, 7, 13, 20, tzinfo=UTC)], arrow.timestamp("s", "+07:00")),
            "2020-07-14 03:00:00.000+0700",
        ),
        (arrow.array(["14/07/2020"]), "14/07/2020"),
        (arrow.array(["2020-07-14"]).dictionary_encode(), "2020-07-14"),
    ],
)
def test_dates_and_times_become_iso_text(
    tmp_path: Path, outcomes: Outcomes, values: Any, iso: str
) -> None:
    [page] = outcomes(write(tmp_path / "a.parquet", {"text": ["Tin"], "date": values}))

    assert isinstance(page, RawPage)
    assert page.stated == {"date": iso}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (arrow.array([b"a", b"\xff", b"c"]), "can't decode byte 0xff"),
        (arrow.array([b"a", b"\xff", b"c"]).view(arrow.string()), "can't decode byte 0xff"),
        (arrow.array(["a", None, "c"]), 'no "text"'),
        (arrow.array(["a", " ", "c"]), 'no "text"'),
        (arrow.array(["a", "x" * 300, "c"]), "row larger than"),
    ],
)
def test_a_broken_row_is_reported_with_its_number_and_the_rest_is_read(
    tmp_path: Path,
    outcomes: Outcomes,
    monkeypatch: pytest.MonkeyPatch,
    text: Any,
    reason: str,
) -> None:
    monkeypatch.setattr(parquet_rows, "MAX_RECORD_BYTES", 250)

    first, skipped, third = outcomes(write(tmp_path / "a.parquet", {"text": text}))

    assert isinstance(first, RawPage)
    assert isinstance(third, RawPage)
    assert isinstance(skipped, Skipped)
    assert skipped.line == 2
    assert reason in skipped.reason


def spoiled(path: Path, spoil: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(spoil(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda data: b"", "size is 0 bytes"),
        (lambda data: data[:-40], "magic bytes not found"),
        (lambda data: b"PAR1" + bytes(len(data)) + b"PAR1", "cannot be read as Parquet"),
        (lambda data: data[:4] + b"\xff" * 200 + data[204:], "cannot be read as Parquet"),
    ],
)
def test_a_truncated_or_spoiled_file_is_reported_once(
    tmp_path: Path, outcomes: Outcomes, spoil: Callable[[bytes], bytes], reason: str
) -> None:
    path = write(tmp_path / "a.parquet", {"text": ["Tin" * 99] * 9}, compression="none")

    [skipped] = outcomes(spoiled(path, spoil))

    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert "the rest of the file is not read" in skipped.reason


def test_a_table_without_text_is_reported_with_its_columns(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    [skipped] = outcomes(write(tmp_path / "a.parquet", {"body": ["x"], "id": [1]}))

    assert isinstance(skipped, Skipped)
    assert 'no column "text" among: body, id' in skipped.reason


def test_positions_grow_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": ["x"] * 100}, row_group_size=30)
    [file] = list_files([str(path)])

    positions = [record.position for record in read_pages(file)]

    assert positions == sorted(positions)
    assert positions[-1] == file.size


def test_the_library_is_imported_only_for_such_files() -> None:
    code = "import cli.main, sys; sys.exit('pyarrow' in sys.modules or 'warcio' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
