"""The tables of vectors.toml, each row through both ways to analyze."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from index.text.keyboard import decode
from index.text.normalize import fold
from index.text.normalize import folded_variants
from index.text.normalize import normalize
from index.text.tokens import sequence
from index.text.tokens import terms
from index.text.tokens import tokenize

VECTORS = tomllib.loads(Path(__file__).with_name("vectors.toml").read_text(encoding="utf-8"))


def rows(kind: str) -> list[Any]:
    return [
        pytest.param(*row, id=f"{rule}: {row[0]!a}")
        for rule, table in VECTORS[kind].items()
        for row in table["rows"]
    ]


@pytest.mark.parametrize(("text", "exact", "folded"), rows("terms"))
@pytest.mark.parametrize("form", ["as is", "NFC", "NFD"])
def test_text_has_these_terms(text: str, exact: str, folded: str, form: str) -> None:
    if form != "as is":
        text = unicodedata.normalize(form, text)
    tokens = sequence(tokenize(text))

    assert [token.text for token in tokens] == terms(text).exact == exact.split()
    assert [token.folded for token in tokens] == terms(text).folded == folded.split()


@pytest.mark.parametrize(("text", "exact", "entities"), rows("entities"))
def test_text_has_these_parts_and_these_entities(text: str, exact: str, entities: str) -> None:
    tokens = tokenize(text)
    whole = [token for token in tokens if token.kind in ("date", "document")]

    assert [token.text for token in sequence(tokens)] == terms(text).exact == exact.split()
    assert [token.folded for token in whole] == terms(text).entities == entities.split()


@pytest.mark.parametrize(("text", "stored"), rows("normalize"))
def test_text_is_stored_as(text: str, stored: str) -> None:
    assert normalize(text) == stored


@pytest.mark.parametrize(("text", "folded"), rows("fold"))
def test_text_folds_to(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("folded", "variants"), rows("variants"))
def test_syllable_has_these_other_spellings(folded: str, variants: str) -> None:
    assert folded_variants(folded) == tuple(variants.split())


@pytest.mark.parametrize(("keys", "syllable"), rows("keys"))
def test_keys_type_this_syllable(keys: str, syllable: str) -> None:
    assert (decode(keys) or "") == syllable


@pytest.mark.parametrize(
    ("encoding", "shown", "text"),
    [
        pytest.param(encoding, *row, id=f"{encoding}: {row[0]!a}")
        for encoding, table in VECTORS["legacy"].items()
        for row in table["rows"]
    ],
)
def test_bytes_of_an_old_encoding_are_this_text(encoding: str, shown: str, text: str) -> None:
    data = shown.encode("cp1252")

    assert data.decode(encoding) == text
    assert text.encode(encoding).decode(encoding) == text


@pytest.mark.parametrize("kind", VECTORS)
def test_every_rule_has_rows_enough_and_none_twice(kind: str) -> None:
    for rule, table in VECTORS[kind].items():
        texts = [row[0] for row in table["rows"]]

        assert len(texts) >= 8, rule
        assert len(set(texts)) == len(texts), rule
