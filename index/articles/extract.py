"""Raw pages made articles, with the evidence for everything that was derived."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

from index.articles.byline import extract_byline
from index.articles.dates import Published
from index.articles.dates import extract_published
from index.articles.lines import CLASSIFIED_ZONES
from index.articles.lines import TEXT_ZONES
from index.articles.lines import Line
from index.articles.lines import in_zones
from index.articles.lines import readable
from index.articles.mentions import starts_of_names
from index.articles.phrases import Letters
from index.articles.provinces import About
from index.articles.provinces import Naming
from index.articles.provinces import extract_about
from index.articles.publisher import Publisher
from index.articles.publisher import extract_publisher
from index.articles.publisher import hosts_in
from index.articles.recurring import Recurring
from index.articles.recurring import source_of
from index.articles.reject import damage
from index.articles.reject import why_not_article
from index.articles.stated import Stated
from index.articles.stated import read_stated
from index.articles.title import extract_title
from index.articles.title import first_words
from index.articles.topics import Taxonomy
from index.articles.topics import Topics
from index.articles.topics import extract_topics
from index.articles.topics import find_phrases
from index.articles.topics import load_topics
from index.articles.zones import split_zones
from index.articles.zones import whole_text
from index.models import Article
from index.models import Evidence
from index.models import RawPage

LEAD_CHARS: Final = 600

_Places = tuple[Publisher, About]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page on its way: what it states, its lines, and why it holds no article, if it holds none."""

    page: RawPage
    stated: Stated
    lines: Sequence[Line]
    refusal: Evidence | None


def extract(
    page: RawPage,
    *,
    taxonomy: Taxonomy | None = None,
    recurring: Recurring | None = None,
) -> Article:
    """Return the article of one page, as `extract_all` does."""
    [article] = extract_all([page], taxonomy=taxonomy, recurring=recurring)
    return article


def extract_all(
    pages: Sequence[RawPage],
    *,
    taxonomy: Taxonomy | None = None,
    recurring: Recurring | None = None,
) -> list[Article]:
    """Return the article of each page, or with `is_article` false what little is known of the page.

    What the source states wins over what is inferred. If it states the title, the text is taken
    as the body, whole. `evidence` holds for each derived field where it comes from; for a page
    without an article, under "article", why.

    `taxonomy` is the table of topics, if not the package's; `recurring` holds the lines that
    other pages of the same source have too (`learn_recurring`).
    """
    table = taxonomy or load_topics(None)
    drafts = _drafts(pages, table, recurring or {})
    articles = iter(_articles([draft for draft in drafts if not draft.refusal], table))
    return [
        _no_article(draft, draft.refusal) if draft.refusal else next(articles) for draft in drafts
    ]


# All pages go through one step before the next begins: what a step needs then is in the processor's caches.


def _drafts(pages: Sequence[RawPage], table: Taxonomy, recurring: Recurring) -> list[_Draft]:
    stated = [read_stated(page.stated, table.labels) for page in pages]
    texts = [readable(page.text) for page in pages]
    frames = [recurring.get(source_of(page.origin), frozenset()) for page in pages]
    lines = list(map(_lines, stated, texts, frames))
    return list(map(_Draft, pages, stated, lines, map(_refusal, stated, lines)))


def _lines(stated: Stated, text: str, recurring: AbstractSet[str]) -> Sequence[Line]:
    if stated.title is None:
        return split_zones(text, recurring)
    return (Line(None, stated.title, "title"), *whole_text(text))


def _refusal(stated: Stated, lines: Sequence[Line]) -> Evidence | None:
    if stated.title is None:
        return why_not_article(lines)
    return None if lines[1:] else why_not_article(())


def _articles(drafts: Sequence[_Draft], table: Taxonomy) -> list[Article]:
    titles = [extract_title(draft.lines) for draft in drafts]
    bylines = [extract_byline(draft.lines) for draft in drafts]
    published = list(map(_published, drafts))
    texts = [in_zones(draft.lines, CLASSIFIED_ZONES) for draft in drafts]
    damaged = list(map(damage, texts))
    sound = [() if found else text for text, found in zip(texts, damaged, strict=True)]
    places, topics = _classify(drafts, published, sound, table)
    return list(map(_article, drafts, titles, bylines, published, places, topics, damaged))


