"""How every engine scores: what adds up, what competes, what does not count."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index import fields
from index.engines.base import Reader
from index.engines.base import Retrieval
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

CONG = Term("text_exact", "công")
DOAN = Term("text_exact", "đoàn")
ABSENT = Term("text_exact", "vắng")


@pytest.fixture(scope="module")
def reader(built) -> Iterator[Reader]:
    reader = built.store.open()
    yield reader
    reader.close()


def scores(reader: Reader, node: Node) -> dict[int, float]:
    found = reader.evaluate(Retrieval(node, size=100_000))
    return dict(zip(found.keys, found.scores, strict=True))


def expected(reader: Reader, node: Node) -> dict[int, float]:
    """Return the scores that follow from those of the leaves, each asked alone."""
    match node:
        case And(children):
            parts = [expected(reader, child) for child in children]
            keys = set.intersection(*map(set, parts)) if parts else set(scores(reader, MatchAll()))
            return {key: sum(part[key] for part in parts) for key in keys}
        case Or(children, minimum):
            held = Counter[int]()
            summed = Counter[int]()
            for child in children:
                part = expected(reader, child)
                held.update(part.keys())
                summed.update(part)
            return {key: summed[key] for key, times in held.items() if times >= minimum}
        case Best(children):
            best: dict[int, float] = {}
            for child in children:
                for key, score in expected(reader, child).items():
                    best[key] = max(score, best.get(key, 0))
            return best
        case Not(child):
            return dict.fromkeys(scores(reader, MatchAll()).keys() - expected(reader, child), 0)
        case Maybe(required, optional):
            more = expected(reader, optional)
            return {
                key: score + more.get(key, 0) for key, score in expected(reader, required).items()
            }
        case Constant(child, score):
            return dict.fromkeys(expected(reader, child), score)
    return scores(reader, node)


words = st.sampled_from(("công", "cong", "đoàn", "doan", "lao", "từ1", "từ9", "từ19", "x"))
weights = st.sampled_from((0.25, 1.0, 3.0))
singles = st.sampled_from(
    (fields.TEXT_EXACT, fields.TEXT_FOLDED, fields.TITLE_FOLDED, fields.LEAD_FOLDED)
)
terms = st.builds(Term, singles, words, weights) | st.builds(
    Term, st.just(fields.PAIRS_FOLDED), st.tuples(words, words).map(" ".join), weights
)
several = st.lists(terms, max_size=6).map(tuple)
leaves = terms | st.sampled_from(
    (Filter("province", ("bac-giang",)), MatchAll(), Phrase("text_exact", ("công", "đoàn")))
)
trees = st.recursive(
    leaves | st.builds(And, several) | st.builds(Or, several),
    lambda nodes: st.one_of(
        st.builds(And, st.lists(nodes, max_size=4).map(tuple)),
        st.builds(Or, st.lists(nodes, max_size=4).map(tuple), st.integers(1, 2)),
        st.builds(Best, st.lists(nodes, max_size=3).map(tuple)),
        st.builds(Not, nodes),
        st.builds(Maybe, nodes, nodes),
        st.builds(Constant, nodes, st.floats(0, 9)),
    ),
    max_leaves=8,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tree=trees)
def test_scores_of_a_tree_follow_from_those_of_its_leaves(reader, tree):
    assert scores(reader, tree) == pytest.approx(expected(reader, tree), rel=1e-5)


def test_scores_of_and_or_maybe_add_up(reader):
    cong, doan = scores(reader, CONG), scores(reader, DOAN)
    both = cong.keys() & doan.keys()
    summed = {key: cong.get(key, 0) + doan.get(key, 0) for key in cong.keys() | doan.keys()}

    assert scores(reader, Or((CONG, DOAN))) == pytest.approx(summed)
    assert scores(reader, And((CONG, DOAN))) == pytest.approx({key: summed[key] for key in both})
    assert scores(reader, Maybe(CONG, DOAN)) == pytest.approx({key: summed[key] for key in cong})


def test_best_takes_the_highest_score(reader):
    cong, doan = scores(reader, CONG), scores(reader, DOAN)

    assert scores(reader, Best((CONG, DOAN))) == pytest.approx(
        {key: max(cong.get(key, 0), doan.get(key, 0)) for key in cong.keys() | doan.keys()}
    )


@pytest.mark.parametrize(
    "weighted",
    [
        lambda weight: Term("text_exact", "công", weight),
        lambda weight: Term("pairs_exact", "công cộng", weight),
        lambda weight: Phrase("text_exact", ("công", "cộng"), weight),
        lambda weight: Near("text_exact", ("công", "cộng"), 4, weight),
        lambda weight: Prefix("text_exact", "cô", weight),
    ],
)
def test_a_weight_multiplies_the_score(reader, weighted):
    once = scores(reader, weighted(1.0))

    assert once
    assert min(once.values()) > 0
    assert scores(reader, weighted(2.5)) == pytest.approx(
        {key: 2.5 * score for key, score in once.items()}
    )


@pytest.mark.parametrize(
    "node",
    [
        MatchAll(),
        Not(CONG),
        Filter("province", ("bac-giang",)),
        Range(20180000, 20201231),
        And(()),
    ],
)
def test_what_has_no_score_adds_nothing(reader, node):
    assert set(scores(reader, node).values()) == {0.0}

    cong = scores(reader, CONG)
    together = scores(reader, And((CONG, node)))
    assert together == pytest.approx({key: cong[key] for key in together})


def test_constant_and_prefix_give_each_document_the_same_score(reader):
    assert scores(reader, Constant(CONG, 3.5)) == dict.fromkeys(scores(reader, CONG), 3.5)
    assert set(scores(reader, Prefix("text_exact", "c", 0.5)).values()) == {0.5}


def test_a_prefix_stands_for_every_term_that_begins_so(reader):
    known = reader.vocabulary("text_exact", "c", 100_000)
    expected = scores(reader, Or(tuple(Term("text_exact", term) for term, _ in known)))

    assert scores(reader, Prefix("text_exact", "c")).keys() == expected.keys()


def test_a_score_does_not_depend_on_what_else_is_asked(reader):
    phrase = Phrase("text_exact", ("công", "cộng", "công"))
    alone = scores(reader, phrase)
    within = scores(reader, Maybe(And((CONG, Filter("year", ("2020",)))), Constant(phrase, 0)))

    assert alone
    for key in alone.keys() & within.keys():
        added = scores(reader, Maybe(Constant(CONG, 0), phrase))[key]
        assert added == pytest.approx(alone[key])


def test_an_absent_term_changes_nothing_in_an_or(reader):
    assert scores(reader, Or((CONG, ABSENT))) == scores(reader, CONG)
    assert scores(reader, And((CONG, ABSENT))) == {}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("công công đoàn x", "công đoàn x y"),  # more often
        ("công x", "công x y z t u v"),  # in a shorter text
    ],
)
def test_more_of_a_term_in_less_text_scores_higher(
    new_store, opened, publish, document, better, worse
):
    store = new_store()
    publish(store, [document("worse", worse), document("better", better)])
    reader = opened(store)

    found = reader.evaluate(Retrieval(CONG))
    assert found.keys == (reader.find("better"), reader.find("worse"))
    assert found.scores[0] > found.scores[1]


def test_a_rarer_term_scores_higher(new_store, opened, publish, document):
    store = new_store()
    publish(
        store, [document(str(number), "công đoàn" if number else "công lao") for number in range(9)]
    )
    reader = opened(store)

    rare, common = (scores(reader, Term("text_exact", word)) for word in ("lao", "đoàn"))
    assert min(rare.values()) > max(common.values())


def test_phrase_frequency_counts_overlaps(new_store, opened, publish, document):
    store = new_store()
    publish(
        store,
        [
            document("three", "a b a b a b a"),
            document("one", "a b a c c b c"),
            document("none", "a b c a c b a"),
        ],
    )
    reader = opened(store)

    found = reader.evaluate(Retrieval(Phrase("text_exact", ("a", "b", "a"))))
    assert found.keys == (reader.find("three"), reader.find("one"))
    assert found.scores[0] > found.scores[1]


@pytest.mark.parametrize("terms", [("công", "đoàn"), ("đoàn", "lao", "động")])
def test_no_phrase_and_no_pair_crosses_from_title_to_body(
    new_store, opened, publish, document, terms
):
    store = new_store()
    publish(
        store,
        [
            document("1", title="công", body="đoàn lao"),
            document("2", title="đoàn lao", body="động"),
        ],
    )
    reader = opened(store)

    assert scores(reader, Phrase("text_exact", terms)) == {}
    assert reader.document_frequency("pairs_exact", "công đoàn") == 0
    assert reader.document_frequency("pairs_exact", "lao động") == 0
    assert reader.document_frequency("pairs_exact", "đoàn lao") == 2
