"""Tantivy through tantivy-py: fields cut at white space, facets as fast fields.

The library collects hits and aggregations in two passes; Rust programs can do with one.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from importlib import metadata
from itertools import groupby
from pathlib import Path
from re import escape
from typing import Any
from typing import Final

import tantivy
from tantivy import Occur
from tantivy import Query

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

HEAP_BYTES: Final = 1_000_000_000  # as much as this engine may use; one segment, if it can
_TERMS: Final = "terms"
_MOST_VALUES: Final = 10_000
_NO_SCORE: Final = 0.0


def version() -> str:
    """Name the release."""
    return metadata.version("tantivy")


def writing(documents: Sequence[Document], folder: Path) -> Callable[[], None]:
    """Return the work of adding every document with one thread, to the end of all merges."""
    prepared = [(field_texts(one), one.facets, stored_text(one)) for one in documents]

    def write() -> None:
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(_TERMS, whitespace)
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for texts, facets, stored in prepared:
            writer.add_document(_document(texts, facets, stored))
        writer.commit()
        writer.wait_merging_threads()

    return write


def opened(folder: Path) -> Callable[[Retrieval], Ask]:
    """Open the index."""
    index = tantivy.Index.open(str(folder))
    schema, searcher = index.schema, index.searcher()

    def compiled(question: Retrieval) -> Ask:
        query = _query(schema, question.query)
        chosen = {facet: _filter(schema, facet, some) for facet, some in question.selection.items()}
        everything = _both(query, chosen.values())
        counted = list(_counted(question, query, chosen))

        def ask() -> Answer:
            found = searcher.search(everything, limit=question.size, count=True)
            results = [searcher.aggregate(base, wanted) for base, wanted in counted]
            return Answer(
                tuple(found.hits),
                found.count,  # type: ignore[attr-defined]  # missing from the library's stubs
                {name: _counts(one) for result in results for name, one in result.items()},
            )

        return ask

    return compiled


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TOKEN_FIELDS:
        option = "position" if field.name in WITH_POSITIONS else "freq"
        builder.add_text_field(field.name, tokenizer_name=_TERMS, index_option=option)
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("date_key", fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()


def _document(
    texts: Mapping[str, str], facets: Mapping[str, Sequence[str]], stored: str
) -> tantivy.Document:
    document = tantivy.Document()
    for field, text in texts.items():
        document.add_text(field, text)
    for facet, values in facets.items():
        for value in values:
            document.add_text(facet, value)
    document.add_bytes("document", stored.encode())
    return document


def _counted(
    question: Retrieval, query: Query, chosen: Mapping[str, Query]
) -> Iterator[tuple[Query, dict[str, Any]]]:
    """Yield what to count over which query: a selected facet is counted without its own selection."""

    def own_selection(facet: str) -> str:
        return facet if facet in chosen else ""

    for own, facets in groupby(sorted(question.facets, key=own_selection), own_selection):
        others = [some for facet, some in chosen.items() if facet != own]
        wanted = {facet: {"terms": {"field": facet, "size": _MOST_VALUES}} for facet in facets}
        yield _both(query, others), wanted


def _counts(result: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in result["buckets"]}


def _both(query: Query, filters: Any) -> Query:
    required = [query, *filters]
    if len(required) == 1:
        return query
    return Query.boolean_query([(Occur.Must, one) for one in required])


def _filter(schema: tantivy.Schema, facet: str, values: Sequence[str]) -> Query:
    # Not `term_set_query`: it is slower for the few values that are ever selected.
    terms = [Query.term_query(schema, facet, value, "basic") for value in values]
    some = (
        terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, one) for one in terms])
    )
    return Query.const_score_query(some, _NO_SCORE)


def _query(schema: tantivy.Schema, node: tree.Node) -> Query:
    def inner(child: tree.Node) -> Query:
        return _query(schema, child)

    match node:
        case tree.Term(field, text, weight):
            return _boosted(Query.term_query(schema, field, term_text(field, text), "freq"), weight)
        case tree.Phrase(field, terms, weight):
            return _boosted(Query.phrase_query(schema, field, list(terms)), weight)
        case tree.Prefix(field, text, weight):
            return _boosted(Query.regex_query(schema, field, f"{escape(text)}.*"), weight)
        case tree.Filter(facet, values):
            return _filter(schema, facet, values)
        case tree.And(children):
            return Query.boolean_query([_clause(schema, child) for child in children])
        case tree.Or(children, minimum):
            clauses = [(Occur.Should, inner(child)) for child in children]
            return Query.boolean_query(clauses, minimum if minimum > 1 else None)
        case tree.Best(children):
            return Query.disjunction_max_query([inner(child) for child in children])
        case tree.Maybe(required, optional):
            return Query.boolean_query(
                [(Occur.Must, inner(required)), (Occur.Should, inner(optional))]
            )
        case tree.Constant(child, score):
            return Query.const_score_query(inner(child), float(score))
    raise ValueError(f"no query of the benchmark has a {type(node).__name__}")


def _clause(schema: tantivy.Schema, node: tree.Node) -> tuple[Occur, Query]:
    if isinstance(node, tree.Not):
        return Occur.MustNot, _query(schema, node.child)
    return Occur.Must, _query(schema, node)


def _boosted(query: Query, weight: float) -> Query:
    return query if weight == 1 else Query.boost_query(query, weight)