def _published(draft: _Draft) -> Published:
    if day := draft.stated.day:
        return Published(day, day.year, "published")
    return extract_published(draft.lines, draft.stated.url)


def _classify(
    drafts: Sequence[_Draft],
    published: Sequence[Published],
    texts: Sequence[Sequence[Line]],
    table: Taxonomy,
) -> tuple[list[_Places], list[Topics]]:
    """Provinces and topics; of a damaged text, left out, none: its words are no ground for any."""
    letters = Letters(line.text for line in chain.from_iterable(texts))
    hits = find_phrases(texts, letters, table)
    topics = list(map(partial(extract_topics, table=table), texts, hits))
    starts = iter(starts_of_names(letters))
    naming = [
        [(line, found) for line, found in zip(text, starts, strict=False) if found]
        for text in texts
    ]
    return list(map(_places, drafts, published, texts, naming)), topics


def _places(
    draft: _Draft, published: Published, text: Sequence[Line], naming: Sequence[Naming]
) -> _Places:
    """Where an article was published, and where it plays; `naming` are the lines that may name a place."""
    if not text:
        return Publisher(), About()
    stated, lines, day = draft.stated, draft.lines, published.day
    publisher = extract_publisher(lines, hosts=stated.hosts, day=day, framed=stated.title is None)
    return publisher, extract_about(lines, publisher.province, day, text=text, naming=naming)


def _article(
    draft: _Draft,
    title: tuple[str, tuple[Evidence, ...]],
    byline: tuple[str | None, tuple[Evidence, ...]],
    published: Published,
    places: _Places,
    topics: Topics,
    damaged: Evidence | None,
) -> Article:
    stated, lines = draft.stated, draft.lines
    publisher, about = places
    text = in_zones(lines, TEXT_ZONES)
    lead = next((line for line in text if line.zone == "lead"), None)
    inferred = {
        "title": () if stated.title else title[1],
        "byline": () if stated.author else byline[1],
        "published": published.evidence,
        "publisher": publisher.evidence,
        "about": () if stated.provinces else about.evidence,
        "topics": () if stated.topics else topics.evidence,
        "body": (_extent(text), *([damaged] if damaged else ())),
    }
    return Article(
        id=draft.page.id,
        title=title[0],
        body="\n".join(line.text for line in text),
        lead=first_words(lead.text, LEAD_CHARS) if lead else "",
        byline=stated.author or byline[0],
        published=published.day,
        year=published.year,
        year_basis=published.basis,
        publisher=publisher.province,
        publisher_confidence=publisher.confidence,
        about=stated.provinces or about.provinces,
        implicit=about.implicit and not stated.provinces,
        topics=stated.topics or topics.topics,
        url=stated.url,
        source=_source(stated, lines),
        category=stated.category,
        evidence=_merged(stated, inferred),
    )


def _no_article(draft: _Draft, refusal: Evidence) -> Article:
    stated, lines = draft.stated, draft.lines
    publisher = (
        Publisher() if refusal.rule == "gambling" else extract_publisher(lines, hosts=stated.hosts)
    )
    return Article(
        id=draft.page.id,
        title=stated.title or "",
        body="",
        publisher=publisher.province,
        publisher_confidence=publisher.confidence,
        url=stated.url,
        source=_source(stated, lines),
        category=stated.category,
        is_article=False,
        evidence=_merged(stated, {"publisher": publisher.evidence, "article": (refusal,)}),
    )


def _source(stated: Stated, lines: Sequence[Line]) -> str | None:
    if stated.source:
        return stated.source
    hosts = [*hosts_in(lines), *stated.hosts]
    return next((host.lower().removeprefix("www.") for host in hosts), None)


def _extent(text: Sequence[Line]) -> Evidence:
    first, last = text[0], text[-1]
    return Evidence(first.zone, first.number, f"{first.number}-{last.number}", "paragraphs")


def _merged(
    stated: Stated, inferred: dict[str, tuple[Evidence, ...]]
) -> dict[str, tuple[Evidence, ...]]:
    fields = dict.fromkeys((*stated.evidence, *inferred))
    merged = {name: (*stated.evidence.get(name, ()), *inferred.get(name, ())) for name in fields}
    return {name: evidence for name, evidence in merged.items() if evidence}
