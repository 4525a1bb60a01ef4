"""The tables of conversion_vectors.toml, each row through the function it is about."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from index.text.keyboard import decode
from index.text.normalize import fold
from index.text.normalize import folded_variants
from index.text.normalize import normalize

VECTORS = tomllib.loads(
    Path(__file__).with_name("conversion_vectors.toml").read_text(encoding="utf-8")
)


def rows(kind: str) -> list[Any]:
    return [
        pytest.param(*row, id=f"{subject}: {row[0]!a}")
        for subject, table in VECTORS[kind].items()
        for row in table["rows"]
    ]


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
