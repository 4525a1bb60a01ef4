"""This project's engine, as a search of the page uses it."""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

from index.documents import ANALYZER_VERSION
from index.engines.base import BuildFacts
from index.engines.base import Retrieval
from index.engines.whoosh import open_store
from index.models import Document
from tests.benchmarks.peers.base import Answer
from tests.benchmarks.peers.base import Ask


def version() -> str:
    """Name the release."""
    return "this tree"


def writing(documents: Sequence[Document], folder: Path) -> Callable[[], None]:
    """Return the work of writing and publishing a generation."""
    store = open_store(str(folder))

    def write() -> None:
        with store.begin() as writer:
            for document in documents:
                writer.add(document)
            writer.commit(BuildFacts(ANALYZER_VERSION))
        store.publish(writer.generation)

    return write


def opened(folder: Path) -> Callable[[Retrieval], Ask]:
    """Open the live generation."""
    reader = open_store(str(folder)).open()

    def compiled(question: Retrieval) -> Ask:
        def ask() -> Answer:
            found = reader.evaluate(question)
            return Answer(found.keys, found.total, found.facets)

        return ask

    return compiled
