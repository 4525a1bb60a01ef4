"""Words as pyvi segments them, carried over to our tokens."""

import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.text import words
from index.text.tokens import terms
from index.text.words import compound_words


class CountingSegmenter:
    """Joins what the dictionary joins, as pyvi does, and keeps what it was asked."""

    def __init__(self, *joined: str) -> None:
        self.joined = joined
        self.asked: list[str] = []

    def __call__(self, text: str) -> str:
        self.asked.append(text)
        for phrase in self.joined:
            text = text.replace(phrase, phrase.replace(" ", "_"))
        return text


@pytest.fixture
def with_segmenter(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[CountingSegmenter], None]]:
    def use(segmenter: CountingSegmenter) -> None:
        monkeypatch.setattr(words, "_segmenter", lambda: segmenter)

    words._words_of_chunk.cache_clear()
    yield use
    words._words_of_chunk.cache_clear()


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
    with_segmenter: Callable[[CountingSegmenter], None],
) -> None:
    segmenter = CountingSegmenter("Hoà Bình")
    with_segmenter(segmenter)

    assert compound_words(["tỉnh Hòa Bình_x"]) == [["hòa_bình"]]
    assert segmenter.asked == ["tỉnh Hoà Bình x"]


def test_text_without_marks_is_not_segmented(
    with_segmenter: Callable[[CountingSegmenter], None],
) -> None:
    segmenter = CountingSegmenter("cong doan")
    with_segmenter(segmenter)

    assert compound_words(["cong doan", "2020"]) == [[], []]
    assert segmenter.asked == []


def test_the_same_text_is_segmented_once(
    with_segmenter: Callable[[CountingSegmenter], None],
) -> None:
    segmenter = CountingSegmenter("công đoàn")
    with_segmenter(segmenter)
    compound_words(["công đoàn", "công đoàn"])
    compound_words(["công đoàn"])

    assert len(segmenter.asked) == 1


@pytest.mark.parametrize("border", ["\n", ". ", " "])
def test_long_text_is_segmented_in_chunks_that_end_at_a_border(
    with_segmenter: Callable[[CountingSegmenter], None], border: str
) -> None:
    segmenter = CountingSegmenter("công đoàn")
    with_segmenter(segmenter)
    text = "".join(f"{number} công đoàn{border}" for number in range(3000))
    found = compound_words([text])

    assert "".join(segmenter.asked) == text
    assert len(segmenter.asked) > 1
    assert all(chunk.endswith(border) for chunk in segmenter.asked)
    assert max(map(len, segmenter.asked)) <= words._CHUNK_CHARS
    if border != " ":
        assert found == [["công_đoàn"] * 3000]


def test_a_long_run_without_any_border_is_cut_all_the_same(
    with_segmenter: Callable[[CountingSegmenter], None],
) -> None:
    segmenter = CountingSegmenter("công đoàn")
    with_segmenter(segmenter)
    run = "đoàn" * words._CHUNK_CHARS

    assert compound_words([run]) == [[]]
    assert max(map(len, segmenter.asked)) <= words._CHUNK_CHARS


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
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_word_is_made_of_neighboring_terms(text: str) -> None:
    exact = f" {' '.join(terms(text).exact)} "
    place = 0
    for word in compound_words([text])[0]:
        assert "_" in word

        phrase = f" {word.replace('_', ' ')} "
        place = exact.index(phrase, place) + len(phrase) - 1


def test_a_segmenter_that_cannot_start_is_an_error_that_names_the_fix() -> None:
    program = (
        "import tempfile; tempfile.tempdir = '/nonexistent'\n"
        "from index.text.words import SearchError, compound_words\n"
        "try: compound_words(['công đoàn'])\n"
        "except SearchError as error: print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )

    assert "TMPDIR" in run.stdout
