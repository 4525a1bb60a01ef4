"""The values that travel through the house: pages, articles, requests and results.

All are frozen. Offsets and marks count Unicode code points of the string they stand beside.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from typing import Any
from typing import Final
from typing import Literal

YearBasis = Literal["published", "inferred_event", "inferred_title", "none"]
Confidence = Literal["certain", "likely", "none"]
Sort = Literal["relevance", "newest", "oldest"]
Era = Literal[63, 34]
Mark = tuple[int, int]  # [start, end)

DIGEST_BYTES: Final = 16

SORTS: Final[tuple[Sort, ...]] = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as a source holds it: text and what the source itself states about it.

    `stated` may hold title, date, url, source, author, province, topics, category; what is
    stated wins over what extraction infers. `origin` and `line` say where it was read. `digest`
    is `DIGEST_BYTES` in hex of the bytes it was read from, if these were its alone; else "".
    """

    id: str
    text: str
    origin: str
    line: int | None = None
    stated: Mapping[str, Any] = field(default_factory=dict)
    digest: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record or file that was not indexed, and why; `line` is 1-based where it applies."""

    source: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a derived fact comes from: zone and 1-based line of the page, its words, the rule's name."""

    zone: str
    line: int | None
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its metadata; `evidence` maps a field's name to what it rests on.

    `title`, `lead` and `body` are NFC; `lead` is the beginning of `body`. `about` and
    `topics` have the main value first. `is_article` is false for a page that holds none
    (navigation, listing, spam); such a page is reported, not indexed.
    """

    id: str
    title: str
    body: str
    lead: str = ""
    byline: str | None = None
    published: date | None = None
    year: int | None = None
    year_basis: YearBasis = "none"
    publisher: str | None = None
    publisher_confidence: Confidence = "none"
    about: tuple[str, ...] = ()
    implicit: bool = False
    topics: tuple[str, ...] = ()
    url: str | None = None
    source: str | None = None
    category: str | None = None
    is_article: bool = True
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """An article made ready for an engine.

    `terms` maps a token field (never a field of pairs) to its runs, each the terms in
    order; `facets` maps each facet to its values (never empty: `unknown` stands for none).
    `date_key` is yyyymmdd, with 0000 for an unknown month and day, 0 for an unknown year.
    `stored` is what `Reader.fetch` returns. `digest` is `DIGEST_BYTES` in hex, which change when
    what the article was read from does.
    """

    id: str
    terms: Mapping[str, tuple[Sequence[str], ...]]
    facets: Mapping[str, tuple[str, ...]]
    date_key: int
    stored: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person asks: a query and how to narrow, order and page its answer.

    `years` holds single years; `unknown_year` adds articles without one. `date_from` and
    `date_to` are inclusive. `page` counts from 1.
    """

    q: str = ""
    provinces: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    unknown_year: bool = False
    date_from: date | None = None
    date_to: date | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    era: Era = 63


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of an answer, with the marks of what matched in its title and snippet."""

    id: str
    title: str
    title_marks: tuple[Mark, ...]
    snippet: str
    snippet_marks: tuple[Mark, ...]
    url: str | None
    source: str | None
    author: str | None
    date: date | None
    year: int | None
    year_basis: YearBasis
    publisher: str | None
    provinces: tuple[str, ...]
    topics: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: how many articles it would show, and whether it is selected."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better way to type the query; `reason` is "diacritics", "keyboard" or "spelling"."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a `SearchRequest`; `total` and the facets' counts are exact.

    `notes` say in Vietnamese what of the query was ignored or read differently.
    `facets` maps "province", "year", "topic", "publisher" to their values, in order of display.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    generation: str
    relaxed: bool = False
    notes: tuple[str, ...] = ()
    suggestion: Suggestion | None = None
    took_ms: float = 0.0
