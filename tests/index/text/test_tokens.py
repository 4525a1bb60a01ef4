"""What `vectors.toml` cannot hold: kinds and offsets of tokens, very long runs."""

import pytest

from index.text.tokens import MAX_TERM_LENGTH
from index.text.tokens import Token
from index.text.tokens import sequence
from index.text.tokens import terms
from index.text.tokens import tokenize


def test_a_whole_document_number_precedes_its_parts_and_spans_them() -> None:
    assert tokenize("Số 643/QĐ-TLĐ.") == [
        Token("số", "so", 0, 2, "syllable"),
        Token("643/qđ-tlđ", "643/qd-tld", 3, 13, "document"),
        Token("643", "643", 3, 6, "number"),
        Token("qđ", "qd", 7, 9, "syllable"),
        Token("tlđ", "tld", 10, 13, "syllable"),
    ]


def test_a_whole_date_precedes_its_parts_and_spans_them() -> None:
    assert tokenize("từ 01/8/2014") == [
        Token("từ", "tu", 0, 2, "syllable"),
        Token("2014-08-01", "2014-08-01", 3, 12, "date"),
        Token("1", "1", 3, 5, "number"),
        Token("8", "8", 6, 7, "number"),
        Token("2014", "2014", 8, 12, "number"),
    ]


def test_a_date_in_words_begins_with_its_word_for_day() -> None:
    whole = tokenize("Sáng ngày 1 tháng 8 năm 2014")[1]

    assert (whole.text, whole.start, whole.end) == ("2014-08-01", 5, 28)


def test_the_sequence_has_no_whole_dates_or_document_numbers() -> None:
    tokens = sequence(tokenize("ngày 01/8/2014, 42/NQ-CP"))

    assert [token.text for token in tokens] == ["ngày", "1", "8", "2014", "42", "nq", "cp"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Lie\u0302n \u0111oa\u0300n", ["Lie\u0302n", "\u0111oa\u0300n"]),
        ("li\u200bên đo\u00adàn", ["li\u200bên", "đo\u00adàn"]),
        ("\ufeffCông đoàn", ["Công", "đoàn"]),
        ("công\u200bđoàn", ["công", "đoàn"]),
        ("№ 5: tổ", ["5", "tổ"]),
        ("1.234,5 tỷ", ["1.234,5", "tỷ"]),
    ],
)
def test_offsets_are_those_of_the_text_as_given(text: str, marked: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokenize(text)] == marked


@pytest.mark.parametrize("run", ["a" * 1000, "ắ" * 1000, "7" * 1000, "a\u0301\u0302" * 500])
def test_a_very_long_run_is_one_bounded_term_that_spans_it_all(run: str) -> None:
    (token,) = tokenize(run)

    assert len(token.text) <= MAX_TERM_LENGTH
    assert (token.start, token.end) == (0, len(run))
    assert terms(run).exact == [token.text]


def test_a_document_number_is_bounded_too() -> None:
    (document,) = terms("12/" + "-".join(["QĐ"] * 1000)).entities

    assert document == "12/qd-qd-qd-qd-qd"


def test_script_without_transliteration_keeps_its_letters_when_folded() -> None:
    (token,) = tokenize("𖼀𖼁")

    assert token.folded == token.text == "𖼀𖼁"
