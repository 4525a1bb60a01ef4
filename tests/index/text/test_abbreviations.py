"""LĐLĐ ⇄ liên đoàn lao động, and the table behind it."""

from collections import Counter
from pathlib import Path

import pytest

from index.errors import SourceError
from index.text.abbreviations import ABBREVIATIONS_FILE
from index.text.abbreviations import Abbreviation
from index.text.abbreviations import abbreviations_in
from index.text.abbreviations import exact_form
from index.text.abbreviations import expansions_of
from index.text.abbreviations import load
from index.text.syllables import is_syllable


@pytest.mark.parametrize(
    ("written", "senses"),
    [
        ("LĐLĐ", ("Liên đoàn Lao động",)),
        ("lđlđ", ("Liên đoàn Lao động",)),
        ("LĐLĐ.", ("Liên đoàn Lao động",)),
        ("LÐLÐ", ("Liên đoàn Lao động",)),
        ("ldld", ("Liên đoàn Lao động",)),
        ("LĐ LĐ", ("Liên đoàn Lao động",)),
        ("KT-XH", ("kinh tế - xã hội",)),
        ("KTXH", ("kinh tế - xã hội",)),
        ("kt xh", ("kinh tế - xã hội",)),
        ("BTV", ("Ban Thường vụ", "biên tập viên")),
        ("nđ", ("Nghị định", "nội dung", "Nam Định")),
        ("nd", ("nhân dân", "nội dung", "nông dân")),
        ("hđ", ()),
        ("tư", ()),
        ("công đoàn", ()),
        ("", ()),
    ],
)
def test_abbreviation_stands_for_these_senses(written: str, senses: tuple[str, ...]) -> None:
    assert expansions_of(written) == senses


@pytest.mark.parametrize(
    ("abbreviation", "first"),
    [("CĐ", "công đoàn"), ("TLĐ", "Tổng Liên đoàn"), ("BCH", "Ban Chấp hành")],
)
def test_the_most_frequent_sense_comes_first(abbreviation: str, first: str) -> None:
    assert expansions_of(abbreviation)[0] == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("liên đoàn lao động", {(0, 4, "lđlđ"), (0, 4, "lđ lđ"), (2, 4, "lđ")}),
        ("lien doan lao dong", {(0, 4, "lđlđ"), (0, 4, "lđ lđ"), (2, 4, "lđ")}),
        ("lien đoàn lao dong", {(2, 4, "lđ")}),
        ("đại hội công đoàn", {(2, 4, "cđ")}),
        ("phát triển kinh tế xã hội", {(2, 6, "kt xh"), (2, 6, "ktxh")}),
        ("biên tập viên", set()),
        ("cao đẳng", set()),
        ("lđlđ", set()),
        ("", set()),
    ],
)
def test_spelled_out_sense_has_these_abbreviations(
    text: str, found: set[tuple[int, int, str]]
) -> None:
    assert set(abbreviations_in(text.split())) == found


def test_the_longest_span_comes_first_then_the_leftmost() -> None:
    syllables = ["công", "đoàn", "cơ", "sở", "lao", "động"]
    spans = [(start, end) for start, end, _ in abbreviations_in(syllables)]

    assert list(dict.fromkeys(spans)) == [(0, 4), (0, 2), (4, 6)]


def test_every_abbreviation_of_the_table_leads_to_its_senses() -> None:
    for abbreviation in load(ABBREVIATIONS_FILE):
        for spelling in abbreviation.spellings:
            assert expansions_of(spelling) == abbreviation.senses


def test_every_first_sense_of_the_table_leads_to_its_abbreviation() -> None:
    for abbreviation in load(ABBREVIATIONS_FILE):
        syllables = exact_form(abbreviation.senses[0]).split()
        spelled = (0, len(syllables), abbreviation.spellings[0])

        assert spelled in abbreviations_in(syllables)


def test_no_abbreviation_of_the_table_is_written_like_another_or_like_a_syllable() -> None:
    spellings = Counter(
        spelling for abbreviation in load(ABBREVIATIONS_FILE) for spelling in abbreviation.spellings
    )

    assert [spelling for spelling, times in spellings.items() if times > 1] == []
    assert [spelling for spelling in spellings if is_syllable(spelling)] == []


def test_a_table_is_read_with_its_defaults(tmp_path: Path) -> None:
    table = tmp_path / "table.toml"
    table.write_text(
        '[abbreviations]\n"HTX" = { senses = ["hợp tác xã"] }\n'
        '"CT" = { senses = ["chỉ thị", "công ty"], variants = ["C-T"], ambiguous = true }\n',
        encoding="utf-8",
    )

    assert load(table) == (
        Abbreviation("HTX", ("hợp tác xã",), ambiguous=False),
        Abbreviation("CT", ("chỉ thị", "công ty"), ambiguous=True, variants=("C-T",)),
    )


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[abbreviations", "table.toml"),
        ("[other]", "abbreviations"),
        ("abbreviations = 1", "table.toml"),
        ('[abbreviations]\n"HTX" = "hợp tác xã"', "HTX"),
        ('[abbreviations]\n"HTX" = { senses = [] }', "HTX"),
        ('[abbreviations]\n"HTX" = { senses = "hợp tác xã" }', "HTX"),
        ('[abbreviations]\n"HTX" = { senses = ["…"] }', "HTX"),
        ('[abbreviations]\n"HTX" = { senses = ["xã"], variants = [1] }', "HTX"),
        ('[abbreviations]\n"HTX" = { senses = ["xã"], ambiguous = "no" }', "HTX"),
        ('[abbreviations]\n"HTX" = { senses = ["xã"], meaning = "xã" }', "HTX"),
        ('[abbreviations]\n"..." = { senses = ["xã"] }', '"..."'),
    ],
)
def test_a_broken_table_is_an_error_that_names_file_and_entry(
    tmp_path: Path, content: str, named: str
) -> None:
    table = tmp_path / "table.toml"
    table.write_text(content, encoding="utf-8")

    with pytest.raises(SourceError, match=r"table\.toml") as error:
        load(table)
    assert named in str(error.value)


def test_a_missing_table_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml")
