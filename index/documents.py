"""Article ⇄ document: what of an article is found by, filtered by, and stored.

One analyzer serves every engine; what an engine receives is made here.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import fields as dataclass_fields
from datetime import date
from hashlib import sha256
from typing import Any
from typing import Final

from index import fields
from index.articles.gazetteer import successor_of
from index.models import DIGEST_BYTES
from index.models import Article
from index.models import Document
from index.models import Evidence
from index.models import RawPage
from index.text.analysis import Analysis
from index.text.analysis import load_analyzer

# Raise it when the same text gives other terms, facets or stored fields than before.
ANALYZER_VERSION: Final = "4"

UNREAD: Final = "00" * DIGEST_BYTES  # the digest of what was read from no page

_ARTICLE_FIELDS: Final = tuple(one.name for one in dataclass_fields(Article))
_EVIDENCE_FIELDS: Final = tuple(one.name for one in dataclass_fields(Evidence))


def to_documents(
    articles: Sequence[Article], digests: Sequence[str] | None = None
) -> list[Document]:
    """Analyze articles; a batch, because segmentation into words is quicker on many texts at once.

    `digests` are those of the pages they were read from, as `digest_of` gives them; without, any
    page counts as another.
    """
    texts = [
        (one.title, one.body, one.lead, one.byline or "", one.source or "") for one in articles
    ]
    analyses = load_analyzer().analyze(texts, worded=2)
    given = digests or [UNREAD] * len(articles)
    return [
        _document(article, analysis, digest)
        for article, analysis, digest in zip(articles, analyses, given, strict=True)
    ]


def digest_of(page: RawPage) -> str:
    """Return `DIGEST_BYTES` in hex that change when what the page says or states does."""
    if page.digest:
        return page.digest
    stated = (f"{name}: {value}\n" for name, value in sorted(page.stated.items()))
    content = f"{''.join(stated)}\n{page.text}".encode(errors="surrogatepass")
    return sha256(content).hexdigest()[: 2 * DIGEST_BYTES]


def to_article(stored: Mapping[str, Any]) -> Article:
    """Rebuild the article from what `Document.stored` held."""
    published = stored["published"]
    evidence = {
        name: tuple(Evidence(**item) for item in items)
        for name, items in stored["evidence"].items()
    }
    return Article(
        **{
            **stored,
            "published": date.fromisoformat(published) if published else None,
            "about": tuple(stored["about"]),
            "topics": tuple(stored["topics"]),
            "evidence": evidence,
        }
    )


def provinces_of(article: Article) -> tuple[str, ...]:
    """Return the provinces an article is about or was published in, main first, without repeats."""
    publisher = (article.publisher,) if article.publisher else ()
    return tuple(dict.fromkeys((*article.about, *publisher)))


def date_key(article: Article) -> int:
    """Return yyyymmdd; yyyy0000 if only the year is known; 0 if nothing is."""
    if article.published:
        return (
            article.published.year * 10000 + article.published.month * 100 + article.published.day
        )
    return (article.year or 0) * 10000


def _document(article: Article, analysis: Analysis, digest: str) -> Document:
    return Document(
        id=article.id,
        terms=_terms(analysis),
        facets=_facets(article),
        date_key=date_key(article),
        stored=_stored(article),
        digest=digest,
    )


def _terms(analysis: Analysis) -> dict[str, tuple[Sequence[str], ...]]:
    title, body, lead, byline, source = analysis.terms
    return {
        fields.TEXT_EXACT: (title.exact, body.exact),
        fields.TEXT_FOLDED: (title.folded, body.folded),
        fields.TITLE_EXACT: (title.exact,),
        fields.TITLE_FOLDED: (title.folded,),
        fields.LEAD_FOLDED: (lead.folded,),
        fields.WORDS: (analysis.words,),
        fields.ENTITIES: (title.entities + body.entities,),
        fields.AUTHOR: (byline.folded,),
        fields.SOURCE: (source.folded,),
    }


def _facets(article: Article) -> dict[str, tuple[str, ...]]:
    provinces = provinces_of(article)
    successors = successor_of()
    found = {
        fields.PROVINCE: provinces,
        fields.PROVINCE_34: tuple(dict.fromkeys(successors[province] for province in provinces)),
        fields.YEAR: (str(article.year),) if article.year else (),
        fields.TOPIC: article.topics,
        fields.PUBLISHER: (article.publisher,) if article.publisher else (),
    }
    return {facet: values or (fields.UNKNOWN,) for facet, values in found.items()}


def _stored(article: Article) -> dict[str, Any]:
    # `dataclasses.asdict` copies every value; on a whole corpus that shows.
    stored = {name: getattr(article, name) for name in _ARTICLE_FIELDS}
    stored["published"] = article.published.isoformat() if article.published else None
    stored["evidence"] = {
        name: [{part: getattr(one, part) for part in _EVIDENCE_FIELDS} for one in found]
        for name, found in article.evidence.items()
    }
    return stored
