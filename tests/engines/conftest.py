"""What every engine is tested with: a store to open, and a small made-up corpus.

To run the suite on another engine, add how its store is opened to `ENGINES`.
"""

import random
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import closing
from dataclasses import dataclass
from hashlib import md5
from itertools import count
from typing import Any
from typing import Final

import pytest

from index import fields
from index.engines.base import BuildFacts
from index.engines.base import Reader
from index.engines.base import Store
from index.engines.base import Writer
from index.engines.whoosh import WhooshStore
from index.models import Document

Opener = Callable[[], Store]

# A small bound, so that even small corpora are merged from many batches.
ENGINES: Final[dict[str, Callable[[str], Store]]] = {
    "whoosh": lambda location: WhooshStore(location, batch_tokens=700),
}


@dataclass(frozen=True, slots=True)
class Built:
    """An index, its documents in the order of their keys, and those that its statistics count."""

    store: Store
    found: list[Document]
    counted: list[Document]


REMOVED: Final = tuple(f"bài {number}" for number in range(60, 90, 6))

WORDS: Final = (
    *("công", "cộng", "cong", "đoàn", "doan", "đoan", "lao", "động", "dong", "bắc", "giang"),
    *(f"từ{number}" for number in range(20)),
)
FOLDED: Final = str.maketrans("ôộđàắòìỉãọừ", "oodaaoiiaou")


@pytest.fixture(scope="module", params=ENGINES)
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    """A function that returns a store at a new, empty location."""
    numbers = count()
    folder = tmp_path_factory.mktemp("engine")
    return lambda: ENGINES[request.param](str(folder / f"store{next(numbers)}"))


@pytest.fixture
def store(new_store: Opener) -> Store:
    """A store where nothing was published."""
    return new_store()


@pytest.fixture
def opened() -> Iterator[Callable[[Store], Reader]]:
    """A function that opens a reader; all are closed after the test."""
    with ExitStack() as readers:
        yield lambda store: readers.enter_context(closing(store.open()))


@pytest.fixture(scope="session")
def document() -> Callable[..., Document]:
    """A function that makes a document of a title and a body, words separated by spaces."""
    return _document


@pytest.fixture(scope="session")
def publish() -> Callable[..., str]:
    """A function that writes and publishes one generation; returns its name."""
    return _publish


@pytest.fixture(scope="session")
def update() -> Callable[..., str]:
    """A function that updates what is live and publishes that; returns its generation's name."""
    return _update


# How an index of the corpus came to be: every way gives the same answers.
HISTORIES: Final[dict[str, Callable[[Store, list[Document]], Built]]] = {
    "built at once": lambda *given: _built_at_once(*given),
    "updated": lambda *given: _updated(*given),
    "updated much": lambda *given: _updated_much(*given),
}


@pytest.fixture(scope="module", params=HISTORIES)
def built(request: pytest.FixtureRequest, new_store: Opener, corpus: list[Document]) -> Built:
    """An index of the corpus without some documents that were removed."""
    return HISTORIES[request.param](new_store(), corpus)


@pytest.fixture(scope="session")
def corpus() -> list[Document]:
    """Some hundred documents of few words; frequent and rare ones, empty and repetitive texts."""
    dice = random.Random(20200714)
    return [_random_document(dice, number) for number in range(240)]


def _document(
    document_id: str,
    body: str = "",
    title: str = "",
    facets: dict[str, tuple[str, ...]] | None = None,
    date_key: int = 20200714,
    stored: dict[str, Any] | None = None,
) -> Document:
    runs = title.split(), body.split()
    folded = title.translate(FOLDED).split(), body.translate(FOLDED).split()
    return Document(
        id=document_id,
        terms={
            fields.TEXT_EXACT: runs,
            fields.TEXT_FOLDED: folded,
            fields.TITLE_EXACT: runs[:1],
            fields.TITLE_FOLDED: folded[:1],
            fields.LEAD_FOLDED: (folded[1][:6],),
            fields.WORDS: ([f"{word}_{word}" for word in runs[1][::2]],),
        },
        facets=dict.fromkeys(fields.FACETS, (fields.UNKNOWN,)) | (facets or {}),
        date_key=date_key,
        stored=stored or {"title": title, "body": body},
        digest=md5(f"{title}\n{body}".encode()).hexdigest(),
    )


