"""What is marked, and which part of a text is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.snippets import Highlight
from index.snippets import highlight
from index.snippets import snippet

CONG_DOAN = (Highlight(("cong",)), Highlight(("doan",)))
DUONG = Highlight(("duong",), preferred=("đường",))


def marked(text, marks):
    return [text[start:end] for start, end in marks]


MARKED = [
    ("Công đoàn tỉnh", CONG_DOAN, ["Công đoàn"]),
    ("cong doan", CONG_DOAN, ["cong doan"]),
    ("Công an, đoàn viên", CONG_DOAN, ["Công", "đoàn"]),
    ("CÔNG-ĐOÀN", CONG_DOAN, ["CÔNG", "ĐOÀN"]),
    ("công chúng", (Highlight(("an",)),), []),
    ("đường và dưỡng", (DUONG,), ["đường"]),
    ("dưỡng và duong", (DUONG,), ["dưỡng", "duong"]),
    ("đường bộ, dương bộ", (Highlight(("đường", "bộ"), exact=True),), ["đường bộ"]),
    ("dương bộ", (Highlight(("đường", "bộ"), exact=True),), []),
    ("bộ đường", (Highlight(("duong", "bo")),), []),
    ("đường", (Highlight(("duong", "bo")),), []),
    ("Đường Bộ", (Highlight(("duong", "bo")),), ["Đường Bộ"]),
    ("đoàn đoạn ô", (Highlight(("do",), prefix=True),), ["đoàn đoạn"]),
    ("đoàn doanh", (Highlight(("đo",), exact=True, prefix=True),), ["đoàn"]),
    ("đoàn doanh", (Highlight(("do",), preferred=("đo",), prefix=True),), ["đoàn"]),
    ("doanh trại", (Highlight(("do",), preferred=("đo",), prefix=True),), ["doanh"]),
    ("công_đoàn", CONG_DOAN, ["công", "đoàn"]),
    ("Москва-сити", (Highlight(("moskva",)),), ["Москва"]),
    ("ký 01/8/2014.", (Highlight(("2014-08-01",)),), ["01/8/2014"]),
    ("ngày 1 tháng 8 năm 2014", (Highlight(("2014-08-01",)),), ["ngày 1 tháng 8 năm 2014"]),
    ("số 643/QĐ-TLĐ.", (Highlight(("643/qd-tld",)),), ["643/QĐ-TLĐ"]),
    ("Hoà Bình", (Highlight(("hoa",), preferred=("hòa",)),), ["Hoà"]),
    ("1.234.567 đồng", (Highlight(("1234567",)),), ["1.234.567"]),
    ("", CONG_DOAN, []),
]


@pytest.mark.parametrize(("text", "highlights", "expected"), MARKED)
def test_marks_the_original_text(text, highlights, expected):
    assert marked(text, highlight(text, highlights)) == expected


@pytest.mark.parametrize(("text", "highlights", "expected"), MARKED)
def test_a_snippet_of_a_short_text_is_the_text_with_the_same_marks(text, highlights, expected):
    extract, marks = snippet(text, highlights)

    assert extract == text
    assert marked(extract, marks) == expected


def filler(words):
    return " ".join(f"từ{number}" for number in range(words))


def test_shows_where_most_different_words_stand_together():
    text = f"Công an công an công. {filler(200)}. Đây là công đoàn. {filler(200)}."

    extract, marks = snippet(text, CONG_DOAN)

    assert marked(extract, marks) == ["công đoàn"]
    assert extract.startswith("…")
    assert extract.endswith("…")


def test_begins_with_a_sentence_if_one_begins_near():
    text = f"{filler(100)}. Công đoàn họp hôm qua. {filler(100)}"

    extract, _ = snippet(text, CONG_DOAN)

    assert ". Công đoàn họp" in extract or extract.startswith("…Công đoàn họp")


def test_without_an_occurrence_shows_the_beginning_unmarked():
    text = filler(300)

    extract, marks = snippet(text, CONG_DOAN)

    assert text.startswith(extract.removesuffix("…"))
    assert 180 <= len(extract) <= 241
    assert marks == ()


def test_line_breaks_become_spaces_without_shifting_marks():
    extract, marks = snippet("Một\nhai\r\ncông\tđoàn", CONG_DOAN)

    assert extract == "Một hai  công đoàn"
    assert marked(extract, marks) == ["công đoàn"]


def test_a_phrase_is_shown_where_it_stands_not_where_its_words_do():
    text = f"Bộ đường. {filler(200)} đường bộ {filler(200)}"

    extract, marks = snippet(text, (Highlight(("duong", "bo")),))

    assert marked(extract, marks) == ["đường bộ"]


def test_a_date_in_words_is_found_far_inside_the_text():
    text = f"{filler(200)} ngày 1 tháng 8 năm 2014 {filler(200)}"

    extract, marks = snippet(text, (Highlight(("2014-08-01",)),))

    assert marked(extract, marks) == ["ngày 1 tháng 8 năm 2014"]


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("1.234.567", Highlight(("1234567",))),
        ("1234567", Highlight(("1234567",))),
        ("12,5", Highlight(("12,5",))),
        ("Москва", Highlight(("moskva",))),
        ("Citroën", Highlight(("citroen",))),
        ("Hoà", Highlight(("hòa",), exact=True)),
        ("CÔNG  -  ĐOÀN", Highlight(("cong", "doan"))),
        ("đoànviên", Highlight(("đo",), exact=True, prefix=True)),
        ("643/QĐ-TLĐ", Highlight(("643/qd-tld",))),
        ("01.8.2014", Highlight(("2014-08-01",))),
    ],
)
def test_is_found_far_inside_the_text_however_it_is_written(written, one):
    text = f"{filler(200)} {written} {filler(200)}"

    extract, marks = snippet(text, (one,))

    assert marked(extract, marks) == [written]


def test_a_word_longer_than_the_snippet_is_cut():
    extract, _ = snippet("a" * 32_000, (Highlight(("a",)),))

    assert len(extract) <= 242


def test_other_accents_stay_unmarked_where_the_text_has_the_typed_ones_elsewhere():
    text = f"Dưỡng sinh, dưỡng lão. {filler(300)} đường bộ."

    extract, marks = snippet(text, (DUONG,))

    assert marked(extract, marks) == ["đường"]


TEXTS = st.text("côngđoàn \n.,aA0-/đĐ\u0301\u200b😀", max_size=400)
HIGHLIGHTS = st.lists(
    st.builds(
        Highlight,
        st.sampled_from([("cong",), ("doan",), ("cong", "doan"), ("a",), ("0",)]),
        exact=st.booleans(),
        prefix=st.booleans(),
    ),
    max_size=4,
)


@given(TEXTS, HIGHLIGHTS, st.integers(1, 60))
def test_marks_are_ordered_apart_and_inside_the_extract(text, highlights, length):
    for extract, marks in (snippet(text, highlights, length), (text, highlight(text, highlights))):
        ends = [0, *(end for mark in marks for end in mark), len(extract)]

        assert ends == sorted(ends)
        assert all(start < end for start, end in marks)


@given(TEXTS, st.integers(1, 60))
def test_an_extract_is_a_part_of_the_text_no_longer_than_asked(text, length):
    extract, _ = snippet(text, CONG_DOAN, length)
    inner = extract.removeprefix("…").removesuffix("…")

    assert inner in text.replace("\n", " ")
    assert len(inner) <= length
