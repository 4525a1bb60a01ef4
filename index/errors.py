"""One tree of errors. Every message says what is wrong and what to do about it.

The service maps the classes to HTTP statuses and the command line to exit codes;
nothing else needs to know them apart.
"""


class SearchError(Exception):
    """Base of every error this package raises on purpose; its message is safe to show."""


class QueryError(SearchError):
    """The request asks for something that cannot be answered: too long, unknown value, bad page."""


class SourceError(SearchError):
    """A source of articles, or a data file given by the user, cannot be read at all."""


class ResumeError(SearchError):
    """What an interrupted build left cannot be continued: it is of other sources or options."""


class IndexMissingError(SearchError):
    """There is no published index at the given location."""


class IndexCorruptError(SearchError):
    """The published index does not match its manifest, or was written by another version."""


class IndexLockedError(SearchError):
    """Another process is writing to the index."""


class EngineUnavailableError(SearchError):
    """The engine's location is unknown, cannot be written, or cannot be reached."""
