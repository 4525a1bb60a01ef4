"""Articles in, answers out: a Vietnamese full-text index with facets read from raw pages.

    raw page ──read──▶ RawPage ──extract──▶ Article ──analyze──▶ terms ──write──▶ generation ──publish──▶ live
    query text ──parse──▶ query tree ──evaluate──▶ hits + exact facet counts ──mark──▶ Results

`index.build` is the way in, `index.search` the way out; both speak to an engine through
`index.engines.base` only. ARCHITECTURE.md says what lives in which room.
"""

from index.errors import EngineUnavailableError
from index.errors import IndexCorruptError
from index.errors import IndexLockedError
from index.errors import IndexMissingError
from index.errors import QueryError
from index.errors import SearchError
from index.errors import SourceError
from index.models import Article
from index.models import Hit
from index.models import Results
from index.models import SearchRequest
from index.search import ArticleIndex
from index.search import open_index

__all__ = [
    "Article",
    "ArticleIndex",
    "EngineUnavailableError",
    "Hit",
    "IndexCorruptError",
    "IndexLockedError",
    "IndexMissingError",
    "QueryError",
    "Results",
    "SearchError",
    "SearchRequest",
    "SourceError",
    "open_index",
]
