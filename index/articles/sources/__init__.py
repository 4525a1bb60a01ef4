"""Files → raw pages: one bad record is reported and never stops a run.

    listing ──SourceFile──▶ formats ──by ending──▶ pages | json_lines | csv_rows | web_archives | parquet_rows ──▶ Record

What a file holds is decided by the ending of its name alone (`formats`). Nothing is read whole
except a file of one page or a record, and those are bounded by `MAX_RECORD_BYTES`. Under the
readers lie `compression` (bytes of a file, decompressed as they are read), `decoding` (bytes →
text) and `records` (named fields → a page).
"""

from index.articles.sources.fields import STATED_FIELDS
from index.articles.sources.formats import PAGE_ENDINGS
from index.articles.sources.formats import READABLE
from index.articles.sources.formats import is_compressed
from index.articles.sources.formats import read_pages
from index.articles.sources.listing import list_files
from index.articles.sources.listing import shown
from index.articles.sources.records import MAX_RECORD_BYTES
from index.articles.sources.records import STDIN
from index.articles.sources.records import Record
from index.articles.sources.records import SourceFile

__all__ = [
    "MAX_RECORD_BYTES",
    "PAGE_ENDINGS",
    "READABLE",
    "STATED_FIELDS",
    "STDIN",
    "Record",
    "SourceFile",
    "is_compressed",
    "list_files",
    "read_pages",
    "shown",
]
