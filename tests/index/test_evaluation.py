"""The measures, against values worked out by hand, and what is said of wrong files."""

import math
from pathlib import Path

import pytest

from index.errors import SourceError
from index.evaluation import Quality
from index.evaluation import Query
from index.evaluation import evaluate
from index.evaluation import read_judgements
from index.evaluation import read_queries

QUERIES = [Query("1", "một"), Query("2", "hai"), Query("3", "không ai chấm")]
JUDGEMENTS = {"1": {"a": 1}, "2": {"b": 2, "c": 1}}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"một": ["a"], "hai": ["b", "c"]}, Quality(2, 1, 1, 1, 1)),
        ({"một": [], "hai": ["x"]}, Quality(2, 0, 0, 0, 0)),
        (
            {"một": ["x", "a"], "hai": ["c", "x", "b"]},
            Quality(
                2, 0.5, 1, 0.75, ((1 / math.log2(3)) + (1 + 2 / 2) / (2 + 1 / math.log2(3))) / 2
            ),
        ),
        (
            {"một": ["x"] * 10 + ["a"], "hai": ["b"]},
            Quality(2, 0.5, 0.25, 0.5, (2 / (2 + 1 / math.log2(3))) / 2),
        ),
    ],
)
def test_measures_are_those_of_the_book(answers: dict[str, list[str]], expected: Quality) -> None:
    found = evaluate(QUERIES, JUDGEMENTS, answers.__getitem__)

    assert _near(found, expected)


def _near(found: Quality, expected: Quality) -> bool:
    return all(
        getattr(found, name) == pytest.approx(getattr(expected, name))
        for name in Quality.__dataclass_fields__
    )


def test_no_judged_query_is_an_error() -> None:
    with pytest.raises(SourceError, match="do the ids"):
        evaluate(QUERIES[2:], JUDGEMENTS, lambda text: [])


def test_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "queries").write_text('{"id": 1, "text": "một", "answer": "x"}\n')
    (tmp_path / "qrels").write_text("query_id\tdoc_id\trel\n1\ta\t1\n1\tb\t0\n")

    assert read_queries(tmp_path / "queries") == [Query("1", "một")]
    assert read_judgements(tmp_path / "qrels") == {"1": {"a": 1, "b": 0}}


@pytest.mark.parametrize(
    ("read", "content", "message"),
    [
        (read_queries, b'{"id": "1", "text": "x"}\n{"id": "2"}', ":2: expected"),
        (read_queries, b"nothing", ":1: expected"),
        (read_queries, b"[1]", ":1: expected"),
        (read_judgements, b"1\ta\t1\n1 b 1\n", ":2: expected"),
        (read_judgements, b"\xff", "UTF-8"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, read, content, message) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(SourceError, match=message):
        read(path)
