import pytest

from index.errors import QueryError
from index.models import Article
from index.models import SearchRequest
from searchsvc import marking

ARTICLE = Article(
    id="a",
    title="Đường bộ qua Bắc Giang",
    body="Công đoàn sửa đường bộ ngày 1 tháng 8 năm 2014.\nNhà dưỡng lão theo 643/QĐ-TLĐ.",
)


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
def test_a_query_marks_what_it_would_find(query: str, title: list[str], body: list[str]) -> None:
    title_marks, body_marks = marking.marks_of(SearchRequest(q=query), ARTICLE)

    assert [ARTICLE.title[start:end] for start, end in title_marks] == title
    assert [ARTICLE.body[start:end] for start, end in body_marks] == body


def test_a_very_long_body_is_marked_at_its_beginning() -> None:
    article = Article(id="a", title="", body="công đoàn\n" * 20_000)
    _, marks = marking.marks_of(SearchRequest(q="công đoàn"), article)

    assert marks[0] == (0, 9)
    assert marks[-1][1] <= marking.MARKED_CHARACTERS


def test_a_query_over_a_limit_is_refused() -> None:
    with pytest.raises(QueryError):
        marking.marks_of(SearchRequest(q="a " * 200), ARTICLE)
