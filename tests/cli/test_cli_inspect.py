"""`searchsvc extract` and `searchsvc analyze`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from cli.main import cli

Run = Callable[..., Result]

TOPICS = """
[meta]
max_topics = 1
min_score = 1
relative_to_top = 0.5
tf_cap = 3
fallback = "khac"
zone_factors = { title = 1 }

[[topic]]
id = "nha"
vi = "Nhà ở"
phrases = [{ p = "trao nhà", w = 2 }]
"""

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


def test_extract_uses_a_table_of_topics_of_ones_own(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOPICS)

    [found] = json.loads(run("extract", page, "--topics", "mine.toml", "--json").stdout)

    assert found["topics"] == ["nha"]


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (None, 2, "does not exist"),
        ("[[topic]", 1, "Cannot read the table of topics"),
        ("[meta]", 1, "mine.toml is incomplete"),
    ],
)
@pytest.mark.parametrize("command", [("extract",), ("index", "rebuild")])
def test_wrong_table_of_topics_is_named(
    run: Run, page: Path, tmp_path: Path, command, content, code, message
) -> None:
    if content is not None:
        (tmp_path / "mine.toml").write_text(content)

    result = run(*command, page, "--topics", "mine.toml")

    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


def test_lines_that_recur_over_the_files_are_left_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "trang").mkdir()
    notice = "Mời bạn đọc góp sách cũ tại trụ sở công đoàn cơ sở nơi gần nhất"
    for number in range(6):
        text = PAGE.replace("Ngôi nhà rộng", f"{notice}\n\nNgôi nhà số {number} rộng").replace(
            "Sáng 13/7/2020", f"Sáng 13/7/2020, lần thứ {number}"
        )
        (tmp_path / "trang" / f"{number}.txt").write_text(text)

    found = json.loads(run("extract", "trang", "--json").stdout)

    assert len(found) == 6
    assert all("Ngôi nhà" in one["body"] and notice not in one["body"] for one in found)
    assert notice in json.loads(run("extract", "trang/1.txt", "--json").stdout)[0]["body"]


def _evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["evaluate-metadata", *map(str, arguments)])


def test_evaluate_metadata_prints_the_accuracy_of_each_field(page: Path) -> None:
    labels = page.with_name("labels.jsonl")
    labels.write_text(
        json.dumps({"file": page.name, "published": "2020-07-14", "publisher": "ha-noi"}) + "\n"
    )

    table = _evaluate(labels)
    found = {one["field"]: one for one in json.loads(_evaluate(labels, "--json").stdout)}

    assert table.exit_code == 0
    assert "published        100.0% of 1" in table.stdout.splitlines()
    assert "publisher          0.0% of 1     trang.txt" in table.stdout.splitlines()
    assert found["publisher"] == {"field": "publisher", "share": 0.0, "cases": 1, "wrong": ["trang.txt"]}  # fmt: skip


def test_evaluate_metadata_says_what_is_wrong_with_the_labels(page: Path) -> None:
    labels = page.with_name("labels.jsonl")
    labels.write_text("{}\n")

    result = _evaluate(labels)

    assert result.exit_code == 1
    assert 'a label needs "file"' in result.stderr
    assert _evaluate("none.jsonl").exit_code == 2
