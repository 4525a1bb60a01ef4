"""Xapian: terms with the number of their field before them, facets in value slots.

A slot holds one value, so a facet takes as many slots as a document has values of it.
"""

import json
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xapian

from index.engines.base import Retrieval
from index.fields import FACETS
from index.fields import TOKEN_FIELDS
from index.models import Document
from index.query import tree
from tests.benchmarks.peers.base import Answer
from tests.benchmarks.peers.base import Ask
from tests.benchmarks.peers.terms import WITH_POSITIONS
from tests.benchmarks.peers.terms import field_texts
from tests.benchmarks.peers.terms import stored_text
from tests.benchmarks.peers.terms import term_text

_PREFIXES: Final = {
    name: f"{number}:"
    for number, name in enumerate([*(field.name for field in TOKEN_FIELDS), *FACETS])
}
_SLOTS: Final = "slots"  # metadata: facet → how many slots
_SLOTS_A_FACET: Final = 64
_MOST_BYTES: Final = 245  # of a term
_NO_LIMIT: Final = (0, xapian.Query.WILDCARD_LIMIT_ERROR)  # of what a prefix expands to


def version() -> str:
    """Name the release."""
    return f"Xapian {xapian.version_string()}"


def writing(documents: Sequence[Document], folder: Path) -> Callable[[], None]:
    """Return the work of adding every document in one transaction."""
    texts = [field_texts(document) for document in documents]
    stored = [stored_text(document) for document in documents]

    def write() -> None:
        folder.mkdir(parents=True)
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE)
        for text, document, data in zip(texts, documents, stored, strict=True):
            database.add_document(_document(text, document, data))
        database.set_metadata(_SLOTS, json.dumps(_slots(documents)))
        database.commit()
        database.close()

    return write


def opened(folder: Path) -> Callable[[Retrieval], Ask]:
    """Open the index."""
    database = xapian.Database(str(folder))
    slots = json.loads(database.get_metadata(_SLOTS))

    def compiled(question: Retrieval) -> Ask:
        query = _query(question.query)

        def ask() -> Answer:
            enquire = xapian.Enquire(database)
            enquire.set_query(query)
            spies = {
                facet: [xapian.ValueCountMatchSpy(_slot(facet, n)) for n in range(slots[facet])]
                for facet in question.facets
            }
            for some in spies.values():
                for spy in some:
                    enquire.add_matchspy(spy)
            found = enquire.get_mset(0, question.size, database.get_doccount())
            return Answer(
                tuple(hit.docid for hit in found),
                found.get_matches_estimated(),  # exact: every document was checked
                {facet: _counts(some) for facet, some in spies.items()},
            )

        return ask

    return compiled


def _document(texts: dict[str, str], document: Document, data: str) -> xapian.Document:
    made = xapian.Document()
    made.set_data(data)
    for field, text in texts.items():
        terms = [f"{_PREFIXES[field]}{term}" for term in text.split()]
        if field in WITH_POSITIONS:
            for position, term in enumerate(terms):
                made.add_posting(term, position)
        else:
            for term, count in Counter(terms).items():
                if len(term.encode()) <= _MOST_BYTES:
                    made.add_term(term, count)
    for facet, values in document.facets.items():
        for number, value in enumerate(values):
            made.add_boolean_term(f"{_PREFIXES[facet]}{value}")
            made.add_value(_slot(facet, number), value)
    return made


def _slots(documents: Iterable[Document]) -> dict[str, int]:
    return {facet: max(len(one.facets[facet]) for one in documents) for facet in FACETS}


def _slot(facet: str, number: int) -> int:
    return FACETS.index(facet) * _SLOTS_A_FACET + number


def _counts(spies: Iterable[xapian.ValueCountMatchSpy]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for spy in spies:
        for item in spy.values():
            counts[item.term.decode()] += item.termfreq
    return counts


def _query(node: tree.Node) -> xapian.Query:
    match node:
        case tree.Term(field, text):
            return xapian.Query(_PREFIXES[field] + term_text(field, text))
        case tree.Phrase(field, terms):
            words = [_PREFIXES[field] + term for term in terms]
            return xapian.Query(xapian.Query.OP_PHRASE, words, len(words))
        case tree.Prefix(field, text):
            return xapian.Query(xapian.Query.OP_WILDCARD, _PREFIXES[field] + text, *_NO_LIMIT)
        case tree.Filter(facet, values):
            wanted = [_PREFIXES[facet] + value for value in values]
            some = xapian.Query(xapian.Query.OP_OR, wanted)
            return xapian.Query(xapian.Query.OP_SCALE_WEIGHT, some, 0)
        case tree.And(children):
            return _combined(xapian.Query.OP_AND, children)
        case tree.Or(children):
            return _combined(xapian.Query.OP_OR, children)
    raise ValueError(f"no query over one field has a {type(node).__name__}")


def _combined(operator: int, children: Sequence[tree.Node]) -> xapian.Query:
    return xapian.Query(operator, [_query(child) for child in children])
