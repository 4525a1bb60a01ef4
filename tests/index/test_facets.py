"""Facets as people see them: values allowed, labels, order, the two eras."""

from datetime import date

import pytest

from index import QueryError
from index import SearchRequest
from index import fields
from index.articles.gazetteer import province_names
from index.articles.gazetteer import successor_names
from index.articles.gazetteer import successor_of
from index.facets import facets
from index.facets import filter_names
from index.facets import in_era
from index.facets import selection
from index.query.tree import Filter

TOPICS = {"nha-o": "Nhà ở", "suc-khoe": "Y tế", "y-te": "Sức khỏe", "khac": "Khác"}
MERGED = next(now for old, now in successor_of().items() if now != old)
MERGED_FROM = tuple(old for old, now in successor_of().items() if now == MERGED)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SearchRequest(), {}),
        (SearchRequest(provinces=("bac-giang",)), {fields.PROVINCE: ("bac-giang",)}),
        (SearchRequest(provinces=("unknown",)), {fields.PROVINCE: ("unknown",)}),
        (
            SearchRequest(years=(2019, 2020), unknown_year=True),
            {fields.YEAR: ("2019", "2020", "unknown")},
        ),
        (SearchRequest(provinces=(MERGED,), era=34), {fields.PROVINCE_34: (MERGED,)}),
        (
            SearchRequest(topics=("nha-o", "unknown")),
            {fields.TOPIC: ("nha-o", "unknown")},
        ),
        (SearchRequest(publishers=(MERGED,), era=34), {fields.PUBLISHER: MERGED_FROM}),
        (
            SearchRequest(publishers=("unknown", MERGED), era=34),
            {fields.PUBLISHER: (*MERGED_FROM, "unknown")},
        ),
    ],
)
def test_a_selection_names_the_fields_of_its_era(request_, expected):
    assert selection(request_, TOPICS) == expected


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (SearchRequest(provinces=("atlantis",)), "“province” .*“atlantis”.*bac-giang.*unknown"),
        (SearchRequest(provinces=("hue",)), "“province” .*“hue”.*thua-thien-hue"),
        (SearchRequest(provinces=("bac-giang", "x" * 99)), f"“{'x' * 40}…”"),
        (
            SearchRequest(topics=("nu-cong",)),
            "“topic” .*“nu-cong”; .*: nha-o, suc-khoe, y-te, khac, unknown",
        ),
        (SearchRequest(publishers=("x",)), "“publisher” .*“x”.*bac-giang"),
        (SearchRequest(years=(0,)), "year 0 .*1 to 9999"),
        (SearchRequest(years=(10000,)), "year 10000"),
        (SearchRequest(provinces=("bac-kan",), era=34), "“province” .*“bac-kan”.*thai-nguyen"),
        (SearchRequest(publishers=("bac-kan",), era=34), "“publisher” .*“bac-kan”.*thai-nguyen"),
    ],
)
def test_a_value_that_does_not_exist_is_refused_by_name(request_, named):
    with pytest.raises(QueryError, match=named) as refusal:
        selection(request_, TOPICS)

    assert len(str(refusal.value)) < 2000


def test_a_refusal_lists_no_more_ids_than_can_be_read():
    topics = {f"chu-de-{number}": "Chủ đề" for number in range(5000)}

    with pytest.raises(QueryError, match=r"chu-de-99, …, unknown\."):
        selection(SearchRequest(topics=("x",)), topics)


def test_an_index_without_topics_takes_unknown_alone():
    assert selection(SearchRequest(topics=("unknown",)), {}) == {fields.TOPIC: ("unknown",)}
    with pytest.raises(QueryError, match="“nha-o”; hãy dùng một trong: unknown"):
        selection(SearchRequest(topics=("nha-o",)), {})


def test_values_are_ordered_labelled_and_complete():
    request = SearchRequest(provinces=("ha-noi",), years=(2001,), unknown_year=True)

    shown = facets(
        request,
        {
            fields.PROVINCE: {"unknown": 9, "bac-giang": 2, "an-giang": 2, "hue": 3},
            fields.YEAR: {"unknown": 3, "2019": 1, "2020": 1},
            fields.TOPIC: {"khac": 1, "nha-o": 1, "gone": 1},
        },
        TOPICS,
    )

    assert list(shown) == ["province", "year", "topic", "publisher"]
    assert [(v.value, v.count, v.selected) for v in shown["province"] if v.value != "hue"] == [
        ("an-giang", 2, False),
        ("bac-giang", 2, False),
        ("ha-noi", 0, True),
        ("unknown", 9, False),
    ]
    assert shown["province"][-1].label == "Không rõ"
    assert [(v.value, v.count, v.selected) for v in shown["year"]] == [
        ("2020", 1, False),
        ("2019", 1, False),
        ("2001", 0, True),
        ("unknown", 3, True),
    ]
    assert [v.label for v in shown["topic"]] == ["gone", "Khác", "Nhà ở"]
    assert shown["publisher"] == ()


def test_publishers_of_a_merged_province_are_counted_together():
    counts = {fields.PUBLISHER: dict.fromkeys(MERGED_FROM, 2)}

    (value,) = facets(SearchRequest(era=34), counts, TOPICS)["publisher"]

    assert (value.value, value.count) == (MERGED, 2 * len(MERGED_FROM))
    assert value.label == successor_names()[MERGED]


def test_provinces_of_an_article_follow_the_era():
    assert in_era(MERGED_FROM, 63) == MERGED_FROM
    assert in_era(MERGED_FROM, 34) == (MERGED,)


@pytest.mark.parametrize("era", [63, 34])
def test_every_province_may_be_typed_by_id_and_by_name(era):
    typed = filter_names(era, TOPICS)["province"]

    assert typed["bac giang"] == Filter(fields.PROVINCE, ("bac-giang",))
    assert typed["khong ro"].values == ("unknown",)
    assert len({named.values for named in typed.values()}) >= len(province_names())


def test_a_topic_may_be_typed_by_id_and_by_label_and_the_id_goes_first():
    typed = filter_names(63, TOPICS)["topic"]

    assert {spelling: named.values for spelling, named in typed.items()} == {
        "nha o": ("nha-o",), "suc khoe": ("suc-khoe",), "y te": ("y-te",), "khac": ("khac",),
        "unknown": ("unknown",), "khong ro": ("unknown",),
    }  # fmt: skip
    assert filter_names(63, {})["topic"].keys() == {"unknown", "khong ro"}


def test_a_date_range_needs_no_facet():
    assert selection(SearchRequest(date_from=date(2020, 1, 1)), TOPICS) == {}
