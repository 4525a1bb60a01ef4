"""Documents as other engines take them: one string of terms a field, cut at white space."""

import json
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from index.fields import TOKEN_FIELDS
from index.fields import FieldKind
from index.fields import TokenField
from index.models import Document

# A term that no text has: phrases must not cross from one run of a field to the next.
GAP: Final = "|"

WITH_POSITIONS: Final = frozenset(
    field.name for field in TOKEN_FIELDS if field.kind is FieldKind.SEQUENCE
)
_PAIR_FIELDS: Final = frozenset(field.name for field in TOKEN_FIELDS if field.pairs_of)


def field_texts(document: Document) -> dict[str, str]:
    """Return the text of every token field."""
    return {field.name: _joined(_runs(document, field)) for field in TOKEN_FIELDS}


def term_text(field: str, term: str) -> str:
    """Return a term of a query as `field_texts` writes it: a pair is one term."""
    return term.replace(" ", "_") if field in _PAIR_FIELDS else term


def stored_text(document: Document) -> str:
    """Return the stored document, as every engine keeps it."""
    return json.dumps(document.stored, ensure_ascii=False)


def _runs(document: Document, field: TokenField) -> Iterable[Sequence[str]]:
    if field.pairs_of is None:
        return document.terms.get(field.name, ())
    runs = document.terms.get(field.pairs_of, ())
    return [[f"{left}_{right}" for left, right in pairwise(run)] for run in runs]


def _joined(runs: Iterable[Sequence[str]]) -> str:
    return f" {GAP} ".join(" ".join(run) for run in runs)
