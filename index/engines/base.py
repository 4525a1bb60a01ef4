"""The contract of an engine: a store of generations, a writer of one, a reader of the live one.

An engine never sees raw text to analyze: documents and queries arrive as terms of
`index.fields`, so every engine gives the same answers. A new engine implements these three
protocols and passes `tests/engines/`.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from types import TracebackType
from typing import Any
from typing import Protocol
from typing import Self

from index.models import Document
from index.models import Sort
from index.query.tree import Node


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a reader is asked for.

    `selection` maps a facet to the chosen values: OR-ed within a facet, AND-ed between.
    `facets` are the facets to count; each is counted without its own selection. Ties are
    ordered newest first, then by document order.
    """

    query: Node
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    start: int = 0
    size: int = 10


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a reader found: one slice of the order, the exact total, exact facet counts.

    `keys` are the engine's own numbers of documents, valid for this reader only; `scores`
    stand beside them. `facets` maps a facet to {value: count} with counts above zero.
    """

    keys: tuple[int, ...]
    scores: tuple[float, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class BuildFacts:
    """What a build says about itself; it is kept with the generation word for word.

    `analyzer` is the analyzer's version: an index made by another is to be rebuilt. `topics`
    maps the ids of the table of topics to their labels; its order is kept too (an engine
    whose objects have none keeps a list of pairs). `tables` changes when the tables do that
    facets are read with. `recurring` maps a source to the lines that its pages repeat: an
    update reads pages as the build did.
    """

    analyzer: str
    sources: tuple[str, ...] = ()
    skipped: int = 0
    topics: Mapping[str, str] = field(default_factory=dict)
    tables: str = ""
    recurring: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a store: its live generation and those that could be rolled back to.

    `created` is an ISO 8601 time in UTC; `bytes` is the size of the live generation.
    """

    location: str
    generation: str
    documents: int
    created: str
    bytes: int
    analyzer: str
    schema: str
    sources: tuple[str, ...]
    previous: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file of the live generation that is not what its manifest says."""

    file: str
    reason: str


class Reader(Protocol):
    """One generation, open for reading. Safe to share between threads; close it when done."""

    @property
    def generation(self) -> str:
        """The name of the generation that every answer of this reader comes from."""

    @property
    def document_count(self) -> int:
        """How many documents can be found."""

    @property
    def topics(self) -> Mapping[str, str]:
        """The topics the generation was built with, id → label, in the order of their table."""

    def evaluate(self, retrieval: Retrieval) -> Retrieved:
        """Find, score, order and count."""

    def fetch(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return what was stored with the documents, in the order of the keys."""

    def find(self, document_id: str) -> int | None:
        """Return the key of the document with this id, or None."""

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many documents hold the term; 0 if none."""

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent terms that begin with the prefix, with document frequencies."""

    def accented_forms(self, folded: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of `text_exact` that fold to this, with document frequencies, most frequent first."""

    def close(self) -> None:
        """Release files and memory; calling it twice does no harm."""


class Writer(Protocol):
    """A generation being written, invisible to readers until its store publishes it.

    Leaving the `with` block without a commit removes the unfinished generation; only what
    can be resumed stays after an interrupt, or a kill.
    """

    @property
    def generation(self) -> str:
        """The name of the generation being written."""

    @property
    def facts(self) -> BuildFacts | None:
        """What is known of the generation that an update starts from; None in a build from nothing."""

    @property
    def state(self) -> Mapping[str, Any]:
        """In a build that was resumed: the last checkpoint that is durable; else empty."""

    def checkpoint(self, state: Callable[[], Mapping[str, Any]]) -> None:
        """Let a killed build go on from here: what was added may be made durable now.

        `state` returns JSON to be kept with it; it is called only if that happens.
        """

    def digests(self) -> Mapping[str, str]:
        """Return the digest of each document there is, by its id."""

    def add(self, document: Document) -> None:
        """Add a document; an id that is there already is replaced."""

    def remove(self, document_id: str) -> bool:
        """Remove a document; False if there is none."""

    def commit(self, facts: BuildFacts) -> int:
        """Make everything durable and checksummed, but not yet visible; return the document count."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Store(Protocol):
    """All generations at one location, and which of them is live.

    Every method raises `IndexMissingError` if it needs a live generation and there is none,
    and `IndexCorruptError` if that one does not match its manifest.
    """

    @property
    def location(self) -> str:
        """What `open_store` was given."""

    def begin(self, *, work: str = "", resume: bool = False, source_bytes: int = 0) -> Writer:
        """Take the lock, clean up what a killed build left, start an empty generation.

        `work` names what is built: a build that is to be resumable needs a name. With `resume`,
        go on with what a killed build of that name left, if there is any. `source_bytes` is the
        size of the text to be indexed, if known. Raises `IndexLockedError` if another process
        writes, `ResumeError` if what was left is other work, `EngineUnavailableError` if there
        is no room for an index of such a size.
        """

    def begin_update(self) -> Writer:
        """Take the lock, clean up as `begin` does, start from the documents of the live generation.

        A commit costs as much as the changes are many. Raises what `begin` does, and
        `IndexMissingError` or `IndexCorruptError` if there is nothing sound to start from.
        """

    def publish(self, generation: str) -> None:
        """Make a committed generation the live one, atomically; the one before is kept."""

    def live(self) -> str:
        """Return the name of the live generation; cheap enough to ask before every query."""

    def open(self) -> Reader:
        """Open the live generation."""

    def status(self) -> Status:
        """Describe the live generation and those before it."""

    def verify(self) -> list[Problem]:
        """Compare every file of the live generation with its manifest."""

    def rollback(self) -> str:
        """Make the previous generation live again; return its name."""

    def prune(self) -> list[str]:
        """Remove every generation but the live one; return the names of the removed."""
