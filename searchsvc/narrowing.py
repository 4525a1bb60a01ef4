"""Requests next to a request: narrowed, widened, in another era, on another page. Pure functions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from typing import Final

from index import facets
from index import fields
from index.articles.gazetteer import successor_of
from index.models import Era
from index.models import SearchRequest

# Facet of an answer → field of the request that holds what is selected in it.
SELECTED_BY: Final = {
    "province": "provinces",
    "year": "years",
    "topic": "topics",
    "publisher": "publishers",
}


def toggle(request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Select a facet's value, or drop it if it is selected; the answer starts at page 1."""
    if facet == "year" and value == fields.UNKNOWN:
        return replace(request, unknown_year=not request.unknown_year, page=1)
    field = SELECTED_BY[facet]
    changed: Any = {
        field: _toggled(getattr(request, field), int(value) if facet == "year" else value)
    }
    return replace(request, page=1, **changed)


def select(request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Select a province or topic; a request that has it selected stays as it is."""
    return (
        request if value in getattr(request, SELECTED_BY[facet]) else toggle(request, facet, value)
    )


def without_dates(request: SearchRequest) -> SearchRequest:
    """Drop the first and last day."""
    return replace(request, date_from=None, date_to=None, page=1)


def without_filters(request: SearchRequest) -> SearchRequest:
    """Keep the words, the order and the era."""
    return SearchRequest(q=request.q, sort=request.sort, size=request.size, era=request.era)


def in_era(request: SearchRequest, era: Era) -> SearchRequest:
    """Name the same places as the provinces of another era.

    From 63 to 34 a province becomes the one it belongs to now; back, all it was made of.
    """
    if era == request.era:
        return request
    return replace(
        request,
        era=era,
        provinces=_translated(request.provinces, era),
        publishers=_translated(request.publishers, era),
        page=1,
    )


def page_window(page: int, pages: int, around: int = 2) -> list[int | None]:
    """Return the page numbers to offer, first and last always, None for a gap.

    >>> page_window(6, 20)
    [1, None, 4, 5, 6, 7, 8, None, 20]
    """
    shown = sorted({1, pages, *range(page - around, page + around + 1)} & set(range(1, pages + 1)))
    window: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            window.append(None)
        window.append(number)
    return window


def _toggled(values: Sequence[Any], value: Any) -> tuple[Any, ...]:
    return tuple(kept for kept in values if kept != value) if value in values else (*values, value)


def _translated(provinces: tuple[str, ...], era: Era) -> tuple[str, ...]:
    if era == 34:
        return facets.in_era(provinces, era)
    successors = {**successor_of(), fields.UNKNOWN: fields.UNKNOWN}
    return tuple(old for old, new in successors.items() if new in provinces)
