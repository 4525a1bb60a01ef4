"""What a query marks in a whole article, by the rules of a search answer.

An answer weighs the words of a query by the index's vocabulary; here it is the article's own,
since only forms that it holds can be marked in it.
"""

from collections import Counter
from collections import defaultdict
from typing import Final

from index.facets import filter_names
from index.marks import highlights_of
from index.models import Article
from index.models import Mark
from index.models import SearchRequest
from index.query.parser import parse
from index.query.ranking import weigh
from index.snippets import highlight
from index.text.tokens import terms

MARKED_CHARACTERS: Final = 100_000  # of a body; it is read in about half a second


def marks_of(asked: SearchRequest, article: Article) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Return the marks of the title and of the body; raises `QueryError` for a query over a limit."""
    if not asked.q:
        return (), ()
    body = article.body[:MARKED_CHARACTERS]
    tree = parse(asked.q, filter_names(asked.era)).tree
    highlights = highlights_of(weigh(tree, _Vocabulary(f"{article.title}\n{body}")))
    return highlight(article.title, highlights), highlight(body, highlights)


class _Vocabulary:
    """The words of one text, as an index knows those of all."""

    def __init__(self, text: str) -> None:
        found = terms(text)
        self._terms = {*found.exact, *found.folded}
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        for exact, folded in zip(found.exact, found.folded, strict=True):
            self._forms[folded][exact] += 1

    def document_frequency(self, field: str, term: str) -> int:
        return int(term in self._terms)

    def accented_forms(self, folded: str, limit: int) -> list[tuple[str, int]]:
        return self._forms[folded].most_common(limit)
