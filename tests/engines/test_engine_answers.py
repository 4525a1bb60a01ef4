"""Every engine finds and counts what a plain reading of the documents finds and counts."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from itertools import product
from typing import Final

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index import fields
from index.engines.base import Reader
from index.engines.base import Retrieval
from index.fields import FieldKind
from index.models import SORTS
from index.models import Document
from index.query.tree import And
from index.query.tree import Best
from index.query.tree import Constant
from index.query.tree import Filter
from index.query.tree import MatchAll
from index.query.tree import Maybe
from index.query.tree import Near
from index.query.tree import Node
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Range
from index.query.tree import Term

ALL: Final = 100_000
SEQUENCES: Final = (fields.TEXT_EXACT, fields.TEXT_FOLDED, fields.TITLE_EXACT)
VALUES: Final = {
    fields.PROVINCE: ("bac-giang", "hoa-binh", "bac-kan", "ha-noi", "nowhere"),
    fields.YEAR: ("2018", "2019", "2020", fields.UNKNOWN),
    fields.TOPIC: ("thi-dua", "dai-hoi", "dao-tao"),
}


@pytest.fixture(scope="module")
def documents(built) -> list[Document]:
    """What can be found, in the order of the keys."""
    return built.found


@pytest.fixture(scope="module")
def reader(built) -> Iterator[Reader]:
    reader = built.store.open()
    yield reader
    reader.close()


def positions_of(document: Document, field: str, term: str) -> set[int]:
    found, start = set(), 0
    for run in document.terms.get(field, ()):
        found |= {start + place for place, word in enumerate(run) if word == term}
        start += len(run) + fields.RUN_GAP
    return found


def terms_of(document: Document, name: str) -> set[str]:
    field = next(field for field in fields.TOKEN_FIELDS if field.name == name)
    runs = document.terms.get(field.pairs_of or name, ())
    if field.kind is FieldKind.PAIRS:
        return {f"{first} {second}" for run in runs for first, second in pairwise(run)}
    return {term for run in runs for term in run}


def is_near(document: Document, node: Near) -> bool:
    places = [positions_of(document, node.field, term) for term in set(node.terms)]
    return any(max(choice) - min(choice) <= node.distance for choice in product(*places))


def is_phrase(document: Document, node: Phrase) -> bool:
    first, *others = node.terms
    return any(
        all(
            start + shift in positions_of(document, node.field, term)
            for shift, term in enumerate(others, start=1)
        )
        for start in positions_of(document, node.field, first)
    )


def matches(node: Node, document: Document) -> bool:
    match node:
        case Term(field, text):
            return text in terms_of(document, field)
        case Prefix(field, text):
            return any(term.startswith(text) for term in terms_of(document, field))
        case Phrase():
            return is_phrase(document, node)
        case Near():
            return is_near(document, node)
        case Filter(facet, values):
            return not set(values).isdisjoint(document.facets[facet])
        case Range(low, high):
            return bool(document.date_key) and low <= document.date_key <= high
        case And(children):
            return all(matches(child, document) for child in children)
        case Or(children, minimum):
            return sum(matches(child, document) for child in children) >= minimum
        case Best(children):
            return any(matches(child, document) for child in children)
        case Not(child):
            return not matches(child, document)
        case Maybe(required, _):
            return matches(required, document)
        case Constant(child, _):
            return matches(child, document)
    return True


def ids_in(reader: Reader, documents: list[Document], keys: tuple[int, ...]) -> set[str]:
    by_key = {reader.find(document.id): document.id for document in documents}
    return {by_key[key] for key in keys}


words = st.sampled_from(("công", "cong", "đoàn", "doan", "lao", "động", "từ1", "từ9", "từ19", "x"))
sequences = st.sampled_from(SEQUENCES)
phrases = st.lists(words, min_size=1, max_size=4).map(tuple)
pairs = st.tuples(words, words).map(" ".join)
leaves = st.one_of(
    st.builds(Term, sequences | st.sampled_from((fields.LEAD_FOLDED,)), words),
    st.builds(Term, st.sampled_from((fields.PAIRS_EXACT, fields.PAIRS_FOLDED)), pairs),
    st.builds(Phrase, sequences, phrases),
    st.builds(Near, sequences, phrases, st.integers(0, 12)),
    st.builds(Prefix, sequences, st.sampled_from(("t", "từ1", "c", "đ", "zz", ""))),
    st.builds(Prefix, st.just(fields.PAIRS_EXACT), st.sampled_from(("công", "công đ", "t", "x "))),
    st.sampled_from(list(VALUES)).flatmap(
        lambda facet: st.builds(
            Filter, st.just(facet), st.lists(st.sampled_from(VALUES[facet]), max_size=2).map(tuple)
        )
    ),
    st.builds(
        Range, st.sampled_from((0, 20190000, 20200101)), st.sampled_from((0, 20200101, ALL**2))
    ),
    st.just(MatchAll()),
)
trees = st.recursive(
    leaves,
    lambda nodes: st.one_of(
        st.builds(And, st.lists(nodes, max_size=4).map(tuple)),
        st.builds(Or, st.lists(nodes, max_size=4).map(tuple), st.integers(1, 3)),
        st.builds(Best, st.lists(nodes, max_size=4).map(tuple)),
        st.builds(Not, nodes),
        st.builds(Maybe, nodes, nodes),
        st.builds(Constant, nodes, st.floats(0, 9)),
    ),
    max_leaves=8,
)
selections = st.fixed_dictionaries(
    {},
    optional={
        facet: st.lists(st.sampled_from(values), max_size=2).map(tuple)
        for facet, values in VALUES.items()
    },
)
generous = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@generous
@given(tree=trees)
def test_finds_exactly_the_documents_that_match(reader, documents, tree):
    found = reader.evaluate(Retrieval(tree, size=ALL))

    expected = {document.id for document in documents if matches(tree, document)}
    assert ids_in(reader, documents, found.keys) == expected
    assert found.total == len(expected) == len(found.keys)


@generous
@given(tree=trees, selection=selections)
def test_facets_ignore_their_own_selection_and_obey_the_others(reader, documents, tree, selection):
    found = reader.evaluate(Retrieval(tree, selection=selection, facets=tuple(VALUES), size=ALL))

    matching = [document for document in documents if matches(tree, document)]

    def without(ignored=None):
        chosen = And(
            tuple(
                Filter(facet, values)
                for facet, values in selection.items()
                if values and facet != ignored
            )
        )
        return [document for document in matching if matches(chosen, document)]

    assert ids_in(reader, documents, found.keys) == {document.id for document in without()}
    assert found.facets == {
        facet: Counter(value for document in without(facet) for value in document.facets[facet])
        for facet in VALUES
    }


@generous
@given(tree=trees, sort=st.sampled_from(SORTS), start=st.integers(0, 260), size=st.integers(0, 30))
def test_a_page_is_a_slice_of_the_whole_order(reader, tree, sort, start, size):
    whole = reader.evaluate(Retrieval(tree, sort=sort, size=ALL))
    page = reader.evaluate(Retrieval(tree, sort=sort, start=start, size=size))

    assert page.keys == whole.keys[start : start + size]
    assert page.scores == whole.scores[start : start + size]
    assert page.total == whole.total


@generous
@given(tree=trees)
def test_the_order_is_by_score_then_date_then_key(reader, documents, tree):
    dates = {reader.find(document.id): document.date_key for document in documents}
    found = reader.evaluate(Retrieval(tree, size=ALL))

    rows = [(-score, -dates[key], key) for key, score in zip(found.keys, found.scores, strict=True)]
    assert rows == sorted(rows)


@pytest.mark.parametrize(("sort", "sign"), [("newest", -1), ("oldest", 1)])
def test_dates_order_with_the_unknown_last(reader, documents, sort, sign):
    dates = {reader.find(document.id): document.date_key for document in documents}
    keys = reader.evaluate(Retrieval(MatchAll(), sort=sort, size=ALL)).keys

    assert keys == tuple(sorted(dates, key=lambda key: (dates[key] == 0, sign * dates[key], key)))


def test_keys_follow_the_order_in_which_documents_were_added(reader, documents):
    keys = [reader.find(document.id) for document in documents]

    assert keys == sorted(keys)
    assert reader.document_count == len(documents)


def test_vocabulary_lists_the_most_frequent_terms_of_a_prefix(reader, built):
    counts = Counter(
        term for document in built.counted for term in terms_of(document, "text_exact")
    )
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    assert reader.vocabulary("text_exact", "", ALL) == expected
    assert (
        reader.vocabulary("text_exact", "từ", 3)
        == [pair for pair in expected if pair[0].startswith("từ")][:3]
    )
    assert reader.vocabulary("text_exact", "zz", 3) == []
    assert all(reader.document_frequency("text_exact", term) == n for term, n in expected)
    assert reader.document_frequency("text_exact", "không-có") == 0


def test_accented_forms_are_the_exact_terms_that_fold_to_it(reader, built):
    counts = Counter(
        term for document in built.counted for term in terms_of(document, "text_exact")
    )
    expected = sorted(
        ((term, counts[term]) for term in ("công", "cộng", "cong")),
        key=lambda pair: (-pair[1], pair[0]),
    )

    assert reader.accented_forms("cong", 10) == expected
    assert reader.accented_forms("cong", 2) == expected[:2]
    assert reader.accented_forms("không", 10) == []


def test_fetch_returns_what_was_stored_in_the_order_of_the_keys(reader, documents):
    chosen = [documents[-1], documents[5], documents[5]]

    assert reader.fetch([reader.find(document.id) for document in chosen]) == [
        document.stored for document in chosen
    ]


@pytest.mark.parametrize("unknown", ["", "bài", "bài 60", "bài 1000", "\ud800", "a\0b"])
def test_an_id_that_is_not_there_is_not_found(reader, unknown):
    assert reader.find(unknown) is None


@pytest.mark.parametrize(
    "node",
    [
        Term("text_exact", "\ud800"),
        Term("pairs_exact", "no-space"),
        Term("pairs_exact", " "),
        Phrase("text_exact", ()),
        Near("text_exact", (), 3),
        Near("text_exact", ("công", "đoàn"), -1),
        Prefix("text_exact", "\udfff"),
        Filter("province", ()),
        Or(()),
        Or((MatchAll(), MatchAll()), minimum=3),
        Best(()),
        Range(20210101, 20200101),
        Not(MatchAll()),
    ],
)
def test_what_nothing_can_match_finds_nothing(reader, node):
    found = reader.evaluate(Retrieval(node, facets=("province",)))

    assert (found.total, found.keys, found.scores) == (0, (), ())
    assert found.facets == {"province": {}}


def test_thousands_of_leaves_are_answered(reader, documents):
    leaves = tuple(Term("text_exact", f"từ{number % 40}") for number in range(5000))

    assert reader.evaluate(Retrieval(Or(leaves))).total == sum(
        any(term.startswith("từ") for term in terms_of(document, "text_exact"))
        for document in documents
    )
