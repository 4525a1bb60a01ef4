"""What every engine of the benchmark does, and which engines there are.

An engine is a module with three functions: `version`, `writing` and `opened`. All get the
same documents, as terms: none analyzes text. All index every token field and facet, and store
the same document, so that times and sizes are of the same work.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final
from typing import Protocol
from typing import cast

from index.engines.base import Retrieval
from index.models import Document


@dataclass(frozen=True, slots=True)
class Answer:
    """The engine's own numbers of the best hits, the exact total, exact facet counts without zeros."""

    top: tuple[object, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


Ask = Callable[[], Answer]


class Engine(Protocol):
    """A module of this folder."""

    def version(self) -> str:
        """Name the release."""

    def writing(self, documents: Sequence[Document], folder: Path) -> Callable[[], None]:
        """Prepare what the engine takes; return the work to be timed: from that to a committed index."""

    def opened(self, folder: Path) -> Callable[[Retrieval], Ask]:
        """Open the index; return what turns a question into the work to be timed."""


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine of the benchmark.

    `largest` is the number of articles from which it is too slow to wait for. `asks_page`: the
    weighted trees of the page are asked as well, not only queries over one field.
    """

    key: str
    name: str
    largest: int | None = None
    asks_page: bool = False

    def load(self) -> Engine:
        """Import the module; raises ImportError if what it needs is not installed."""
        return cast(Engine, import_module(f"tests.benchmarks.peers.{self.key}"))


OURS: Final = Peer("ours", "this engine", asks_page=True)
TANTIVY: Final = Peer("tantivy_engine", "Tantivy", asks_page=True)
FTS5: Final = Peer("fts5", "SQLite FTS5")
XAPIAN: Final = Peer("xapian_engine", "Xapian")
STOCK: Final = Peer("stock_whoosh", "stock Whoosh", largest=30_000)

PEERS: Final = {peer.key: peer for peer in (OURS, TANTIVY, FTS5, XAPIAN, STOCK)}
