"""Facets as people see them: names and values in a request, labels and order in an answer.

The topics there are, id → label, are those of the index that answers (`Reader.topics`).
In the era of 63 provinces, as in that of the 34 since 2025-07-01, "province" and
"publisher" hold ids of that era; an index counts publishers by the older ids alone.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from functools import cache
from functools import lru_cache
from itertools import islice
from typing import Final

from index import fields
from index.articles.gazetteer import province_names
from index.articles.gazetteer import successor_names
from index.articles.gazetteer import successor_of
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

_TABLES: Final = 8  # of topics, kept in the form that queries are read with
_SHOWN: Final = 40  # code points of a wrong value repeated in its message
_LISTED: Final = 100  # ids that such a message offers

_PROVINCE_FIELDS: Final[dict[Era, str]] = {63: fields.PROVINCE, 34: fields.PROVINCE_34}


def facet_fields(era: Era) -> dict[str, str]:
    """Return the facets of an answer, in order of display, and the fields they are counted in."""
    return {
        "province": _PROVINCE_FIELDS[era],
        "year": fields.YEAR,
        "topic": fields.TOPIC,
        "publisher": fields.PUBLISHER,
    }


def selection(request: SearchRequest, topics: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what a request selects, as field → values.

    Raises `QueryError` for a value that does not exist.
    """
    chosen = _chosen(request)
    for facet, labels in _labels(request.era, topics).items():
        _check_values(facet, chosen[facet], labels)
    for year in request.years:
        if not 1 <= year <= MAX_YEAR:
            raise QueryError(f"year {year} is out of range: give one from 1 to {MAX_YEAR}")
    if request.era == 34:
        chosen["publisher"] = _before_merger(chosen["publisher"])
    columns = facet_fields(request.era)
    return {columns[facet]: values for facet, values in chosen.items() if values}


def facets(
    request: SearchRequest, counts: Mapping[str, Mapping[str, int]], topics: Mapping[str, str]
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the values of each facet in order of display, from the counts of its field.

    The most frequent come first, years by date; "unknown" is last. Selected values are
    listed even if nothing has them.
    """
    chosen, labels = _chosen(request), _labels(request.era, topics)
    found = {facet: counts.get(column, {}) for facet, column in facet_fields(request.era).items()}
    found["publisher"] = _counts_in_era(found["publisher"], request.era)
    return {
        facet: _values(facet, values, chosen[facet], labels.get(facet, {}))
        for facet, values in found.items()
    }


def in_era(provinces: Iterable[str], era: Era) -> tuple[str, ...]:
    """Return ids of the 63 provinces as ids of the era, without repeats."""
    if era == 63:
        return tuple(provinces)
    return tuple(dict.fromkeys(successor_of().get(province, province) for province in provinces))


def filter_names(era: Era, topics: Mapping[str, str]) -> Names:
    """Return what may be typed after "province:" and "topic:": ids and names, in any spelling.

    A name of the 63 provinces is understood in either era.
    """
    return {"province": _province_filters(era), "topic": _topic_filters(tuple(topics.items()))}


def value_refusal(name: str, value: str, allowed: str) -> QueryError:
    """Return the error for a value that a parameter of a request does not take."""
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return QueryError(f"Tham số “{name}” không nhận giá trị “{shown}”; hãy dùng {allowed}.")


@cache
def _province_filters(era: Era) -> Mapping[str, Filter]:
    provinces = _filters(fields.PROVINCE, province_names())
    return provinces | _filters(fields.PROVINCE_34, successor_names()) if era == 34 else provinces


@lru_cache(maxsize=_TABLES)
def _topic_filters(topics: tuple[tuple[str, str], ...]) -> Mapping[str, Filter]:
    return _filters(fields.TOPIC, dict(topics))


def _filters(field: str, labels: Mapping[str, str]) -> dict[str, Filter]:
    named = {**labels, fields.UNKNOWN: UNKNOWN_LABEL}
    ids = {value: value for value in named}
    # An id comes last, so that it is never hidden by the name of another.
    return {
        spelling_key(spelling): Filter(field, (value,))
        for spellings in (named, ids)
        for value, spelling in spellings.items()
    }


def _chosen(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    unknown_year = (fields.UNKNOWN,) if request.unknown_year else ()
    return {
        "province": request.provinces,
        "year": (*map(str, request.years), *unknown_year),
        "topic": request.topics,
        "publisher": request.publishers,
    }


def _labels(era: Era, topics: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    provinces = province_names() if era == 63 else successor_names()
    return {"province": provinces, "topic": topics, "publisher": provinces}


def _check_values(facet: str, values: Iterable[str], labels: Mapping[str, str]) -> None:
    for value in values:
        if value not in labels and value != fields.UNKNOWN:
            more = ["…"] if len(labels) > _LISTED else []
            listed = ", ".join([*islice(labels, _LISTED), *more, fields.UNKNOWN])
            raise value_refusal(facet, value, f"một trong: {listed}")


def _before_merger(successors: Iterable[str]) -> tuple[str, ...]:
    wanted = frozenset(successors)
    old = tuple(province for province, now in successor_of().items() if now in wanted)
    return (*old, fields.UNKNOWN) if fields.UNKNOWN in wanted else old


def _counts_in_era(counts: Mapping[str, int], era: Era) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for province, count in counts.items():
        (now,) = in_era((province,), era)
        total[now] += count
    return total


def _values(
    facet: str, counts: Mapping[str, int], chosen: tuple[str, ...], labels: Mapping[str, str]
) -> tuple[FacetValue, ...]:
    shown = {**labels, fields.UNKNOWN: UNKNOWN_LABEL}
    found = [
        FacetValue(value, shown.get(value, value), count, value in chosen)
        for value, count in {**dict.fromkeys(chosen, 0), **counts}.items()
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
