import ast
from pathlib import Path
from typing import get_args

import pytest

from index import articles
from index.articles.mentions import CueKind
from index.articles.reject import REASONS
from searchsvc.rules import rule

SOURCES = sorted(Path(*articles.__path__).glob("*.py"))
# What the extractors choose at run time, so that no `Evidence(…, "rule")` spells it.
CHOSEN = [
    "labeled_date", "updated_date", "date_with_time", "date_with_weekday", "bare_date",
    "byline_cue", "name_after_text",
    *(f"named_as_{kind}" for kind in get_args(CueKind) if kind != "void"), *REASONS,
]  # fmt: skip


def _spelled() -> list[str]:
    """Return the names of rules that stand as such in a call of `Evidence` in index/articles."""
    calls = [
        node
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Evidence"
    ]
    last = [call.args[3] for call in calls if len(call.args) > 3]
    return [node.value for node in last if isinstance(node, ast.Constant)]


def test_every_rule_of_the_extractors_is_told_in_words() -> None:
    spelled = _spelled()

    assert len(spelled) > 20
    assert [name for name in (*spelled, *CHOSEN) if rule(name, {}) == name] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("line_above_text", "dòng đứng ngay trên bài"),
        ("stated_province", "giữ nguyên"),
        ("stated_date_ignored", "không dùng được nên bỏ qua"),
        ("phrase_of_atlantis", "từ ngữ của chủ đề “atlantis”"),
        ("a_rule_of_tomorrow", "a_rule_of_tomorrow"),
    ],
)
def test_a_rule_is_told_in_words_and_one_without_words_by_its_name(name: str, words: str) -> None:
    assert rule(name, {}) == words


def test_a_phrase_names_the_topic_it_speaks_for() -> None:
    assert rule("phrase_of_nha", {"nha": "Nhà ở"}) == "từ ngữ của chủ đề “Nhà ở”"
