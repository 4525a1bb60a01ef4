"""Which files of a folder are read, and what is said of those that cannot be."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.models import RawPage
from index.models import Skipped

Outcomes = Callable[..., list[RawPage | Skipped]]


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("gone.txt", link_to("nowhere.txt"), "cannot be read: No such file"),
        ("self.txt", link_to("self.txt"), "cannot be read: Too many levels of symbolic links"),
        ("loop", link_to("."), "a link to a folder is not followed"),
        ("loop.txt", link_to(".."), "a link to a folder is not followed"),
        ("pipe.jsonl", os.mkfifo, "neither a file nor a folder"),
        ("device.txt", link_to("/dev/zero"), "neither a file nor a folder"),
    ],
)
def test_what_is_no_file_is_reported_and_the_rest_is_read(
    tmp_path: Path, outcomes: Outcomes, name: str, make: Callable[[Path], None], reason: str
) -> None:
    (tmp_path / "a.txt").write_text("Tin")
    make(tmp_path / name)

    page, skipped = outcomes(tmp_path)

    assert isinstance(page, RawPage)
    assert isinstance(skipped, Skipped)
    assert (skipped.source, skipped.line) == (str(tmp_path / name), None)
    assert reason in skipped.reason


def test_a_pipe_named_as_a_source_is_reported_not_waited_for(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    os.mkfifo(tmp_path / "a.jsonl")

    [skipped] = outcomes(tmp_path / "a.jsonl")

    assert isinstance(skipped, Skipped)


def refuse(real: Callable[..., Any], refused: str) -> Callable[..., Any]:
    """Return the function as it is for one who may not open what has this name."""

    def guarded(path: Any, *arguments: Any, **options: Any) -> Any:
        if Path(path).name == refused:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *arguments, **options)

    return guarded


@pytest.mark.parametrize("name", ["b.txt", "b.jsonl", "b.jsonl.gz", "b.csv", "b.parquet", "b.warc"])
def test_a_file_that_may_not_be_opened_is_reported(
    tmp_path: Path, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "a.txt").write_text("Tin")
    (tmp_path / name).write_text("Tin")
    monkeypatch.setattr(Path, "open", refuse(Path.open, name))

    page, skipped = outcomes(tmp_path)

    assert isinstance(page, RawPage)
    assert skipped == Skipped(str(tmp_path / name), None, "cannot be read: Permission denied")


def test_a_folder_that_may_not_be_opened_is_reported(
    tmp_path: Path, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Tin")
    (tmp_path / "closed").mkdir()
    monkeypatch.setattr(os, "scandir", refuse(os.scandir, "closed"))

    page, skipped = outcomes(tmp_path)

    assert isinstance(page, RawPage)
    assert skipped == Skipped(str(tmp_path / "closed"), None, "cannot be read: Permission denied")


def test_a_file_that_goes_away_before_it_is_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    [file] = list_files([str(tmp_path)])
    (tmp_path / "a.txt").unlink()

    [record] = read_pages(file)

    assert isinstance(record.page, Skipped)
    assert "cannot be read: No such file" in record.page.reason
    assert record.id is not None


@pytest.mark.parametrize(
    ("name", "shown", "id_ends"),
    [
        (b"b\xe1o.txt", "b\\xe1o.txt", "b-xe1o"),
        (b"\xff.txt", "\\xff.txt", "xff"),
        (b"hai\ndong.txt", "hai\\ndong.txt", "hai-dong"),
        ("tin\u0300.txt".encode(), "tin\u0300.txt", "tin"),
    ],
)
def test_any_name_gives_a_safe_id_and_one_line_of_valid_text(
    tmp_path: Path, name: bytes, shown: str, id_ends: str
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text("Tin")
    [file] = list_files([str(tmp_path)])

    [record] = read_pages(file)

    assert isinstance(record.page, RawPage)
    assert Path(record.page.origin).name == shown
    assert record.page.id.endswith(id_ends)
    json.dumps([record.page.origin, record.page.id], ensure_ascii=False).encode()


def test_a_link_to_a_file_is_read_by_its_own_name(tmp_path: Path, outcomes: Outcomes) -> None:
    (tmp_path / "blob").write_text("Tin")
    (tmp_path / "a.txt").symlink_to("blob")

    [page] = outcomes(tmp_path)

    assert isinstance(page, RawPage)
    assert page.id.endswith("-a")


def test_a_file_and_a_link_to_it_are_read_once(tmp_path: Path, outcomes: Outcomes) -> None:
    (tmp_path / "a.txt").write_text("Tin")
    (tmp_path / "b.txt").symlink_to("a.txt")

    assert [page.id[-2:] for page in outcomes(tmp_path) if isinstance(page, RawPage)] == ["-a"]
