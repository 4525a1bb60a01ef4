"""The counts of a running build, and what becomes of each record."""

from collections.abc import Mapping
from collections.abc import Set
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Final

from index.engines.base import Writer
from index.errors import SourceError
from index.intake import Known
from index.intake import Unread
from index.models import Document
from index.models import RawPage
from index.models import Skipped

MAX_ID_LENGTH: Final = 256
SEEN_BEFORE: Final = "its id was there before; the first article is kept"

Outcome = Document | Skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: articles found, records skipped, bytes of the sources read and in all."""

    articles: int
    skipped: int
    bytes_read: int
    bytes_total: int


@dataclass(slots=True)
class Tally:
    """What a build met so far: counts, and ids.

    `known` are the ids that the index had before. Of those met, `present` have an article in
    the index; `empty` had a page without one; `unread` a record that cannot be read, and of
    `nameless` records not even the id can be told.
    """

    bytes_total: int
    known: Set[str] = frozenset()
    present: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    nameless: int = 0
    added: int = 0
    changed: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    records: int = 0
    bytes_read: int = 0

    @classmethod
    def resumed(cls, bytes_total: int, ids: Set[str], state: Mapping[str, Any]) -> "Tally":
        """Return the counts of a build that goes on where `state` was returned; {} for the beginning."""
        return cls(
            bytes_total,
            present=set(ids),
            added=len(ids),
            skipped=[Skipped(**one) for one in state.get("skipped", ())],
            records=state.get("records", 0),
        )

    def progress(self) -> Progress:
        """Return how far the build is."""
        return Progress(len(self.present), len(self.skipped), self.bytes_read, self.bytes_total)

    def state(self) -> dict[str, Any]:
        """Return, as JSON, what is to be known where a killed build goes on."""
        return {"records": self.records, "skipped": [asdict(one) for one in self.skipped]}

    def take(self, writer: Writer, page: RawPage, outcome: Outcome) -> None:
        """Count a page that was worked on; give its document to the writer."""
        problem = outcome if isinstance(outcome, Skipped) else _bad_id(page, self.present)
        if problem:
            self.skipped.append(problem)
            self.empty.add(page.id)
        elif isinstance(outcome, Document):
            writer.add(outcome)
            self.present.add(page.id)
            self.changed += page.id in self.known
            self.added += page.id not in self.known

    def count(self, entry: Known | Unread) -> None:
        """Count a record that nothing is to be done about."""
        if isinstance(entry, Unread):
            self.skipped.append(entry.skipped)
            self.nameless += entry.id is None
            if entry.id is not None:
                self.unread.add(entry.id)
        elif entry.id in self.present:
            self.skipped.append(Skipped(entry.source, entry.line, SEEN_BEFORE))
        else:
            self.present.add(entry.id)

    def gone(self) -> Set[str]:
        """Return the known ids whose page holds no article any more."""
        return (self.known & self.empty) - self.present - self.unread

    def missing(self) -> Set[str]:
        """Return the known ids that no source holds any more, those of `gone` included."""
        return self.known - self.present - self.unread

    def require_articles(self) -> None:
        """Raise `SourceError` if not a single article was met."""
        if not self.present:
            first = "; ".join(
                f"{one.source}:{one.line or ''} {one.reason}" for one in self.skipped[:3]
            )
            raise SourceError(
                "nothing could be indexed, the index is as it was "
                f"({len(self.skipped)} skipped: {first})"
            )


def _bad_id(page: RawPage, seen: set[str]) -> Skipped | None:
    faults = (
        (page.id in seen, SEEN_BEFORE),
        (len(page.id) > MAX_ID_LENGTH, f"id longer than {MAX_ID_LENGTH} characters"),
        (not page.id.isprintable(), "id with control characters"),
    )
    reasons = (reason for is_fault, reason in faults if is_fault)
    return next((Skipped(page.origin, page.line, reason) for reason in reasons), None)
