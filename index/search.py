"""The way out: a request → parsed, weighted, evaluated, marked → results.

with open_index("var/index") as articles:
    results = articles.search(SearchRequest(q="công đoàn", years=(2020,)))
"""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from types import TracebackType
from typing import Final
from typing import Self

from index.documents import provinces_of
from index.documents import to_article
from index.engines import open_store
from index.engines.base import Reader
from index.engines.base import Retrieval
from index.engines.base import Retrieved
from index.engines.base import Store
from index.errors import QueryError
from index.explain import Explanation
from index.explain import outlined
from index.explain import scored
from index.facets import facet_fields
from index.facets import facets
from index.facets import filter_names
from index.facets import in_era
from index.facets import selection
from index.live import LiveReader
from index.marks import highlights_of
from index.models import SORTS
from index.models import Article
from index.models import Era
from index.models import Hit
from index.models import Mark
from index.models import Results
from index.models import SearchRequest
from index.models import Suggestion
from index.query.parser import Parsed
from index.query.parser import parse
from index.query.ranking import Weighted
from index.query.ranking import weigh
from index.query.render import render
from index.query.tree import And
from index.query.tree import MatchAll
from index.query.tree import Range
from index.snippets import Highlight
from index.snippets import highlight
from index.snippets import snippet
from index.text.keyboard import retyped
from index.text.spelling import accented

MAX_SIZE: Final = 100
MAX_DEPTH: Final = 10_000  # documents, of all pages
# Who types so many words asks a question; the articles that happen to hold them all are the
# longest, rarely the answer. Measured on 397 questions, with marks as without: MRR@10 0.34 → 0.76
# over 8,000 encyclopedia texts, 0.68 → 0.90 over 500.
_QUESTION_WORDS: Final = 8
# Below so many the words may have been meant for an input method that was off.
_FEW_TO_SUGGEST: Final = 10
ERAS: Final = (63, 34)


def open_index(location: str) -> "ArticleIndex":
    """Open the index at a location: a folder, or a URL whose scheme names an engine.

    Raises `IndexMissingError`, `IndexCorruptError` or `EngineUnavailableError`.
    """
    return ArticleIndex(open_store(location))


