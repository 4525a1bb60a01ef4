"""What the words of a query may stand for."""

import pytest

from index.query.reading import Entity
from index.query.reading import exact_variants
from index.query.reading import is_accented
from index.query.reading import read


@pytest.mark.parametrize(
    ("text", "stand_ins"),
    [
        ("liên đoàn lao động", [("lđlđ",)] * 4),
        ("lđlđ", [("liên", "đoàn", "lao", "động")]),
        ("LĐLĐ.", [("liên", "đoàn", "lao", "động")]),
        ("ldld", [("liên", "đoàn", "lao", "động")]),
        ("cđ", [("công", "đoàn")]),
    ],
)
def test_abbreviations_stand_in_both_ways_in_their_first_sense(reader_of, text, stand_ins):
    units = read(text, reader_of(), accented=True)

    assert [unit.stand_ins[0] for unit in units] == stand_ins
    assert all(("cao", "đẳng") not in unit.stand_ins for unit in units)


@pytest.mark.parametrize(
    ("text", "term", "kind"),
    [
        ("643/QĐ-TLĐ", "643/qd-tld", "document"),
        ("643/QĐ–TLĐ.", "643/qd-tld", "document"),
        ("01/8/2014", "2014-08-01", "date"),
        ("ngày 1 tháng 8 năm 2014", "2014-08-01", "date"),
    ],
)
def test_dates_and_document_numbers_are_one_unit(reader_of, text, term, kind):
    first, entity, last = read(f"theo {text} nay", reader_of(), accented=True)

    assert (first.typed, last.typed) == ("theo", "nay")
    assert isinstance(entity, Entity)
    assert (entity.term, entity.kind) == (term, kind)


def test_what_is_no_date_stays_words(reader_of):
    assert [unit.typed for unit in read("13/13/2014", reader_of(), accented=False)] == [
        "13",
        "13",
        "2014",
    ]


@pytest.mark.parametrize(
    ("form", "variants"),
    [("kĩ", ("kỹ",)), ("kỹ", ("kĩ",)), ("quý", ("quí",)), ("tay", ()), ("đi", ()), ("lý", ("lí",))],
)
def test_i_and_y_change_places_with_their_mark(form, variants):
    assert exact_variants(form) == variants


@pytest.mark.parametrize(
    ("text", "expected"), [("cong doan", False), ("cong đoan", True), ("ĐH", True), ("", False)]
)
def test_sees_whether_a_text_carries_marks(text, expected):
    assert is_accented(text) is expected
