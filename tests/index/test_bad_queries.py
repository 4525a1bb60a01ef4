"""Whatever is typed or read: analyzer, parser and search answer it or refuse it by name."""

import json
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index import ArticleIndex
from index import QueryError
from index import SearchRequest
from index.query.parser import MAX_CHARACTERS
from index.query.parser import parse
from index.snippets import LENGTH
from index.text.normalize import fold
from index.text.normalize import normalize
from index.text.tokens import MAX_TERM_LENGTH
from index.text.tokens import terms
from index.text.tokens import tokenize
from index.text.words import compound_words

MONSTERS = {
    "a word of 32 kB": "ươ" * 8_000,
    "a number of 32 kB": "1" * 32_000,
    "grouped digits": "1.234" * 6_000,
    "a query of 200 kB": "công đoàn " * 15_000,
    "3,000 parentheses": "(" * 3_000,
    "3,000 pairs of parentheses": "(" * 3_000 + "a" + ")" * 3_000,
    "3,000 closing parentheses": ")" * 3_000,
    "5,000 terms": " ".join(f"từ{number}" for number in range(5_000)),
    "5,000 quotes": '"' * 5_000,
    "5,000 minus signs": "-" * 5_000,
    "5,000 combining marks": "a" + "\u0301" * 5_000,
    "5,000 zero-width spaces": "\u200b".join("a" * 5_000),
    "a long row of dates": "1/8/2014/" * 3_000,
    "a long document number": "1/" + "QĐ-" * 5_000,
    "misread bytes": "Ã" * 5_000,
    "only emoji": "😀" * 200,
    "NULs": "\0" * 500,
    "lone surrogates": "\ud800\udc00\udfff" * 100,
}

LONE = ("", " ", "\n\t", "*", "**", "a*", "đ*", "* *", "-", "--", "-*", "- -", '"', '""', "'", "()")
OPERATORS = (
    "NOT",
    "OR",
    "AND",
    "NOT NOT",
    "OR OR",
    "AND AND",
    "NOT OR AND",
    "a OR",
    "OR a",
    "-NOT",
)
NESTED = (")(", "(" * 16, "(" * 16 + "a" + ")" * 16, "-(-(-(-a)))", '"(" OR ")"', "(a OR (b OR (c")
PATTERNS = (
    ".*",
    "[a-z]+",
    "^$",
    "(?P<a>",
    "a{9}",
    r"\d\w\b",
    "\\",
    "a|b",
    "%s%n",
    "{0}",
    "';--",
    "<b>",
)
SIGNS = (
    "\0",
    "a\0b",
    "\ud800",
    "công\udfff",
    "\u202ecông\u202c",
    "\u200f",
    "😀",
    "👩‍👧 đoàn",
    "\ufeff",
)
FIELDS = (
    "title:",
    "title:*",
    'title:"',
    "year:",
    "year:..",
    "year:9999..",
    "date:0000-00-00",
    "topic:()",
)
NUMBERS = ("year:2019..2021..2023", "643/", "/QĐ-TLĐ", "1/1/1", "12,", ".5", "½")
SMALL_MONSTERS = (*LONE, *OPERATORS, *NESTED, *PATTERNS, *SIGNS, *FIELDS, *NUMBERS)

TYPED = {**MONSTERS, **{repr(text): text for text in SMALL_MONSTERS}}
EACH = pytest.mark.parametrize("text", TYPED.values(), ids=[ascii(name) for name in TYPED])

PIECES = st.sampled_from(
    [
        *SMALL_MONSTERS,
        *("công", "đoàn", "cong doan", "title:", "coong", "643/QĐ-TLĐ", "1/8/2014", "LĐLĐ", "12,5"),
        *(" ", " ", " ", '"', "(", ")", "-", "*", "OR ", "NOT ", "year:2019", "\u0301", "\u200b"),
    ]
)
QUERIES = st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=MAX_CHARACTERS)


def refused_or(answer, text):
    """Return the answer, or None if the query was refused."""
    try:
        return answer(text)
    except QueryError:
        return None


def check_answer(index, text):
    results = refused_or(lambda query: index.search(SearchRequest(q=query)), text)
    if not results:
        return
    json.dumps([results.notes, asdict(index.explain(results.request))]).encode()
    assert 0 <= len(results.hits) == min(results.total, 10)
    for hit in results.hits:
        assert len(hit.snippet) <= LENGTH + 2
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.snippet_marks)
        assert all(0 <= start < end <= len(hit.title) for start, end in hit.title_marks)


@EACH
def test_the_analyzer_takes_any_text(text):
    stored = normalize(text)
    found = terms(stored)

    assert stored.encode().decode() == stored
    assert fold(stored).isascii()
    assert len(found.exact) == len(found.folded)
    assert all(len(term) <= MAX_TERM_LENGTH for term in (*found.exact, *found.folded))
    assert len(tokenize(text)) <= len(text)
    assert len(compound_words([stored])) == 1


@EACH
def test_the_parser_refuses_only_what_is_too_long(text):
    parsed = refused_or(parse, text)

    assert (parsed is None) == (len(text) > MAX_CHARACTERS)
    if parsed:
        json.dumps(asdict(parsed)).encode()


@EACH
def test_search_answers_or_refuses_any_query(open_articles, article, text):
    monsters = (article(f"monster-{at}", normalize(one)) for at, one in enumerate(SMALL_MONSTERS))

    check_answer(open_articles(article("1", "công đoàn", title="Họp"), *monsters), text)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=QUERIES)
@example(query="\ud800*")
def test_search_answers_or_refuses_what_is_made_of_them(memory_index, query):
    check_answer(memory_index, query)


@pytest.fixture
def memory_index(memory_store, article):
    memory_store.put([article("1", "công đoàn 643/QĐ-TLĐ"), article("2", "a b 1/8/2014 😀")])
    with ArticleIndex(memory_store) as index:
        yield index


@pytest.mark.parametrize("body", MONSTERS.values(), ids=MONSTERS)
def test_a_monstrous_article_is_found_and_shown(open_articles, article, body):
    index = open_articles(article("1", f"công đoàn {normalize(body)} cuối"), article("2", "khác"))

    for query in ("công đoàn", "cong", "cô*", '"công đoàn"', "công đoàn cuối", "cuoi", "cu*"):
        (hit,) = index.search(SearchRequest(q=query)).hits

        assert hit.id == "1"
        assert len(hit.snippet) <= LENGTH + 2
