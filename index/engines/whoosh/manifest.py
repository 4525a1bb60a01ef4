"""The manifest of a generation: what it is made of, and the size and checksum of each file."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields
from datetime import UTC
from datetime import datetime
from hashlib import file_digest
from hashlib import sha256
from pathlib import Path
from typing import Any
from typing import Final
from typing import Self

from index.engines.base import BuildFacts
from index.engines.base import Problem
from index.engines.whoosh.schema import SCHEMA_VERSION
from index.engines.whoosh.storage import sync
from index.engines.whoosh.storage import write_durably
from index.errors import IndexCorruptError

FILE_NAME: Final = "MANIFEST.json"
FIX: Final = (
    "run `searchsvc index rollback`, or build it again with `searchsvc index rebuild SOURCE`"
)

CHECKED_ON_OPEN_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `MANIFEST.json` holds; `files` maps a name to its bytes and SHA-256."""

    generation: str
    created: str
    schema: str
    documents: int
    facts: BuildFacts
    files: Mapping[str, Mapping[str, Any]]

    @classmethod
    def seal(
        cls,
        folder: Path,
        facts: BuildFacts,
        documents: int,
        shared: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Make every file of a finished generation durable, then write its manifest.

        `shared` is what another manifest says of the files that are shared with it.
        """
        files = {}
        for path in sorted(folder.iterdir()):
            sync(path)
            size = path.stat().st_size
            files[path.name] = shared.get(path.name) or {
                "bytes": size,
                "sha256": _checksum(path, size),
            }
        content = {
            "generation": folder.name,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "schema": SCHEMA_VERSION,
            "documents": documents,
            "facts": _as_json(facts),
            "files": files,
        }
        content["checksum"] = _checksum_of(content)
        write_durably(folder / FILE_NAME, json.dumps(content, ensure_ascii=False, indent=1))
        sync(folder.parent)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a generation; raises `IndexCorruptError`."""
        try:
            content = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            checksum = content.pop("checksum", None)
            is_sound = checksum == _checksum_of(content)
            if is_sound or checksum is None:  # other versions may know no checksum
                _require_schema(folder, str(content["schema"]))
            if not is_sound:
                raise ValueError("its checksum is not that of its content")
            return cls(**{**content, "facts": _facts(content["facts"])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{FILE_NAME} of generation {folder.name} is missing or damaged; {FIX}"
            raise IndexCorruptError(message) from error

    @property
    def bytes(self) -> int:
        """The size of the generation's files."""
        return sum(facts["bytes"] for facts in self.files.values())

    def require_sound(self, folder: Path, *, wholly: bool = False) -> None:
        """Raise `IndexCorruptError` unless the files are as stated.

        Opening must be quick, so checksums are compared for small files only, unless `wholly`;
        Whoosh's table of contents, a pickle, is among them.
        """
        largest = math.inf if wholly else CHECKED_ON_OPEN_BYTES
        for problem in self.problems(folder, largest=largest):
            raise IndexCorruptError(
                f"{problem.file} of generation {folder.name}: {problem.reason}; {FIX}"
            )

    def problems(self, folder: Path, *, largest: float = math.inf) -> list[Problem]:
        """Compare every file with what is stated of it; checksums of files up to `largest` bytes."""
        present = {path.name for path in folder.iterdir()} - {FILE_NAME}
        found = [
            Problem(name, "is not in the manifest") for name in sorted(present - self.files.keys())
        ]
        for name, facts in self.files.items():
            if reason := _difference(folder / name, facts, largest):
                found.append(Problem(name, reason))
        return found


def _checksum_of(content: Mapping[str, Any]) -> str:
    """Return the checksum of what a manifest says, however it is laid out."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _require_schema(folder: Path, schema: str) -> None:
    if schema != SCHEMA_VERSION:
        message = (
            f"generation {folder.name} has schema {schema}, this version reads {SCHEMA_VERSION}"
        )
        raise IndexCorruptError(f"{message}; {FIX}")


def _as_json(facts: BuildFacts) -> dict[str, Any]:
    values = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()
    }


def _facts(content: Mapping[str, Any]) -> BuildFacts:
    """Return what a build said about itself; raises `TypeError` for labels that are none."""
    topics = content["topics"]
    if not isinstance(topics, dict) or not all(isinstance(one, str) for one in topics.values()):
        raise TypeError("topics are not labels by id")
    recurring = {source: tuple(lines) for source, lines in content["recurring"].items()}
    return BuildFacts(**{**content, "sources": tuple(content["sources"]), "recurring": recurring})


def _difference(path: Path, facts: Mapping[str, Any], largest: float) -> str | None:
    try:
        size = path.stat().st_size
        if size != facts["bytes"]:
            return f"has {size} bytes instead of {facts['bytes']}"
        if size <= largest and _checksum(path, size) != facts["sha256"]:
            return "has another checksum than when it was written"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None


def _checksum(path: Path, size: int) -> str:
    if size <= CHECKED_ON_OPEN_BYTES:  # `file_digest` clears a large buffer first
        return sha256(path.read_bytes()).hexdigest()
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
