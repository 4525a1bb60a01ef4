"""The index behind the service: opened at first use, shared by all requests."""

from collections.abc import Callable
from collections.abc import Mapping
from threading import Lock
from typing import Protocol

from flask import current_app

from index.models import Article
from index.models import Mark
from index.models import Results
from index.models import SearchRequest


class Articles(Protocol):
    """What the service asks of an open index; `index.open_index` returns one."""

    @property
    def generation(self) -> str:
        """The name of the generation that answers now."""

    def search(self, request: SearchRequest) -> Results:
        """Answer a request."""

    def article(self, article_id: str, /) -> Article | None:
        """Return the article with this id, or None."""

    def labeled_article(self, article_id: str, /) -> tuple[Article, Mapping[str, str]] | None:
        """Return the article with this id and the labels of its topics, by id; or None."""

    def marks(self, request: SearchRequest, text: str, /) -> tuple[Mark, ...]:
        """Return what the request's query marks in a text."""


Opener = Callable[[str], Articles]


class LiveIndex:
    """An index that may not be there yet: each use tries to open it until one succeeds.

    So the service starts without an index, and serves one as soon as it is built.
    """

    def __init__(self, location: str, opener: Opener) -> None:
        self._location = location
        self._opener = opener
        self._lock = Lock()
        self._articles: Articles | None = None

    def get(self) -> Articles:
        """Return the open index; raises what opening it raises."""
        with self._lock:
            if self._articles is None:
                self._articles = self._opener(self._location)
            return self._articles


def articles() -> Articles:
    """Return the open index of the current application."""
    live: LiveIndex = current_app.extensions["live_index"]
    return live.get()
