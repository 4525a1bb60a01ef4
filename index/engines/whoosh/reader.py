"""The reader: queries in, documents and exact counts out."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import EmptyIndexError

from index.engines.base import Retrieval
from index.engines.base import Retrieved
from index.engines.whoosh.arrays import Array
from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.assembler import COLUMNS
from index.engines.whoosh.assembler import OpenIndex
from index.engines.whoosh.assembler import kept_documents
from index.engines.whoosh.domain import Domain
from index.engines.whoosh.domain import where
from index.engines.whoosh.facets import DocumentSet
from index.engines.whoosh.facets import Facets
from index.engines.whoosh.manifest import FIX
from index.engines.whoosh.manifest import Manifest
from index.engines.whoosh.order import DateOrder
from index.engines.whoosh.order import best
from index.engines.whoosh.overlay import Contents
from index.engines.whoosh.overlay import Overlay
from index.engines.whoosh.planner import Planner
from index.engines.whoosh.schema import ID
from index.engines.whoosh.segment import open_segment
from index.engines.whoosh.stored import StoredDocuments
from index.errors import IndexCorruptError
from index.fields import FACETS
from index.fields import TEXT_EXACT


class WhooshReader:
    """One generation, open for reading; threads may share it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        index = self._open()
        self._segment = _open_segments(index)
        self._kept = _kept_documents(index)
        self._facets = Facets(self._segment, FACETS)
        self._planner = Planner(self._segment, self._facets)
        self._dates = DateOrder(self._segment.arrays)
        with self._damage_told():
            self._stored = StoredDocuments(list(map(index.stored, index.segments)))

    @property
    def generation(self) -> str:
        """The name of the generation that every answer of this reader comes from."""
        return self._folder.name

    @property
    def document_count(self) -> int:
        """How many documents can be found."""
        return self._manifest.documents

    @property
    def topics(self) -> Mapping[str, str]:
        """The topics the generation was built with, id → label, in the order of their table."""
        return self._manifest.facts.topics

    def evaluate(self, retrieval: Retrieval) -> Retrieved:
        """Find, score, order and count; raises ValueError for a field or facet that is none."""
        everything = Domain(self._segment.documents)
        matches = self._planner.plan(retrieval.query).match(everything)
        docs, scores = matches.places, matches.scored()
        if self._kept is not None:
            kept = self._kept.take(docs)
            docs, scores = docs[kept], scores[kept]
        selected = {
            facet: self._facets[facet].has(docs, values)
            for facet, values in retrieval.selection.items()
            if values
        }
        found, their_scores = docs, scores
        if selected:
            chosen = _where_all(selected.values())
            found, their_scores = docs.take(chosen), scores.take(chosen)
        first = max(retrieval.start, 0)
        last = first + max(retrieval.size, 0)
        page = best(found, their_scores, self._dates, retrieval.sort, last)[first:last]
        return Retrieved(
            keys=tuple(found.take(page).tolist()),
            scores=tuple(their_scores.take(page).tolist()),
            total=len(found),
            facets=self._counted(retrieval.facets, docs, found, selected),
        )

    def fetch(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return what was stored with the documents, in the order of the keys.

        Raises `IndexCorruptError` if it cannot be decoded.
        """
        with self._damage_told():
            return self._stored.fetch(keys)

    def find(self, document_id: str) -> int | None:
        """Return the key of the document with this id, or None."""
        ids = self._segment.field(ID)
        number = ids.find(document_id)
        docs = () if number is None else ids.docs_of(number).tolist()
        return next((doc for doc in docs if self._kept is None or self._kept[doc]), None)

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many documents hold the term; 0 if none."""
        postings = self._segment.field(field)
        number = postings.find(term)
        return 0 if number is None else postings.document_frequency(number)

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent terms that begin with the prefix, with document frequencies."""
        return self._segment.field(field).most_frequent(prefix, limit)

    def accented_forms(self, folded: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of `text_exact` that fold to this, with document frequencies, most frequent first."""
        forms = [
            (form, self.document_frequency(TEXT_EXACT, form))
            for form in self._segment.accented_forms(folded)
        ]
        return sorted(forms, key=lambda form: (-form[1], form[0]))[:limit]

    def close(self) -> None:
        """Do nothing: what is mapped goes with the last reference to the reader."""

    def _open(self) -> OpenIndex:
        try:
            return OpenIndex(self._folder)
        except EmptyIndexError as error:  # removed since its files were compared
            message = f"generation {self.generation} has no table of contents; {FIX}"
            raise IndexCorruptError(message) from error

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # unpickling damaged bytes can raise anything
            message = f"stored documents of generation {self.generation} are damaged; {FIX}"
            raise IndexCorruptError(message) from error

    def _counted(
        self,
        facets: Sequence[str],
        docs: Array,
        found: Array,
        selected: Mapping[str, Array],
    ) -> dict[str, dict[str, int]]:
        """Count what is found; a facet with a selection, over what would be found without it."""
        chosen = DocumentSet(found, self._segment.documents)
        if not selected:
            return self._facets.count(chosen, facets)
        counts = self._facets.count(chosen, [facet for facet in facets if facet not in selected])
        for facet in selected.keys() & facets:
            others = [flags for name, flags in selected.items() if name != facet]
            wider = docs.take(_where_all(others)) if others else docs
            counts |= self._facets.count(DocumentSet(wider, self._segment.documents), [facet])
        return {facet: counts[facet] for facet in facets}


def _where_all(flags: Iterable[Array]) -> Array:
    """Return the places where every flag is set."""
    return where(reduce(np.logical_and, flags))


def _kept_documents(index: OpenIndex) -> Array | None:
    """Return a flag for each document, not set for those that were removed; None if none was."""
    if not any(segment.has_deletions() for segment in index.segments):
        return None
    return np.concatenate([kept_documents(segment) for segment in index.segments])


def _open_segments(index: OpenIndex) -> Contents:
    main, *delta = [open_segment(index.path(segment)) for segment in index.segments]
    if not delta:
        return main
    return Overlay(main, delta[0], ArrayFile(index.folder / COLUMNS))
