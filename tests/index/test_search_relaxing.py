"""Queries that too few texts answer in full: when they are relaxed, and what comes first then."""

import pytest

from index import SearchRequest


def test_a_query_that_finds_nothing_is_relaxed_and_says_so(open_articles, article):
    index = open_articles(article("1", "công đoàn tỉnh họp"), article("2", "khác"))

    results = index.search(SearchRequest(q="công đoàn huyện họp"))

    assert (results.relaxed, [hit.id for hit in results.hits]) == (True, ["1"])


@pytest.mark.parametrize("query", ["công đoàn", "xyz", "xyz zyx", '"đoàn công"', "công -đoàn"])
def test_a_query_is_relaxed_only_if_that_finds_more(open_articles, article, query):
    results = open_articles(article("1", "công đoàn tỉnh họp")).search(SearchRequest(q=query))

    assert not results.relaxed


@pytest.mark.parametrize(
    "question",
    [
        "Ai đang là chủ tịch của công đoàn tỉnh Bắc Giang?",
        "Ai dang la chu tich cua cong doan tinh Bac Giang?",
    ],
)
def test_a_long_question_finds_the_text_that_answers_it(open_articles, article, question):
    index = open_articles(
        article("answer", "Bà Lan là chủ tịch công đoàn tỉnh Bắc Giang từ năm 2019."),
        article("other", "Đường sắt qua tỉnh Bắc Giang."),
        *(article(f"noise-{number}", f"Ai là ai số {number}") for number in range(5)),
    )
    results = index.search(SearchRequest(q=question))

    assert results.hits[0].id == "answer"


def test_texts_that_happen_to_hold_every_word_do_not_hide_the_answer(open_articles, article):
    question = "Bà Lan làm chủ tịch công đoàn tỉnh từ năm nào"
    scattered = " khác khác khác ".join(reversed(question.split()))
    index = open_articles(
        *(article(f"long-{number}", f"{scattered} " * 3) for number in range(12)),
        article("answer", "Bà Lan làm chủ tịch công đoàn tỉnh từ năm 2019."),
    )

    results = index.search(SearchRequest(q=question))

    assert (results.hits[0].id, results.total, results.relaxed) == ("answer", 13, True)


def test_a_selection_that_leaves_nothing_does_not_relax_the_query(open_articles, article):
    index = open_articles(
        article("1", "công đoàn thủy sản", about=("ca-mau",)),
        article("2", "công đoàn", about=("bac-giang",)),
    )
    results = index.search(SearchRequest(q="công đoàn thủy sản", provinces=("bac-giang",)))

    assert (results.total, results.relaxed) == (0, False)
    assert [(value.value, value.count) for value in results.facets["province"]] == [
        ("ca-mau", 1),
        ("bac-giang", 0),
    ]
