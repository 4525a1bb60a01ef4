"""Whoosh with its own codec: the same schema as this engine's, facets in columns.

Columns are read once at opening and counted in Python, which is several times as fast as `groupedby`.
"""

from collections import Counter
from collections.abc import Callable
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from typing import Final

import whoosh
from whoosh import columns
from whoosh import fields as whoosh_fields
from whoosh import query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.index import create_in
from whoosh.index import open_dir
from whoosh.reading import IndexReader

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

MEMORY_MB: Final = 512


def version() -> str:
    """Name the release."""
    return f"Whoosh {whoosh.versionstring()}"


def writing(documents: Sequence[Document], folder: Path) -> Callable[[], None]:
    """Return the work of one writer in one process."""
    prepared = [_values(document) for document in documents]

    def write() -> None:
        folder.mkdir(parents=True)
        writer = create_in(str(folder), _schema()).writer(limitmb=MEMORY_MB)
        for values in prepared:
            writer.add_document(**values)
        writer.commit()

    return write


def opened(folder: Path) -> Callable[[Retrieval], Ask]:
    """Open the index and read its columns."""
    searcher = open_dir(str(folder)).searcher()
    values = {facet: _column(searcher.reader(), facet) for facet in FACETS}

    def compiled(question: Retrieval) -> Ask:
        asked = _query(question.query)

        def ask() -> Answer:
            found = searcher.search(asked, limit=None)
            docs = found.docs()
            top = tuple(found.docnum(place) for place in range(min(question.size, len(docs))))
            return Answer(
                top,
                len(docs),
                {
                    facet: Counter(chain.from_iterable(map(values[facet].__getitem__, docs)))
                    for facet in question.facets
                },
            )

        return ask

    return compiled


def _schema() -> whoosh_fields.Schema:
    tokens = {
        field.name: whoosh_fields.TEXT(
            analyzer=SpaceSeparatedTokenizer(), phrase=field.name in WITH_POSITIONS
        )
        for field in TOKEN_FIELDS
    }
    facets = {facet: whoosh_fields.KEYWORD(sortable=columns.RefBytesColumn()) for facet in FACETS}
    return whoosh_fields.Schema(
        **tokens,
        **facets,
        id=whoosh_fields.ID(),
        date_key=whoosh_fields.NUMERIC(int, bits=32, signed=False, shift_step=0),
        document=whoosh_fields.STORED(),
    )


def _values(document: Document) -> dict[str, Any]:
    facets = {facet: " ".join(values) for facet, values in document.facets.items()}
    own = {"id": document.id, "date_key": document.date_key, "document": stored_text(document)}
    return {**field_texts(document), **facets, **own}


def _column(reader: IndexReader, facet: str) -> list[tuple[str, ...]]:
    @cache
    def split(value: str) -> tuple[str, ...]:
        return tuple(value.split())

    return [split(value) for value in reader.column_reader(facet)]


def _query(node: tree.Node) -> query.Query:
    match node:
        case tree.Term(field, text):
            return query.Term(field, term_text(field, text))
        case tree.Phrase(field, terms):
            return query.Phrase(field, list(terms))
        case tree.Prefix(field, text):
            return query.Prefix(field, text)
        case tree.Filter(facet, values):
            return query.ConstantScoreQuery(query.Or([query.Term(facet, one) for one in values]))
        case tree.And(children):
            return query.And([_query(child) for child in children])
        case tree.Or(children):
            return query.Or([_query(child) for child in children])
    raise ValueError(f"no query over one field has a {type(node).__name__}")
