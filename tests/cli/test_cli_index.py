"""`searchsvc index …`: what is printed, exit codes, and that nothing is lost."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from cli import notices
from index.engines import open_store

Run = Callable[..., Result]


def test_rebuild_says_what_it_did(run: Run, source: Path) -> None:
    result = run("index", "rebuild", source)

    assert result.exit_code == 0
    assert "3 articles indexed, 0 skipped" in result.stdout
    assert open_store("var/index").live() in result.stdout


def test_rebuild_as_json_is_the_contracts_summary(run: Run, source: Path) -> None:
    with source.open("a") as stream:
        stream.write("broken\n")

    result = run("index", "rebuild", source, "--json")

    summary = json.loads(result.stdout)
    assert list(summary) == [
        "generation",
        "documents",
        "added",
        "changed",
        "removed",
        "skipped",
        "seconds",
    ]
    assert (summary["documents"], summary["added"]) == (3, 3)
    assert [(one["source"], one["line"]) for one in summary["skipped"]] == [(str(source), 4)]
    assert f"skipped {source}:4: not JSON" in result.stderr


def test_many_records_with_one_fault_are_one_line(run: Run, source: Path) -> None:
    with source.open("a") as stream:
        stream.write('{"title": "không có nội dung"}\n' * 50)

    result = run("index", "rebuild", source)

    assert f'skipped {source}:4: no "text" (and 49 more like it)' in result.stderr


def test_rebuild_reads_standard_input(run: Run, source: Path) -> None:
    result = run("index", "rebuild", "-", input=source.read_bytes())

    assert "3 articles indexed" in result.stdout


def test_the_index_is_where_the_environment_says(run: Run, source: Path, tmp_path: Path) -> None:
    result = run("index", "rebuild", source, env={"SEARCHSVC_INDEX": str(tmp_path / "elsewhere")})

    assert result.exit_code == 0
    assert (tmp_path / "elsewhere" / "CURRENT").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("index", "rebuild", "missing"), 2, "does not exist"),
        (("index", "rebuild"), 2, "Missing argument"),
        (("index", "rebuild", "empty"), 1, "nothing to read in empty"),
        (("index", "rebuild", "broken"), 1, "nothing could be indexed"),
        (("index", "rebuild", "tin.jsonl", "--fast"), 2, "No such option"),
        (("index", "rebuild", "tin.jsonl", "--workers", "0"), 2, "--workers"),
        (("index", "rebuild", "tin.jsonl", "--encoding", "klingon"), 2, "klingon"),
        (("index", "rebuild", "tin.jsonl", "--index", "mongo://x"), 1, "no engine for mongo://"),
        (("index", "rebuild", "tin.jsonl", "--index", "tin.jsonl"), 1, "tin.jsonl"),
        (("index", "rebuild", "-", "--resume"), 1, "standard input cannot be read again"),
        (("index", "update", "tin.jsonl"), 3, "searchsvc index rebuild"),
        (("index", "update", "missing"), 2, "does not exist"),
        (("index", "status"), 3, "searchsvc index rebuild"),
        (("index", "verify"), 3, "searchsvc index rebuild"),
        (("index", "rollback"), 3, "searchsvc index rebuild"),
        (("search", "tin"), 3, "searchsvc index rebuild"),
        (("serve",), 3, "searchsvc index rebuild"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line_with_its_code(
    run: Run, source: Path, tmp_path: Path, arguments, code, message
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.txt").write_bytes(b"\xff\xfe\x00")

    result = run(*arguments)

    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_failed_rebuild_keeps_the_index(run: Run, indexed: Path, tmp_path: Path) -> None:
    live = open_store("var/index").live()
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff")

    assert run("index", "rebuild", "bad.txt").exit_code == 1

    assert open_store("var/index").live() == live
    assert json.loads(run("search", "vải", "--json").stdout)["total"] == 1


def test_update_says_what_it_did(run: Run, indexed: Path) -> None:
    with indexed.open("a") as stream:
        stream.write('{"id": "mới", "title": "Tin mới", "text": "Tin vừa nhận."}\n')
    added = run("index", "update", indexed)
    assert "4 articles: 1 added, 0 changed, 0 removed, 0 skipped" in added.stdout
    assert open_store("var/index").live() in added.stdout

    indexed.write_text("".join(indexed.read_text().splitlines(keepends=True)[1:]))
    removed = json.loads(run("index", "update", indexed, "--delete-missing", "--json").stdout)
    assert list(removed) == [
        "generation", "documents", "added", "changed", "removed", "skipped", "seconds",
    ]  # fmt: skip
    assert [removed[name] for name in ("documents", "added", "changed", "removed")] == [3, 0, 0, 1]


def test_update_says_what_it_did_not_dare_to_remove(run: Run, indexed: Path) -> None:
    lines = indexed.read_text().splitlines(keepends=True)
    indexed.write_text("".join([*lines[1:], "broken\n"]))

    result = run("index", "update", indexed, "--delete-missing")

    assert result.exit_code == 0
    assert "1 articles that SOURCE does not hold were kept" in result.stderr
    assert "0 removed" in result.stdout


def test_a_second_writer_is_told_who_holds_the_lock(run: Run, indexed: Path) -> None:
    with open_store("var/index").begin():
        second = subprocess.run(
            [sys.executable, "-m", "cli", "index", "rebuild", str(indexed), "--index", "var/index"],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )

    assert second.returncode == 4
    assert "locked by PID" in second.stderr
    assert run("index", "rebuild", indexed).exit_code == 0


def test_status_names_generation_count_and_sources(run: Run, indexed: Path) -> None:
    status = json.loads(run("index", "status", "--json").stdout)

    assert status["generation"] == open_store("var/index").live()
    assert status["documents"] == 3
    assert status["sources"] == [str(indexed)]
    assert str(status["documents"]) in run("index", "status").stdout


def test_status_asks_for_a_rebuild_if_another_version_analyzed_the_index(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "rebuild" not in run("index", "status").stderr

    monkeypatch.setattr(notices, "ANALYZER_VERSION", "a later one")

    answer = run("index", "status")
    assert answer.exit_code == 0
    assert "rebuild it soon" in answer.stderr


def test_rollback_serves_the_previous_generation_again(
    run: Run, indexed: Path, tmp_path: Path
) -> None:
    (tmp_path / "mới.jsonl").write_text(
        '{"id": "x", "title": "Tin mới", "text": "Tin vừa nhận."}\n'
    )
    run("index", "rebuild", "mới.jsonl")
    assert json.loads(run("search", "vải", "--json").stdout)["total"] == 0

    assert run("index", "rollback").exit_code == 0

    assert json.loads(run("search", "vải", "--json").stdout)["total"] == 1


def test_verify_names_a_file_that_was_changed(run: Run, indexed: Path) -> None:
    assert run("index", "verify").exit_code == 0
    largest = max(Path("var/index/generations").rglob("*.*"), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 0xFF
    largest.write_bytes(data)

    result = run("index", "verify")

    assert result.exit_code == 3
    assert largest.name in result.stderr


def test_prune_removes_what_could_be_rolled_back_to(run: Run, indexed: Path) -> None:
    run("index", "rebuild", indexed)

    removed = json.loads(run("index", "prune", "--json").stdout)["removed"]

    assert len(removed) == 1
    assert run("index", "rollback").exit_code == 3
