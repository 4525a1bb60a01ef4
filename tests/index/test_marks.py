"""What a query marks in a whole article."""

import pytest

from index import QueryError
from index import SearchRequest

TITLE = "Đường bộ qua Bắc Giang"
BODY = "Công đoàn sửa đường bộ ngày 1 tháng 8 năm 2014.\nNhà dưỡng lão theo 643/QĐ-TLĐ."


@pytest.fixture
def index(open_articles, article):
    return open_articles(article("a", BODY, TITLE), article("b", "duong an", "Không liên quan"))


@pytest.mark.parametrize(
    ("query", "title", "body"),
    [
        ("", [], []),
        ("khủng long", [], []),
        ("cong doan", [], ["Công đoàn"]),
        ("đường", ["Đường"], ["đường"]),
        ("duong", ["Đường"], ["đường", "dưỡng"]),
        ('"đường bộ"', ["Đường bộ"], ["đường bộ"]),
        ("01/8/2014", [], ["ngày 1 tháng 8 năm 2014"]),
        ("643/QD-TLD", [], ["643/QĐ-TLĐ"]),
        ("-đoàn province:bac-giang", [], []),
    ],
)
def test_a_query_marks_what_it_would_find(index, query, title, body):
    for text, marked in ((TITLE, title), (BODY, body)):
        marks = index.marks(SearchRequest(q=query), text)

        assert [text[start:end] for start, end in marks] == marked


def test_a_query_over_a_limit_is_refused(index):
    with pytest.raises(QueryError):
        index.marks(SearchRequest(q="a " * 200), BODY)
