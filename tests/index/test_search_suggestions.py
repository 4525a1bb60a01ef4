"""What a query may have meant: marks left out, keys typed raw."""

import pytest

from index import SearchRequest
from index.models import Suggestion


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("cong doan", "công đoàn"),
        ("CONG DOAN", "công đoàn"),
        ("công đoàn", None),
        ("cong", None),
        ('"cong doan"', None),
        ("google maps", None),
        ("", None),
    ],
)
def test_suggests_the_marks_that_were_left_out(open_articles, article, query, suggestion):
    index = open_articles(article("1", "công đoàn cơ sở"), article("2", "cộng đồng"))

    suggested = index.search(SearchRequest(q=query)).suggestion

    assert (suggested and suggested.text) == suggestion
    assert suggested is None or suggested.reason == "diacritics"


def test_keys_are_decoded_only_if_they_find_little_as_they_are(open_articles, article):
    words = article("words", "công đoàn")
    rare = open_articles(words, article("1", "coong ddoafn"))
    frequent = open_articles(words, *(article(str(n), "coong ddoafn") for n in range(10)))
    request = SearchRequest(q="coong ddoafn")

    assert rare.search(request).suggestion == Suggestion("công đoàn", "keyboard")
    assert frequent.search(request).suggestion is None
