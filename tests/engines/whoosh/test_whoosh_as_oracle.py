"""Whoosh's own searcher, on the very index we wrote, finds and scores what we do."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh import query as stock
from whoosh.query import spans
from whoosh.searching import Searcher

from index.engines.base import Reader
from index.engines.base import Retrieval
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import Near
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Range
from index.query.tree import Term

SEQUENCES = ("text_exact", "text_folded", "title_exact")
SCORED = (*SEQUENCES, "pairs_exact", "pairs_folded", "lead_folded", "words")


@pytest.fixture(scope="module")
def reader(built) -> Iterator[Reader]:
    reader = built.store.open()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def searcher(built) -> Iterator[Searcher]:
    folder = Path(built.store.location, "generations", built.store.live())
    with whoosh_index.open_dir(str(folder)).searcher() as searcher:
        yield searcher


@pytest.fixture
def dice() -> random.Random:
    return random.Random(7)


def ours(reader, node):
    found = reader.evaluate(Retrieval(node, size=100_000))
    return dict(zip(found.keys, found.scores, strict=True))


def theirs(searcher, query):
    return {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}


def some_terms(reader, dice, field, count):
    terms = [term for term, _ in reader.vocabulary(field, "", 1000)]
    return [terms[int(len(terms) * dice.random() ** 2)] for _ in range(count)]


@pytest.mark.parametrize("field", SCORED)
def test_every_term_matches_and_scores_alike(reader, searcher, built, field):
    for term, frequency in reader.vocabulary(field, "", 1000):
        found = ours(reader, Term(field, term))
        assert found == pytest.approx(theirs(searcher, stock.Term(field, term)), rel=1e-5)
        assert frequency == searcher.doc_frequency(field, term)
        # Both go on counting what an update removed, until segments are merged.
        assert 0 <= frequency - len(found) <= len(built.counted) - len(built.found)


@pytest.mark.parametrize("field", SCORED)
def test_terms_are_listed_alike(reader, searcher, field):
    listed = [term.decode() for term in searcher.reader().lexicon(field)]

    assert listed == sorted(term for term, _ in reader.vocabulary(field, "", 10_000))
    assert listed == [text.decode() for text, _ in searcher.reader().iter_field(field)]


@pytest.mark.parametrize("field", SCORED)
def test_and_or_match_and_score_alike(reader, searcher, dice, field):
    for _ in range(40):
        terms = some_terms(reader, dice, field, dice.randint(2, 4))
        for our_type, their_type in ((And, stock.And), (Or, stock.Or)):
            found = ours(reader, our_type(tuple(Term(field, term) for term in terms)))
            expected = theirs(searcher, their_type([stock.Term(field, term) for term in terms]))
            assert found == pytest.approx(expected, rel=1e-5)


def test_the_best_ten_of_an_or_score_alike(reader, searcher, dice):
    """With a limit Whoosh skips blocks by their quality, which our codec has to state."""
    for _ in range(40):
        terms = some_terms(reader, dice, "text_exact", 3)
        found = reader.evaluate(Retrieval(Or(tuple(Term("text_exact", term) for term in terms))))
        hits = searcher.search(
            stock.Or([stock.Term("text_exact", term) for term in terms]), limit=10
        )
        assert found.scores == pytest.approx([hit.score for hit in hits], rel=1e-5)


@pytest.mark.parametrize("field", SEQUENCES)
@pytest.mark.parametrize("length", [2, 3, 4])
def test_phrases_match_alike(reader, searcher, dice, field, length):
    for _ in range(40):
        terms = some_terms(reader, dice, field, length)
        found = ours(reader, Phrase(field, tuple(terms)))
        assert found.keys() == theirs(searcher, stock.Phrase(field, terms)).keys()


@pytest.mark.parametrize("distance", [1, 3, 9])
def test_two_near_terms_match_alike(reader, searcher, dice, distance):
    for _ in range(20):
        first, second = some_terms(reader, dice, "text_exact", 2)
        if first == second:
            continue
        near = spans.SpanNear2(
            [stock.Term("text_exact", term) for term in (first, second)],
            slop=distance,
            ordered=False,
        )
        found = ours(reader, Near("text_exact", (first, second), distance))
        assert found.keys() == theirs(searcher, near).keys()


@pytest.mark.parametrize("field", SCORED)
@pytest.mark.parametrize("prefix", ["t", "từ1", "công", "đ", "lao b", "zz"])
def test_prefixes_match_alike(reader, searcher, field, prefix):
    found = ours(reader, Prefix(field, prefix))

    assert found.keys() == theirs(searcher, stock.Prefix(field, prefix)).keys()


def test_not_and_filters_match_alike(reader, searcher, dice):
    for _ in range(30):
        term, other = some_terms(reader, dice, "text_folded", 2)
        values = dice.sample(("bac-giang", "hoa-binh", "bac-kan", "ha-noi"), 2)
        query = And(
            (
                Term("text_folded", term),
                Not(Term("text_folded", other)),
                Filter("province", tuple(values)),
            )
        )
        expected = stock.And(
            [
                stock.Term("text_folded", term),
                stock.Not(stock.Term("text_folded", other)),
                stock.Or([stock.Term("province", value) for value in values]),
            ]
        )
        assert ours(reader, query).keys() == theirs(searcher, expected).keys()


@pytest.mark.parametrize(("low", "high"), [(20190000, 20200714), (20190115, 20190115), (1, 9)])
def test_dates_match_alike(reader, searcher, low, high):
    expected = theirs(searcher, stock.NumericRange("date_key", low, high))

    assert ours(reader, Range(low, high)).keys() == expected.keys()


def test_ids_and_stored_documents_are_alike(reader, searcher, corpus):
    for one in corpus[:20]:
        (hit,) = searcher.search(stock.Term("id", one.id))
        assert hit.docnum == reader.find(one.id)
        assert (
            searcher.doc_field_length(hit.docnum, "text_exact", 0)
            == sum(map(len, one.terms["text_exact"]))
            or len(one.terms["text_exact"][1]) > 10
        )  # longer lengths are kept in steps


def test_field_statistics_are_alike(searcher, built):
    assert searcher.doc_count() == len(built.found)
    assert searcher.doc_count_all() == len(built.counted)
    assert searcher.field_length("text_exact") == sum(
        len(run) for one in built.counted for run in one.terms["text_exact"]
    )
    assert searcher.field_length("pairs_exact") == sum(
        max(len(run) - 1, 0) for one in built.counted for run in one.terms["text_exact"]
    )
