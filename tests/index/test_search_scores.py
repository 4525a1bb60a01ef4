"""Scores: what outranks what, and what makes no difference."""

from index import SearchRequest


def test_a_text_with_the_marks_outranks_any_text_without(open_articles, article):
    index = open_articles(
        article("marks", "đường sá và bộ hành " + "khác " * 60),
        article("none", "duong bo duong bo duong bo " * 3),
    )

    assert [hit.id for hit in index.search(SearchRequest(q="đường bộ")).hits] == ["marks", "none"]


def test_text_without_marks_has_no_advantage_for_a_query_without(open_articles, article):
    index = open_articles(article("accented", "đường bộ"), article("ascii", "duong bo"))

    first, second = index.search(SearchRequest(q="duong bo")).hits

    assert first.score == second.score


def test_scores_never_rise_down_the_answer(open_articles, article):
    bodies = ("đường bộ", "duong bo", "Đường sắt và đường bộ qua Bắc Giang", "Dương bộ đường")
    index = open_articles(*(article(str(n), body) for n, body in enumerate(bodies)))
    scores = [hit.score for hit in index.search(SearchRequest(q="đường bộ")).hits]

    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
