"""Facets as people see them: names and values in a request, labels and order in an answer.

In the era of 63 provinces, as in that of the 34 since 2025-07-01, "province" and
"publisher" hold ids of that era; an index counts publishers by the older ids alone.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from functools import cache
from typing import Final

from index import fields
from index.articles.gazetteer import province_names
from index.articles.gazetteer import successor_names
from index.articles.gazetteer import successor_of
from index.articles.topics import topic_names
from index.errors import QueryError
from index.models import Era
from index.models import FacetValue
from index.models import SearchRequest
from index.query.parser import Names
from index.query.parser import spelling_key
from index.query.tree import Filter
from index.text.normalize import fold

MAX_YEAR: Final = 9999
UNKNOWN_LABEL: Final = "Không rõ"

_PROVINCE_FIELDS: Final[dict[Era, str]] = {63: fields.PROVINCE, 34: fields.PROVINCE_34}


def facet_fields(era: Era) -> dict[str, str]:
    """Return the facets of an answer, in order of display, and the fields they are counted in."""
    return {
        "province": _PROVINCE_FIELDS[era],
        "year": fields.YEAR,
        "topic": fields.TOPIC,
        "publisher": fields.PUBLISHER,
    }


def selection(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    """Return what a request selects, as field → values.

    Raises `QueryError` for a value that does not exist.
    """
    chosen = _chosen(request)
    for facet, values in chosen.items():
        _check_values(facet, values, _labels(request.era).get(facet, {}))
    for year in request.years:
        if not 1 <= year <= MAX_YEAR:
            raise QueryError(f"year {year} is out of range: give one from 1 to {MAX_YEAR}")
    if request.era == 34:
        chosen["publisher"] = _before_merger(chosen["publisher"])
    columns = facet_fields(request.era)
    return {columns[facet]: values for facet, values in chosen.items() if values}


def facets(
    request: SearchRequest, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the values of each facet in order of display, from the counts of its field.

    The most frequent come first, years by date; "unknown" is last. Selected values are
    listed even if nothing has them.
    """
    chosen = _chosen(request)
    columns = facet_fields(request.era)
    return {
        facet: _values(facet, counts.get(column, {}), chosen[facet], request.era)
        for facet, column in columns.items()
    }


def in_era(provinces: Iterable[str], era: Era) -> tuple[str, ...]:
    """Return ids of the 63 provinces as ids of the era, without repeats."""
    if era == 63:
        return tuple(provinces)
    return tuple(dict.fromkeys(successor_of().get(province, province) for province in provinces))


@cache
def filter_names(era: Era) -> Names:
    """Return what may be typed after "province:" and "topic:": ids and names, in any spelling.

    A name of the 63 provinces is understood in either era.
    """
    provinces = _filters(fields.PROVINCE, province_names())
    if era == 34:
        provinces |= _filters(fields.PROVINCE_34, successor_names())
    return {"province": provinces, "topic": _filters(fields.TOPIC, topic_names())}


def _filters(field: str, labels: Mapping[str, str]) -> dict[str, Filter]:
    named = {**labels, fields.UNKNOWN: UNKNOWN_LABEL}
    return {
        spelling_key(spelling): Filter(field, (value,))
        for value, label in named.items()
        for spelling in (value, label)
    }


def _chosen(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    unknown_year = (fields.UNKNOWN,) if request.unknown_year else ()
    return {
        "province": request.provinces,
        "year": (*map(str, request.years), *unknown_year),
        "topic": request.topics,
        "publisher": request.publishers,
    }


def _labels(era: Era) -> dict[str, Mapping[str, str]]:
    provinces = province_names() if era == 63 else successor_names()
    return {"province": provinces, "topic": topic_names(), "publisher": provinces}


def _check_values(facet: str, values: Iterable[str], labels: Mapping[str, str]) -> None:
    for value in values if labels else ():
        if value not in labels and value != fields.UNKNOWN:
            example = next(iter(labels))
            raise QueryError(
                f'there is no {facet} "{value}": give one of {len(labels)} ids such as '
                f'"{example}", or "{fields.UNKNOWN}"'
            )


def _before_merger(successors: Iterable[str]) -> tuple[str, ...]:
    wanted = frozenset(successors)
    old = tuple(province for province, now in successor_of().items() if now in wanted)
    return (*old, fields.UNKNOWN) if fields.UNKNOWN in wanted else old


def _values(
    facet: str, counts: Mapping[str, int], chosen: tuple[str, ...], era: Era
) -> tuple[FacetValue, ...]:
    total: Counter[str] = Counter(dict.fromkeys(chosen, 0))
    for value, count in counts.items():
        (shown,) = in_era((value,), era) if facet == "publisher" else (value,)
        total[shown] += count
    labels = {**_labels(era).get(facet, {}), fields.UNKNOWN: UNKNOWN_LABEL}
    found = [
        FacetValue(value, labels.get(value, value), count, value in chosen)
        for value, count in total.items()
    ]
    if facet == "year":
        found.sort(key=lambda value: (value.value == fields.UNKNOWN, -_year(value.value)))
    else:
        found.sort(
            key=lambda value: (value.value == fields.UNKNOWN, -value.count, fold(value.label))
        )
    return tuple(found)


def _year(value: str) -> int:
    return int(value) if value.isdecimal() else 0
