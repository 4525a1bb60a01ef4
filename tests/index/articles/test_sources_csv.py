"""CSV as people and spreadsheets write it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.sources import csv_rows
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.models import RawPage
from index.models import Skipped

Outcomes = Callable[..., list[RawPage | Skipped]]

PLAIN = 'id,title,text,date,topics,note\na1,Tin mới,"Dòng một\ndòng ""hai""",14/07/2020,tin;việc làm,x\n'
STATED = {"title": "Tin mới", "date": "14/07/2020", "topics": ["tin", "việc làm"]}


def write(path: Path, data: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-8-sig"), "utf-8"),  # Excel's "CSV UTF-8"
        (PLAIN.replace("\n", "\r\n").encode("utf-8-sig"), "utf-8"),
        (PLAIN.replace("\n", "\r").encode(), "utf-8"),  # Excel for Mac
        (b"\n\n" + PLAIN.encode(), "utf-8"),
        (b"sep=,\r\n" + PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-16"), "utf-16"),  # Excel's "Unicode Text"
        (PLAIN.encode("tcvn3"), "tcvn3"),
        (PLAIN.encode("vni"), "vni"),
        (PLAIN.replace("id,", "ID , ").replace(",text", ",Text").encode(), "utf-8"),
    ],
)
def test_a_row_is_a_page_however_the_table_was_saved(
    tmp_path: Path, outcomes: Outcomes, data: bytes, encoding: str
) -> None:
    [page] = outcomes(write(tmp_path / "a.csv", data), encoding)

    assert isinstance(page, RawPage)
    assert (page.id, page.stated) == ("a1", STATED)
    assert page.text.splitlines() == ["Dòng một", 'dòng "hai"']


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_header(
    tmp_path: Path, outcomes: Outcomes, delimiter: str
) -> None:
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter).writerows(
        [["\ufeffid", "text", "topics"], ["1", "một; hai, ba", "tin;việc làm"]]
    )

    [page] = outcomes(write(tmp_path / "a.csv", table.getvalue()))

    assert isinstance(page, RawPage)
    assert (page.text, page.stated["topics"]) == ("một; hai, ba", ["tin", "việc làm"])


def test_the_delimiter_that_the_file_names_wins(tmp_path: Path, outcomes: Outcomes) -> None:
    [page] = outcomes(write(tmp_path / "a.csv", 'sep=|\nid|"text"\n1|"a,b,c"\n'))

    assert isinstance(page, RawPage)
    assert page.text == "a,b,c"


def test_rows_of_empty_cells_and_missing_last_cells_are_no_fault(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    path = write(tmp_path / "a.csv", "id,text,url\n1,một\n,,\n\n3,ba,,,,\n")

    assert [page.id for page in outcomes(path) if isinstance(page, RawPage)] == ["1", "3"]


def test_rows_are_numbered_by_their_first_line_which_names_those_without_id(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    (tmp_path / "2020").mkdir()
    path = write(tmp_path / "2020" / "tin.csv", 'text\n"một\nhai\nba"\n\nbốn\n')

    pages = [page for page in outcomes(path) if isinstance(page, RawPage)]

    assert [(page.id, page.line) for page in pages] == [("2020-tin-2", 2), ("2020-tin-6", 6)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b'2,"hai" ba', "broken row"),
        (b"2,m\xe9t", "not UTF-8"),
        (b"2,m\0t", "holds NULs"),
        (b"2,", 'no "text"'),
        (b"2,hai,ba", "more than the 2 cells of the header"),
        (b"2," + b"x" * 300, "broken row"),
        ("2,{}".format("Liên đoàn Lao động tỉnh " * 9).encode("tcvn3"), "--encoding tcvn3"),
    ],
)
def test_a_broken_row_is_reported_with_its_line_and_the_rest_is_read(
    tmp_path: Path,
    outcomes: Outcomes,
    monkeypatch: pytest.MonkeyPatch,
    row: bytes,
    reason: str,
) -> None:
    monkeypatch.setattr(csv_rows, "MAX_RECORD_BYTES", 250)
    path = write(tmp_path / "a.csv", b'id,text\n1,"m\nt"\n' + row + b"\n3,ba\n")

    first, skipped, third = outcomes(path)

    assert isinstance(first, RawPage)
    assert isinstance(third, RawPage)
    assert isinstance(skipped, Skipped)
    assert (skipped.line, third.line) == (4, 5)
    assert reason in skipped.reason


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("Tiêu đề;Nội dung\nmột;hai\n".encode(), 1, 'no column "text" among: Tiêu đề, Nội dung'),
        (PLAIN.encode("utf-16"), 1, "not UTF-8 but UTF-16; read it with --encoding utf-16"),
        (b'id,"te\nxt\n', 1, "unexpected end of data"),
        (b'id,text\n1,"' + b"x\n" * 200, 2, "is a quote not closed?"),
        (b"", None, "no record in it"),
        (b"id,text\n", None, "no record in it"),
    ],
)
def test_a_table_that_cannot_be_read_is_reported_once(
    tmp_path: Path,
    outcomes: Outcomes,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    line: int | None,
    reason: str,
) -> None:
    monkeypatch.setattr(csv_rows, "MAX_RECORD_BYTES", 250)

    [skipped] = outcomes(write(tmp_path / "a.csv", data))

    assert isinstance(skipped, Skipped)
    assert skipped.line == line
    assert reason in skipped.reason


def test_utf_16_that_breaks_off_is_reported_behind_what_was_read(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    page, skipped = outcomes(
        write(tmp_path / "a.csv", "text\nmột\nhai".encode("utf-16")[:-1]), "utf-16"
    )

    assert isinstance(page, RawPage)
    assert isinstance(skipped, Skipped)
    assert skipped.line == 3


def test_long_cells_are_read_and_the_limit_of_the_process_stays(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    usual = csv.field_size_limit()
    path = write(tmp_path / "a.csv", f"text\n{'x' * 2 * usual}\n")
    [file] = list_files([str(path)])

    records = read_pages(file)

    assert isinstance(next(records).page, RawPage)
    assert csv.field_size_limit() == usual


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_what_a_csv_writer_wrote_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("title", "text"), *rows])
    [file] = list_files([str(path)])

    texts = [one.page.text for one in read_pages(file) if isinstance(one.page, RawPage)]

    assert texts == [text.removeprefix("\ufeff") for _, text in rows if text.strip()]
