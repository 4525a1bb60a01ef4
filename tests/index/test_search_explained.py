"""Why a query finds what it finds: its reading, and the parts of a score."""

from itertools import takewhile

import pytest

from index import SearchRequest


def test_explains_how_a_query_is_read_and_how_its_first_hit_scores(open_articles, article):
    index = open_articles(
        article("marks", "công đoàn", published="2020-07-14"), article("none", "cong doan")
    )
    request = SearchRequest(q="công đoàn *")

    explained = index.explain(request)
    score = {part.node: part.score for part in explained.parts}
    (hit, _) = index.search(request).hits

    assert (explained.parsed, explained.notes) == ("công đoàn", ("Bỏ qua “*”",))
    assert explained.hit == hit.id == "marks"
    assert explained.parts[0].score == pytest.approx(hit.score, rel=1e-4)
    assert score["Term field='pairs_exact' text='công đoàn' weight=1.0"] > 0
    assert score["Term field='title_folded' text='cong' weight=0.3"] is None


@pytest.mark.parametrize("query", ["công đoàn tỉnh", '"công đoàn"', "(a OR công) -huyện", "đoà*"])
def test_the_parts_of_an_explanation_add_up(open_articles, article, query):
    index = open_articles(article("1", "công đoàn", title="Tỉnh"), article("2", "công an huyện"))

    parts = index.explain(SearchRequest(q=query)).parts

    for place, part in enumerate(parts):
        inside = takewhile(lambda other, part=part: other.depth > part.depth, parts[place + 1 :])
        scores = [one.score or 0 for one in inside if one.depth == part.depth + 1]
        if part.node.split()[0] in ("And", "Or", "Maybe") and part.score is not None:
            assert part.score == pytest.approx(sum(scores), rel=1e-4)


def test_explains_a_query_that_finds_nothing(open_articles):
    explained = open_articles().explain(SearchRequest(q="công đoàn"))

    assert explained.hit is None
    assert {part.score for part in explained.parts} == {None}
