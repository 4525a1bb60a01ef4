"""The reader: queries in, documents and exact counts out."""

import json
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh.index import open_dir

from index.engines.base import Retrieval
from index.engines.base import Retrieved
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.codec import arrays_path
from index.engines.whoosh.dictionary import TermDictionary
from index.engines.whoosh.evaluate import Evaluator
from index.engines.whoosh.facets import DocumentSet
from index.engines.whoosh.facets import Facets
from index.engines.whoosh.manifest import FIX
from index.engines.whoosh.order import DateOrder
from index.engines.whoosh.order import best
from index.engines.whoosh.order import largest
from index.engines.whoosh.schema import DOCUMENT
from index.engines.whoosh.schema import ID
from index.engines.whoosh.schema import make_schema
from index.engines.whoosh.segment import ACCENTS
from index.engines.whoosh.segment import InvertedField
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.segment import open_segment
from index.errors import IndexCorruptError
from index.fields import FACETS
from index.fields import TEXT_EXACT


class WhooshReader:
    """One generation, open for reading; threads may share it."""

    def __init__(self, folder: Path, topics: Mapping[str, str]) -> None:
        self._folder = folder
        self._topics = topics
        self._whoosh = open_dir(str(folder), schema=make_schema()).reader()
        self._segment = open_segment(arrays_path(self._whoosh.storage(), self._whoosh.segment()))
        self._facets = Facets(self._segment, FACETS)
        self._evaluator = Evaluator(self._segment, self._facets)
        self._dates = DateOrder(self._segment.arrays)
        self._accents = _accents(self._segment)
        # Whoosh reads stored fields from a file that has one place to read at.
        self._stored_lock = Lock()
        self._open_stored()

    @property
    def generation(self) -> str:
        """The name of the generation that every answer of this reader comes from."""
        return self._folder.name

    @property
    def document_count(self) -> int:
        """How many documents can be found."""
        return self._segment.documents

    @property
    def topics(self) -> Mapping[str, str]:
        """The topics the generation was built with, id → label, in the order of their table."""
        return self._topics

    def evaluate(self, retrieval: Retrieval) -> Retrieved:
        """Find, score, order and count; raises ValueError for a field or facet that is none."""
        docs, scores = self._evaluator.evaluate(retrieval.query)
        selected = {
            facet: self._facets[facet].has(docs, values)
            for facet, values in retrieval.selection.items()
            if values
        }
        chosen = _where_all(selected)
        found, their_scores = docs[chosen], scores[chosen]
        first = max(retrieval.start, 0)
        last = first + max(retrieval.size, 0)
        page = best(found, their_scores, self._dates, retrieval.sort, last)[first:last]
        return Retrieved(
            keys=tuple(found[page].tolist()),
            scores=tuple(their_scores[page].tolist()),
            total=len(found),
            facets=self._counted(retrieval.facets, docs, found, selected),
        )

    def fetch(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return what was stored with the documents, in the order of the keys.

        Raises `IndexCorruptError` if it cannot be decoded.
        """
        with self._stored_lock:
            try:
                stored = [self._whoosh.stored_fields(key)[DOCUMENT] for key in keys]
                return [json.loads(document) for document in stored]
            except Exception as error:  # unpickling damaged bytes can raise anything
                message = f"stored documents of generation {self.generation} are damaged; {FIX}"
                raise IndexCorruptError(message) from error

    def find(self, document_id: str) -> int | None:
        """Return the key of the document with this id, or None."""
        ids = self._segment.field(ID)
        number = ids.find(document_id)
        return None if number is None else int(ids.docs_of(number)[0])

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many documents hold the term; 0 if none."""
        postings = self._segment.field(field)
        number = postings.find(term)
        return 0 if number is None else postings.document_frequency(number)

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent terms that begin with the prefix, with document frequencies."""
        postings = self._segment.field(field)
        low, high = postings.beginning_with(prefix)
        frequencies = np.diff(postings.starts[low : high + 1])
        return [
            (postings.dictionary.term(low + place).decode(), int(frequencies[place]))
            for place in largest(frequencies, limit).tolist()
        ]

    def accented_forms(self, folded: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of `text_exact` that fold to this, with document frequencies, most frequent first."""
        number = self._accents.find(folded)
        if number is None:
            return []
        exact = self._segment.field(TEXT_EXACT)
        terms = self._accents.docs_of(number).tolist()
        frequencies = np.array([exact.document_frequency(term) for term in terms])
        return [
            (exact.dictionary.term(terms[place]).decode(), int(frequencies[place]))
            for place in largest(frequencies, limit).tolist()
        ]

    def close(self) -> None:
        """Release the stored documents; mapped pages go with the last reference to the reader."""
        with self._stored_lock:
            if not self._whoosh.is_closed:
                self._whoosh.close()

    def _open_stored(self) -> None:
        """Open the file of stored documents now: the folder may be pruned while this reader lives."""
        try:
            self.fetch([0] if self._segment.documents else [])
        except IndexCorruptError:
            self.close()
            raise

    def _counted(
        self,
        facets: Sequence[str],
        docs: Array,
        found: Array,
        selected: Mapping[str, Array],
    ) -> dict[str, dict[str, int]]:
        """Count what is found; a facet with a selection, over what would be found without it."""
        alike = [facet for facet in facets if facet not in selected]
        counts = self._facets.count(DocumentSet(found, self.document_count), alike)
        for facet in facets:
            if facet in selected:
                others = {name: flags for name, flags in selected.items() if name != facet}
                wider = DocumentSet(docs[_where_all(others)], self.document_count)
                counts |= self._facets.count(wider, [facet])
        return {facet: counts[facet] for facet in facets}


def _where_all(flags: Mapping[str, Array]) -> Array | slice:
    """Return what picks the places where every flag is set."""
    return np.logical_and.reduce(list(flags.values())) if flags else slice(None)


def _accents(segment: Segment) -> InvertedField:
    dictionary = TermDictionary(segment.arrays, ACCENTS)
    return InvertedField(segment.arrays, ACCENTS, dictionary, segment.documents, 0)
