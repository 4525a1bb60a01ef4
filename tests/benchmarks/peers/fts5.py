"""SQLite FTS5: a contentless table a token field, so that a query reads its own field only.

The hits of a query are kept once, in memory; each facet is one GROUP BY over them.
"""

import sqlite3
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
from typing import Final

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

FILE: Final = "index.sqlite"
# Every letter beyond ASCII is part of a term; white space alone divides.
_TOKENIZER: Final = "ascii tokenchars ''_-/.,:|''"
_FOR_WRITING: Final = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000")
_FOR_READING: Final = ("mmap_size = 4000000000", "cache_size = -100000", "temp_store = MEMORY")


def version() -> str:
    """Name the release."""
    return f"SQLite {sqlite3.sqlite_version}"


def writing(documents: Sequence[Document], folder: Path) -> Callable[[], None]:
    """Return the work of one transaction, with each field optimized into one tree."""
    texts = [field_texts(document) for document in documents]
    stored = [
        (number, one.id, one.date_key, stored_text(one)) for number, one in enumerate(documents)
    ]

    def write() -> None:
        folder.mkdir(parents=True)
        database = _connect(folder, _FOR_WRITING)
        _make_tables(database)
        database.execute("BEGIN")
        database.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", stored)
        for field in TOKEN_FIELDS:
            rows = ((number, text[field.name]) for number, text in enumerate(texts))
            database.executemany(f"INSERT INTO {field.name}(rowid, terms) VALUES (?, ?)", rows)
            database.execute(f"INSERT INTO {field.name}({field.name}) VALUES ('optimize')")
        for facet in FACETS:
            values = (
                (number, value)
                for number, one in enumerate(documents)
                for value in one.facets[facet]
            )
            database.executemany(f"INSERT INTO {facet} VALUES (?, ?)", values)
            database.execute(f"CREATE INDEX {facet}_values ON {facet}(value, doc)")
        database.execute("COMMIT")
        database.close()

    return write


def opened(folder: Path) -> Callable[[Retrieval], Ask]:
    """Open the index."""
    database = _connect(folder, _FOR_READING)
    database.execute("CREATE TEMP TABLE hits (doc INTEGER PRIMARY KEY, score REAL)")

    def compiled(question: Retrieval) -> Ask:
        field, expression, filters = _parts(question.query)
        # "+": otherwise SQLite searches the full text anew for each document of the filter.
        wanted = "".join(
            f" AND +rowid IN (SELECT doc FROM {one.facet} WHERE value IN ({_marks(one.values)}))"
            for one in filters
        )
        find = f"INSERT INTO hits SELECT rowid, bm25({field}) FROM {field} WHERE {field} MATCH ?{wanted}"
        given = [expression, *(value for one in filters for value in one.values)]

        def ask() -> Answer:
            database.execute("DELETE FROM hits")
            total = database.execute(find, given).rowcount
            top = database.execute(
                "SELECT doc FROM hits ORDER BY score LIMIT ?", [question.size]
            ).fetchall()
            return Answer(
                tuple(top), total, {facet: _counts(database, facet) for facet in question.facets}
            )

        return ask

    return compiled


def _connect(folder: Path, pragmas: Sequence[str]) -> sqlite3.Connection:
    database = sqlite3.connect(folder / FILE, isolation_level=None)
    for pragma in pragmas:
        database.execute(f"PRAGMA {pragma}")
    return database


def _make_tables(database: sqlite3.Connection) -> None:
    database.execute(
        "CREATE TABLE documents (doc INTEGER PRIMARY KEY, id TEXT, date_key INTEGER, document TEXT)"
    )
    for field in TOKEN_FIELDS:
        detail = "full" if field.name in WITH_POSITIONS else "column"
        database.execute(
            f"CREATE VIRTUAL TABLE {field.name} USING fts5"
            f"(terms, content = '', detail = {detail}, tokenize = '{_TOKENIZER}')"
        )
    for facet in FACETS:
        database.execute(
            f"CREATE TABLE {facet} (doc INTEGER, value TEXT, PRIMARY KEY (doc, value)) WITHOUT ROWID"
        )


def _counts(database: sqlite3.Connection, facet: str) -> dict[str, int]:
    counts = f"SELECT value, count(*) FROM hits JOIN {facet} USING (doc) GROUP BY value"
    return dict(database.execute(counts).fetchall())


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _parts(node: tree.Node) -> tuple[str, str, list[tree.Filter]]:
    """Return the field, the FTS5 expression and the filters of a query over one field."""
    children = node.children if isinstance(node, tree.And) else (node,)
    filters = [child for child in children if isinstance(child, tree.Filter)]
    matched = [child for child in children if not isinstance(child, tree.Filter)]
    fields, expressions = zip(*map(_expression, matched), strict=True)
    (field,) = set(fields)
    return field, " AND ".join(expressions), filters


def _expression(node: tree.Node) -> tuple[str, str]:
    match node:
        case tree.Term(field, text):
            return field, f'"{term_text(field, text)}"'
        case tree.Phrase(field, terms):
            return field, f'"{" ".join(terms)}"'
        case tree.Prefix(field, text):
            return field, f'"{text}"*'
        case tree.Or(children):
            fields, expressions = zip(*map(_expression, children), strict=True)
            return fields[0], f"({' OR '.join(expressions)})"
    raise ValueError(f"no query over one field has a {type(node).__name__}")
