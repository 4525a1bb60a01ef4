"""How well answers fit judgements: the four measures that ranking is tuned by.

Formulas as in Manning, Raghavan, Schütze, "Introduction to Information Retrieval" (2008),
chapter 8; nDCG with gain = grade and discount log2(rank + 1), of the first ten hits.
"""

import json
import math
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Final

from index.errors import SourceError

DEPTH: Final = 10

Judgements = Mapping[str, Mapping[str, int]]  # query id → document id → grade


@dataclass(frozen=True, slots=True)
class Query:
    """A judged query."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the judged queries, each between 0 and 1."""

    queries: int
    precision_at_1: float
    recall_at_10: float
    mrr_at_10: float
    ndcg_at_10: float


def read_queries(path: Path) -> list[Query]:
    """Read JSON lines with `id` and `text`. Raises `SourceError` naming the line that is wrong."""
    queries = []
    for number, line in enumerate(_lines(path), start=1):
        try:
            record = json.loads(line)
            queries.append(Query(str(record["id"]), str(record["text"])))
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(
                f'{path}:{number}: expected {{"id": …, "text": …}} ({error})'
            ) from error
    return queries


def read_judgements(path: Path) -> Judgements:
    """Read lines of query id, document id, grade, separated by tabs; a heading is passed over.

    Raises `SourceError` naming the line that is wrong.
    """
    judgements: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path), start=1):
        columns = line.split("\t")
        if len(columns) == 3 and columns[2].isdigit():
            judgements.setdefault(columns[0], {})[columns[1]] = int(columns[2])
        elif number > 1:
            raise SourceError(
                f"{path}:{number}: expected query id, document id, grade, with tabs between"
            )
    return judgements


def evaluate(
    queries: Sequence[Query], judgements: Judgements, answer: Callable[[str], Sequence[str]]
) -> Quality:
    """Ask every judged query; `answer` returns the ids of the first ten hits, best first.

    Raises `SourceError` if no query has a judgement.
    """
    judged = [query for query in queries if any(judgements.get(query.id, {}).values())]
    if not judged:
        raise SourceError("no query has a judgement: do the ids of the two files fit together?")
    rows = [_measure(answer(query.text)[:DEPTH], judgements[query.id]) for query in judged]
    return Quality(len(rows), *(fmean(column) for column in zip(*rows, strict=True)))


def _measure(found: Sequence[str], grades: Mapping[str, int]) -> tuple[float, float, float, float]:
    gains = [grades.get(id_, 0) for id_ in found]
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    relevant = sum(grade > 0 for grade in grades.values())
    first = next((rank for rank, gain in enumerate(gains, start=1) if gain), math.inf)
    return (
        float(first == 1),
        sum(gain > 0 for gain in gains) / relevant,
        1 / first,
        _discounted(gains) / _discounted(ideal),
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text ({error})") from error
