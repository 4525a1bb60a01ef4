"""Terms looked up in their fields."""

from typing import NamedTuple

from index.engines.whoosh import bm25
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Field
from index.engines.whoosh.rows import BITS_SHARE


class Postings(NamedTuple):
    """A term that was found: its documents, how often each holds it; if it is common, bits and row."""

    field: Field
    docs: Array
    freqs: Array
    bits: Array | None
    row: Array | None
    idf: float


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
