"""`make bench`: how fast text becomes terms, articles an index, and queries answers.

Prints one table and writes it to var/bench/. Figures of one run belong together; do not
compare them with another machine's. BENCH_ARTICLES sets the size (default 5,000).
"""

import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from index import ArticleIndex
from index import SearchRequest
from index import build
from index import open_index
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.engines import open_store
from index.models import RawPage
from index.text.normalize import fold
from index.text.tokens import terms
from index.text.words import compound_words
from tests.benchmarks.texts import resampled

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "var/bench/report.md"
ARTICLES = int(os.environ.get("BENCH_ARTICLES", "5000"))
QUERIES = 200
ROUNDS = 3


def main() -> None:
    """Measure everything once, print and keep the table."""
    pages = resampled(_pages(ROOT / "cli/samples"), ARTICLES, seed=1)
    rows = [("articles", f"{len(pages)}")]
    rows += _text_rows([page.text for page in pages[:2000]])
    with TemporaryDirectory() as folder:
        source = Path(folder, "articles.jsonl")
        source.write_text("".join(_line(page) for page in pages), encoding="utf-8")
        rows += _build_rows(source, str(Path(folder, "index")))
        with open_index(str(Path(folder, "index"))) as articles:
            rows += _query_rows(articles, _queries(pages))
    table = "\n".join(
        ["| what | figure |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    )
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(f"{table}\n", encoding="utf-8")
    sys.stdout.write(f"{table}\n\nwritten to {REPORT.relative_to(ROOT)}\n")


def _pages(folder: Path) -> list[RawPage]:
    read = (record.page for file in list_files([str(folder)]) for record in read_pages(file))
    return [page for page in read if isinstance(page, RawPage)]


def _line(page: RawPage) -> str:
    return json.dumps({"id": page.id, "text": page.text, **page.stated}, ensure_ascii=False) + "\n"


def _text_rows(texts: list[str]) -> Iterable[tuple[str, str]]:
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    compound_words(["khởi động"])  # loading the model is not what is measured
    for name, work in (
        ("terms", lambda: [terms(text) for text in texts]),
        ("words, first time", lambda: compound_words(texts)),
        ("words, cached", lambda: compound_words(texts)),
    ):
        yield f"{name}, MB of text a second", f"{megabytes / _seconds(work):.1f}"


def _build_rows(source: Path, location: str) -> Iterable[tuple[str, str]]:
    summary = build.rebuild(open_store(location), [str(source)])
    yield "rebuild, articles a second", f"{summary.documents / summary.seconds:.0f}"
    yield "rebuild, MB of text a second", f"{source.stat().st_size / 1e6 / summary.seconds:.2f}"
    yield "index, MB", f"{open_store(location).status().bytes / 1e6:.1f}"
    yield (
        "peak memory so far, MB",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}",
    )


def _queries(pages: list[RawPage]) -> list[str]:
    """Runs of two to four words of the titles, every other one without marks."""
    chance = random.Random(2)
    queries = []
    for number in range(QUERIES):
        words = str(chance.choice(pages).stated["title"]).split()
        length = min(len(words), chance.randint(2, 4))
        start = chance.randint(0, len(words) - length)
        query = " ".join(words[start : start + length])
        queries.append(fold(query) if number % 2 else query)
    return queries


def _query_rows(articles: ArticleIndex, queries: list[str]) -> Iterable[tuple[str, str]]:
    plain = [SearchRequest(q=query) for query in queries]
    kinds = {
        "all words": plain,
        "phrase": [replace(request, q=f'"{request.q}"') for request in plain],
        "any word": [replace(request, q=" OR ".join(request.q.split())) for request in plain],
        "one province and year": [
            replace(request, provinces=("bac-giang",), years=(2021,)) for request in plain
        ],
    }
    for name, requests in kinds.items():
        times = [
            _seconds(lambda r=request: articles.search(r))
            for _ in range(ROUNDS)
            for request in requests
        ]
        cuts = statistics.quantiles(times, n=100)
        yield (
            f"query, {name}: p50 / p95 / p99 ms",
            " / ".join(f"{cuts[n] * 1e3:.1f}" for n in (49, 94, 98)),
        )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
