"""Facets count alike on every way: value by value, from the table, by bits."""

from collections import Counter

import pytest

from index.engines.base import Retrieval
from index.engines.whoosh.facets import BESIDE
from index.engines.whoosh.facets import BITS_SHARE
from index.query.tree import Term

DOCUMENTS = 90


@pytest.mark.parametrize(
    "share", [2, BITS_SHARE, 40], ids=["by bits", "at the bound", "one by one"]
)
def test_counts_stay_the_same_however_often_they_are_asked(
    new_store, opened, publish, document, share
):
    """Every third document has more values than a row of the table takes."""
    values = [
        tuple(f"topic-{(number + shift) % 30}" for shift in range(BESIDE * (1 + number % 3) // 2))
        for number in range(DOCUMENTS)
    ]
    store = new_store()
    publish(
        store,
        [
            document(f"{number}", body=f"nhóm{number % share}", facets={"topic": topics})
            for number, topics in enumerate(values)
        ],
    )
    reader = opened(store)

    for _ in range(3):  # the table is made after the first round
        for group in range(share):
            found = reader.evaluate(
                Retrieval(Term("text_exact", f"nhóm{group}"), facets=("topic", "year"))
            )
            topics = Counter(one for some in values[group::share] for one in some)
            assert found.facets == {"topic": topics, "year": {"unknown": found.total}}
