"""A service over articles held in memory, so that its tests need no engine."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index import fields
from index.articles.gazetteer import province_names
from index.articles.gazetteer import successor_names
from index.errors import QueryError
from index.facets import in_era
from index.facets import selection
from index.models import Article
from index.models import Evidence
from index.models import FacetValue
from index.models import Hit
from index.models import Results
from index.models import SearchRequest
from index.models import Suggestion
from searchsvc.app import create_app


class FakeArticles:
    """Articles in a list; a query finds those that hold each of its words as a substring.

    `topics` are the labels of its topics; `error` is raised by the next uses; `typo` maps a
    query to a better one.
    """

    def __init__(self, articles: Iterable[Article], topics: Mapping[str, str]) -> None:
        self.articles = list(articles)
        self.topics = topics
        self.error: Exception | None = None
        self.typo: dict[str, str] = {}
        self.notes: tuple[str, ...] = ()
        self.relaxed = False
        self.name = "20261121T201500Z-3f2a"

    @property
    def generation(self) -> str:
        self._fail()
        return self.name

    def article(self, article_id: str) -> Article | None:
        self._fail()
        return next((article for article in self.articles if article.id == article_id), None)

    def labeled_article(self, article_id: str) -> tuple[Article, Mapping[str, str]] | None:
        found = self.article(article_id)
        return (found, self.topics) if found else None

    def search(self, request: SearchRequest) -> Results:
        self._fail()
        selection(request, self.topics)
        if request.q == "quá nhiều từ":
            raise QueryError("Câu hỏi có quá 64 từ; hãy bớt từ.")
        found = [article for article in self.articles if self._matches(article, request)]
        if request.sort != "relevance":
            found.sort(
                key=lambda article: article.published or date.min, reverse=request.sort == "newest"
            )
        start = (request.page - 1) * request.size
        better = self.typo.get(request.q)
        return Results(
            request=request,
            total=len(found),
            hits=tuple(_hit(article, request) for article in found[start : start + request.size]),
            facets={
                name: self._facet(name, found, request)
                for name in ("province", "year", "topic", "publisher")
            },
            generation=self.name,
            relaxed=self.relaxed,
            notes=self.notes,
            suggestion=Suggestion(better, "diacritics") if better else None,
            took_ms=1.84,
        )

    def marks(self, request: SearchRequest, text: str) -> tuple[tuple[int, int], ...]:
        self._fail()
        return _marks(text, request.q)

    def _fail(self) -> None:
        if self.error:
            raise self.error

    def _matches(self, article: Article, request: SearchRequest) -> bool:
        text = f"{article.title}\n{article.body}".lower()
        years = {*map(str, request.years), *([fields.UNKNOWN] if request.unknown_year else [])}
        chosen = {"province": set(request.provinces), "year": years, "topic": set(request.topics)}
        return all(word in text for word in request.q.lower().split()) and all(
            not values or values & set(_values(article, name, request))
            for name, values in chosen.items()
        )

    def _facet(
        self, name: str, found: list[Article], request: SearchRequest
    ) -> tuple[FacetValue, ...]:
        counts = Counter(value for article in found for value in _values(article, name, request))
        names = {
            **province_names(),
            **(successor_names() if request.era == 34 and name == "province" else {}),
            **self.topics,
            fields.UNKNOWN: "Không rõ",
        }
        selected = {*request.provinces, *request.topics, *map(str, request.years)}
        return tuple(
            FacetValue(value, names.get(value, value), count, value in selected)
            for value, count in counts.most_common()
        )


def _values(article: Article, facet: str, request: SearchRequest) -> tuple[str, ...]:
    places = tuple(
        dict.fromkeys((*article.about, *([article.publisher] if article.publisher else [])))
    )
    places = in_era(places, request.era)
    values = {
        "province": places,
        "year": (str(article.year),) if article.year else (),
        "topic": article.topics,
        "publisher": (article.publisher,) if article.publisher else (),
    }
    return values[facet] or (fields.UNKNOWN,)


def _hit(article: Article, request: SearchRequest) -> Hit:
    return Hit(
        id=article.id,
        title=article.title,
        title_marks=_marks(article.title, request.q),
        snippet=article.body[:200],
        snippet_marks=_marks(article.body[:200], request.q),
        url=article.url,
        source=article.source,
        author=article.byline,
        date=article.published,
        year=article.year,
        year_basis=article.year_basis,
        publisher=next(iter(in_era(filter(None, [article.publisher]), request.era)), None),
        provinces=in_era(article.about, request.era),
        topics=article.topics,
        score=14.23456,
    )


def _marks(text: str, query: str) -> tuple[tuple[int, int], ...]:
    at = text.lower().find(query.lower()) if query else -1
    return ((at, at + len(query)),) if at >= 0 else ()


# None of them is in the table of the package.
TOPICS = {"ban-giao": "Bàn giao nhà", "so-ket": "Sơ kết, tổng kết"}

REVIEW = Article(
    id="so-ket-2020",
    title="Công đoàn 7 tỉnh sơ kết 6 tháng đầu năm 2020 🎉 công đoàn",
    body="Trong hai ngày 12 và 13/7/2020, các công đoàn họp tại Bắc Giang.\n\nHội nghị bàn giao chỉ tiêu.",
    byline="Thanh Thủy",
    published=date(2020, 7, 14),
    year=2020,
    year_basis="published",
    publisher="bac-kan",
    publisher_confidence="certain",
    about=("bac-giang", "hoa-binh"),
    topics=tuple(TOPICS),
    url="https://congdoanbackan.org.vn/tin/1",
    source="congdoanbackan.org.vn",
    evidence={
        "title": (Evidence("title", 15, "Công đoàn 7 tỉnh", "line_above_text"),),
        "published": (Evidence("date", 17, "Cập nhật lúc 14:37 - 14/07/2020", "labeled_date"),),
        "about": (Evidence("body", 19, "tại Bắc Giang", "named_as_at"),),
        "topics": (Evidence("title", 15, "sơ kết", "phrase_of_so-ket"),),
    },
)
HOSTILE = Article(
    id="xấu//1?a=b#c",
    title='<script>alert(1)</script> & "công đoàn"',
    body='<img src=x onerror=alert(2)>\n=HYPERLINK("http://x")\x0b\x00',
    year=2021,
    year_basis="inferred_event",
    url="javascript:alert(3)",
    source="=cmd|'/c calc'!A0",
    evidence={"title": (Evidence("<b>zone</b>", None, "<i>chữ</i>", "<u>rule</u>"),)},
)
UNDATED = Article(id="khong-ngay", title="Nghỉ mát", body="Chuyến đi Hà Nội.", about=("ha-noi",))


@pytest.fixture
def articles() -> FakeArticles:
    return FakeArticles([REVIEW, HOSTILE, UNDATED], TOPICS)


@pytest.fixture
def app(articles: FakeArticles) -> Flask:
    return create_app(
        {"TESTING": True, "INDEX": "/srv/secret/index"}, opener=lambda location: articles
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def many(articles: FakeArticles) -> FakeArticles:
    """The same, with 250 more articles."""
    articles.articles += [
        Article(
            id=f"bai-{n}", title=f"Bài {n}", body="văn bản", published=date(2019, 1, 1), year=2019
        )
        for n in range(250)
    ]
    return articles
