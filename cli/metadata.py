"""`searchsvc evaluate-metadata`: how well metadata are read from labeled pages."""

from dataclasses import asdict
from pathlib import Path

import click

from cli.options import EXISTING_FILE
from cli.options import json_option
from cli.options import print_json
from cli.options import topics_option
from index.articles.evaluation import evaluate_metadata as evaluate
from index.articles.topics import load_topics


@click.command("evaluate-metadata")
@click.argument("labels", type=EXISTING_FILE)
@topics_option
@json_option
def evaluate_metadata(labels: Path, topics: Path | None, as_json: bool) -> None:
    """Compare what is read from pages with LABELS, and print the accuracy of each field.

    LABELS are JSON lines beside the pages: "file" and any of article, title, published, year,
    year_basis, publisher, about, topics, byline, body_first, body_last, boilerplate.
    """
    found = evaluate(labels, load_topics(topics))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(
            f"{one.field:<16} {one.share:6.1%} of {one.cases:<5} {' '.join(one.wrong)}".rstrip()
        )
