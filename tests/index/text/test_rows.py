"""Values by number: rows, strings, and sequences that are places in a list of strings."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.text.rows import Numbered
from index.text.rows import Rows
from index.text.rows import Strings

texts = st.text(max_size=5)


@given(rows=st.lists(st.lists(texts, max_size=4)), data=st.data())
def test_the_values_of_rows_are_found_in_the_order_of_the_numbers_asked(rows, data):
    numbers = data.draw(st.lists(st.sampled_from(range(len(rows))))) if rows else []
    kept = Rows(map(len, rows))
    strings = Strings([text for row in rows for text in row])
    places, before = kept.places(np.array(numbers, np.int32))

    asked = [rows[number] for number in numbers]
    assert strings.take(places).tolist() == [text for row in asked for text in row]
    assert before.tolist() == [sum(map(len, asked[:place])) for place in range(len(asked) + 1)]


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
