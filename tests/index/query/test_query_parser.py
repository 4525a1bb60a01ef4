"""The query language: what is understood, what is read as plain words, what is refused."""

import json
import sys
from contextlib import suppress
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import QueryError
from index.fields import PROVINCE
from index.fields import TOPIC
from index.fields import YEAR
from index.query.parser import MAX_CHARACTERS
from index.query.parser import MAX_DEPTH
from index.query.parser import MAX_TERMS
from index.query.parser import parse
from index.query.parser import spelling_key
from index.query.render import label
from index.query.render import render
from index.query.render import walk
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import MatchAll
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Range
from index.query.tree import Term

BAC_GIANG = Filter(PROVINCE, ("bac-giang",))
NAMES = {
    "province": {"bac giang": BAC_GIANG},
    "topic": {"an toan": Filter(TOPIC, ("an-toan",))},
}


def word(text: str) -> Term:
    return Term("text", text)


UNDERSTOOD = [
    ("", MatchAll()),
    ("  \t\n ", MatchAll()),
    ("công", word("công")),
    ("Công  đoàn", And((word("Công"), word("đoàn")))),
    ('"công đoàn"', Phrase("text", ("công", "đoàn"))),
    ("“công đoàn”", Phrase("text", ("công", "đoàn"))),
    ('"đường"', Phrase("text", ("đường",))),
    ("a -b", And((word("a"), Not(word("b"))))),
    ("a NOT b", And((word("a"), Not(word("b"))))),
    ("-b", Not(word("b"))),
    ('-"b c"', Not(Phrase("text", ("b", "c")))),
    ("-(-b)", word("b")),
    ("a AND b", And((word("a"), word("b")))),
    ("a OR b c", Or((word("a"), And((word("b"), word("c")))))),
    ("(a OR b) c", And((Or((word("a"), word("b"))), word("c")))),
    ("a (b (c))", And((word("a"), word("b"), word("c")))),
    ("a or b", And((word("a"), word("or"), word("b")))),
    ("công đo*", And((word("công"), Prefix("text", "đo")))),
    ("Đo*", Prefix("text", "đo")),
    ("title:đoàn", Term("title", "đoàn")),
    ("TITLE:đoàn", Term("title", "đoàn")),
    ('title:"công đoàn"', Phrase("title", ("công", "đoàn"))),
    ("author:Lan", Term("author", "Lan")),
    ("source:congdoan.vn", Term("source", "congdoan.vn")),
    ("-source:báo", Not(Term("source", "báo"))),
    ("province:bac-giang", BAC_GIANG),
    ('province:"Bắc Giang"', BAC_GIANG),
    ("province:BẮC-GIANG", BAC_GIANG),
    ('topic:"An toàn"', Filter(TOPIC, ("an-toan",))),
    ("year:2019", Range(2019_00_00, 2019_12_31)),
    ("year:2019..2021", Range(2019_00_00, 2021_12_31)),
    ("year:2021..2019", Range(2019_00_00, 2021_12_31)),
    ("year:2019..", Range(2019_00_00, 9999_12_31)),
    ("date:..2020-07", Range(1_00_00, 2020_07_31)),
    ("year:unknown", Filter(YEAR, ("unknown",))),
    ("date:2020-07..2020-09", Range(2020_07_00, 2020_09_31)),
    ("date:2020-07-14", Range(2020_07_14, 2020_07_14)),
    ("643/QĐ-TLĐ", word("643/QĐ-TLĐ")),
    ("http://a.vn/b", word("http://a.vn/b")),
    ("Hà Nội - Huế", And((word("Hà"), word("Nội"), word("Huế")))),
]


@pytest.mark.parametrize(("query", "tree"), UNDERSTOOD)
def test_reads_the_language_without_a_note(query, tree):
    parsed = parse(query, NAMES)

    assert parsed.tree == tree
    assert parsed.notes == ()


