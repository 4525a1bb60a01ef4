from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.lines import Zone
from index.models import YearBasis
from searchsvc import words
from searchsvc.words import Piece


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("", [], []),
        ("abc", [], [Piece("abc", marked=False)]),
        ("abc", [(0, 3)], [Piece("abc", marked=True)]),
        (
            "a<b>c",
            [(1, 4)],
            [Piece("a", marked=False), Piece("<b>", marked=True), Piece("c", marked=False)],
        ),
    ],
)
def test_a_text_is_split_at_its_marks(
    text: str, marks: list[tuple[int, int]], expected: list[Piece]
) -> None:
    assert words.pieces(text, marks) == expected


@given(st.text(), st.lists(st.integers(0, 50), unique=True))
def test_the_pieces_of_a_text_join_to_it(text: str, cuts: list[int]) -> None:
    ends = sorted(cut for cut in cuts if cut <= len(text))
    marks = list(zip(ends[::2], ends[1::2], strict=False))

    assert "".join(piece.text for piece in words.pieces(text, marks)) == text


@pytest.mark.parametrize(
    ("published", "year", "basis", "shown"),
    [
        (date(2020, 7, 4), 2020, "published", "04/07/2020"),
        (date(999, 1, 2), 999, "published", "02/01/0999"),
        (None, 2021, "inferred_event", "khoảng 2021 (suy từ sự kiện trong bài)"),
        (None, 2021, "inferred_title", "khoảng 2021 (suy từ tiêu đề)"),
        (None, 2021, "published", "năm 2021"),
        (None, None, "none", "không rõ ngày"),
    ],
)
def test_a_date_says_how_sure_it_is(
    published: date | None, year: int | None, basis: YearBasis, shown: str
) -> None:
    assert words.when(published, year, basis) == shown


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.vn/a", True),
        ("HTTP://example.vn", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.vn", False),
        ("http:", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_an_http_address_with_a_host_is_a_link(url: str | None, is_link: bool) -> None:
    assert words.web_url(url) == (url if is_link else None)


def test_places_are_named_as_in_their_era() -> None:
    former = words.places(("bac-kan", "thai-nguyen"), 63)

    assert [(place.name, place.now) for place in former] == [
        ("Bắc Kạn", "Thái Nguyên"),
        ("Thái Nguyên", None),
    ]
    assert [(place.id, place.name) for place in words.places(("bac-kan", "thai-nguyen"), 34)] == [
        ("thai-nguyen", "Thái Nguyên")
    ]


def test_topics_are_named_by_the_labels_given_and_others_by_their_ids() -> None:
    assert words.topics(("nha", "xa"), {"nha": "Nhà ở"}) == [("nha", "Nhà ở"), ("xa", "xa")]


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert words.number(1234567) == "1.234.567"
    assert words.milliseconds(1.84) == "1,8 ms"


def test_every_zone_of_a_page_has_a_name() -> None:
    assert [zone for zone in get_args(Zone) if words.zone(zone) == zone] == []
    assert words.zone("elsewhere") == "elsewhere"


def test_paragraphs_are_lines_with_text_and_marks_may_cross_them() -> None:
    found = words.paragraphs("một\n \n\nhai ba", [(1, 10)])

    assert found == [
        [Piece("m", marked=False), Piece("ột", marked=True)],
        [Piece("hai", marked=True), Piece(" ba", marked=False)],
    ]
