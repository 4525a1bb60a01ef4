"""The pages: search, article, help."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import partial
from typing import Final

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import render_template
from flask import request
from flask import url_for

from index.models import FacetValue
from index.models import Results
from index.models import SearchRequest
from index.query import parser
from searchsvc import live
from searchsvc import narrowing
from searchsvc import params
from searchsvc import problems
from searchsvc import words
from searchsvc.facts import facts_of
from searchsvc.representation import last_page
from searchsvc.representation import unpaged
from searchsvc.rules import rule

blueprint = Blueprint("pages", __name__)

VISIBLE_VALUES: Final = 8  # of a facet, before "Xem thêm"
LATEST: Final = 6  # articles on the home page
MARKED_CHARACTERS: Final = 100_000  # of an article's body; marking them takes some 50 ms
FACET_TITLES: Final = {
    "province": "Tỉnh, thành phố",
    "year": "Năm",
    "topic": "Chủ đề",
    "publisher": "Nơi đăng",
}
SORT_TITLES: Final = {"relevance": "Liên quan nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}
EXAMPLES: Final = ("công đoàn cơ sở", "thi dua khen thuong", '"mái ấm công đoàn"', "643/QĐ-TLĐ")


@dataclass(frozen=True, slots=True)
class Group:
    """A facet as the page shows it: selected values and the first others, then the rest folded."""

    name: str
    title: str
    shown: tuple[FacetValue, ...]
    folded: tuple[FacetValue, ...]


@blueprint.get("/")
def home() -> str:
    """Show the search box and ways in; with arguments, the answer like /search."""
    if _asked() != SearchRequest():
        return search()
    newest = live.articles().search(SearchRequest(sort="newest", size=LATEST))
    return render_template(
        "home.html",
        results=newest,
        groups=_groups(newest),
        examples=EXAMPLES,
        asked=SearchRequest(),
    )


@blueprint.get("/search")
def search() -> str:
    """Show an answer and how to narrow it."""
    asked = _asked()
    results = live.articles().search(asked)
    return render_template(
        "search.html",
        asked=asked,
        results=results,
        groups=_groups(results),
        topics=_topic_labels(results),
        sorts=SORT_TITLES,
        last_page=last_page(results),
        whole=unpaged(asked),
    )


@blueprint.get("/articles/<article_id:article_id>")
def article(article_id: str) -> str:
    """Show an article; the arguments of the search it was found by lead back and mark its words."""
    found, topics = live.articles().labeled_article(article_id) or abort(404)
    asked = _asked()
    marks = partial(live.articles().marks, asked)
    return render_template(
        "article.html",
        article=found,
        asked=asked,
        title_marks=marks(found.title),
        body_marks=marks(found.body[:MARKED_CHARACTERS]),
        facts=facts_of(found, asked.era, topics),
        topics=topics,
        came_from_search=bool(request.args),
    )


@blueprint.get(problems.HELP)
def help_page() -> str:
    """Explain the query language, the filters and the errors."""
    return render_template("help.html", asked=SearchRequest(), problems=problems.ALL, limits=parser)


@blueprint.app_context_processor
def _vocabulary() -> dict[str, object]:
    """Give every template the words and the links."""
    return {
        "site_name": current_app.config["SITE_NAME"],
        "words": words,
        "rule": rule,
        "narrowing": narrowing,
        "replace": replace,
        "search_link": partial(params.link, url_for("pages.search")),
        "table_link": partial(params.link, url_for("feeds.table")),
        "feed_link": partial(params.link, url_for("feeds.feed")),
        "article_link": _article_link,
        "form_fields": _form_fields,
    }


def _asked() -> SearchRequest:
    return params.parse(request.args.items(multi=True), strict=False)


def _article_link(article_id: str, asked: SearchRequest) -> str:
    return params.link(url_for("pages.article", article_id=article_id), asked)


def _form_fields(asked: SearchRequest, without: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a form must carry along besides the fields it shows itself."""
    return [
        (name, value)
        for name, value in params.to_args(replace(asked, page=1))
        if name not in without
    ]


def _topic_labels(results: Results) -> dict[str, str]:
    """Return id → label; every topic of a hit is counted, so the facet has it."""
    return {value.value: value.label for value in results.facets.get("topic", ())}


def _groups(results: Results) -> list[Group]:
    return [
        _group(name, title, results.facets.get(name, ())) for name, title in FACET_TITLES.items()
    ]


def _group(name: str, title: str, values: Sequence[FacetValue]) -> Group:
    ordered = sorted(values, key=lambda value: not value.selected)
    shown = max(VISIBLE_VALUES, sum(value.selected for value in values))
    return Group(name, title, tuple(ordered[:shown]), tuple(ordered[shown:]))
