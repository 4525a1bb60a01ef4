from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import fields
from index.articles.gazetteer import province_names
from index.articles.gazetteer import successor_names
from index.articles.topics import topic_names
from index.errors import QueryError
from index.models import SORTS
from index.models import SearchRequest
from index.search import MAX_DEPTH
from index.search import MAX_SIZE
from searchsvc import params

TOPIC = next(iter(topic_names()))
DATES = st.none() | st.dates(min_value=date(1000, 1, 1))


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*values, fields.UNKNOWN]), unique=True).map(tuple)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    era = draw(st.sampled_from([63, 34]))
    first, last = draw(DATES), draw(DATES)
    if first and last:
        first, last = min(first, last), max(first, last)
    size = draw(st.integers(1, MAX_SIZE))
    places = list(successor_names() if era == 34 else province_names())
    return SearchRequest(
        q=draw(st.text(max_size=512)),
        provinces=draw(_some(places)),
        years=tuple(draw(st.lists(st.integers(1, 9999), unique=True, max_size=100))),
        topics=draw(_some(list(topic_names()))),
        publishers=draw(_some(places)),
        unknown_year=draw(st.booleans()),
        date_from=first,
        date_to=last,
        sort=draw(st.sampled_from(SORTS)),
        page=draw(st.integers(1, MAX_DEPTH // size)),
        size=size,
        era=era,
    )


@given(requests())
def test_arguments_made_of_a_request_are_read_as_that_request(request_: SearchRequest) -> None:
    assert params.parse(params.to_args(request_)) == request_


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "year", "from", "page", "size", "province", "x"]), st.text()
        )
    )
)
def test_any_arguments_are_refused_with_a_query_error_or_read_as_what_links_say(
    pairs: list[tuple[str, str]],
) -> None:
    with suppress(QueryError):
        request_ = params.parse(pairs, strict=False)

        assert params.parse(params.to_args(request_)) == request_


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], SearchRequest()),
        ([("q", ""), ("from", ""), ("year", ""), ("page", "")], SearchRequest()),
        ([("q", " công  đoàn ")], SearchRequest(q=" công  đoàn ")),
        ([("year", "2019"), ("year", "2019")], SearchRequest(years=(2019,))),
        ([("year", "2018..2020"), ("year", "2015")], SearchRequest(years=(2018, 2019, 2020, 2015))),
        ([("year", "unknown")], SearchRequest(unknown_year=True)),
        (
            [("province", "bac-kan"), ("province", "ha-noi")],
            SearchRequest(provinces=("bac-kan", "ha-noi")),
        ),
        ([("province", "hue"), ("era", "34")], SearchRequest(provinces=("hue",), era=34)),
        ([("topic", "of-their-own")], SearchRequest(topics=("of-their-own",))),
        (
            [("province", "unknown"), ("topic", TOPIC)],
            SearchRequest(provinces=("unknown",), topics=(TOPIC,)),
        ),
        (
            [("from", "2020-07-14"), ("to", "2020-07-14")],
            SearchRequest(date_from=date(2020, 7, 14), date_to=date(2020, 7, 14)),
        ),
    ],
)
def test_arguments_are_read(pairs: list[tuple[str, str]], expected: SearchRequest) -> None:
    assert params.parse(pairs) == expected


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("utm_source", "x")], ["utm_source", "province", "era"]),
        ([("q", "a" * 513)], ["q", "513", "512"]),
        ([("year", "20")], ["year", "20", "2018..2020", "unknown"]),
        ([("year", "2020..2018")], ["year", "2020..2018"]),
        ([("year", "0000")], ["year", "0000"]),
        ([("year", "1000..9999")], ["year", "100"]),
        ([("year", "٢٠١٩")], ["year"]),
        ([("from", "2020-02-30")], ["from", "2020-02-30"]),
        ([("from", "20200714")], ["from", "2020-07-14"]),
        ([("from", "2020-07-15"), ("to", "2020-07-14")], ["from", "to"]),
        ([("sort", "random")], ["sort", "relevance", "newest", "oldest"]),
        ([("page", "0")], ["page", "1", str(MAX_DEPTH)]),
        ([("page", "9" * 5000)], ["page", "999"]),
        ([("page", "1001")], ["1000", "10000"]),
        ([("page", "101"), ("size", "100")], ["100", "10000"]),
        ([("page", "1_0")], ["page", "1_0"]),
        ([("page", "1"), ("page", "2")], ["page", "một giá trị"]),
        ([("size", "101")], ["size", "100"]),
        ([("size", "-1")], ["size", "-1"]),
        ([("era", "64")], ["era", "63", "34"]),
        ([("province", f"x{n}") for n in range(101)], ["province", "100"]),
        ([("topic", f"x{n}") for n in range(101)], ["topic", "100"]),
    ],
)
def test_a_wrong_argument_is_refused_naming_it_and_what_is_allowed(
    pairs: list[tuple[str, str]], named: list[str]
) -> None:
    with pytest.raises(QueryError) as refusal:
        params.parse(pairs)

    assert all(word in str(refusal.value) for word in named)
    assert len(str(refusal.value)) < 2000


def test_arguments_of_others_are_ignored_on_request() -> None:
    assert params.parse([("utm_source", "x"), ("q", "a")], strict=False) == SearchRequest(q="a")


def test_defaults_are_left_out_of_links() -> None:
    assert params.link("/search", SearchRequest()) == "/search"
    assert (
        params.link("/search", SearchRequest(q="công đoàn", page=2))
        == "/search?q=c%C3%B4ng+%C4%91o%C3%A0n&page=2"
    )
