"""The embedded engine: a genuine Whoosh index whose postings are memory-mapped arrays.

    write   writer ─▶ batches, keywords ─▶ merge ─▶ assembler ─▶ codec, manifest
    read    reader ─▶ evaluate, facets, order ─▶ segment ─▶ dictionary, arrays
    keep    generations ─▶ lock, manifest, storage

Whoosh keeps schema, segment, stored documents and table of contents; queries are evaluated
with NumPy over whole posting lists. The folder of an index must be trusted: Whoosh unpickles
its table of contents, though only after the files were compared with the manifest.
"""

from index.engines.whoosh.generations import WhooshStore

__all__ = ["WhooshStore", "open_store"]


def open_store(location: str) -> WhooshStore:
    """Return the store in a folder, which need not exist yet."""
    return WhooshStore(location)
