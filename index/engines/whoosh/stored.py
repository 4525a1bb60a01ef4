"""The stored documents of an index, read through Whoosh."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from threading import Lock
from typing import Any

from index.engines.whoosh.assembler import OpenIndex
from index.engines.whoosh.schema import DOCUMENT


class StoredDocuments:
    """The stored documents of all segments; threads may share them."""

    def __init__(self, index: OpenIndex) -> None:
        self._readers = [index.stored_reader(segment) for segment in index.segments]
        counts = [segment.doc_count_all() for segment in index.segments]
        self._firsts = list(accumulate(counts[:-1], initial=0))
        self._lock = Lock()  # Whoosh reads from a file that has one place to read at
        self._is_closed = False
        # The files are opened by their first use: now, for their folder may be pruned any time.
        try:
            self.fetch([first for first, count in zip(self._firsts, counts, strict=True) if count])
        except BaseException:
            self.close()
            raise

    def fetch(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return the documents, in the order of the keys; damaged files can raise anything."""
        with self._lock:
            return [json.loads(self._stored(key)) for key in keys]

    def close(self) -> None:
        """Close the files; calling it twice does no harm."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                for reader in self._readers:
                    reader.close()

    def _stored(self, key: int) -> str:
        segment = bisect_right(self._firsts, key) - 1
        document: str = self._readers[segment].stored_fields(key - self._firsts[segment])[DOCUMENT]
        return document
