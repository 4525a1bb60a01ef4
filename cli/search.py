"""`searchsvc search`: the same answer as the page and the endpoint, in the terminal."""

from dataclasses import asdict

import click
from rich.console import Console
from rich.text import Text

from cli.options import index_option
from cli.options import json_option
from cli.options import print_json
from index import Hit
from index import Results
from index import open_index
from index.explain import Explanation
from index.models import SORTS
from index.models import FacetValue
from index.models import Mark
from searchsvc import params
from searchsvc.representation import results_object

SHOWN_VALUES = 8


@click.command()
@click.argument("query", default="")
@click.option(
    "--province", multiple=True, metavar="ID", help="Only this province; may be repeated."
)
@click.option(
    "--year", multiple=True, metavar="Y|Y..Y", help="Only these years, or unknown; may be repeated."
)
@click.option("--topic", multiple=True, metavar="ID", help="Only this topic; may be repeated.")
@click.option(
    "--publisher",
    multiple=True,
    metavar="ID",
    help="Only from this province's sites; may be repeated.",
)
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--page", default="1", show_default=True, metavar="N")
@click.option("--size", default="10", show_default=True, metavar="N")
@click.option(
    "--era",
    default="63",
    show_default=True,
    metavar="63|34",
    help="Provinces until June 2025, or since.",
)
@click.option(
    "--explain", is_flag=True, help="Show how the query was read and how the first hit scored."
)
@index_option
@json_option
def search(
    query: str, explain: bool, location: str, as_json: bool, **options: str | tuple[str, ...]
) -> None:
    """Search the index for QUERY: words, "a phrase", -word, OR, prefix*, title:word, year:2019..2021."""
    given = [("q", query)]
    for name, value in options.items():
        given += [(name, one) for one in ((value,) if isinstance(value, str) else value)]
    request = params.parse(given)
    with open_index(location) as articles:
        results = articles.search(request)
        explanation = articles.explain(request) if explain else None
    if as_json:
        answer = results_object(results)
        print_json({**answer, "explanation": asdict(explanation)} if explanation else answer)
        return
    console = Console(highlight=False, soft_wrap=True)
    if explanation:
        _print_explanation(console, explanation)
    _print(console, results)


def _print_explanation(console: Console, explanation: Explanation) -> None:
    console.print(Text(f"query read as: {explanation.parsed}{' (relaxed)' * explanation.relaxed}"))
    console.print(Text(f"scores of the first hit: {explanation.hit or 'nothing found'}"))
    for part in explanation.parts:
        score = "–" if part.score is None else f"{part.score:.2f}"
        console.print(Text(f"{score:>8}  {'  ' * part.depth}{part.node}", style="dim"))
    console.print()


def _print(console: Console, results: Results) -> None:
    for note in results.notes:
        console.print(Text(note, style="yellow"))
    if results.suggestion:
        console.print(Text(f"Ý bạn là: {results.suggestion.text}?", style="yellow"))
    relaxed = " (có cả bài chỉ có một số từ)" if results.relaxed else ""
    console.print(Text(f"{results.total} bài{relaxed}, {results.took_ms:.1f} ms\n"))
    for hit in results.hits:
        _print_hit(console, hit)
    for name, values in results.facets.items():
        shown = [value for value in values if value.count or value.selected][:SHOWN_VALUES]
        console.print(Text(f"{name}: {', '.join(map(_facet_value, shown))}", style="dim"))


def _print_hit(console: Console, hit: Hit) -> None:
    when = hit.date.strftime("%d/%m/%Y") if hit.date else str(hit.year or "không rõ ngày")
    console.print(_marked(hit.title, hit.title_marks, "bold"))
    console.print(Text(" · ".join([when, *hit.provinces, *hit.topics, hit.id]), style="cyan"))
    console.print(_marked(hit.snippet, hit.snippet_marks), Text(""), sep="\n")


def _marked(text: str, marks: tuple[Mark, ...], style: str = "") -> Text:
    marked = Text(text, style=style)
    for start, end in marks:
        marked.stylize("reverse", start, end)
    return marked


def _facet_value(value: FacetValue) -> str:
    return f"{'✓' if value.selected else ''}{value.value} {value.count}"
