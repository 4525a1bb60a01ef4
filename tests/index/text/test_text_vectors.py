"""The tables of vectors.toml, through the analyzer and through `searchsvc analyze`."""

import json
import tomllib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import cli
from index.engines.base import Reader
from index.query.reading import Word
from index.query.reading import is_accented
from index.query.reading import read
from index.text.normalize import fold
from index.text.normalize import normalize
from index.text.tokens import sequence
from index.text.tokens import terms
from index.text.tokens import tokenize

VECTORS = tomllib.loads(Path(__file__).with_name("vectors.toml").read_text(encoding="utf-8"))
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in NFD": lambda text: unicodedata.normalize("NFD", text),
    "in capitals": str.upper,
}


def rows(kind: str, columns: int) -> list[Any]:
    """Return the rows of all tables of a kind as parameters, padded to so many columns."""
    return [
        pytest.param(*row, *[""] * (columns - len(row)), id=f"{rule}: {row[0]!a}")
        for rule, table in VECTORS[kind].items()
        for row in table["rows"]
    ]


@pytest.mark.parametrize(("text", "exact", "folded", "whole"), rows("analyze", 4))
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_text_has_these_terms(
    text: str, exact: str, folded: str, whole: str, form: Callable[[str], str]
) -> None:
    text = form(normalize(text))
    tokens = tokenize(text)
    parts = sequence(tokens)

    assert [token.text for token in parts] == terms(text).exact == exact.split()
    assert [token.folded for token in parts] == terms(text).folded == folded.split()
    assert [token.text for token in tokens if token not in parts] == whole.split()
    assert terms(text).entities == fold(whole).split()


@pytest.mark.parametrize(("text", "pieces"), rows("slices", 2))
def test_tokens_span_these_pieces_of_the_text_as_given(text: str, pieces: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokenize(text)] == pieces


@pytest.mark.parametrize("table", VECTORS["readings"].values(), ids=VECTORS["readings"])
def test_words_of_a_query_stand_for_these_forms(
    reader_of: Callable[..., Reader], table: dict[str, Any]
) -> None:
    vocabulary = reader_of(*table["vocabulary"])
    found = {
        query: " ".join(
            "|".join(unit.forms) or "*"
            for unit in read(query, vocabulary, accented=is_accented(query))
            if isinstance(unit, Word)
        )
        for query, _ in table["rows"]
    }

    assert found == dict(table["rows"])


def analyzed(text: str) -> list[dict[str, Any]]:
    """Return what `searchsvc analyze --json` prints."""
    result = CliRunner().invoke(cli, ["analyze", "--json", "--", text])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_command_shows_the_terms_of_every_table() -> None:
    expected, shown = {}, {}
    for table in VECTORS["analyze"].values():
        for text, exact, folded, *whole in table["rows"]:
            tokens = analyzed(text)
            parts = [token for token in tokens if token["kind"] in ("syllable", "number")]
            others = [token for token in tokens if token["kind"] in ("date", "document")]
            wholes = " ".join(whole)
            expected[text] = (exact, folded, wholes, fold(wholes))
            shown[text] = (
                *(" ".join(token[form] for token in parts) for form in ("exact", "folded")),
                *(" ".join(token[form] for token in others) for form in ("exact", "folded")),
            )

    assert shown == expected


def test_the_command_shows_offsets_of_the_text_as_it_is_stored() -> None:
    for table in VECTORS["slices"].values():
        for text, pieces in table["rows"]:
            stored = normalize(text)
            spanned = [stored[token["start"] : token["end"]] for token in analyzed(text)]

            assert spanned == [normalize(piece) for piece in pieces]
