"""How well metadata are read from raw pages: articles against labels written by people.

Labels are JSON lines that stand beside the pages. Each has "file" and any of the fields in
`CHECKS`; a field that a label lacks is not measured on its page.
"""

import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import Final

from index.articles.extract import extract
from index.articles.lines import readable
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.articles.topics import Taxonomy
from index.errors import SourceError
from index.models import Article
from index.models import RawPage

Label = Mapping[str, Any]

LISTS: Final = ("about", "topics", "boilerplate")


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The share of right answers for a field, of how many, and the files with a wrong one.

    For the set of provinces it is F1 over all pages together, `cases` the provinces labeled.
    """

    field: str
    share: float
    cases: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What of a label is compared, and how: one verdict for each thing that can be wrong."""

    needs: str
    verdicts: Callable[[Article, Any, Label], Iterable[bool]]


def _plain(text: str | None) -> str:
    return " ".join(readable(text or "").lower().split())


def _day(article: Article) -> str | None:
    return article.published.isoformat() if article.published else None


def _in_body(article: Article, words: str | None) -> list[bool]:
    return [_plain(words) in _plain(article.body)] if words else []


CHECKS: Final[Mapping[str, Check]] = {
    "is_article": Check("article", lambda article, value, label: [article.is_article == value]),
    "title": Check("title", lambda article, value, label: [_plain(article.title) == _plain(value)]),
    "published": Check("published", lambda article, value, label: [_day(article) == value]),
    "year": Check("year", lambda article, value, label: [
        (article.year, article.year_basis) == (value, label.get("year_basis", article.year_basis))
    ]),
    "publisher": Check("publisher", lambda article, value, label: [article.publisher == value]),
    "main_about": Check("about", lambda article, value, label: [list(article.about[:1]) == value[:1]]),
    "main_topic": Check("topics", lambda article, value, label: [set(value[:1]) <= set(article.topics)]),
    "byline": Check("byline", lambda article, value, label: [_plain(article.byline) == _plain(value)]),
    "body_first": Check("body_first", lambda article, value, label: _in_body(article, value)),
    "body_last": Check("body_last", lambda article, value, label: _in_body(article, value)),
    "boilerplate_out": Check("boilerplate", lambda article, value, label: [
        _plain(words) not in _plain(article.body) for words in value
    ]),
}  # fmt: skip


def evaluate_metadata(path: Path, taxonomy: Taxonomy | None = None) -> tuple[Accuracy, ...]:
    """Extract the pages beside a file of labels and return the accuracy of each field.

    Raises `SourceError`, naming the line, for a label or a page that cannot be read.
    """
    pairs = [
        (extract(_page(path.parent / str(label["file"])), taxonomy=taxonomy), label)
        for label in read_labels(path)
    ]
    return (*(_accuracy(name, check, pairs) for name, check in CHECKS.items()), _about_f1(pairs))


def read_labels(path: Path) -> list[Label]:
    """Read labels, one JSON object a line; raises `SourceError` for a line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    if not lines:
        raise SourceError(f"{path}: holds no labels")
    return [_label(f"{path}:{number}", line) for number, line in enumerate(lines, start=1)]


def _label(where: str, line: str) -> Label:
    try:
        label = json.loads(line)
    except ValueError as error:
        raise SourceError(f"{where}: not JSON: {error}") from error
    if not isinstance(label, dict) or not isinstance(label.get("file"), str):
        raise SourceError(f'{where}: a label needs "file", the name of a page beside it')
    for name in LISTS:
        if not isinstance(label.get(name, []), list):
            raise SourceError(f"{where}: “{name}” must be a list")
    return label


def _page(path: Path) -> RawPage:
    [file] = list_files([str(path)])
    page = next(read_pages(file)).page
    if not isinstance(page, RawPage):
        raise SourceError(f"{path}: {page.reason}")
    return page


def _accuracy(name: str, check: Check, pairs: Sequence[tuple[Article, Label]]) -> Accuracy:
    verdicts = [
        (label["file"], verdict)
        for article, label in pairs
        if check.needs in label
        for verdict in check.verdicts(article, label[check.needs], label)
    ]
    wrong = [file for file, is_right in verdicts if not is_right]
    share = 1 - len(wrong) / len(verdicts) if verdicts else 1.0
    return Accuracy(name, share, len(verdicts), tuple(dict.fromkeys(wrong)))


def _about_f1(pairs: Sequence[tuple[Article, Label]]) -> Accuracy:
    sets = [
        (label["file"], set(article.about), set(label["about"]))
        for article, label in pairs
        if "about" in label
    ]
    right = sum(len(found & wanted) for _, found, wanted in sets)
    named = sum(len(found) + len(wanted) for _, found, wanted in sets)
    wrong = tuple(file for file, found, wanted in sets if found != wanted)
    cases = sum(len(wanted) for _, _, wanted in sets)
    return Accuracy("about_f1", 2 * right / named if named else 1.0, cases, wrong)
