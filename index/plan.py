"""What a build is to read and how; whether an index was read alike."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from index.articles.gazetteer import provinces_file
from index.articles.recurring import Recurring
from index.articles.recurring import learn_recurring
from index.articles.recurring import source_of
from index.articles.sources import STDIN
from index.articles.sources import SourceFile
from index.articles.sources import is_compressed
from index.articles.sources import list_files
from index.articles.sources import shown
from index.articles.topics import load_topics
from index.articles.topics import topics_file
from index.documents import ANALYZER_VERSION
from index.engines.base import BuildFacts
from index.errors import IndexCorruptError

# How much text a byte of a compressed file holds: articles come to 3 to 8 times, or 11.
EXPANSION: Final = 8


@dataclass(frozen=True)
class Plan:
    """The sources as given, their files, the encoding of text files, the table of topics or None.

    `before` is what is known of the index that is to be updated.
    """

    sources: tuple[str, ...]
    files: tuple[SourceFile, ...]
    encoding: str
    topics: Path | None
    before: BuildFacts | None = None

    @property
    def bytes_total(self) -> int:
        """The size of the files."""
        return sum(file.size for file in self.files)

    @property
    def text_bytes(self) -> int:
        """About how much text the files hold."""
        return sum(
            file.size * (EXPANSION if is_compressed(file.path) else 1) for file in self.files
        )

    @cached_property
    def tables(self) -> str:
        """A name of the tables that facets are read with."""
        contents = (path.read_bytes() for path in (topics_file(self.topics), provinces_file()))
        return sha256(b"".join(contents)).hexdigest()[:16]

    @cached_property
    def recurring(self) -> Recurring:
        """The lines that each source repeats: as they were known before, else learned now."""
        known = self.before.recurring if self.before else {}
        strangers = [file for file in self.files if source_of(file.name) not in known]
        learned = learn_recurring(strangers, self.encoding)
        return {**learned, **{source: frozenset(lines) for source, lines in known.items()}}

    def work(self) -> str:
        """Return a name of this very build; "" if it reads what cannot be read again."""
        if any(str(file.path) == STDIN for file in self.files):
            return ""
        files = [(file.name, file.size, _changed(file)) for file in self.files]
        parts = (ANALYZER_VERSION, self.tables, self.encoding, files)
        return sha256(json.dumps(parts).encode()).hexdigest()[:16]

    def facts(self, skipped: int) -> BuildFacts:
        """Return what is to be kept with the index."""
        sources = (*(self.before.sources if self.before else ()), *self.sources)
        # A source without recurring lines is kept, too: it was looked at.
        looked_at = {source_of(file.name): () for file in self.files}
        found = {source: tuple(sorted(lines)) for source, lines in self.recurring.items()}
        return BuildFacts(
            analyzer=ANALYZER_VERSION,
            sources=tuple(dict.fromkeys(sources)),
            skipped=skipped,
            topics=load_topics(self.topics).labels,
            tables=self.tables,
            recurring={**looked_at, **found},
        )

    def require_alike(self) -> None:
        """Raise `IndexCorruptError` unless the index was read as this build would read it."""
        fix = "run `searchsvc index rebuild SOURCE`"
        if self.before is None:
            return
        if self.before.analyzer != ANALYZER_VERSION:
            raise IndexCorruptError(
                f"the index was analyzed by version {self.before.analyzer}, "
                f"this is {ANALYZER_VERSION}: {fix}"
            )
        if self.before.tables != self.tables:
            raise IndexCorruptError(
                "the index was built with other tables of topics or provinces: give the same "
                f"(--topics, SEARCHSVC_PROVINCES), or {fix}"
            )


def _changed(file: SourceFile) -> int:
    """Return when a file was changed, in nanoseconds; 0 for what cannot be read."""
    return 0 if file.fault else file.path.stat().st_mtime_ns


def make_plan(sources: Sequence[str], encoding: str, topics: Path | None) -> Plan:
    """Return the plan of a build from nothing.

    Raises `SourceError` if a source is not there or the table of topics is wrong.
    """
    load_topics(topics)
    return Plan(tuple(map(shown, sources)), tuple(list_files(sources)), encoding, topics)
