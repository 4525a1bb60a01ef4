from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.gazetteer import province_names
from index.models import SearchRequest
from searchsvc import narrowing

VALUES = [
    ("province", "ha-noi"),
    ("year", "2020"),
    ("year", "unknown"),
    ("topic", "x"),
    ("publisher", "unknown"),
]
ASKED = SearchRequest(q="a", provinces=("bac-kan",), years=(2019,), page=3)


@pytest.mark.parametrize(("facet", "value"), VALUES)
def test_toggling_selects_and_toggling_again_drops(facet: str, value: str) -> None:
    once = narrowing.toggle(ASKED, facet, value)

    assert once != replace(ASKED, page=1)
    assert narrowing.toggle(once, facet, value) == replace(ASKED, page=1)


@pytest.mark.parametrize(("facet", "value"), [("province", "ha-noi"), ("topic", "unknown")])
def test_selecting_again_keeps_the_selection(facet: str, value: str) -> None:
    once = narrowing.select(ASKED, facet, value)

    assert once == narrowing.toggle(ASKED, facet, value)
    assert narrowing.select(once, facet, value) == once


def test_dropping_the_filters_keeps_words_order_and_era() -> None:
    asked = SearchRequest(
        q="a", provinces=("hue",), unknown_year=True, sort="newest", page=2, size=20, era=34
    )

    assert narrowing.without_filters(asked) == SearchRequest(q="a", sort="newest", size=20, era=34)


@given(st.lists(st.sampled_from([*province_names(), "unknown"]), unique=True).map(tuple))
def test_a_change_of_era_loses_no_selected_place(provinces: tuple[str, ...]) -> None:
    asked = SearchRequest(provinces=provinces)
    now = narrowing.in_era(asked, 34)

    assert set(narrowing.in_era(now, 63).provinces) >= set(provinces)
    assert set(narrowing.in_era(narrowing.in_era(now, 63), 34).provinces) == set(now.provinces)


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 0, []),
        (2, 4, [1, 2, 3, 4]),
        (6, 20, [1, None, 4, 5, 6, 7, 8, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_the_window_of_pages_has_both_ends(page: int, pages: int, window: list[int | None]) -> None:
    assert narrowing.page_window(page, pages) == window
