"""Many texts at once have the terms and words of each alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.text.analysis import Analyzer
from index.text.analysis import load_analyzer
from index.text.segmentation import Segmenter
from index.text.segmentation import load_segmenter
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model
from index.text.tokens import terms
from index.text.words import CHUNK_CHARACTERS
from index.text.words import as_pyvi_spells
from index.text.words import compound_words

LONG = "Ngày 01/8/2014, công đoàn cơ sở và " * (CHUNK_CHARACTERS // 30)

TEXTS = (
    "Liên đoàn Lao động tỉnh Hòa Bình",
    "Sáng 01/8/2014, công đoàn\ncơ sở (số 643/QĐ-TLĐ ngày 1 tháng 8 năm 2014).",
    "khong co dau",
    "",
    "a_b_c sức_khỏe\tlao\u00a0động công\u200bđoàn đo\u00adàn viên",
    "3/8/2014-05/8/2014;12,5 1.234.567 đồng",
)

pieces = st.sampled_from(
    [
        *TEXTS,
        " ",
        "\n",
        "công ",
        "đoàn",
        "Hòa ",
        "bình",
        "12,5",
        "01/8/2014",
        ".",
        "_",
        "\u0302",
        "x@y.vn",
    ]
)
groups = st.lists(st.lists(pieces, max_size=6).map("".join), min_size=3, max_size=3)


@pytest.fixture(scope="module")
def forgetful() -> Analyzer:
    """Return an analyzer that forgets all after nearly every batch."""
    return Analyzer(Segmenter(read_model(model_folder()), 50, as_pyvi_spells))


def assert_as_alone(analyzer: Analyzer, groups: Sequence[Sequence[str]]) -> None:
    found = analyzer.analyze(groups, worded=2)

    assert [one.terms for one in found] == [[terms(text) for text in group] for group in groups]
    assert [one.words for one in found] == compound_words(
        ["\n".join(group[:2]) for group in groups]
    )


@given(st.lists(groups, max_size=4))
@settings(deadline=None)
def test_texts_have_the_terms_and_words_of_each_alone(
    forgetful: Analyzer, some: list[list[str]]
) -> None:
    assert_as_alone(load_analyzer(), some)
    assert_as_alone(forgetful, some)


def test_a_long_text_among_others_has_its_own_terms_and_words() -> None:
    assert_as_alone(
        load_analyzer(),
        [TEXTS[:3], ("Công đoàn", LONG, "cơ sở"), TEXTS[3:], ("", "x" * CHUNK_CHARACTERS, "")],
    )


def test_many_texts_are_analyzed_in_order() -> None:
    assert_as_alone(
        load_analyzer(), [(f"bài {number}", LONG[: 30 * number], TEXTS[1]) for number in range(300)]
    )


def test_no_texts_have_no_terms() -> None:
    assert load_analyzer().analyze([], worded=2) == []


def test_words_are_forgotten_without_effect_when_they_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.text.analysis._WORDS_CHARACTERS", 20)
    analyzer = Analyzer(load_segmenter(as_pyvi_spells))

    for text in TEXTS * 2:
        assert_as_alone(analyzer, [(text, LONG[:500])])


def test_a_failure_leaves_nothing_half_known(
    forgetful: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.text.segmentation.lexicon.bond_of", lambda token: {}[token])
        with pytest.raises(KeyError):
            forgetful.analyze([("công đoàn", "cơ sở chưa gặp")], worded=2)

    assert_as_alone(forgetful, [("công đoàn", "cơ sở chưa gặp")])


@given(groups=st.lists(groups, min_size=1, max_size=4))
def test_lists_that_terms_are_places_in_hold_nothing_but_terms(groups):
    for analysis in load_analyzer().analyze(groups, worded=2):
        runs = (
            analysis.words,
            *(run for some in analysis.terms for run in (some.exact, some.folded)),
        )
        for strings in {run.strings for run in runs}:
            terms_of_list = strings.take(np.arange(len(strings))).tolist()
            assert all(term and term.split() == [term] for term in terms_of_list)
