"""Diacritics restored from what is indexed."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fields import PAIRS_EXACT
from index.fields import TEXT_EXACT
from index.text.normalize import fold
from index.text.spelling import MAX_SYLLABLES
from index.text.spelling import accented
from index.text.spelling import attested
from index.text.spelling import beginnings
from index.text.spelling import readings
from index.text.spelling import restore
from index.text.tokens import terms


class CountedVocabulary:
    """Document frequencies of some texts; it counts how often it is asked."""

    def __init__(self, *texts):
        words = [terms(text).exact for text in texts]
        self.asked = 0
        self._forms = Counter(form for text in words for form in set(text))
        self._pairs = Counter(f"{a} {b}" for text in words for a, b in set(pairwise(text)))

    def document_frequency(self, field, term):
        assert field == PAIRS_EXACT
        self.asked += 1
        return self._pairs[term]

    def accented_forms(self, folded, limit):
        self.asked += 1
        found = [(form, n) for form, n in self._forms.items() if fold(form) == folded]
        return sorted(found, key=lambda reading: -reading[1])[:limit]

    def vocabulary(self, field, prefix, limit):
        assert field == TEXT_EXACT
        self.asked += 1
        begun = [(form, n) for form, n in self._forms.items() if form.startswith(prefix)]
        return sorted(begun, key=lambda reading: -reading[1])[:limit]


NEWS = CountedVocabulary(
    *["công đoàn cơ sở"] * 5,
    *["người lao động"] * 4,
    *["cộng đồng dân cư"] * 6,
    *["đường bộ", "đường sắt", "đương nhiên"],
    *["dưỡng lão", "lão thành"],
    "lao phổi",
    "cong vênh",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cong", ["cộng", "công", "cong"]),
        ("công", ["công"]),
        ("đuong", ["đường", "đương"]),
        ("dương", ["đường", "đương", "dưỡng"]),
        ("dưong", ["đường", "đương", "dưỡng"]),
        ("dữong", ["dưỡng"]),
        ("duong", ["đường", "đương", "dưỡng"]),
        ("lào", ["lào"]),
        ("xyz", ["xyz"]),
        ("2019", ["2019"]),
    ],
)
def test_a_typed_mark_is_a_constraint_and_a_missing_one_is_free(typed, expected):
    assert [form for form, _ in readings(typed, NEWS)] == expected


def test_a_rare_misspelling_stands_for_the_common_form():
    vocabulary = CountedVocabulary(*["đường bộ"] * 100, "đuong bộ")

    assert readings("đuong", vocabulary)[0] == ("đường", 100)


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("cong doan", "công đoàn"),
        ("cong đoàn", "công đoàn"),
        ("cong dong", "cộng đồng"),
        ("lao động", "lao động"),
        ("nguoi lao dong", "người lao động"),
        ("duong bo", "đường bộ"),
        ("lao thanh", "lão thành"),
        ("cong venh", "cong vênh"),
        ("google cong doan 2019", "google công đoàn 2019"),
        ("", ""),
    ],
)
def test_neighbors_decide_the_reading(typed, restored):
    assert " ".join(restore(typed.split(), NEWS)) == restored


def test_restoring_asks_a_bounded_number_of_times():
    vocabulary = CountedVocabulary(*[f"{a}o b{a}" for a in "aáàảãạăắằẳẵặâấầẩẫậ"])

    restored = restore(["ao", "ba"] * 500, vocabulary)

    assert len(restored) == 1000
    assert restored[MAX_SYLLABLES:] == ["ao", "ba"] * ((1000 - MAX_SYLLABLES) // 2)
    assert vocabulary.asked <= MAX_SYLLABLES * (1 + 12 * 12)


@given(st.lists(st.sampled_from("cong doan đoàn lao dong động duong xyz 12".split()), max_size=9))  # noqa: SIM905
def test_restoring_only_adds_marks(typed):
    restored = restore(typed, NEWS)

    assert [fold(word) for word in restored] == [fold(word) for word in typed]
    assert restored == restore(restored, NEWS) or any(word.isascii() for word in restored)


def test_attested_words_stand_beside_a_neighbor_somewhere():
    assert attested(["công", "đoàn", "xyz"], NEWS) == [True, True, False]
    assert attested(["công"], NEWS) == [False]
    assert attested([], NEWS) == []


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("cong doan", "công đoàn"),
        ("Cong Doan, 2019!", "công đoàn, 2019!"),
        ("nguoi lao dong", "người lao động"),
        ("công doan", None),
        ("cong", None),
        ("cong bo", None),
        ("google maps", None),
        ("cong venh xyz", "cong vênh xyz"),
        ("", None),
    ],
)
def test_suggests_marks_only_where_the_words_are_known_together(text, suggestion):
    assert accented(text, NEWS) == suggestion


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("đu", ["đu", "đư"]),
        ("đư", ["đư"]),
        ("dư", ["dư", "đư"]),
        ("du", ["du", "dư", "đư"]),
        ("đươ", ["đươ", "đườ"]),
        ("đườ", ["đườ"]),
        ("cô", ["cô", "cộ"]),
        ("xyz", ["xyz"]),
    ],
)
def test_a_beginning_stands_for_those_that_have_at_least_its_marks(typed, expected):
    found = beginnings(typed, TEXT_EXACT, NEWS)

    assert found[0] == typed
    assert sorted(found) == sorted(expected)


@given(st.text("aăâàươộđxyz", min_size=1, max_size=64))
def test_beginnings_are_looked_for_in_bounded_time(typed):
    NEWS.asked = 0
    found = beginnings(typed, TEXT_EXACT, NEWS)

    assert NEWS.asked <= 18 * 64 * len(typed)
    assert {fold(begun) for begun in found} == {fold(typed)}
