"""Lines that recur over the pages of one source."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.articles import recurring
from index.articles.recurring import learn_recurring
from index.articles.sources import list_files

MENU = "Góc nhà nông"


def _lead(number: int) -> str:
    return (
        f"Bài số {number} kể chuyện một tủ sách ở khu nhà trọ, nơi tối nào cũng sáng đèn đến khuya."
    )


def _write(folder: Path, pages: Sequence[str]) -> str:
    folder.mkdir()
    for number, page in enumerate(pages):
        (folder / f"{number:03}.txt").write_text(page, encoding="utf-8")
    return str(folder)


def test_lines_on_enough_pages_of_a_folder_are_learned(tmp_path: Path) -> None:
    often = _write(tmp_path / "a", [f"{MENU}\nTin {n}\n{_lead(n)}" for n in range(6)])
    seldom = _write(tmp_path / "b", [f"{MENU if n < 4 else 'x'}\n{_lead(n)}" for n in range(6)])

    assert learn_recurring(list_files([often, seldom])) == {often: {MENU}}


def test_line_on_few_of_many_pages_is_not_learned(tmp_path: Path) -> None:
    source = _write(
        tmp_path / "a", [f"{MENU if n < 6 else 'x'}{n // 6}\n{_lead(n)}" for n in range(30)]
    )

    assert learn_recurring(list_files([source])) == {}


def test_copies_of_one_article_teach_nothing(tmp_path: Path) -> None:
    source = _write(tmp_path / "a", [f"Chép lại lần {n}\n{MENU}\n{_lead(1)}" for n in range(9)])

    assert learn_recurring(list_files([source])) == {}


def test_no_more_pages_are_looked_at_than_the_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recurring, "PAGES_LOOKED_AT", 6)
    pages = [f"{'Cũ' if n < 6 else 'Mới'} rồi\n{_lead(n)}" for n in range(12)]

    assert learn_recurring(list_files([_write(tmp_path / "a", pages)])) == {
        str(tmp_path / "a"): {"Cũ rồi"}
    }


def test_records_teach_by_file_unless_their_title_is_stated(tmp_path: Path) -> None:
    raw, titled = tmp_path / "raw.jsonl", tmp_path / "titled.jsonl"
    texts = [f'"text": "{MENU}\\n{_lead(n)}"' for n in range(6)]
    raw.write_text("".join(f"{{{text}}}\n" for text in texts), encoding="utf-8")
    titled.write_text("".join(f'{{"title": "T", {text}}}\n' for text in texts), encoding="utf-8")

    assert learn_recurring(list_files([str(raw), str(titled)])) == {str(raw): {MENU}}


def test_what_cannot_be_read_is_passed_over_and_standard_input_left_alone(tmp_path: Path) -> None:
    source = _write(tmp_path / "a", [f"{MENU}\n{_lead(n)}" for n in range(6)])
    (tmp_path / "a" / "bad.txt").write_bytes(b"\xff\xff")

    assert learn_recurring(list_files([source, "-"])) == {source: {MENU}}
