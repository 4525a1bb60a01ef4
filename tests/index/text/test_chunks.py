"""Chunks are what stands between two spaces; keys are numbered as they are first met."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.text.numbering import SPARE_KEYS
from index.text.numbering import KeyNumbers
from index.text.numbering import first_places
from index.text.segmentation.chunks import SEPARATOR_KEY
from index.text.segmentation.chunks import cut

pieces = st.sampled_from(
    ["đoàn", "Đoàn", "ĐOÀN", "đoàn,", "nghiêng", "nghiêng,", "“ư”", " ", "  ", "\n", "\0", "\xa0"]
)
texts = st.lists(
    st.lists(pieces | st.characters(), max_size=12).map("".join) | st.text(max_size=40)
)
keys = st.integers(1, 20) | st.integers(1, SPARE_KEYS - 1)


def plainly_cut(text: str) -> list[str]:
    return [chunk for chunk in text.replace("\n", " \n ").split(" ") if chunk]


@given(texts)
def test_chunks_are_what_stands_between_two_spaces_and_each_line_break(some):
    chunks = cut(some)
    borders = np.flatnonzero(chunks.keys == SEPARATOR_KEY)

    assert [chunks.at(np.arange(before + 1, after)) for before, after in pairwise(borders)] == list(
        map(plainly_cut, some)
    )


@given(texts)
def test_chunks_with_a_key_share_it_only_with_their_like(some):
    chunks = cut(some)
    borders = np.flatnonzero(chunks.keys == SEPARATOR_KEY)
    with_key = np.setdiff1d(np.arange(len(chunks.keys)), [*borders, *chunks.others])
    spelled = chunks.at(with_key)
    by_key = set(zip(chunks.keys[with_key].tolist(), spelled, strict=True))

    assert len({key for key, _ in by_key}) == len(by_key) == len(set(spelled))
    assert all(0 < key < SPARE_KEYS for key, _ in by_key)


def test_chunks_of_few_vietnamese_letters_have_a_key():
    assert not len(cut(["“Nghiêng – Đoàn”; (ỦY BAN), 30/4…\nvới 12,5%"]).others)


@given(st.lists(st.lists(keys, max_size=30)))
def test_different_keys_have_different_numbers_that_stay(batches):
    numbering = KeyNumbers(zero=7)
    numbers = {7: 0}
    for batch in batches:
        known = len(numbering)
        found = numbering.of(np.array(batch, np.uint64))
        new = first_places(found, known)
        assert found[new].tolist() == list(range(known, len(numbering)))
        numbers |= {
            key: number
            for key, number in zip(batch, found.tolist(), strict=True)
            if key not in numbers
        }
        assert found.tolist() == [numbers[key] for key in batch]

    assert sorted(numbers.values()) == list(range(len(numbering)))


def test_numbers_stay_when_there_are_many():
    numbering = KeyNumbers()
    keys = np.arange(1, 100_001, dtype=np.uint64) << np.uint64(20)
    halves = [numbering.of(half) for half in (keys[:50_000], keys[50_000:])]

    assert np.concatenate(halves).tolist() == numbering.of(keys).tolist()
    assert sorted(numbering.of(keys).tolist()) == list(range(1, 100_001))


def test_spare_keys_differ_from_text_to_text():
    numbering = KeyNumbers()
    first, second, again = numbering.spare_keys(
        ["công\xa0đoàn", b"\0" * 12, "công\xa0đoàn"]
    ).tolist()

    assert first == again != second
    assert min(first, second) >= SPARE_KEYS
