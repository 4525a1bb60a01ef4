"""`searchsvc extract` and `searchsvc analyze`: what is read from a page, what a text becomes."""

from pathlib import Path
from typing import Any
from typing import Final

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.options import EXISTING
from cli.options import encoding_option
from cli.options import json_option
from cli.options import print_json
from cli.options import topics_option
from index.articles import extract as extraction
from index.articles.recurring import learn_recurring
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.articles.topics import load_topics
from index.errors import SourceError
from index.models import Article
from index.models import Evidence
from index.models import RawPage
from index.models import Skipped
from index.text.normalize import normalize
from index.text.tokens import Token
from index.text.tokens import tokenize
from searchsvc.representation import facts_object

SHOWN_CHARACTERS: Final = 160
SHOWN_FIELDS: Final = (
    "article",
    "title",
    "byline",
    "published",
    "year",
    "year_basis",
    "publisher",
    "about",
    "topics",
    "body",
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=EXISTING)
@encoding_option
@topics_option
@json_option
def extract(files: tuple[str, ...], encoding: str, topics: Path | None, as_json: bool) -> None:
    """Show what is read from raw pages, and from which words of theirs."""
    table, sources = load_topics(topics), list_files(files)
    recurring = learn_recurring(sources, encoding)
    read = [record.page for file in sources for record in read_pages(file, encoding)]
    pages = [page for page in read if isinstance(page, RawPage)]
    for page in read:
        if isinstance(page, Skipped):
            click.echo(f"skipped {page.source}:{page.line or ''} {page.reason}", err=True)
    if not pages:
        raise SourceError("none of the files could be read")
    articles = [extraction.extract(page, taxonomy=table, recurring=recurring) for page in pages]
    found = list(zip(pages, articles, strict=True))
    if as_json:
        print_json([_article_json(page, article) for page, article in found])
    else:
        for page, article in found:
            _print_article(page, article)


@click.command()
@click.argument("text")
@json_option
def analyze(text: str, as_json: bool) -> None:
    """Show the tokens of TEXT: exact and folded form, offsets, kind."""
    tokens = tokenize(normalize(text))
    if as_json:
        print_json([_token_json(token) for token in tokens])
        return
    table = Table("exact", "folded", "start", "end", "kind")
    for token in tokens:
        row = _token_json(token).values()
        table.add_row(*(escape(str(value)) for value in row))
    Console().print(table)


def _token_json(token: Token) -> dict[str, Any]:
    return {
        "exact": token.text,
        "folded": token.folded,
        "start": token.start,
        "end": token.end,
        "kind": token.kind,
    }


def _article_json(page: RawPage, article: Article) -> dict[str, Any]:
    return {"file": page.origin, "article": article.is_article, **facts_object(article)}


def _print_article(page: RawPage, article: Article) -> None:
    table = Table("field", "value", "evidence", title=escape(page.origin), title_justify="left")
    facts = _article_json(page, article)
    for name in SHOWN_FIELDS:
        evidence = article.evidence.get(name, ())
        table.add_row(name, escape(_shown(facts[name])), escape("\n".join(map(_why, evidence))))
    Console().print(table)


def _shown(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else str("-" if value is None else value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def _why(evidence: Evidence) -> str:
    line = f" line {evidence.line}" if evidence.line else ""
    return f"{evidence.rule} ({evidence.zone}{line}): {_shown(evidence.text)}"
