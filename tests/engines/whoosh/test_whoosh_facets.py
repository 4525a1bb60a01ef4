"""Facets count alike on every way: value by value, from the table, by bits."""

from collections import Counter

import pytest

from index.engines.base import Retrieval
from index.engines.whoosh.facets import BESIDE
from index.engines.whoosh.facets import COUNTED_SHARE
from index.engines.whoosh.keywords import ROW_SHARE
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import Term

DOCUMENTS = 90


@pytest.mark.parametrize(
    "share", [2, COUNTED_SHARE, 40], ids=["by bits", "at the bound", "one by one"]
)
def test_counts_are_those_of_the_documents_found(new_store, opened, publish, document, share):
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

    for group in range(share):
        found = reader.evaluate(
            Retrieval(Term("text_exact", f"nhóm{group}"), facets=("topic", "year"))
        )
        topics = Counter(one for some in values[group::share] for one in some)
        assert found.facets == {"topic": topics, "year": {"unknown": found.total}}


@pytest.mark.parametrize("wanted", [("often",), ("seldom",), ("often", "seldom"), ("never",)])
def test_a_value_is_found_whether_it_has_a_row_or_not(new_store, opened, publish, document, wanted):
    numbers = range(2 * ROW_SHARE)
    chosen = {"often": numbers[::2], "seldom": numbers[5:6], "never": ()}
    documents = [
        document(
            f"{number}",
            body="bài",
            facets={"topic": tuple(v for v, own in chosen.items() if number in own) or ("other",)},
        )
        for number in numbers
    ]
    store = new_store()
    publish(store, documents)
    expected = sorted(set().union(*(chosen[value] for value in wanted)))

    word = Term("text_exact", "bài")
    for asked in (
        Retrieval(Filter("topic", wanted), size=1000),
        Retrieval(And((word, Filter("topic", wanted))), size=1000),
        Retrieval(word, size=1000, selection={"topic": wanted}),
    ):
        assert sorted(opened(store).evaluate(asked).keys) == expected
