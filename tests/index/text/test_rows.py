"""Values by number: rows, strings, and sequences that are places in a list of strings."""

import pickle
from itertools import accumulate
from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.text.numbering import StringNumbers
from index.text.rows import Numbered
from index.text.rows import Rows
from index.text.rows import Strings

texts = st.text(max_size=5)


numbers = st.integers(1, 9)


@given(
    first=st.lists(st.lists(numbers, max_size=4)),
    later=st.lists(st.lists(st.lists(numbers, max_size=4))),
    data=st.data(),
)
def test_the_numbers_of_rows_are_found_in_the_order_asked(first, later, data):
    kept = Rows(first)
    for rows in later:
        kept.extend(np.array([one for row in rows for one in (*row, 0)], np.int32), stop=0)
    rows = list(chain(first, *later))
    asked = data.draw(st.lists(st.sampled_from(range(len(rows))))) if rows else []
    found, before = kept.of(np.array(asked, np.int32))

    assert len(kept) == len(rows)
    assert found.tolist() == [one for number in asked for one in rows[number]]
    assert before.tolist() == [0, *accumulate(len(rows[number]) for number in asked)]


@given(first=st.lists(texts, unique=True), asked=st.lists(st.lists(texts)))
def test_strings_are_numbered_as_they_are_first_met(first, asked):
    numbers = StringNumbers(first)
    found = [numbers.of(some).tolist() for some in asked]
    met = list(dict.fromkeys(chain(first, *asked)))

    assert found == [list(map(met.index, some)) for some in asked]
    assert numbers.since(len(first)) == met[len(first) :]


@given(first=st.lists(texts), second=st.lists(texts), third=st.lists(texts))
def test_strings_grow(first, second, third):
    strings = Strings(first)
    strings.extend(second)
    strings.take(np.arange(len(strings)))
    strings.extend(third)

    everything = [*first, *second, *third]
    assert len(strings) == len(everything)
    assert strings.take(np.arange(len(strings))).tolist() == everything


@given(strings=st.lists(texts, min_size=1), data=st.data())
def test_numbered_strings_are_as_good_as_a_list(strings, data):
    places = data.draw(st.lists(st.sampled_from(range(len(strings)))))
    numbered = Numbered(Strings(strings), np.array(places, np.int64))
    expected = [strings[place] for place in places]

    assert len(numbered) == len(expected)
    assert list(numbered) == expected
    assert numbered == expected
    assert numbered == tuple(expected)
    assert numbered != [*expected, ""]
    assert numbered[1:] == expected[1:]
    assert repr(numbered) == repr(expected)
    assert pickle.loads(pickle.dumps(numbered)) == expected
    assert type(pickle.loads(pickle.dumps(numbered))) is list
