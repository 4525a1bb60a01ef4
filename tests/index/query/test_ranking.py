"""Which fields a query looks at, and what cannot be outranked."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index import fields
from index.engines.base import Retrieval
from index.query.parser import parse
from index.query.ranking import weigh
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import MatchAll
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Range
from index.query.tree import Term
from index.query.weights import WEIGHTS
from index.query.weights import highest_score

EXACT_FIELDS = {fields.TEXT_EXACT, fields.TITLE_EXACT, fields.PAIRS_EXACT, fields.WORDS}
BODIES = (
    "công đoàn cơ sở",
    "đường bộ",
    "Dương bộ",
    "duong bo",
    "đương bố",
    "học sinh học",
    "kỹ thuật",
)


def fields_of(node):
    children = getattr(node, "children", ()) or [
        getattr(node, name) for name in ("child", "required", "optional") if hasattr(node, name)
    ]
    return {getattr(node, "field", None)} | {f for child in children for f in fields_of(child)}


@pytest.mark.parametrize(
    "query", ["cong doan", '"cong doan"', "cong OR doan", "cong -doan", "cong*"]
)
def test_a_query_without_marks_looks_at_no_exact_field(reader_of, query):
    weighted = weigh(parse(query).tree, reader_of(*BODIES))

    assert not EXACT_FIELDS & fields_of(weighted.tree)
    assert weighted.tier == 0


@pytest.mark.parametrize(
    ("query", "required"),
    [
        ("", MatchAll()),
        ("an", Term(fields.TEXT_FOLDED, "an")),
        ("An", Term(fields.TEXT_FOLDED, "an")),
        ("an an to", And((Term(fields.TEXT_FOLDED, "an"), Term(fields.TEXT_FOLDED, "to")))),
        ("Ở", Term(fields.TEXT_FOLDED, "o")),
        ('"đường bộ"', Phrase(fields.TEXT_EXACT, ("đường", "bộ"))),
        ('"duong bo"', Phrase(fields.TEXT_FOLDED, ("duong", "bo"))),
        ('"đường"', Term(fields.TEXT_EXACT, "đường")),
        ("đườ*", Prefix(fields.TEXT_FOLDED, "duo")),
        ("duo*", Prefix(fields.TEXT_FOLDED, "duo")),
        ("-xe", Not(Term(fields.TEXT_FOLDED, "xe"))),
        ("-đường", Not(Term(fields.TEXT_EXACT, "đường"))),
        ("title:đường", Term(fields.TITLE_FOLDED, "duong")),
        ('title:"đường bộ"', Phrase(fields.TITLE_EXACT, ("đường", "bộ"))),
        ("author:Bộ", Term(fields.AUTHOR, "bo")),
        ('source:"báo mới"', Phrase(fields.SOURCE, ("bao", "moi"))),
        ("year:unknown", Filter(fields.YEAR, ("unknown",))),
        ("year:2019", Range(2019_00_00, 2019_12_31)),
    ],
)
def test_what_a_query_requires(reader_of, query, required):
    assert weigh(parse(query).tree, reader_of(*BODIES)).required == required


def test_relaxing_asks_for_some_of_the_words_but_all_else(reader_of):
    parsed = parse('một hai ba bốn năm sáu bảy "đường bộ" -xe year:2019')

    words, phrase, excluded, year = weigh(parsed.tree, reader_of(), relaxed=True).required.children

    assert isinstance(words, Or)
    assert len(words.children) == 7
    assert 2 <= words.minimum < 7
    assert phrase == Phrase(fields.TEXT_EXACT, ("đường", "bộ"))
    assert excluded == Not(Term(fields.TEXT_FOLDED, "xe"))
    assert year == Range(2019_00_00, 2019_12_31)


def test_relaxing_a_single_word_changes_nothing(reader_of):
    tree = parse("đường").tree

    assert weigh(tree, reader_of(), relaxed=True).required == weigh(tree, reader_of()).required


def test_every_weight_is_positive():
    assert all(0 < weight <= 4 for weight in dataclasses.astuple(WEIGHTS))


WORDS = st.sampled_from(
    [
        "công",
        "đoàn",
        "cong",
        "doan",
        "đường",
        "bộ",
        "bo",
        "duong",
        "học",
        "sinh",
        "LĐLĐ",
        "-xe",
        "OR",
        "an*",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_no_score_exceeds_what_is_promised(reader_of, query):
    reader = reader_of(*BODIES)
    weighted = weigh(parse(query).tree, reader)

    found = reader.evaluate(Retrieval(weighted.tree))

    assert all(score <= highest_score(weighted.tree) for score in found.scores)