class ArticleIndex:
    """The articles of the live generation. Safe to share between threads.

    A newly published generation is picked up with the next question; every answer comes
    from one generation.
    """

    def __init__(self, store: Store) -> None:
        self._live = LiveReader(store)

    def search(self, request: SearchRequest) -> Results:
        """Answer a request.

        If nothing holds all its words, or if it asks a long question, what holds many of them
        is found as well (`relaxed`).
        Raises `QueryError` if the request asks for what does not exist or exceeds a limit.
        """
        began = perf_counter()
        _check(request)
        with self._live.borrow() as reader:
            parsed = _parsed(reader, request)
            found = _find(reader, request, parsed)
            return Results(
                request=request,
                total=found.retrieved.total,
                hits=_hits(reader, found, request.era),
                facets=facets(request, found.retrieved.facets, reader.topics),
                generation=reader.generation,
                relaxed=found.relaxed,
                notes=parsed.notes,
                suggestion=_suggestion(reader, found, parsed.plain) if parsed.plain else None,
                took_ms=(perf_counter() - began) * 1000,
            )

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""
        found = self.labeled_article(article_id)
        return found[0] if found else None

    def labeled_article(self, article_id: str) -> tuple[Article, Mapping[str, str]] | None:
        """Return the article with this id and, id → label, the topics of its generation; or None."""
        with self._live.borrow() as reader:
            key = reader.find(article_id)
            return None if key is None else (to_article(reader.fetch([key])[0]), reader.topics)

    def marks(self, request: SearchRequest, text: str) -> tuple[Mark, ...]:
        """Return what the request's query marks in a text, by the rules of an answer."""
        with self._live.borrow() as reader:
            return highlight(text, highlights_of(weigh(_parsed(reader, request).tree, reader)))

    def explain(self, request: SearchRequest) -> Explanation:
        """Say how a request is understood, and how the first hit of its page scores.

        Raises `QueryError` as `search` does. Meant for people who tune: it asks the index
        once for every part of the query.
        """
        _check(request)
        with self._live.borrow() as reader:
            parsed = _parsed(reader, request)
            found = _find(reader, request, parsed)
            tree = found.weighted.tree
            first = next(iter(_articles(reader, found)), None)
            return Explanation(
                parsed=render(parsed.tree),
                notes=parsed.notes,
                relaxed=found.relaxed,
                tier=found.weighted.tier,
                hit=first.id if first else None,
                parts=scored(tree, found.retrieved.keys[0], first, reader)
                if first
                else outlined(tree),
            )

    @property
    def generation(self) -> str:
        """The generation that the next answer comes from."""
        with self._live.borrow() as reader:
            return reader.generation

    def close(self) -> None:
        """Release the index as soon as the answers under way are made."""
        self._live.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _check(request: SearchRequest) -> None:
    """Raise `QueryError` for what the dataclass cannot rule out."""
    allowed: dict[str, tuple[object, Collection[object]]] = {
        "sort": (request.sort, SORTS),
        "era": (request.era, ERAS),
    }
    for name, (value, values) in allowed.items():
        if value not in values:
            raise QueryError(
                f"{name} {value!r} is unknown: give one of {', '.join(map(str, values))}"
            )
    if not 1 <= request.size <= MAX_SIZE:
        raise QueryError(f"size {request.size} is out of range: give one from 1 to {MAX_SIZE}")
    last_page = MAX_DEPTH // request.size
    if not 1 <= request.page <= last_page:
        raise QueryError(
            f"page {request.page} is out of range: give one from 1 to {last_page} "
            f"({MAX_DEPTH} articles deep); narrow the search to see others"
        )
    if request.date_from and request.date_to and request.date_from > request.date_to:
        raise QueryError(
            f"from {request.date_from} is after to {request.date_to}: swap the two dates"
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a query found; `complete` is how many articles hold all of it."""

    retrieved: Retrieved
    weighted: Weighted
    complete: int
    relaxed: bool = False


def _parsed(reader: Reader, request: SearchRequest) -> Parsed:
    return parse(request.q, filter_names(request.era, reader.topics))


def _find(reader: Reader, request: SearchRequest, parsed: Parsed) -> _Found:
    chosen = selection(request, reader.topics)
    weighted = weigh(parsed.tree, reader)
    retrieved = reader.evaluate(_retrieval(request, weighted, chosen))
    strict = _Found(retrieved, weighted, retrieved.total)
    if not _is_question(parsed) and (retrieved.total or _is_found(reader, weighted)):
        return strict
    relaxed = weigh(parsed.tree, reader, relaxed=True)
    if relaxed.required == weighted.required:
        return strict
    wider = reader.evaluate(_retrieval(request, relaxed, chosen))
    if wider.total == retrieved.total:
        return strict
    return _Found(wider, relaxed, retrieved.total, relaxed=True)


def _is_found(reader: Reader, weighted: Weighted) -> bool:
    """Tell whether anything matches, whatever is selected: no facet value brings on other matches."""
    return reader.evaluate(Retrieval(weighted.tree, size=0)).total > 0


def _is_question(parsed: Parsed) -> bool:
    return parsed.plain is not None and len(parsed.plain.split()) >= _QUESTION_WORDS


def _retrieval(
    request: SearchRequest, weighted: Weighted, chosen: Mapping[str, tuple[str, ...]]
) -> Retrieval:
    is_search = not isinstance(weighted.tree, MatchAll)
    dates = _dates(request)
    return Retrieval(
        query=And((weighted.tree, dates)) if dates else weighted.tree,
        selection=chosen,
        facets=tuple(facet_fields(request.era).values()),
        # Without a query nothing is more relevant than anything else.
        sort="newest" if request.sort == "relevance" and not is_search else request.sort,
        start=(request.page - 1) * request.size,
        size=request.size,
    )


def _dates(request: SearchRequest) -> Range | None:
    if not (request.date_from or request.date_to):
        return None
    low, high = request.date_from or date.min, request.date_to or date.max
    # An article of which only the year is known counts as published on its first day.
    first_of_year = (low.month, low.day) == (1, 1)
    return Range(low.year * 10000 if first_of_year else _key(low), _key(high))


def _key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _suggestion(reader: Reader, found: _Found, words: str) -> Suggestion | None:
    """Offer what the words read as in another way; keys only if they find little as they are."""
    if found.complete < _FEW_TO_SUGGEST and (decoded := retyped(words, reader)):
        return Suggestion(decoded, "keyboard")
    restored = accented(words, reader)
    return Suggestion(restored, "diacritics") if restored else None


def _articles(reader: Reader, found: _Found) -> list[Article]:
    return [to_article(stored) for stored in reader.fetch(found.retrieved.keys)]


def _hits(reader: Reader, found: _Found, era: Era) -> tuple[Hit, ...]:
    highlights = highlights_of(found.weighted)
    return tuple(
        _hit(article, score, highlights, era)
        for article, score in zip(_articles(reader, found), found.retrieved.scores, strict=True)
    )


def _hit(article: Article, score: float, highlights: Sequence[Highlight], era: Era) -> Hit:
    extract, marks = snippet(article.body, highlights)
    publisher = in_era((article.publisher,), era)[0] if article.publisher else None
    return Hit(
        id=article.id,
        title=article.title,
        title_marks=highlight(article.title, highlights),
        snippet=extract,
        snippet_marks=marks,
        url=article.url,
        source=article.source,
        author=article.byline,
        date=article.published,
        year=article.year,
        year_basis=article.year_basis,
        publisher=publisher,
        provinces=in_era(provinces_of(article), era),
        topics=article.topics,
        score=score,
    )
