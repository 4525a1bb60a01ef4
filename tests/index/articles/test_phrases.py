"""Where phrases may stand among the letters of many lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.phrases import Letters
from index.articles.phrases import PhraseFilter
from index.articles.phrases import flags_of

SPACE = flags_of(" ")


def _found(phrases: list[str], *lines: str) -> list[tuple[int, str]]:
    letters = Letters(lines)
    starts, ends = letters.words(SPACE)
    first, last = PhraseFilter(map(str.split, phrases)).search(letters.sums(starts, ends))
    places = zip(starts[first].tolist(), ends[last].tolist(), strict=True)
    texts = [letters.text[start:end] for start, end in places]
    numbers, _ = letters.lines_at(starts[first])
    return list(zip(numbers.tolist(), texts, strict=True))


def test_phrases_are_found_in_order_the_longest_first() -> None:
    phrases = ["tủ", "tủ sách", "tủ sách nữ", "sách"]

    assert _found(phrases, "mở", "tủ sách nữ") == [
        (1, "tủ sách nữ"), (1, "tủ sách"), (1, "tủ"), (1, "sách"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "may_be"),
    [
        ("hòa", True),
        ("hoà", True),
        ("HOÀ", True),
        ("HÒA", True),
        ("hoa", False),
        ("hóa", False),
        ("hòan", False),
    ],
)
def test_a_word_may_be_another_in_case_and_in_the_place_of_its_mark(
    written: str, *, may_be: bool
) -> None:
    assert bool(_found(["hòa"], written)) == may_be


def test_look_alikes_and_letters_beyond_the_basic_plane_do_not_shift_what_follows() -> None:
    assert _found(["đoàn"], "😀 ðoàn 𝐇 Ðoàn") == [(0, "ðoàn"), (0, "Ðoàn")]


def test_no_phrase_goes_over_the_end_of_a_line_or_of_the_text() -> None:
    assert _found(["tủ sách"], "một tủ", "sách, tủ") == []
    assert _found(["tủ sách"]) == []


def test_capitalized_words_begin_with_their_first_capital() -> None:
    letters = Letters(["xHà NộI-Huế, tỉnh Cư M'gar 8Km"])

    starts, ends = letters.capitalized()

    words = [letters.text[start:end] for start, end in zip(starts, ends, strict=True)]
    assert words == ["Hà", "NộI", "Huế", "Cư", "M", "Km"]


WORDS = st.text(alphabet="aAàÀăđĐðêộỘhn'/İßſ😀", min_size=1, max_size=4)
LINES = st.lists(WORDS, max_size=8).map(" ".join)


@given(st.lists(LINES.filter(bool), min_size=1, max_size=4), st.lists(LINES, max_size=4))
def test_whatever_is_there_is_found(phrases: list[str], lines: list[str]) -> None:
    found = set(_found(phrases, *lines))

    for number, line in enumerate(lines):
        words = line.split()
        for phrase in phrases:
            length = phrase.count(" ") + 1
            for start in range(len(words) - length + 1):
                written = " ".join(words[start : start + length])
                if written.lower() == phrase.lower():
                    assert (number, written) in found
