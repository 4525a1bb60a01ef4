"""Terms looked up in their fields, and the sum of what many of them score."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple
from typing import TypeAlias

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Field


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
    lists = []
    norms: dict[Field, Array] = {}
    for term in terms:
        (field, _, _, row, idf), weight = term
        if row is None:
            lists.append(term)
            continue
        if field not in norms:
            norms[field] = domain.of(field.norms)
        # Documents without the term have a frequency of 0, and gain 0.
        scores += bm25.scores(weight * idf, domain.of(row), norms[field])
    if lists:
        _add_lists(lists, domain, scores)


def _add_lists(terms: Sequence[WeightedTerm], domain: Domain, scores: Array) -> None:
    # A table of all documents spares finding the place of each in the domain.
    total = scores if domain.docs is None else np.zeros(domain.documents, np.float32)
    for (field, docs, freqs, _, idf), weight in terms:
        if domain.docs is not None:
            which = domain.which(docs)
            docs, freqs = docs.take(which), freqs.take(which)
        places = docs.astype(np.intp)
        total[places] += bm25.scores(weight * idf, freqs, field.norms.take(places))
    if domain.docs is not None:
        scores += total.take(domain.docs)
