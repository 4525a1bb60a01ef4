"""What is read and what reading gives."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.models import RawPage
from index.models import Skipped

STDIN: Final = "-"
MAX_RECORD_BYTES: Final = 16 * 2**20
TOO_LARGE: Final = f"larger than {MAX_RECORD_BYTES >> 20} MiB"

# A page, or why there is none, behind the id it has or would have had; None if that is not known.
Outcome = tuple[str | None, RawPage | Skipped]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path, its name as shown to people, its size in bytes (0 if unknown).

    `name` is one line of valid Unicode, whatever bytes the path holds. `fault` says why the file
    cannot be read, if that was seen when it was listed.
    """

    path: Path
    name: str
    size: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What one record turned out to be, and how many bytes of its file have been read so far.

    `id` is the id that the record has, or would have had if it could be read; None where that
    cannot be known.
    """

    page: RawPage | Skipped
    position: int
    id: str | None


class StreamError(Exception):
    """What follows in a file cannot be read; the message says why."""


def unread(file: SourceFile, number: int | None, reason: object) -> Outcome:
    """Report that a file breaks at this record (1-based) and is not read any further."""
    return None, Skipped(file.name, number, f"{reason}; the rest of the file is not read")
