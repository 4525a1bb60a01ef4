"""Articles against labels: what counts as right, and what is said of labels that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.articles.evaluation import Accuracy
from index.articles.evaluation import evaluate_metadata
from index.errors import SourceError

BODY = (
    "Sáng 12/3, LĐLĐ tỉnh Sơn La khai trương tủ sách công nhân tại khu nhà trọ Chiềng Sinh, nơi hơn "
    "bốn trăm lao động đang thuê phòng."
)
PAGE = (
    f"Trang chủ\nMở tủ sách ở khu nhà trọ\nCập nhật: 12/03/2021\n{BODY}\nCầm Thị Lan\nCác tin khác"
)
RIGHT = {
    "article": True,
    "title": "MỞ TỦ SÁCH ở khu nhà trọ",
    "published": "2021-03-12",
    "year": 2021,
    "year_basis": "published",
    "publisher": None,
    "about": ["son-la"],
    "byline": "Cầm Thị Lan",
    "body_first": "Sáng 12/3, LĐLĐ",
    "body_last": "đang thuê phòng",
    "boilerplate": ["Trang chủ", "Các tin khác"],
}


def _measure(folder: Path, **label: Any) -> dict[str, Accuracy]:
    (folder / "a.txt").write_text(PAGE, encoding="utf-8")
    labels = folder / "labels.jsonl"
    labels.write_text(json.dumps({"file": "a.txt", **label}) + "\n", encoding="utf-8")
    return {one.field: one for one in evaluate_metadata(labels)}


def test_right_answers_are_counted(tmp_path: Path) -> None:
    found = _measure(tmp_path, **RIGHT)

    assert {name: one.wrong for name, one in found.items() if one.wrong} == {}
    assert {one.share for one in found.values()} == {1.0}
    assert found["boilerplate_out"].cases == 2


@pytest.mark.parametrize(
    ("field", "label", "share"),
    [
        ("is_article", {"article": False}, 0.0),
        ("title", {"title": "Tủ sách"}, 0.0),
        ("published", {"published": None}, 0.0),
        ("year", {"year": 2021, "year_basis": "inferred_event"}, 0.0),
        ("publisher", {"publisher": "son-la"}, 0.0),
        ("main_about", {"about": ["lai-chau", "son-la"]}, 0.0),
        ("about_f1", {"about": ["lai-chau", "son-la"]}, 2 / 3),
        ("main_topic", {"topics": ["giao-thong-do-thi"]}, 0.0),
        ("byline", {"byline": None}, 0.0),
        ("body_first", {"body_first": "Trang chủ"}, 0.0),
        ("boilerplate_out", {"boilerplate": ["Các tin khác", "đang thuê phòng"]}, 0.5),
    ],
)
def test_wrong_answers_are_counted_and_named(
    tmp_path: Path, field: str, label: dict[str, Any], share: float
) -> None:
    found = _measure(tmp_path, **label)[field]

    assert found.share == pytest.approx(share)
    assert found.wrong == ("a.txt",)


def test_what_a_label_lacks_is_not_measured(tmp_path: Path) -> None:
    found = _measure(tmp_path, title="Mở tủ sách ở khu nhà trọ")

    assert {name for name, one in found.items() if one.cases} == {"title"}


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("", "holds no labels"),
        ("{\n", r":1: not JSON"),
        ('{"title": "T"}\n', r':1: a label needs "file"'),
        ("[]\n", r':1: a label needs "file"'),
        ('{"file": "none.txt"}\n', r"none\.txt: no such file"),
        ('{"file": "blank.txt"}\n', r"blank\.txt: empty"),
        ('{"file": "a.txt", "about": "son-la"}\n', r":1: “about” must be a list"),
        ('{"file": "a.txt", "boilerplate": null}\n', r":1: “boilerplate” must be a list"),
    ],
)
def test_labels_that_cannot_be_used_are_named(tmp_path: Path, labels: str, message: str) -> None:
    (tmp_path / "blank.txt").write_text(" \n")
    path = tmp_path / "labels.jsonl"
    path.write_text(labels, encoding="utf-8")

    with pytest.raises(SourceError, match=message):
        evaluate_metadata(path)
