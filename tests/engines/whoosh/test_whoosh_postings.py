"""Posting lists: sorting by counting, lists from tokens in order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.postings import invert
from index.engines.whoosh.postings import stable_order

# Below, at and above what is sorted in one pass, and in two.
some_keys = st.lists(st.sampled_from([0, 1, 2, 0xFFFF, 0x10000, 0x10001, 0x2FFFF, (7 << 32) | 1]))


@given(keys=some_keys)
def test_keys_are_ordered_by_value_then_place(keys):
    order = stable_order(np.array(keys, np.uint64))

    assert order.tolist() == sorted(range(len(keys)), key=keys.__getitem__)


@given(tokens=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 70_000))))
def test_a_list_holds_the_documents_of_its_key_and_how_often_they_hold_it(tokens):
    tokens.sort()
    docs, keys = np.array(tokens, np.uint32).reshape(-1, 2).T

    lists = invert(keys, docs)

    found = {
        (key, doc): freq
        for place, key in enumerate(lists.keys.tolist())
        for doc, freq in zip(
            lists.docs[lists.starts[place] : lists.starts[place + 1]].tolist(),
            lists.freqs[lists.starts[place] : lists.starts[place + 1]].tolist(),
            strict=True,
        )
    }
    assert list(found) == sorted(found)
    assert found == {(key, doc): tokens.count((doc, key)) for doc, key in tokens}
