"""The token fields and facets of an index: the one table that analysis, ranking and engines share.

A field holds *terms*: strings made by `index.text`, never raw text. An engine needs to
know only what is in this table. See `index.documents` for how an article fills it.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class FieldKind(Enum):
    """How the terms of a field are indexed."""

    SEQUENCE = "sequence"  # positions are kept: phrases and nearness work
    PAIRS = "pairs"  # "a b" for each two neighbours of another field; derived by the engine
    TERMS = "terms"  # frequencies only


@dataclass(frozen=True, slots=True)
class TokenField:
    """A field of terms; `pairs_of` names the sequence that a field of pairs derives from."""

    name: str
    kind: FieldKind
    pairs_of: str | None = None


# `text_*` cover title and body, so that a word required by a query may stand in either.
TEXT_EXACT: Final = "text_exact"
TEXT_FOLDED: Final = "text_folded"
PAIRS_EXACT: Final = "pairs_exact"
PAIRS_FOLDED: Final = "pairs_folded"
TITLE_EXACT: Final = "title_exact"
TITLE_FOLDED: Final = "title_folded"
LEAD_FOLDED: Final = "lead_folded"
WORDS: Final = "words"  # words of two and more syllables, "công_đoàn", marks kept
ENTITIES: Final = "entities"  # whole dates, document numbers: "2014-08-01", "643/qd-tld"
AUTHOR: Final = "author"  # folded
SOURCE: Final = "source"  # folded

TOKEN_FIELDS: Final = (
    TokenField(TEXT_EXACT, FieldKind.SEQUENCE),
    TokenField(TEXT_FOLDED, FieldKind.SEQUENCE),
    TokenField(PAIRS_EXACT, FieldKind.PAIRS, pairs_of=TEXT_EXACT),
    TokenField(PAIRS_FOLDED, FieldKind.PAIRS, pairs_of=TEXT_FOLDED),
    TokenField(TITLE_EXACT, FieldKind.SEQUENCE),
    TokenField(TITLE_FOLDED, FieldKind.SEQUENCE),
    TokenField(LEAD_FOLDED, FieldKind.TERMS),
    TokenField(WORDS, FieldKind.TERMS),
    TokenField(ENTITIES, FieldKind.TERMS),
    TokenField(AUTHOR, FieldKind.SEQUENCE),
    TokenField(SOURCE, FieldKind.SEQUENCE),
)

# A sequence → its pairs, where it has a field of them.
PAIRS_OF: Final = {field.pairs_of: field.name for field in TOKEN_FIELDS if field.pairs_of}

# Between the runs of one field (title, then body) positions jump, so that no phrase crosses.
RUN_GAP: Final = 8

PROVINCE: Final = "province"  # publisher and about, provinces as they were until 2025-06-30
PROVINCE_34: Final = "province34"  # the same, as the provinces they belong to now
YEAR: Final = "year"
TOPIC: Final = "topic"
PUBLISHER: Final = "publisher"

FACETS: Final = (PROVINCE, PROVINCE_34, YEAR, TOPIC, PUBLISHER)

# The facet value of an article that has none: selectable like any other.
UNKNOWN: Final = "unknown"
