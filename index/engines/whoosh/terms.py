"""Terms looked up in their fields, and the sum of what many of them score."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple
from typing import TypeAlias

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Field
from index.engines.whoosh.positions import Occurrences


class Postings(NamedTuple):
    """A term that was found: its documents, how often each holds it, its row if it is common."""

    field: Field
    docs: Array
    freqs: Array
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
    idf = bm25.idf(segment.documents, field.document_frequency(number))
    return Postings(field, field.docs_of(number), field.freqs_of(number), field.row_of(number), idf)


def add_scores(terms: Sequence[WeightedTerm], domain: Domain, scores: Array) -> None:
    """Add what the terms score to the scores of the domain's documents; which hold them does not matter."""
    norms: dict[Field, Array] = {}
    for (field, docs, freqs, row, idf), weight in terms:
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
