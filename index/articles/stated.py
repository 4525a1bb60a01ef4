"""What a source states about an article, checked. It wins over what is inferred from the text."""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from functools import partial
from typing import Any
from typing import Final
from typing import TypeVar
from urllib.parse import urlsplit

from index.articles.dates import parse_stated
from index.articles.gazetteer import province_names
from index.articles.mentions import find_mentions
from index.articles.title import clean
from index.models import Evidence
from index.text.normalize import fold
from index.text.normalize import normalize
from index.text.visible import visible

Value = TypeVar("Value")

_SEPARATORS: Final = re.compile(r"\s*[,;|]\s*")
_LEVEL: Final = re.compile(r"^(?:tinh|thanh pho|tp\.?)\s+")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Stated:
    """The stated values that make sense; None or empty for the others.

    `evidence` holds, by the article's field, what was stated, with the rule "stated_<field>",
    or "stated_<field>_ignored" for a value that makes no sense.
    """

    title: str | None = None
    day: date | None = None
    author: str | None = None
    provinces: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    url: str | None = None
    source: str | None = None
    category: str | None = None
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of the URL and of the source, where they have one."""
        candidates = (_host(self.url), self.source if self.source and "." in self.source else None)
        return tuple(host for host in candidates if host)


def read_stated(values: Mapping[str, Any], topics: Mapping[str, str]) -> Stated:
    """Check what a source states: title, date, author, province(s), topics, url, source, category.

    `topics` are the labels of the topics there are, by id.
    """
    if not values:
        return Stated()
    evidence: dict[str, tuple[Evidence, ...]] = {}

    def take(key: str, name: str, parse: Callable[[Any], Value | None]) -> Value | None:
        value = values.get(key)
        if value is None or value in ("", [], ()):
            return None
        parsed = parse(value)
        rule = f"stated_{key}" if parsed is not None else f"stated_{key}_ignored"
        evidence[name] = (*evidence.get(name, ()), Evidence("stated", None, _shown(value), rule))
        return parsed

    return Stated(
        title=take("title", "title", _text),
        day=take("date", "published", parse_stated),
        author=take("author", "byline", _text),
        provinces=take("provinces", "about", _provinces)
        or take("province", "about", _provinces)
        or (),
        topics=take("topics", "topics", partial(_topics, labels=topics)) or (),
        url=_text(values.get("url")),
        source=_text(values.get("source")),
        category=_text(values.get("category")),
        evidence=evidence,
    )


def _text(value: object) -> str | None:
    return clean(visible(normalize(str(value)))) or None if value is not None else None


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _values(value: object) -> Iterable[str]:
    return map(str, value) if isinstance(value, list | tuple | set) else [str(value)]


def _provinces(value: object) -> tuple[str, ...] | None:
    found = [province for text in _values(value) for province in _provinces_of(text)]
    return tuple(dict.fromkeys(found)) or None


def _provinces_of(text: str) -> list[str]:
    whole = _province(text)
    return [whole] if whole else [p for part in _SEPARATORS.split(text) if (p := _province(part))]


def _province(text: str) -> str | None:
    slug = _NOT_SLUG.sub("-", _LEVEL.sub("", fold(text).strip())).strip("-")
    slug = {"hue": "thua-thien-hue"}.get(slug, slug)
    if slug in province_names():
        return slug
    places = {mention.provinces for mention in find_mentions(text) if not mention.is_district}
    return next(iter(places))[0] if len(places) == 1 else None


def _topics(value: object, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    ids = {clean(label).lower(): topic for topic, label in labels.items()}
    ids |= {topic: topic for topic in labels}
    parts = [
        part
        for text in _values(value)
        for part in ([text] if text.lower() in ids else _SEPARATORS.split(text))
    ]
    return tuple(dict.fromkeys(ids[part.lower()] for part in parts if part.lower() in ids)) or None


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None
