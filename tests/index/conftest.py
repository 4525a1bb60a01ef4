"""Articles in an index, for tests: a plain reference engine in memory, and the embedded one."""

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import log
from typing import Any

import pytest

from index import ArticleIndex
from index import build
from index import fields
from index.articles.topics import topic_names
from index.documents import ANALYZER_VERSION
from index.documents import to_documents
from index.engines import open_store
from index.engines.base import BuildFacts
from index.engines.base import Reader
from index.engines.base import Retrieval
from index.engines.base import Retrieved
from index.engines.base import Store
from index.models import Article
from index.models import Document
from index.query import tree
from index.text.normalize import fold

Scores = dict[int, float]


class MemoryReader:
    """Evaluates trees one document at a time, straight from their definition."""

    def __init__(self, generation: str, documents: Sequence[Document]) -> None:
        self.generation = generation
        self.document_count = len(documents)
        self.topics = topic_names()
        self.closed = False
        self._documents = documents
        self._runs = [_with_pairs(document.terms) for document in documents]
        self._counts = [
            {field: Counter(term for run in runs for term in run) for field, runs in one.items()}
            for one in self._runs
        ]

    def evaluate(self, retrieval: Retrieval) -> Retrieved:
        scores = self._scores(retrieval.query)
        found = [doc for doc in scores if self._selected(doc, retrieval.selection)]
        newest = {doc: (-self._documents[doc].date_key, doc) for doc in found}
        orders: dict[str, Callable[[int], Any]] = {
            "relevance": lambda doc: (-scores[doc], newest[doc]),
            "newest": lambda doc: newest[doc],
            "oldest": lambda doc: (not newest[doc][0], -newest[doc][0], doc),
        }
        ordered = sorted(found, key=orders[retrieval.sort])
        keys = ordered[retrieval.start : retrieval.start + retrieval.size]
        return Retrieved(
            keys=tuple(keys),
            scores=tuple(scores[doc] for doc in keys),
            total=len(found),
            facets={
                facet: self._count(facet, scores, retrieval.selection) for facet in retrieval.facets
            },
        )

    def fetch(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        assert not self.closed
        return [dict(self._documents[key].stored) for key in keys]

    def find(self, document_id: str) -> int | None:
        ids = [document.id for document in self._documents]
        return ids.index(document_id) if document_id in ids else None

    def document_frequency(self, field: str, term: str) -> int:
        return sum(term in counts[field] for counts in self._counts)

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        terms = Counter(term for counts in self._counts for term in counts[field])
        begun = [(term, count) for term, count in terms.items() if term.startswith(prefix)]
        return sorted(begun, key=lambda item: -item[1])[:limit]

    def accented_forms(self, folded: str, limit: int) -> list[tuple[str, int]]:
        every = self.vocabulary(fields.TEXT_EXACT, "", 1_000_000)
        return [(term, count) for term, count in every if fold(term) == folded][:limit]

    def close(self) -> None:
        self.closed = True

    def _scores(self, node: tree.Node) -> Scores:
        everything = range(self.document_count)
        match node:
            case tree.Term(field, term, weight):
                return self._bm25({d: c[field][term] for d, c in enumerate(self._counts)}, weight)
            case tree.Phrase(field, terms, weight):
                found = {
                    doc: sum(
                        tuple(run[at : at + len(terms)]) == terms
                        for run in runs[field]
                        for at in range(len(run))
                    )
                    for doc, runs in enumerate(self._runs)
                }
                return self._bm25(found, weight)
            case tree.Prefix(field, text, weight):
                return {
                    doc: weight
                    for doc, counts in enumerate(self._counts)
                    if any(term.startswith(text) for term in counts[field])
                }
            case tree.Filter(facet, values):
                return {
                    d: 0.0
                    for d, one in enumerate(self._documents)
                    if not set(values).isdisjoint(one.facets[facet])
                }
            case tree.Range(low, high):
                keys = [document.date_key for document in self._documents]
                return {doc: 0.0 for doc, key in enumerate(keys) if key and low <= key <= high}
            case tree.MatchAll():
                return dict.fromkeys(everything, 0.0)
            case tree.And(children):
                parts = [self._scores(child) for child in children]
                return {
                    d: sum(p[d] for p in parts) for d in everything if all(d in p for p in parts)
                }
            case tree.Or(children, minimum):
                parts = [self._scores(child) for child in children]
                matching = {doc: [part[doc] for part in parts if doc in part] for doc in everything}
                return {d: sum(m) for d, m in matching.items() if len(m) >= max(minimum, 1)}
            case tree.Best(children):
                parts = [self._scores(child) for child in children]
                matching = {doc: [part[doc] for part in parts if doc in part] for doc in everything}
                return {doc: max(scores) for doc, scores in matching.items() if scores}
            case tree.Not(child):
                excluded = self._scores(child)
                return {doc: 0.0 for doc in everything if doc not in excluded}
            case tree.Maybe(required, optional):
                more = self._scores(optional)
                return {doc: s + more.get(doc, 0.0) for doc, s in self._scores(required).items()}
            case tree.Constant(child, score):
                return dict.fromkeys(self._scores(child), score)
        raise AssertionError(f"the reference engine knows no {node!r}")

    def _bm25(self, frequencies: Mapping[int, int], weight: float) -> Scores:
        held = {doc: count for doc, count in frequencies.items() if count}
        idf = log(self.document_count / (len(held) + 1)) + 1 if held else 0.0
        return {doc: weight * idf * count * 2.2 / (count + 1.2) for doc, count in held.items()}

    def _selected(self, doc: int, selection: Mapping[str, tuple[str, ...]]) -> bool:
        held = self._documents[doc].facets
        return all(not set(values).isdisjoint(held[facet]) for facet, values in selection.items())

    def _count(
        self, facet: str, docs: Scores, selection: Mapping[str, tuple[str, ...]]
    ) -> dict[str, int]:
        others = {name: values for name, values in selection.items() if name != facet}
        return Counter(
            value
            for doc in docs
            if self._selected(doc, others)
            for value in self._documents[doc].facets[facet]
        )


def _with_pairs(terms: Mapping[str, tuple[list[str], ...]]) -> dict[str, tuple[list[str], ...]]:
    pairs = {
        field.name: tuple([f"{a} {b}" for a, b in pairwise(run)] for run in terms[field.pairs_of])
        for field in fields.TOKEN_FIELDS
        if field.pairs_of
    }
    return {**terms, **pairs}


class MemoryStore:
    """Holds one live generation; `put` publishes the next. It keeps the readers it opened."""

    location = "memory"

    def __init__(self) -> None:
        self.opened: list[MemoryReader] = []
        self._live: tuple[int, tuple[Article, ...]] = (0, ())

    def put(self, articles: Sequence[Article]) -> None:
        self._live = (self._live[0] + 1, tuple(articles))

    def live(self) -> str:
        return _name_of(self._live[0])

    def open(self) -> MemoryReader:
        number, articles = self._live
        self.opened.append(MemoryReader(_name_of(number), to_documents(articles)))
        return self.opened[-1]


def _name_of(number: int) -> str:
    return f"generation-{number}"


@pytest.fixture
def memory_store() -> MemoryStore:
    """An empty store in memory."""
    return MemoryStore()


def _put_into_whoosh(store: Store, articles: Sequence[Article]) -> None:
    with store.begin() as writer:
        for document in to_documents(articles):
            writer.add(document)
        writer.commit(BuildFacts(analyzer=ANALYZER_VERSION, topics=topic_names()))
        store.publish(writer.generation)


@pytest.fixture(params=["memory", "whoosh"])
def open_articles(
    request: pytest.FixtureRequest, tmp_path: Any
) -> Iterator[Callable[..., ArticleIndex]]:
    """A function that opens an index of the given articles; each test runs on both engines."""
    opened: list[ArticleIndex] = []

    def open_them(*articles: Article) -> ArticleIndex:
        store: Any
        if request.param == "memory":
            store = MemoryStore()
            store.put(articles)
        else:
            store = open_store(str(tmp_path / f"index-{len(opened)}"))
            _put_into_whoosh(store, articles)
        opened.append(ArticleIndex(store))
        return opened[-1]

    yield open_them
    for index in opened:
        index.close()


@pytest.fixture(scope="session")
def reader_of() -> Callable[..., Reader]:
    """A function that returns a reader of articles with the given bodies."""

    def read(*bodies: str) -> Reader:
        articles = [Article(str(number), "", body) for number, body in enumerate(bodies)]
        return MemoryReader("one", to_documents(articles))

    return read


@pytest.fixture
def article() -> Callable[..., Article]:
    """A function that makes an article; the lead is its body unless given."""

    def make(id: str, body: str = "", title: str = "", **facts: Any) -> Article:
        published = facts.get("published")
        if isinstance(published, str):
            facts["published"] = date.fromisoformat(published)
            facts.setdefault("year", facts["published"].year)
            facts.setdefault("year_basis", "published")
        return Article(id=id, title=title, body=body, **{"lead": body[:200], **facts})

    return make


@pytest.fixture
def worked_on(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the pages that were extracted and analyzed."""
    ids: list[str] = []
    prepare = build.prepare

    def watched(pages: Any, **options: Any) -> Any:
        ids.extend(page.id for page in pages)
        return prepare(pages, **options)

    monkeypatch.setattr(build, "prepare", watched)
    return ids
