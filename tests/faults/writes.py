"""How an index of one corpus becomes an index of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.faults.corpora import Corpus
from tests.faults.corpora import corpus

OLD: Final = corpus(range(120))
# A little changes: an update adds a small segment to a large one, which it shares with the old.
NEXT: Final = Corpus(
    {**dict.fromkeys([*range(115), 120, 121], 0), **dict.fromkeys(range(77, 81), 1)}
)
# Much changes: an update writes all anew.
NEW: Final = Corpus(
    {**dict.fromkeys([*range(50), *range(120, 190)], 0), **dict.fromkeys(range(50, 100), 1)}
)
CORPORA: Final[Mapping[str, Corpus]] = {"old": OLD, "next": NEXT, "new": NEW}


@dataclass(frozen=True, slots=True)
class Write:
    """A command of `searchsvc index`, and the corpus of its sources."""

    command: tuple[str, ...]
    source: str
    options: tuple[str, ...] = ()
    again: tuple[str, ...] = ()  # options of the run that follows one that was killed

    @property
    def corpus(self) -> Corpus:
        """What the index holds afterwards."""
        return CORPORA[self.source]


WRITES: Final[Mapping[str, Write]] = {
    "rebuild": Write(("rebuild",), "new"),
    "rebuild in processes": Write(("rebuild",), "new", options=("--workers", "2")),
    "resumed rebuild": Write(("rebuild",), "new", again=("--resume",)),
    "small update": Write(("update", "--delete-missing"), "next"),
    "large update": Write(("update", "--delete-missing"), "new"),
}
