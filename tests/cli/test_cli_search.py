"""`searchsvc search`: the endpoint's answer, in the terminal."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from index import open_index
from searchsvc.app import create_app

Run = Callable[..., Result]


def test_search_as_json_is_what_the_endpoint_answers(run: Run, indexed: Path) -> None:
    printed = json.loads(run("search", "công đoàn", "--sort", "newest", "--json").stdout)

    with open_index("var/index") as articles:
        client = create_app(opener=lambda location: articles).test_client()
        answered = client.get("/api/search?q=công+đoàn&sort=newest").get_json()
    assert {**printed, "took_ms": 0} == {**answered, "took_ms": 0}
    assert [hit["id"] for hit in printed["hits"]] == ["nha-moi", "cang-ca"]


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("cong doan",), {"nha-moi", "cang-ca"}),
        (("công đoàn", "--province", "ca-mau"), {"cang-ca"}),
        (
            ("", "--province", "ca-mau", "--province", "bac-giang"),
            {"nha-moi", "vai-thieu", "cang-ca"},
        ),
        (("", "--year", "2019..2020"), {"nha-moi", "cang-ca"}),
        (("", "--year", "2019", "--year", "2021"), {"vai-thieu", "cang-ca"}),
        (("", "--era", "34", "--province", "bac-ninh"), {"nha-moi", "vai-thieu"}),
        (("-công",), {"vai-thieu"}),
        (("", "--size", "1", "--page", "4"), set()),
    ],
)
def test_options_narrow_the_answer(run: Run, indexed: Path, arguments, ids) -> None:
    # After "--" nothing is an option, so a query may begin with a minus.
    query, *options = arguments
    result = run("search", *options, "--json", "--", query)

    assert {hit["id"] for hit in json.loads(result.stdout)["hits"]} == ids


def test_search_prints_hits_with_dates_and_facets(run: Run, indexed: Path) -> None:
    result = run("search", "cong doan")

    assert "2 bài" in result.stdout
    assert "Ý bạn là: công đoàn?" in result.stdout
    assert "14/07/2020 · bac-giang" in result.stdout
    assert "province: " in result.stdout


def test_explain_shows_the_reading_and_the_scores_before_the_answer(
    run: Run, indexed: Path
) -> None:
    printed = run("search", "cong doan *", "--explain").stdout
    answer = json.loads(run("search", "cong doan *", "--explain", "--json").stdout)

    assert "query read as: cong doan" in printed
    assert "2 bài" in printed
    assert re.search(r"\d\.\d\d +Term field='text_folded' text='cong'", printed)
    assert answer["explanation"]["hit"] == answer["hits"][0]["id"]
    assert answer["explanation"]["parts"][0]["depth"] == 0


def test_topics_of_ones_own_table_can_be_searched_by(run: Run, source: Path) -> None:
    Path("mine.toml").write_text(
        '[meta]\nmax_topics = 1\nmin_score = 1\nrelative_to_top = 0.5\ntf_cap = 3\nfallback = "khac"\n'
        "zone_factors = { body = 1, lead = 1 }\n"
        '[[topic]]\nid = "bien"\nvi = "Biển đảo"\nphrases = [{ p = "cảng cá", w = 2 }]\n'
    )
    run("index", "rebuild", source, "--topics", "mine.toml")
    chosen = json.loads(run("search", "", "--topic", "bien", "--json").stdout)
    typed = json.loads(run("search", 'topic:"biển đảo"', "--json").stdout)
    old = run("search", "", "--topic", "nu-cong")

    assert (
        [hit["id"] for hit in chosen["hits"]] == [hit["id"] for hit in typed["hits"]] == ["cang-ca"]
    )
    assert chosen["facets"]["topic"] == [
        {"value": "khac", "label": "Khác", "count": 2, "selected": False},
        {"value": "bien", "label": "Biển đảo", "count": 1, "selected": True},
    ]
    assert (old.exit_code, old.stdout) == (2, "")
    assert "“nu-cong”; hãy dùng một trong: bien, khac, unknown" in old.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("tin", "--province", "atlantis"),
        ("tin", "--topic", "atlantis"),
        ("tin", "--topic", "atlantis", "--explain"),
        ("tin", "--year", "hai"),
        ("tin", "--page", "0"),
        ("tin", "--size", "101"),
        ("tin", "--sort", "random"),
        ("tin", "--era", "35"),
        ("x" * 513,),
        ("(" * 17 + "tin" + ")" * 17,),
        ("tin", "--colour"),
    ],
)
def test_a_wrong_request_is_exit_code_2(run: Run, indexed: Path, arguments) -> None:
    result = run("search", *arguments)

    assert result.exit_code == 2
    assert result.stderr
    assert result.stdout == ""