def _publish(store: Store, documents: Iterable[Document], removed: Iterable[str] = ()) -> str:
    return _write(store, store.begin(), documents, removed)


def _update(store: Store, documents: Iterable[Document], removed: Iterable[str] = ()) -> str:
    return _write(store, store.begin_update(), documents, removed)


def _write(
    store: Store, begun: Writer, documents: Iterable[Document], removed: Iterable[str]
) -> str:
    with begun as writer:
        for document in documents:
            writer.add(document)
        for document_id in removed:
            assert writer.remove(document_id)
        writer.commit(BuildFacts(analyzer="1", sources=("corpus",), skipped=2))
    store.publish(writer.generation)
    return writer.generation


def _built_at_once(store: Store, corpus: list[Document]) -> Built:
    """Documents were replaced and removed before the index was first published."""
    _publish(store, [*_outdated(corpus), *corpus], REMOVED)
    found = [one for one in corpus if one.id not in REMOVED]
    return Built(store, found, found)


def _updated(store: Store, corpus: list[Document]) -> Built:
    """Two small updates: what they replaced and removed still counts in statistics."""
    outdated = {one.id: one for one in _outdated(corpus)}
    begun = [outdated.get(one.id, one) for one in corpus[:-6]]
    replaced = [one for one in corpus if one.id in outdated]
    _publish(store, begun)
    _update(store, replaced, REMOVED[:3])
    _update(store, corpus[-6:], REMOVED[3:])
    left = [one for one in begun if one.id not in outdated and one.id not in REMOVED]
    added = [*replaced, *corpus[-6:]]
    return Built(store, [*left, *added], [*begun, *added])


def _updated_much(store: Store, corpus: list[Document]) -> Built:
    """Updates that change most of the documents: nothing is left of those of before."""
    _publish(store, corpus[:90])
    _update(store, _outdated(corpus), REMOVED)
    replaced = {one.id for one in _outdated(corpus)}
    _update(store, [*(one for one in corpus if one.id in replaced), *corpus[90:]])
    found = [one for one in corpus[:90] if one.id not in replaced and one.id not in REMOVED]
    found += [*(one for one in corpus if one.id in replaced), *corpus[90:]]
    return Built(store, found, found)


def _outdated(corpus: list[Document]) -> list[Document]:
    return [_document(one.id, body="đoàn cũ", title="cũ") for one in corpus[:50:7]]


def _random_document(dice: random.Random, number: int) -> Document:
    def text(longest: int) -> str:
        length = dice.choice((0, 1, 2, longest // 3, longest))
        places = (min(int(dice.expovariate(1 / 7)), len(WORDS) - 1) for _ in range(length))
        return " ".join(WORDS[place] for place in places)

    provinces = dice.sample(("bac-giang", "hoa-binh", "bac-kan", "ha-noi"), dice.randint(1, 3))
    year = dice.choice((0, 0, 2018, 2019, 2020))
    month = dice.choice((0, 1, 7, 12)) if year else 0
    return _document(
        f"bài {number}",
        title=text(6),
        body=text(40),
        facets={
            fields.PROVINCE: tuple(provinces),
            fields.YEAR: (str(year) if year else fields.UNKNOWN,),
            fields.TOPIC: tuple(dice.sample(("thi-dua", "dai-hoi", "dao-tao"), dice.randint(1, 3))),
            fields.PUBLISHER: (provinces[0],),
        },
        date_key=year * 10000 + month * 100 + (15 if month else 0),
        stored={"number": number, "title": "Công đoàn", "nested": {"list": [1, None, "ắ\n"]}},
    )
