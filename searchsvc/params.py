"""Request arguments ⇄ `SearchRequest`: the one place for pages, API, feeds and links.

Here arguments are checked for their form; whether there is such a province or topic is for the
index to say, which knows the topics it was built with.
"""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from typing import Final
from urllib.parse import quote_plus

from index import fields
from index.errors import QueryError
from index.facets import value_refusal
from index.models import SORTS
from index.models import SearchRequest
from index.query.parser import MAX_CHARACTERS
from index.search import ERAS
from index.search import MAX_DEPTH
from index.search import MAX_SIZE

MAX_VALUES: Final = 100  # of one filter
ERA_NAMES: Final = tuple(map(str, ERAS))

_YEARS: Final = re.compile(r"([0-9]{4})(?:\.\.([0-9]{4}))?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN: Final = 40  # code points of a wrong name repeated in its message
_DEFAULTS: Final = SearchRequest()
_quoted: Final = lru_cache(maxsize=1024)(quote_plus)  # the links of a page repeat most values

_Fields = dict[str, Any]  # some fields of a SearchRequest
_Reader = Callable[[str, list[str]], _Fields]


class PageError(QueryError):
    """The page lies deeper than answers go: it does not exist."""


def parse(pairs: Iterable[tuple[str, str]], *, strict: bool = True) -> SearchRequest:
    """Read request arguments; an empty value, as forms send it, counts as absent.

    Raises `QueryError` naming the parameter and what it takes. Unless `strict`, parameters
    that are not ours are ignored.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in _READERS:
            if strict:
                raise _refusal(name, "không có; chỉ dùng " + ", ".join(_READERS))
        elif value:
            given.setdefault(name, []).append(value)

    found: _Fields = {}
    for name, values in given.items():
        found |= _READERS[name](name, values)
    request = SearchRequest(**found)
    _check_together(request)
    return request


def to_args(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the arguments that `parse` reads as this request; defaults are left out."""
    given = [
        ("q", request.q),
        *(("province", province) for province in request.provinces),
        *(("year", f"{year:04}") for year in request.years),
        *([("year", fields.UNKNOWN)] if request.unknown_year else []),
        *(("topic", topic) for topic in request.topics),
        *(("publisher", publisher) for publisher in request.publishers),
        ("from", request.date_from.isoformat() if request.date_from else ""),
        ("to", request.date_to.isoformat() if request.date_to else ""),
        ("sort", request.sort if request.sort != _DEFAULTS.sort else ""),
        ("page", str(request.page) if request.page != _DEFAULTS.page else ""),
        ("size", str(request.size) if request.size != _DEFAULTS.size else ""),
        ("era", str(request.era) if request.era != _DEFAULTS.era else ""),
    ]
    return [(name, value) for name, value in given if value]


def link(path: str, request: SearchRequest) -> str:
    """Return the path with the arguments of the request."""
    args = "&".join(f"{name}={_quoted(value)}" for name, value in to_args(request))
    return f"{path}?{args}" if args else path


def _refusal(name: str, why: str) -> QueryError:
    return QueryError(f"Tham số “{name[:_SHOWN]}” {why}.")


def _one(field: str, read: Callable[[str, str], Any]) -> _Reader:
    def reader(name: str, values: list[str]) -> _Fields:
        if len(values) > 1:
            raise _refusal(name, "chỉ được có một giá trị")
        return {field: read(name, values[0])}

    return reader


def _many(field: str) -> _Reader:
    def reader(name: str, values: list[str]) -> _Fields:
        return {field: tuple(_distinct(name, values))}

    return reader


def _distinct(name: str, values: Iterable[str]) -> list[str]:
    distinct = list(dict.fromkeys(values))
    if len(distinct) > MAX_VALUES:
        raise _refusal(name, f"chỉ được có tối đa {MAX_VALUES} giá trị")
    return distinct


def _query(name: str, value: str) -> str:
    if len(value) > MAX_CHARACTERS:
        raise _refusal(name, f"dài {len(value)} ký tự; hãy rút xuống còn tối đa {MAX_CHARACTERS}")
    return value


def _years(name: str, values: list[str]) -> _Fields:
    single = [
        year for value in values if value != fields.UNKNOWN for year in _year_range(name, value)
    ]
    return {
        "years": tuple(int(year) for year in _distinct(name, single)),
        "unknown_year": fields.UNKNOWN in values,
    }


def _year_range(name: str, value: str) -> list[str]:
    """Return the years of "2019" or "2018..2020", no more than what shows there are too many."""
    match = _YEARS.fullmatch(value)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 0 < first <= last:
        raise value_refusal(name, value, f"2019, 2018..2020 hoặc {fields.UNKNOWN}")
    return [str(year) for year in range(first, min(last, first + MAX_VALUES) + 1)]


def _day(name: str, value: str) -> date:
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # 2020-02-30: refused below like any other wrong value
    raise value_refusal(name, value, "một ngày có thật, dạng 2020-07-14")


def _integer(low: int, high: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
        if not low <= number <= high:
            raise value_refusal(name, value, f"một số từ {low} đến {high}")
        return number

    return read


def _choice(allowed: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in allowed:
            raise value_refusal(name, value, " hoặc ".join(allowed))
        return value

    return read


def _era(name: str, value: str) -> int:
    return int(_choice(ERA_NAMES)(name, value))


def _check_together(request: SearchRequest) -> None:
    """Check what depends on two parameters."""
    last_page = MAX_DEPTH // request.size
    if request.page > last_page:
        raise PageError(
            f"Chỉ xem được đến trang {last_page}, tức {MAX_DEPTH} bài đầu; hãy lọc hẹp lại để thấy bài khác."
        )
    if request.date_from and request.date_to and request.date_from > request.date_to:
        raise value_refusal("from", request.date_from.isoformat(), "một ngày không sau “to”")


_READERS: Final[Mapping[str, _Reader]] = {
    "q": _one("q", _query),
    "province": _many("provinces"),
    "year": _years,
    "topic": _many("topics"),
    "publisher": _many("publishers"),
    "from": _one("date_from", _day),
    "to": _one("date_to", _day),
    "sort": _one("sort", _choice(SORTS)),
    "page": _one("page", _integer(1, MAX_DEPTH)),
    "size": _one("size", _integer(1, MAX_SIZE)),
    "era": _one("era", _era),
}
