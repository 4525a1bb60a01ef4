"""`searchsvc extract` and `searchsvc analyze`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

PAGE = """LIÊN ĐOÀN LAO ĐỘNG
TỈNH BẮC GIANG
congdoanbacgiang.org.vn

Trao nhà cho đoàn viên huyện Lục Ngạn

Cập nhật lúc 14:37 - 14/07/2020 (GMT +07:00)

Sáng 13/7/2020, Liên đoàn Lao động tỉnh Bắc Giang trao nhà “Mái ấm Công đoàn” cho đoàn viên có hoàn cảnh khó khăn.

Ngôi nhà rộng sáu mươi mét vuông, xây trong ba tháng, có bếp và công trình phụ khép kín.

Vũ Hải Yến
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "trang.txt"
    path.write_text(PAGE)
    return path


def test_extract_as_json_is_the_contracts_list(run: Run, page: Path) -> None:
    [found] = json.loads(run("extract", page, "--json").stdout)

    assert list(found) == [
        "file", "article", "title", "body", "byline", "published", "year",
        "year_basis", "publisher", "about", "topics", "evidence",
    ]  # fmt: skip
    assert found["file"] == str(page)
    assert found["title"] == "Trao nhà cho đoàn viên huyện Lục Ngạn"
    assert (found["published"], found["publisher"]) == ("2020-07-14", "bac-giang")
    assert found["about"][0] == "bac-giang"
    assert found["byline"] == "Vũ Hải Yến"
    assert found["evidence"]["published"][0] == {
        "zone": found["evidence"]["published"][0]["zone"],
        "line": 7,
        "text": found["evidence"]["published"][0]["text"],
        "rule": found["evidence"]["published"][0]["rule"],
    }
    assert "14/07/2020" in found["evidence"]["published"][0]["text"]


def test_extract_prints_a_table_with_evidence(run: Run, page: Path) -> None:
    result = run("extract", page)

    assert result.exit_code == 0
    assert "2020-07-14" in result.stdout
    assert "bac-giang" in result.stdout


def test_extract_goes_on_past_a_file_it_cannot_read(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff")

    result = run("extract", "bad.txt", page, "--json")

    assert len(json.loads(result.stdout)) == 1
    assert "skipped bad.txt: not UTF-8" in result.stderr


def test_extract_of_nothing_readable_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff")

    assert run("extract", "bad.txt").exit_code == 1
    assert run("extract", "none.txt").exit_code == 2


def test_analyze_shows_both_forms_offsets_and_kind(run: Run) -> None:
    tokens = json.loads(run("analyze", "Công đoàn", "--json").stdout)

    assert tokens == [
        {"exact": "công", "folded": "cong", "start": 0, "end": 4, "kind": "syllable"},
        {"exact": "đoàn", "folded": "doan", "start": 5, "end": 9, "kind": "syllable"},
    ]
    assert "đoàn" in run("analyze", "Công đoàn").stdout


def test_what_looks_like_markup_is_printed_as_it_is(run: Run, page: Path) -> None:
    page.write_text(PAGE.replace("Trao nhà", "[bold]Trao nhà[/x]"))

    assert "[bold]Trao nhà[/x]" in run("extract", page).stdout
