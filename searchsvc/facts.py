"""The facts about an article in words, each with what it rests on."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass

from index.models import Article
from index.models import Era
from index.models import Evidence
from searchsvc import words


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact; `text` is empty where the page shows it elsewhere."""

    title: str
    text: str
    evidence: tuple[Evidence, ...]


def facts_of(article: Article, era: Era, topics: Mapping[str, str]) -> list[Fact]:
    """Return what is known of an article or was derived, provinces named as in the era.

    `topics` are the labels of the topics, by id.
    """
    publisher = (article.publisher,) if article.publisher else ()
    rows = (
        ("Tiêu đề", "", "title"),
        ("Ngày đăng", words.when(article.published, article.year, article.year_basis), "published"),
        ("Nơi đăng", _places(publisher, era), "publisher"),
        ("Nói về", _places(article.about, era), "about"),
        ("Chủ đề", "; ".join(name for _, name in words.topics(article.topics, topics)), "topics"),
        ("Tác giả", article.byline or "", "byline"),
        ("Nguồn", article.source or "", "source"),
        ("Chuyên mục", article.category or "", "category"),
    )
    facts = [Fact(title, text, tuple(article.evidence.get(name, ()))) for title, text, name in rows]
    return [fact for fact in facts if fact.text or fact.evidence]


def _places(provinces: Iterable[str], era: Era) -> str:
    named = words.places(tuple(provinces), era)
    return ", ".join(
        f"{place.name} (nay thuộc {place.now})" if place.now else place.name for place in named
    )
