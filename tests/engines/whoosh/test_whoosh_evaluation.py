"""The shortcuts of an evaluation give what the plain way gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.base import Reader
from index.engines.base import Retrieval
from index.engines.whoosh import bm25
from index.engines.whoosh import domain as domains
from index.engines.whoosh import positions
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.terms import Postings
from index.engines.whoosh.terms import holding_all
from index.query.tree import And
from index.query.tree import Maybe
from index.query.tree import Or
from index.query.tree import Term

DOCUMENTS = 200
some_documents = st.lists(st.integers(0, DOCUMENTS - 1), unique=True).map(sorted)


@given(inside=some_documents, given_docs=some_documents)
def test_a_domain_finds_what_it_shares_with_a_list(inside, given_docs):
    domain = Domain(DOCUMENTS, np.array(inside, np.intp))
    docs = np.array(given_docs, np.uint32)
    places, which = domain.locate(docs)

    shared = sorted(set(inside) & set(given_docs))
    assert [inside[place] for place in places] == shared
    assert docs[which].tolist() == shared
    assert domain.held_in(docs).tolist() == places.tolist()


@given(inside=some_documents, rows=st.lists(some_documents, min_size=1, max_size=3))
def test_a_domain_finds_where_no_row_is_zero(inside, rows):
    held = np.zeros((len(rows), DOCUMENTS), np.uint16)
    for row, docs in zip(held, rows, strict=True):
        row[docs] = 300
    places = Domain(DOCUMENTS, np.array(inside, np.intp)).holding_all(list(held))

    assert [inside[place] for place in places] == sorted(set(inside).intersection(*rows))


@given(rows=st.lists(some_documents, min_size=1, max_size=3))
def test_terms_with_rows_are_held_by_the_same_documents_however_rare_they_are(rows):
    terms = []
    for docs in rows:
        row = np.zeros(DOCUMENTS, np.uint8)
        row[docs] = 1
        terms.append(Postings(None, np.array(docs, np.uint32), row[docs], row, 1.0))

    places = holding_all(terms, Domain(DOCUMENTS)).places
    assert places.tolist() == sorted(set(rows[0]).intersection(*rows))


@given(values=st.lists(st.integers(0, 255), max_size=300), data=st.data())
def test_the_sum_before_a_place_is_that_of_all_values_before_it(values, data):
    places = sorted(data.draw(st.sets(st.integers(0, len(values) - 1)) if values else st.just([])))
    sums = positions.sums_before(np.array(values, np.uint8), np.array(places, np.intp))

    assert sums.tolist() == [sum(values[:place]) for place in places]


@pytest.mark.parametrize("cost", [0, 1, 10**9], ids=["all searched", "some", "none"])
def test_scores_do_not_depend_on_how_lists_are_compared(
    new_store, opened, publish, corpus, monkeypatch, cost
):
    store = new_store()
    publish(store, corpus)
    lists = [
        Term("lead_folded", "cong"),
        Term("lead_folded", "lao"),
        Term("pairs_exact", "công lao"),
    ]
    queries = [
        Maybe(And((Term("text_exact", "từ9"), Term("text_exact", "công"))), Or(tuple(lists))),
        And((*lists, Term("text_folded", "doan"))),
    ]

    plain = [answer(opened(store), query) for query in queries]
    monkeypatch.setattr(domains, "SEARCH_COST", cost)

    assert all(plain)
    for query, scores in zip(queries, plain, strict=True):
        assert answer(opened(store), query) == pytest.approx(scores, rel=1e-6)


def answer(reader: Reader, query) -> dict[int, float]:
    found = reader.evaluate(Retrieval(query, size=1000))
    return dict(zip(found.keys, found.scores, strict=True))


@pytest.mark.parametrize("documents", [0, 1, 8191, 8192, 8193, 20_000])
def test_every_document_has_the_norm_of_its_length(documents):
    steps = (np.arange(documents) % 256).astype(np.uint8)
    norms = bm25.length_norms(steps, tokens=documents * 40)

    lengths = bm25.STEPS[steps]
    assert norms.tolist() == pytest.approx((0.3 + 0.9 * lengths / 40).tolist(), rel=1e-6)
