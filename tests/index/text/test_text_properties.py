"""What holds for all text."""

import unicodedata
from itertools import pairwise
from itertools import product

from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from index.text.entities import entities_of
from index.text.entities import iter_entities
from index.text.normalize import canonical
from index.text.normalize import fold
from index.text.normalize import has_marks
from index.text.normalize import normalize
from index.text.syllables import TONES
from index.text.syllables import is_syllable
from index.text.syllables import respell
from index.text.tokens import MAX_TERM_LENGTH
from index.text.tokens import sequence
from index.text.tokens import terms
from index.text.tokens import tokenize
from index.text.visible import align
from index.text.visible import visible

LETTERS = "abcdđeghiklmnopqrstuvxyăâêôơư"
VIETNAMESE = [
    *LETTERS,
    *(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", TONES)),
]
SIGNS = "0123456789/.,-–% \n\u00a0\u00ad\u200b\u200d\ufeff"
PIECES = [
    "ngày ",
    " tháng ",
    " năm ",
    "01/8/2014",
    "643/QĐ-TLĐ",
    "1.234",
    "công",
    "Ðoàn",
    "a\u0300",
]

vietnamese = st.text(alphabet=VIETNAMESE + [letter.upper() for letter in VIETNAMESE] + [" "])
news = st.lists(st.sampled_from([*VIETNAMESE, *SIGNS, *PIECES])).map("".join)
anything = st.one_of(
    news,
    st.text(),
    # Marks, Hangul parts, invisible and bidirectional signs, surrogates, astral letters.
    st.text(alphabet="aeodĐ1̛̣́̂̀̉̃\u0345ᄀ가ᅡᆨ\u200b\u200d\u202e\ufeff\ud800\udc00\0אب😀𝐀ßİſŉ≠/-."),
)


def stripped(text: str) -> list[tuple[str, str, str]]:
    return [(token.text, token.folded, token.kind) for token in tokenize(text)]


@given(anything)
@example("a\u0345\u0301")
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    composed = stripped(unicodedata.normalize("NFC", text))

    assert composed == stripped(unicodedata.normalize("NFD", text))
    assert composed == stripped(text)


@given(vietnamese)
def test_case_never_matters(text: str) -> None:
    assert stripped(text.upper()) == stripped(text.lower()) == stripped(text)


@given(st.lists(anything))
@example(["1", "/8/2014", "1/8/2014"])
@example(
    ["ngày 1\u3000tháng 8\u2003năm 2014", "", "5 / 2014 / QĐ", "5\u00a0\u2011 QĐ-TLĐ", "5Đ/QĐ-TLĐ"]
)
@example(["1.8.2014", "2014\u201308\u201301", "7", "5/1/8/2014", "3\tTHÁNG 8, năm 2014"])
def test_many_texts_hold_the_entities_of_each(texts: list[str]) -> None:
    assert entities_of(texts) == [list(iter_entities(text)) for text in texts]


@given(anything)
@example("x 01/8/2014.12,5 1/8/2014-03/8/2014, 5.000 đ")
@example("01/8/2014\n12,5\tngày 01 tháng 8 năm 2014.5\u00a05")
def test_terms_are_those_of_the_tokens(text: str) -> None:
    tokens = tokenize(text)
    fast = terms(text)

    assert fast.exact == [token.text for token in sequence(tokens)]
    assert fast.folded == [token.folded for token in sequence(tokens)]
    assert fast.entities == [token.folded for token in tokens if token.kind in ("date", "document")]


@given(anything)
def test_terms_are_never_empty_nor_long_nor_contain_a_space(text: str) -> None:
    for term in (*terms(text).exact, *terms(text).folded):
        assert 0 < len(term) <= MAX_TERM_LENGTH
        assert not any(char.isspace() for char in term)


@given(anything)
def test_a_token_is_found_again_in_the_piece_it_spans(text: str) -> None:
    tokens = tokenize(text)
    dates = [token for token in tokens if token.kind == "date"]
    for token in tokens:
        piece = text[token.start : token.end]
        in_date = any(date.start <= token.start and token.end <= date.end for date in dates)
        if token.kind == "number" and in_date:
            piece = piece.lstrip("0")
        again = tokenize(piece)[0]

        assert (again.text, again.folded, again.kind) == (token.text, token.folded, token.kind)
        assert (again.start, again.end) == (0, len(piece))


@given(anything)
def test_tokens_are_ordered_and_only_whole_ones_overlap(text: str) -> None:
    tokens = tokenize(text)
    parts = sequence(tokens)

    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(before.end <= after.start for before, after in pairwise(parts))
    for place, token in enumerate(tokens):
        if token not in parts:
            assert tokens[place + 1] in parts
            assert tokens[place + 1].start == token.start


@given(anything)
def test_visible_text_is_aligned_with_its_origin(text: str) -> None:
    plain, starts, ends = align(text)

    assert plain == visible(text)
    assert len(starts) == len(ends) == len(plain)
    assert list(starts) == sorted(starts)
    assert all(start < end for start, end in zip(starts, ends, strict=True))


@given(anything)
def test_fold_is_ascii_and_folding_again_changes_nothing(text: str) -> None:
    folded = fold(text)

    assert folded.isascii()
    assert fold(folded) == folded == folded.lower()


@given(vietnamese)
def test_fold_of_vietnamese_keeps_its_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(anything)
def test_normalizing_again_changes_nothing(text: str) -> None:
    stored = normalize(text)

    assert normalize(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    stored.encode("utf-8")


@given(anything)
def test_the_exact_form_is_its_own_exact_form(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(anything)
def test_lossless_misreading_is_undone(text: str) -> None:
    line = normalize(text).replace("\n", " ")
    misread = line.encode("utf-8").decode("latin-1")

    assert normalize(misread) == normalize(line)


@given(st.text(alphabet=VIETNAMESE, max_size=6))
def test_both_places_of_the_tone_mark_are_one_exact_form(word: str) -> None:
    assert canonical(respell(word, modern=True)) == canonical(word)
    assert is_syllable(respell(word)) == is_syllable(word)
    assert fold(respell(word)) == fold(word)


@given(vietnamese)
def test_marks_are_what_folding_removes(text: str) -> None:
    assert has_marks(text) == (fold(text) != text.lower())
