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
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.bits import held_by_any
from index.engines.whoosh.bits import packed
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.position_index import PositionIndex
from index.engines.whoosh.position_index import write_position_index
from index.query.tree import And
from index.query.tree import Maybe
from index.query.tree import Near
from index.query.tree import Or
from index.query.tree import Phrase
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


@given(inside=some_documents, sets=st.lists(some_documents, min_size=1, max_size=3))
def test_a_domain_finds_what_several_sets_hold(inside, sets):
    held = [packed(np.array(docs, np.uint32), DOCUMENTS) for docs in sets]
    everything = Domain(DOCUMENTS)
    some = Domain(DOCUMENTS, np.array(inside, np.intp))

    shared = set(sets[0]).intersection(*sets)
    assert everything.in_all(held).tolist() == sorted(shared)
    assert [inside[place] for place in some.in_all(held)] == sorted(shared & set(inside))


@given(docs=some_documents, sets=st.lists(some_documents, max_size=3))
def test_documents_are_in_any_of_several_sets_that_one_of_them_holds(docs, sets):
    held = [packed(np.array(one, np.uint32), DOCUMENTS) for one in sets]

    flags = held_by_any(held, np.array(docs, np.intp))
    assert flags.tolist() == [any(doc in one for one in sets) for doc in docs]


@given(freqs=st.lists(st.integers(1, 70_000), max_size=40), repeats=st.integers(1, 30))
def test_the_positions_of_a_posting_begin_after_those_of_all_before_it(
    freqs, repeats, tmp_path_factory
):
    freqs = np.tile(np.array(freqs, np.uint32), repeats)
    path = tmp_path_factory.mktemp("positions") / "arrays"
    with ArrayFileWriter(path) as out:
        write_position_index(out, "field", freqs)

    begins = PositionIndex(ArrayFile(path), "field").begins(np.arange(len(freqs)))
    totals = [0, *freqs.cumsum(dtype=np.int64).tolist()]
    assert begins.tolist() == totals[:-1]


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


@pytest.mark.parametrize(
    "query",
    [Phrase("text_exact", ("công", "cộng", "cong")), Near("text_folded", ("cong", "lao"), 3)],
    ids=["phrase", "near"],
)
def test_places_are_the_same_however_many_documents_are_compared_at_once(
    new_store, opened, publish, corpus, monkeypatch, query
):
    store = new_store()
    publish(store, corpus)
    at_once = answer(opened(store), query)
    monkeypatch.setattr(positions, "AT_ONCE", 1)

    assert len(at_once) > 1
    assert answer(opened(store), query) == at_once


def answer(reader: Reader, query) -> dict[int, float]:
    found = reader.evaluate(Retrieval(query, size=1000))
    return dict(zip(found.keys, found.scores, strict=True))


@pytest.mark.parametrize("documents", [0, 1, 8191, 8192, 8193, 20_000])
def test_every_document_has_the_norm_of_its_length(documents):
    steps = (np.arange(documents) % 256).astype(np.uint8)
    norms = bm25.length_norms(steps, tokens=documents * 40)

    lengths = bm25.STEPS[steps]
    assert norms.tolist() == pytest.approx((0.3 + 0.9 * lengths / 40).tolist(), rel=1e-6)
