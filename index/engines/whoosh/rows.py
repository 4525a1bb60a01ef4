"""Rows of common terms: how often each document of an index holds them, zero where it does not.

What a query has narrowed already is looked up in a row instead of searched for in a list.
"""

from collections.abc import Mapping

import numpy as np

from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFileWriter
from index.engines.whoosh.postings import PostingLists


def common_rows(lists: PostingLists, documents: int, share: int) -> dict[int, Array]:
    """Return the rows of those lists that more than one document in `share` is in, by place."""
    rows = {}
    for place in (lists.lengths * share > documents).nonzero()[0].tolist():
        own = slice(*lists.starts[place : place + 2].tolist())
        row = rows[place] = np.zeros(documents, lists.freqs.dtype)
        row[lists.docs[own]] = lists.freqs[own]
    return rows


def write_rows(out: ArrayFileWriter, name: str, rows: Mapping[int, Array], documents: int) -> None:
    """Write rows by the number of their term, which ascends."""
    out.add(f"{name}/row_terms", np.array(list(rows), np.uint32), "<u4")
    dtype = next((row.dtype.str for row in rows.values()), "<u1")
    region = out.reserve(f"{name}/rows", dtype, len(rows) * documents)
    for row in rows.values():
        region.append(row)
