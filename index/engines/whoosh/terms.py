"""Terms looked up in their fields: what holds them, and the sum of what many of them score."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple
from typing import TypeAlias

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import Matches
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Field
from index.engines.whoosh.positions import Occurrences
from index.engines.whoosh.rows import BITS_SHARE


class Postings(NamedTuple):
    """A term that was found: its documents, how often each holds it; if it is common, bits and row."""

    field: Field
    docs: Array
    freqs: Array
    bits: Array | None
    row: Array | None
    idf: float


# From the names of a field and a term.
Lookup: TypeAlias = Callable[[str, str], Postings | None]


class WeightedTerm(NamedTuple):
    """A term to score by BM25, times a weight."""

    postings: Postings
    weight: float


def look_up(segment: Contents, name: str, text: str) -> Postings | None:
    """Return a term's postings, or None; raises ValueError if the index has no such field."""
    field = segment.field(name)
    number = field.find(text)
    if number is None:
        return None
    docs = field.docs_of(number)
    return Postings(
        field,
        docs,
        field.freqs_of(number),
        field.bits_of(number) if len(docs) * BITS_SHARE > segment.documents else None,
        field.row_of(number),
        bm25.idf(segment.documents, len(docs)),
    )


def holding(docs: Array, domain: Domain) -> Matches:
    """Match what is in an ascending list."""
    return Matches(domain.held_in(docs))


def in_all(sets: Sequence[Array], domain: Domain) -> Matches:
    """Match what several sets hold, given as bits."""
    return Matches(domain.in_all(sets))


def add_scores(terms: Sequence[WeightedTerm], domain: Domain, scores: Array) -> None:
    """Add what the terms score to the scores of the domain's documents; which hold them does not matter."""
    norms: dict[Field, Array] = {}
    for (field, docs, freqs, _, row, idf), weight in terms:
        if row is None:
            places, gained = scored(field, (docs, freqs), weight * idf, domain)
            scores[places] += gained
            continue
        if field not in norms:
            norms[field] = domain.of(field.norms)
        # Documents without the term have a frequency of 0, and gain 0.
        scores += bm25.scores(weight * idf, domain.of(row), norms[field])


def scored(
    field: Field, found: Occurrences, weighted_idf: float, domain: Domain
) -> tuple[Array, Array]:
    """Return the places in a domain where something was found, and what it scores there."""
    docs, freqs = found
    places, which = domain.locate(docs)
    norms = field.norms.take(domain.documents_at(places))
    return places, bm25.scores(weighted_idf, freqs[which], norms)
