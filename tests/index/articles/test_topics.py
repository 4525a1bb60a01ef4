"""The subjects of an article."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.articles.lines import Line
from index.articles.lines import Zone
from index.articles.phrases import Letters
from index.articles.topics import TOPICS_FILE
from index.articles.topics import Taxonomy
from index.articles.topics import Topics
from index.articles.topics import extract_topics
from index.articles.topics import find_phrases
from index.articles.topics import load_topics
from index.articles.topics import topic_names
from index.errors import SourceError

TABLE = """
[meta]
max_topics = 2
min_score = 3.0
relative_to_top = 0.5
tf_cap = 2
zone_factors = { title = 3.0, lead = 2.0, body = 1.0 }
fallback = "khac"

[[topic]]
id = "sach"
vi = "Sách"
phrases = [{ p = "tủ sách", w = 2 }, { p = "văn hóa đọc", w = 3 }]

[[topic]]
id = "nu"
vi = "Nữ công"
phrases = [{ p = "8/3", w = 3 }, { p = "sách", w = 1 }, { p = "tủ sách phụ nữ", w = 4 }]

[[topic]]
id = "rung"
vi = "Rừng"
phrases = [{ p = "rừng", w = 3 }]
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "topics.toml"
    path.write_text(TABLE, encoding="utf-8")
    return path


def _extract(page: Sequence[Line], table: Taxonomy) -> Topics:
    [hits] = find_phrases([page], Letters(line.text for line in page), table)
    return extract_topics(page, hits, table)


def _topics(table: Path, *lines: tuple[Zone, str]) -> tuple[str, ...]:
    page = [Line(number, text, zone) for number, (zone, text) in enumerate(lines, start=1)]
    return _extract(page, load_topics(table)).topics


def test_labels_end_with_the_fallback() -> None:
    assert len(topic_names()) == 26
    assert topic_names()["hoi-nghi-tong-ket"] == "Sơ kết, tổng kết, giao chỉ tiêu công tác"
    assert list(topic_names().items())[-1] == ("khac", "Khác")


def test_title_weighs_more_than_body(table: Path) -> None:
    assert _topics(table, ("title", "Tủ sách mới"), ("body", "Rừng xanh")) == ("sach", "rung")
    assert _topics(table, ("title", "Rừng xanh"), ("body", "Tủ sách mới")) == ("rung",)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("TỦ SÁCH", ("sach",)),
        ("văn hoá đọc", ("sach",)),
        ("tủ, sách", ("sach",)),
        ("tủ sách phụ nữ", ("nu",)),
        ("ngày 8/3", ("nu",)),
        ("ngày 8/3/2020", ("khac",)),
        ("18/3", ("khac",)),
        ("tu sach", ("khac",)),
        ("tủ", ("khac",)),
    ],
)
def test_phrases_match_by_words_and_the_longest_wins(
    table: Path, text: str, topics: tuple[str, ...]
) -> None:
    assert _topics(table, ("lead", text)) == topics


def test_times_in_a_zone_are_capped(table: Path) -> None:
    assert _topics(table, ("body", "sách sách sách sách sách")) == ("khac",)


def test_topics_far_below_the_first_and_beyond_the_limit_are_left_out(table: Path) -> None:
    lead = "văn hóa đọc, văn hóa đọc, tủ sách, tủ sách"

    assert _topics(table, ("lead", lead), ("body", "rừng")) == ("sach",)
    assert _topics(table, ("lead", "văn hóa đọc, rừng, 8/3")) == ("sach", "rung")


def test_text_without_lines_has_no_topic_and_without_phrases_the_fallback(table: Path) -> None:
    assert _topics(table) == ()
    assert _topics(table, ("lead", "Mở cửa")) == ("khac",)


def test_evidence_names_phrase_zone_and_line(table: Path) -> None:
    page = [Line(3, "Mở cửa", "title"), Line(5, "Tủ sách mới của văn hóa đọc", "lead")]
    topics = _extract(page, load_topics(table))

    assert [(item.zone, item.line, item.text, item.rule) for item in topics.evidence] == [
        ("lead", 5, "văn hóa đọc", "phrase_of_sach"),
        ("lead", 5, "tủ sách", "phrase_of_sach"),
    ]


def test_a_table_may_label_its_fallback_itself(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(TABLE + '[[topic]]\nid = "khac"\nvi = "Chuyện khác"\nphrases = []\n')

    assert load_topics(path).labels["khac"] == "Chuyện khác"


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('id = "nu"', 'id = "sach"', "the id 'sach' comes twice"),
        ('id = "nu"', 'id = "unknown"', "'unknown' stands for articles without a topic"),
        ('fallback = "khac"', 'fallback = "unknown"', "'unknown' stands for"),
        ('fallback = "khac"', "fallback = 7", "7 is no id or label"),
        ('id = "nu"', "id = 7", "7 is no id or label"),
        ('id = "nu"', 'id = " "', "' ' is no id or label"),
        ('vi = "Nữ công"', "vi = 7", "7 is no id or label"),
        ('vi = "Nữ công"', 'vi = ""', "'' is no id or label"),
        ('vi = "Nữ công"', r'vi = "Nữ\ncông"', "is no id or label: give a text of one line"),
    ],
)
def test_an_id_or_label_that_cannot_be_is_named(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TABLE.replace(right, wrong), encoding="utf-8")

    with pytest.raises(SourceError, match=message) as refusal:
        load_topics(path)

    assert "mine.toml" in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    ["", "[meta", "[meta]\nmax_topics = 4", TABLE.replace("w = 3", "w = 'x'"), TABLE.replace('p = "8/3"', 'p = "-"'), None],
)  # fmt: skip
def test_wrong_table_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(SourceError, match=r"mine\.toml"):
        load_topics(path)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Bữa cơm của gia đình công nhân sáng đèn", "phap-luat-lao-dong"),  # not: đình công
        ("Khu công nghiệp Sóng Thần tuyển thêm người", "moi-truong-thien-tai"),  # not: sóng thần
    ],
)
def test_words_across_two_terms_are_no_phrase(text: str, topic: str) -> None:
    assert topic not in _extract([Line(1, text, "title")], load_topics(None)).topics


def test_table_of_the_package_is_complete() -> None:
    assert load_topics(TOPICS_FILE).labels == topic_names()
