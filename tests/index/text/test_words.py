"""Words as pyvi segments them, carried over to our tokens."""

from collections.abc import Callable
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.text import words
from index.text.tokens import terms
from index.text.words import compound_words


class RecordingSegmenter:
    """Joins nothing, and keeps what it was asked, as spelled."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.spell: Callable[[str], str] = str

    def spelled(self, spell: Callable[[str], str]) -> "RecordingSegmenter":
        self.spell = spell
        return self

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        self.asked += map(self.spell, texts)
        return [text.split() for text in texts]


@pytest.fixture
def segmenter(monkeypatch: pytest.MonkeyPatch) -> RecordingSegmenter:
    recording = RecordingSegmenter()
    monkeypatch.setattr(words, "load_segmenter", recording.spelled)
    return recording


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("công đoàn cơ sở", ["công_đoàn", "cơ_sở"]),
        ("CÔNG ĐOÀN CƠ SỞ", ["công_đoàn", "cơ_sở"]),
        ("Ủy ban nhân dân tỉnh Hòa Bình", ["ủy_ban", "nhân_dân", "hòa_bình"]),
        ("Uỷ ban nhân dân tỉnh Hoà Bình", ["ủy_ban", "nhân_dân", "hòa_bình"]),
        ("chăm sóc sức khỏe", ["chăm_sóc", "sức_khỏe"]),
        ("sinh ra ở Thành phố Hồ Chí Minh", ["thành_phố", "hồ_chí_minh"]),
        ("sức_khỏe và a_b_c", ["sức_khỏe"]),
        ("người_ăn_cơm", []),
        ("công\nđoàn", []),
        ("công, đoàn", []),
        ("cong doan co so", []),
        ("643/QĐ-TLĐ", []),
        ("", []),
    ],
)
def test_text_has_these_words(text: str, expected: list[str]) -> None:
    assert compound_words([text]) == [expected]


def test_each_text_has_its_own_words_in_order() -> None:
    assert compound_words(["đoàn viên, công đoàn", "cong doan", "công đoàn"]) == [
        ["đoàn_viên", "công_đoàn"],
        [],
        ["công_đoàn"],
    ]


def test_the_segmenter_is_fed_modern_spelling_in_the_case_of_the_original(
    segmenter: RecordingSegmenter,
) -> None:
    compound_words(["tỉnh Hòa Bình_x"])

    assert segmenter.asked == ["tỉnh Hoà Bình x"]


def test_text_without_marks_is_not_segmented(segmenter: RecordingSegmenter) -> None:
    assert compound_words(["cong doan", "2020"]) == [[], []]
    assert segmenter.asked == []


def test_all_texts_are_segmented_in_one_go(segmenter: RecordingSegmenter) -> None:
    compound_words(["công đoàn", "cong doan", "cơ sở"])

    assert segmenter.asked == ["công đoàn", "cơ sở"]


@pytest.mark.parametrize("border", ["\n", ". ", " "])
def test_long_text_is_segmented_in_chunks_that_end_at_a_border(
    segmenter: RecordingSegmenter, border: str
) -> None:
    text = "".join(f"{number} công đoàn{border}" for number in range(20_000))
    compound_words([text])

    assert "".join(segmenter.asked) == text
    assert len(segmenter.asked) > 1
    assert all(chunk.endswith(border) for chunk in segmenter.asked)
    assert max(map(len, segmenter.asked)) <= words.CHUNK_CHARACTERS


def test_words_of_all_chunks_of_a_text_are_its_words() -> None:
    text = "".join(f"{number} công đoàn\n" for number in range(10_000))

    assert compound_words([text, "cơ sở"]) == [["công_đoàn"] * 10_000, ["cơ_sở"]]


def test_a_long_run_without_any_border_is_cut_all_the_same(segmenter: RecordingSegmenter) -> None:
    run = "đoàn" * words.CHUNK_CHARACTERS

    assert compound_words([run]) == [[]]
    assert max(map(len, segmenter.asked)) <= words.CHUNK_CHARACTERS


@given(
    st.lists(
        st.sampled_from(
            [
                *("Hòa ", "bình ", "hoà", "công", " đoàn ", "TP.", "HCM", "😀", "\u0302"),
                *("_", "\n", "-", "–", "“", "”", "\u00ad", "\u200b", "1_2", "12,5 ", "5g"),
                *("x@y.vn ", "http://a.vn/công "),
            ]
        )
    ).map("".join)
)
@example("Hòa hoà5gHòa ")
@example("hoà\u0302Hòa Hòa ")
@example("Hòa hoà\u0302 Hòa ")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_word_is_made_of_neighboring_terms(text: str) -> None:
    exact = f" {' '.join(terms(text).exact)} "
    place = 0
    for word in compound_words([text])[0]:
        assert "_" in word

        phrase = f" {word.replace('_', ' ')} "
        place = exact.index(phrase, place) + len(phrase) - 1
