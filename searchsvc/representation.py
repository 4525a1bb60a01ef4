"""Answers as the objects that `GET /api/…` sends and `searchsvc … --json` prints."""

from dataclasses import fields
from dataclasses import replace
from typing import Any
from typing import Final

from index.models import Article
from index.models import Evidence
from index.models import FacetValue
from index.models import Hit
from index.models import Results
from index.models import SearchRequest
from index.models import Suggestion
from index.search import MAX_DEPTH
from searchsvc.params import link

API_SEARCH: Final = "/api/search"
CSV: Final = "/search.csv"
ATOM: Final = "/search.atom"


def results_object(results: Results, root: str = "") -> dict[str, Any]:
    """Return an answer; `root` is the path the service is mounted at, for its links."""
    request = results.request
    return {
        "query": request.q,
        "total": results.total,
        "page": request.page,
        "size": request.size,
        "took_ms": round(results.took_ms, 1),
        "relaxed": results.relaxed,
        "notes": list(results.notes),
        "generation": results.generation,
        "suggestion": _fields(results.suggestion) if results.suggestion else None,
        "hits": [hit_object(hit) for hit in results.hits],
        "facets": {
            name: [_fields(value) for value in values] for name, values in results.facets.items()
        },
        "links": _links(results, root),
    }


def article_object(article: Article) -> dict[str, Any]:
    """Return a whole article with the evidence of its facts."""
    return {
        "id": article.id,
        **facts_object(article),
        "publisher_confidence": article.publisher_confidence,
        "url": article.url,
        "source": article.source,
        "category": article.category,
    }


def facts_object(article: Article) -> dict[str, Any]:
    """Return what was read from an article's page, and from where."""
    return {
        "title": article.title,
        "body": article.body,
        "byline": article.byline,
        "published": article.published.isoformat() if article.published else None,
        "year": article.year,
        "year_basis": article.year_basis,
        "publisher": article.publisher,
        "about": list(article.about),
        "topics": list(article.topics),
        "evidence": {
            name: [_fields(item) for item in items] for name, items in article.evidence.items()
        },
    }


def last_page(results: Results) -> int:
    """Return the number of the last page that can be asked for; 0 if there are no hits."""
    return -(-min(results.total, MAX_DEPTH) // results.request.size)


def unpaged(request: SearchRequest) -> SearchRequest:
    """Return the request as an export takes it: of the whole answer, not of one page."""
    return replace(request, page=1, size=SearchRequest().size)


def _links(results: Results, root: str) -> dict[str, str | None]:
    request, last = results.request, last_page(results)
    whole = unpaged(request)

    def page(number: int) -> str | None:
        return (
            link(root + API_SEARCH, replace(request, page=number)) if 1 <= number <= last else None
        )

    return {
        "self": link(root + API_SEARCH, request),
        "next": page(request.page + 1),
        "prev": page(request.page - 1),
        "csv": link(root + CSV, whole),
        "atom": link(root + ATOM, whole),
    }


def hit_object(hit: Hit) -> dict[str, Any]:
    """Return a hit."""
    return {
        **_fields(hit),
        "title_marks": [list(mark) for mark in hit.title_marks],
        "snippet_marks": [list(mark) for mark in hit.snippet_marks],
        "date": hit.date.isoformat() if hit.date else None,
        "provinces": list(hit.provinces),
        "topics": list(hit.topics),
        "score": round(hit.score, 3),
    }


def _fields(value: FacetValue | Evidence | Hit | Suggestion) -> dict[str, Any]:
    # `dataclasses.asdict` copies deeply, which took a fifth of an answer's time.
    return {field.name: getattr(value, field.name) for field in fields(value)}
