"""Terms looked up in their fields, and the sum of what many of them score."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import accumulate
from itertools import pairwise
from typing import Final
from typing import NamedTuple
from typing import TypeAlias

import numpy as np

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.domain import SEARCH_COST
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import common
from index.engines.whoosh.segment import InvertedField
from index.engines.whoosh.segment import Segment

# So many postings are scored at once: few calls for short lists, few pages of memory for long ones.
BATCH_POSTINGS: Final = 1 << 14


class Postings(NamedTuple):
    """A term that was found: its documents, how often each holds it, its row if it is common."""

    field: InvertedField
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


def look_up(segment: Segment, name: str, text: str) -> Postings | None:
    """Return a term's postings, or None; raises ValueError if the index has no such field."""
    field = segment.field(name)
    number = field.find(text)
    if number is None:
        return None
    idf = bm25.idf(segment.documents, field.document_frequency(number))
    return Postings(field, field.docs_of(number), field.freqs_of(number), field.row_of(number), idf)


def add_scores(terms: Sequence[WeightedTerm], domain: Domain, scores: Array) -> None:
    """Add what the terms score to the scores of the domain's documents; which hold them does not matter."""
    lists: list[WeightedTerm] = []
    norms: dict[InvertedField, Array] = {}
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
        total = scores if domain.docs is None else np.zeros(domain.documents, np.float32)
        for batch in _batches(lists):
            if len(batch) == 1:
                _add_list(batch[0], domain, total)
            else:
                _add_lists(batch, domain, total)
        if domain.docs is not None:
            scores += total.take(domain.docs)


def _batches(terms: Sequence[WeightedTerm]) -> Iterator[list[WeightedTerm]]:
    """Divide terms into batches of few postings, those of a field together."""
    batch: list[WeightedTerm] = []
    size = 0
    for term in sorted(terms, key=lambda term: term.postings.field.name):
        size += len(term.postings.docs)
        if batch and size > BATCH_POSTINGS:
            yield batch
            batch, size = [], len(term.postings.docs)
        batch.append(term)
    yield batch


def _add_list(term: WeightedTerm, domain: Domain, total: Array) -> None:
    docs, freqs = _sifted(term.postings, domain)
    docs = docs.astype(np.intp)
    if domain.docs is not None:
        which = domain.which(docs)
        docs, freqs = docs.take(which), freqs.take(which)
    norms = term.postings.field.norms.take(docs)
    total[docs] += bm25.scores(term.weight * term.postings.idf, freqs, norms)


def _add_lists(terms: Sequence[WeightedTerm], domain: Domain, total: Array) -> None:
    """Add the scores of many posting lists at once: most are short, and it is calls that cost."""
    lists = [_sifted(term.postings, domain) for term in terms]
    docs = np.concatenate([docs for docs, _ in lists], dtype=np.intp)
    freqs = np.concatenate([freqs for _, freqs in lists])
    ends = list(accumulate(len(freqs) for _, freqs in lists))
    if domain.docs is not None:
        which = domain.which(docs)
        docs, freqs, ends = docs.take(which), freqs.take(which), which.searchsorted(ends).tolist()
    last = {term.postings.field: end for term, end in zip(terms, ends, strict=True)}
    norms = [
        field.norms.take(docs[begin:end])
        for field, (begin, end) in zip(last, pairwise([0, *last.values()]), strict=True)
    ]
    weights = np.array([term.weight * term.postings.idf for term in terms])
    lengths = [end - begin for begin, end in pairwise([0, *ends])]
    added = bm25.scores(weights.repeat(lengths), freqs, np.concatenate(norms))
    np.add.at(total, docs, added)


def _sifted(postings: Postings, domain: Domain) -> tuple[Array, Array]:
    """Return a list as it is, or, of one far longer than the domain, only what is in both."""
    docs, freqs = postings.docs, postings.freqs
    if domain.docs is not None and domain.size * SEARCH_COST < len(docs):
        which = common(domain.docs, docs)[1]
        return docs.take(which), freqs.take(which)
    return docs, freqs
