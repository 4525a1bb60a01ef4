"""`searchsvc eval`: how well the ranking fits judged queries."""

from dataclasses import asdict
from pathlib import Path

import click

from cli.options import EXISTING_FILE
from cli.options import index_option
from cli.options import json_option
from cli.options import print_json
from index import SearchRequest
from index import open_index
from index.evaluation import DEPTH
from index.evaluation import evaluate
from index.evaluation import read_judgements
from index.evaluation import read_queries
from index.query.parser import MAX_CHARACTERS
from index.text.normalize import fold


@click.command("eval")
@click.option(
    "--queries", required=True, type=EXISTING_FILE, help='JSON lines with "id" and "text".'
)
@click.option(
    "--qrels", required=True, type=EXISTING_FILE, help="Query id, document id, grade; tabs between."
)
@click.option("--fold/--no-fold", "folded", help="Ask every query without its marks.")
@index_option
@json_option
def evaluate_ranking(
    queries: Path, qrels: Path, folded: bool, location: str, as_json: bool
) -> None:
    """Ask judged queries and print P@1, R@10, MRR@10 and nDCG@10."""
    with open_index(location) as articles:

        def answer(text: str) -> list[str]:
            text = (fold(text) if folded else text)[:MAX_CHARACTERS]
            return [hit.id for hit in articles.search(SearchRequest(q=text, size=DEPTH)).hits]

        quality = evaluate(read_queries(queries), read_judgements(qrels), answer)
    if as_json:
        print_json(asdict(quality))
    else:
        click.echo(
            f"{quality.queries} queries: P@1 {quality.precision_at_1:.3f}, R@10 {quality.recall_at_10:.3f}, "
            f"MRR@10 {quality.mrr_at_10:.3f}, nDCG@10 {quality.ndcg_at_10:.3f}"
        )
