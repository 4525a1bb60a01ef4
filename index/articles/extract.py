"""Raw pages made articles, with the evidence for everything that was derived."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from itertools import compress
from itertools import islice
from typing import Final

from index.articles.byline import extract_byline
from index.articles.dates import Published
from index.articles.dates import extract_published
from index.articles.lines import CLASSIFIED_ZONES
from index.articles.lines import TEXT_ZONES
from index.articles.lines import Line
from index.articles.lines import in_zones
from index.articles.lines import readable
from index.articles.mentions import may_name_places
from index.articles.phrases import Letters
from index.articles.provinces import About
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page on its way: what it states, its lines, and why it is no article or no ground to classify it."""

    page: RawPage
    stated: Stated
    lines: Sequence[Line]
    refusal: Evidence | None
    damaged: Evidence | None

    def classified(self) -> Sequence[Line]:
        """Return the lines that tell provinces and topics: none if the words are damaged."""
        return () if self.refusal or self.damaged else in_zones(self.lines, CLASSIFIED_ZONES)


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
    drafts = [_draft(page, table, recurring or {}) for page in pages]
    texts = [draft.classified() for draft in drafts]
    letters = Letters(line.text for line in chain.from_iterable(texts))
    phrases, naming = iter(find_phrases(letters, table)), iter(may_name_places(letters))
    return [
        _no_article(draft, draft.refusal)
        if draft.refusal
        else _article(
            draft,
            extract_topics(text, list(islice(phrases, len(text))), table),
            list(compress(text, islice(naming, len(text)))),
        )
        for draft, text in zip(drafts, texts, strict=True)
    ]


def _draft(page: RawPage, table: Taxonomy, recurring: Recurring) -> _Draft:
    stated = read_stated(page.stated, table.labels)
    text = readable(page.text)
    if stated.title is None:
        lines = split_zones(text, recurring.get(source_of(page.origin), frozenset()))
        refusal = why_not_article(lines)
    else:
        lines = whole_text(text)
        refusal = None if lines else why_not_article(lines)
        lines = (Line(None, stated.title, "title"), *lines)
    return _Draft(page, stated, lines, refusal, None if refusal else damage(lines))


def _article(draft: _Draft, topics: Topics, naming: Sequence[Line]) -> Article:
    stated, lines = draft.stated, draft.lines
    title, title_evidence = extract_title(lines)
    byline, byline_evidence = extract_byline(lines)
    published = (
        Published(stated.day, stated.day.year, "published")
        if stated.day
        else extract_published(lines, stated.url)
    )
    publisher, about = _places(draft, published, naming)
    text = in_zones(lines, TEXT_ZONES)
    lead = next(iter(in_zones(text, ("lead",))), None)
    inferred = {
        "title": () if stated.title else title_evidence,
        "byline": () if stated.author else byline_evidence,
        "published": published.evidence,
        "publisher": publisher.evidence,
        "about": () if stated.provinces else about.evidence,
        "topics": () if stated.topics else topics.evidence,
        "body": (_extent(text), *([draft.damaged] if draft.damaged else ())),
    }
    return Article(
        id=draft.page.id,
        title=title,
        body="\n".join(line.text for line in text),
        lead=first_words(lead.text, LEAD_CHARS) if lead else "",
        byline=stated.author or byline,
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


def _places(draft: _Draft, published: Published, naming: Sequence[Line]) -> tuple[Publisher, About]:
    """Where the article was published, and where it plays; `naming` are the lines that may name a place."""
    if draft.damaged:
        return Publisher(), About()
    stated = draft.stated
    publisher = extract_publisher(
        draft.lines, hosts=stated.hosts, day=published.day, framed=stated.title is None
    )
    about = extract_about(draft.lines, publisher.province, published.day, naming=naming)
    return publisher, about


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
