"""The Whoosh schema: one Whoosh field for each token field and facet, and three of the engine's own.

Only Whoosh's own field types are used, and the schema is attached whenever an index is
opened, so that nothing depends on the pickled copy in the table of contents.
"""

from hashlib import sha256
from typing import Final

from whoosh import fields as whoosh_fields
from whoosh.analysis import SpaceSeparatedTokenizer

from index.fields import FACETS
from index.fields import RUN_GAP
from index.fields import TOKEN_FIELDS
from index.fields import FieldKind

ID: Final = "id"
DATE_KEY: Final = "date_key"
DOCUMENT: Final = "document"  # the stored document, as JSON

# Raise it when the files of an index change their form.
FORMAT_VERSION: Final = "5"

# The date is one term a document: no coarser terms for ranges, a column answers those.
DATE_FIELD: Final = whoosh_fields.NUMERIC(int, bits=32, signed=False, shift_step=0)

# Fields whose terms are looked up but not scored.
KEYWORD_FIELDS: Final = (ID, *FACETS, DATE_KEY)


def _make_schema() -> whoosh_fields.Schema:
    analyzer = SpaceSeparatedTokenizer()
    tokens = {
        field.name: whoosh_fields.TEXT(analyzer=analyzer, phrase=field.kind is FieldKind.SEQUENCE)
        for field in TOKEN_FIELDS
    }
    facets = {facet: whoosh_fields.KEYWORD() for facet in FACETS}
    own = {
        ID: whoosh_fields.ID(unique=True),
        DATE_KEY: DATE_FIELD,
        DOCUMENT: whoosh_fields.STORED(),
    }
    return whoosh_fields.Schema(**tokens, **facets, **own)


def _version() -> str:
    table = repr((TOKEN_FIELDS, FACETS, RUN_GAP))
    return f"{FORMAT_VERSION}-{sha256(table.encode()).hexdigest()[:8]}"


# The schema of every index of this engine; nothing adds fields to it.
SCHEMA: Final = _make_schema()

# A name that changes with the form of the files and with the table of fields.
SCHEMA_VERSION: Final = _version()
