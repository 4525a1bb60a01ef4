"""Every rule of Vietnamese text has a table of what is analyzed and one of what is found."""

import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FILES = {
    "analyzed": FOLDER / "text/vectors.toml",
    "found": FOLDER / "search_vectors.toml",
    "converted": FOLDER / "text/conversion_vectors.toml",
}
VECTORS = {level: tomllib.loads(path.read_text(encoding="utf-8")) for level, path in FILES.items()}
LEAST_ROWS = 8

RULES = (
    "unicode_is_composed_first",
    "look_alike_d_becomes_d_with_stroke",
    "tone_mark_has_one_place",
    "i_and_y_match_below_the_typed_spelling",
    "case_never_matters",
    "invisible_characters_vanish",
    "hyphens_split",
    "typed_marks_rank_first_and_missing_marks_are_free",
    "a_typed_mark_is_a_constraint",
    "a_bare_word_is_meant_as_such_beside_a_marked_one",
    "abbreviations_match_both_ways_below_the_literal_form",
    "document_numbers_are_found_in_every_form",
    "numbers_have_one_form",
    "dates_are_found_in_every_form",
    "keys_typed_raw_are_only_suggested",
    "misread_utf8_is_repaired_if_lossless",
    "old_encodings_are_read_on_request_only",
    "marks_stand_on_the_original_text",
    "repetition_is_no_obstacle",
    "no_word_is_too_short_or_too_common",
)


@pytest.mark.parametrize("level", ["analyzed", "found"])
def test_every_rule_has_a_table(level):
    named = {rule for tables in VECTORS[level].values() for rule in tables}

    assert [rule for rule in RULES if rule not in named] == []


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(table, id=f"{level}: {kind}.{name}")
        for level, kinds in VECTORS.items()
        for kind, tables in kinds.items()
        for name, table in tables.items()
    ],
)
def test_every_table_has_rows_enough_and_none_twice(table):
    texts = [row[0] for row in table["rows"]]

    assert len(texts) >= LEAST_ROWS
    assert len(set(texts)) == len(texts)