READ_AS_WORDS = [
    ("a OR", And((word("a"), word("or"))), "OR"),
    ("OR", word("or"), "OR"),
    ("AND", word("and"), "AND"),
    ("NOT NOT", And((word("not"), word("not"))), "NOT"),
    ("a OR OR b", Or((And((word("a"), word("or"))), word("b"))), "OR"),
    ("a*", word("a"), "a*"),
    ("*", MatchAll(), "*"),
    ("ab*cd", word("ab*cd"), "ab*cd"),
    ("*ab", word("*ab"), "*ab"),
    ("title: a", And((word("title"), word("a"))), "title:"),
    ("Year:", word("Year"), "Year:"),
    ('"công đoàn', And((word("công"), word("đoàn"))), '"'),
    ('""', MatchAll(), '""'),
    ("(a", word("a"), "("),
    ("a)", word("a"), ")"),
    (")(", MatchAll(), ")"),
    ("😀 a", word("a"), "😀"),
    ("province:atlantis", word("atlantis"), "province:atlantis"),
    ('topic:"a b"', Phrase("text", ("a", "b")), 'topic:"a b"'),
    ("year:abc", word("abc"), "year:abc"),
    ("date:2020-13", word("2020-13"), "date:2020-13"),
    ("date:2020-00", word("2020-00"), "date:2020-00"),
    ("year:0000", word("0000"), "year:0000"),
    ("date:2021-02-29", word("2021-02-29"), "date:2021-02-29"),
]


@pytest.mark.parametrize(("query", "tree", "named"), READ_AS_WORDS)
def test_reads_what_it_cannot_understand_as_words_and_says_so(query, tree, named):
    parsed = parse(query, NAMES)

    assert parsed.tree == tree
    assert named in " ".join(parsed.notes)


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("công đoàn", "công đoàn"),
        ("cong AND doan", "cong doan"),
        ('"cong doan"', None),
        ("cong -doan", None),
        ("", None),
    ],
)
def test_knows_a_query_of_words_alone(query, plain):
    assert parse(query).plain == plain


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("a" * (MAX_CHARACTERS + 1), MAX_CHARACTERS),
        ("a " * (MAX_TERMS + 1), MAX_TERMS),
        ("a-" * (MAX_TERMS + 1), MAX_TERMS),
        ('"' + "a " * (MAX_TERMS + 1) + '"', MAX_TERMS),
        ("year:2019 " * (MAX_TERMS // 2) + "a " * MAX_TERMS, MAX_TERMS),
        ("(" * (MAX_DEPTH + 1) + "a", MAX_DEPTH),
        ("-(" * (MAX_DEPTH + 1) + "a", MAX_DEPTH),
    ],
)
def test_refuses_what_exceeds_a_limit_and_names_it(query, limit):
    with pytest.raises(QueryError, match=str(limit)):
        parse(query)


@pytest.mark.parametrize(
    "query",
    ["a" * MAX_CHARACTERS, "a " * MAX_TERMS, "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH, '"' * 512],
)
def test_accepts_what_reaches_a_limit(query):
    parse(query)


PIECES = st.sampled_from(
    [
        *'()"*-:. ',
        *("AND", "OR", "NOT", "công", "đoàn", "643/QĐ-TLĐ", "1/8/2014", "a", "😀", "\0", "\ud800"),
        *("title:", "author:", "province:", "topic:", "year:", "date:", "bac-giang", "An toàn"),
        *("2019", "2020-07", "2020-07-14", "..", "unknown", "\u202e", "\u00a0", "\u200b", "\u0301"),
    ]
)
QUERIES = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80)


@given(QUERIES)
def test_never_fails_but_for_its_limits(query):
    try:
        parsed = parse(query, NAMES)
    except QueryError:
        return
    json.dumps(asdict(parsed)).encode()


@given(QUERIES)
def test_reads_what_it_renders_as_the_same_tree(query):
    try:
        tree = parse(query, NAMES).tree
    except QueryError:
        return

    rendered = render(tree)

    assert parse(rendered, NAMES).tree == tree


def calls_to_parse(query):
    """Count the calls, of Python and of C, that reading a query takes."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        with suppress(QueryError):
            parse(query, NAMES)
    finally:
        sys.setprofile(None)
    return calls


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
def test_reading_takes_time_in_proportion_to_the_length(unit):
    times = max(1, MAX_CHARACTERS // len(unit) // 4)
    texts = unit * times, unit * times * 4
    for text in texts:
        calls_to_parse(text)  # what words become is remembered

    short, long = map(calls_to_parse, texts)

    assert long <= 4 * short + 100


@given(st.text())
def test_spellings_of_a_name_share_a_key(name):
    assert spelling_key(name) == spelling_key(spelling_key(name))
    assert spelling_key("Bắc-GIANG") == "bac giang"


def test_renders_only_what_can_be_typed():
    with pytest.raises(ValueError, match="no query"):
        render(Filter("shoe-size", ("42",)))


def test_walks_any_tree_from_its_root_on():
    tree = And((Term("text", "a", 2.0), Not(Range(1, 2))))

    assert [(depth, label(node)) for depth, node in walk(tree)] == [
        (0, "And"),
        (1, "Term field='text' text='a' weight=2.0"),
        (1, "Not"),
        (2, "Range low=1 high=2"),
    ]
