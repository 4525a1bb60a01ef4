from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.errors import IndexCorruptError
from index.errors import IndexMissingError
from searchsvc.app import create_app

HIT_KEYS = [
    "id", "title", "title_marks", "snippet", "snippet_marks", "url", "source", "author", "date",
    "year", "year_basis", "publisher", "provinces", "topics", "score",
]  # fmt: skip

AS_JSON = ["/api/search", "/api/articles/x", "/readyz"]


def test_an_answer_has_exactly_the_contract_s_shape(client: FlaskClient) -> None:
    response = client.get("/api/search?q=công đoàn")
    answer = response.get_json()
    hit = answer["hits"][0]

    assert response.content_type == "application/json"
    assert list(answer) == [
        "query", "total", "page", "size", "took_ms", "relaxed", "notes", "generation", "suggestion",
        "hits", "facets", "links",
    ]  # fmt: skip
    assert list(hit) == HIT_KEYS
    assert list(answer["facets"]) == ["province", "year", "topic", "publisher"]
    assert list(answer["facets"]["province"][0]) == ["value", "label", "count", "selected"]
    assert list(answer["links"]) == ["self", "next", "prev", "csv", "atom"]
    assert (answer["query"], answer["total"], answer["took_ms"]) == ("công đoàn", 2, 1.8)
    assert (hit["date"], hit["provinces"], hit["score"]) == (
        "2020-07-14",
        ["bac-giang", "hoa-binh"],
        14.235,
    )


def test_marks_count_code_points_of_their_string(client: FlaskClient, articles: Any) -> None:
    articles.articles[0] = type(articles.articles[0])(id="x", title="🎉🎉 Công đoàn", body="")
    hit = client.get("/api/search?q=công đoàn").get_json()["hits"][0]

    assert hit["title_marks"] == [[3, 12]]


def test_an_article_comes_whole_with_its_evidence(client: FlaskClient) -> None:
    article = client.get("/api/articles/so-ket-2020").get_json()

    assert list(article) == [
        "id", "title", "body", "byline", "published", "year", "year_basis", "publisher", "about",
        "topics", "evidence", "publisher_confidence", "url", "source", "category",
    ]  # fmt: skip
    assert article["published"] == "2020-07-14"
    assert article["evidence"]["about"] == [
        {"zone": "body", "line": 19, "text": "tại Bắc Giang", "rule": "named_as_at"}
    ]


@pytest.mark.parametrize("article_id", ["xấu//1?a=b#c", "khong-ngay"])
def test_every_article_found_can_be_fetched_by_its_id(app: Flask, article_id: str) -> None:
    with app.test_request_context():
        from flask import url_for

        path = url_for("api.article", article_id=article_id)

    assert app.test_client().get(path).get_json()["id"] == article_id


def test_a_suggestion_and_notes_are_passed_on(client: FlaskClient, articles: Any) -> None:
    articles.typo["cong doan"] = "công đoàn"
    articles.notes = ("Bỏ qua “)”.",)
    articles.relaxed = True
    answer = client.get("/api/search?q=cong doan").get_json()

    assert answer["suggestion"] == {"text": "công đoàn", "reason": "diacritics"}
    assert (answer["notes"], answer["relaxed"]) == (["Bỏ qua “)”."], True)


def test_links_lead_to_every_page_once_and_back(client: FlaskClient, many: Any) -> None:
    seen: list[str] = []
    path: str | None = "/api/search?q=bài&size=100"
    while path:
        answer = client.get(path).get_json()
        seen += [hit["id"] for hit in answer["hits"]]
        last, path = answer["links"], answer["links"]["next"]

    assert len(seen) == len(set(seen)) == answer["total"] == 250
    assert last["self"] == "/api/search?q=b%C3%A0i&page=3&size=100"
    assert client.get(last["prev"]).get_json()["page"] == 2
    assert client.get(last["csv"]).status_code == client.get(last["atom"]).status_code == 200


def test_a_page_beyond_the_last_is_empty_and_leads_nowhere(client: FlaskClient) -> None:
    answer = client.get("/api/search?page=1000").get_json()

    assert (answer["page"], answer["hits"], answer["total"]) == (1000, [], 3)
    assert answer["links"]["next"] is answer["links"]["prev"] is None


def test_links_keep_the_path_the_service_is_mounted_at(client: FlaskClient) -> None:
    links = client.get("/api/search", environ_overrides={"SCRIPT_NAME": "/tin"}).get_json()["links"]

    assert (links["self"], links["csv"]) == ("/tin/api/search", "/tin/search.csv")


@pytest.mark.parametrize(
    ("path", "method", "status", "words"),
    [
        ("/api/search?utm_source=x", "GET", 400, "utm_source"),
        ("/api/search?year=abc", "GET", 400, "2018..2020"),
        ("/api/search?province=atlantis", "GET", 400, "“atlantis”"),
        ("/api/search?topic=nu-cong", "GET", 400, "“nu-cong”; hãy dùng một trong: ban-giao"),
        ("/api/search?q=" + "a" * 513, "GET", 400, "512"),
        ("/api/search?page=9999", "GET", 404, "trang 1000"),
        ("/api/search?page=10001", "GET", 400, "10000"),
        ("/api/search?q=quá nhiều từ", "GET", 400, "64"),
        ("/api/articles/none", "GET", 404, "địa chỉ"),
        ("/api/nothing", "GET", 404, "địa chỉ"),
        ("/api/search", "POST", 405, "GET"),
    ],
)
def test_a_wrong_request_is_a_problem_that_says_what_to_do(
    client: FlaskClient, path: str, method: str, status: int, words: str
) -> None:
    response = client.open(path, method=method)
    problem = response.get_json(force=True)

    assert response.content_type == "application/problem+json"
    assert list(problem) == ["type", "title", "status", "detail"]
    assert response.status_code == problem["status"] == status
    assert words in problem["detail"]


def test_a_405_names_the_allowed_methods(client: FlaskClient) -> None:
    assert client.post("/api/search").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_type_of_a_problem_leads_to_its_place_on_the_help_page(client: FlaskClient) -> None:
    path, anchor = client.get("/api/search?x=1").get_json(force=True)["type"].split("#")

    assert f'id="{anchor}"' in client.get(path).text


@pytest.mark.parametrize(
    ("error", "status", "fix"),
    [
        (IndexMissingError("no index at /srv/secret/index"), 503, "searchsvc index rebuild"),
        (IndexCorruptError("/srv/secret/index/seg_1 differs"), 503, "searchsvc index rollback"),
        (RuntimeError("/srv/secret: boom"), 500, "nhật ký"),
    ],
)
@pytest.mark.parametrize("path", [*AS_JSON, "/search", "/", "/search.csv"])
def test_a_failing_index_says_the_fix_and_no_path_of_the_machine(
    client: FlaskClient, articles: Any, path: str, error: Exception, status: int, fix: str
) -> None:
    articles.error = error
    response = client.get(path)

    assert response.status_code == status
    assert fix in (response.get_json(force=True)["detail"] if path in AS_JSON else response.text)
    assert "/srv" not in response.text
    assert response.headers.get("Retry-After") == ("30" if status == 503 else None)


def test_the_service_starts_without_an_index_and_recovers_when_it_appears(articles: Any) -> None:
    opened = []

    def opener(location: str) -> Any:
        opened.append(location)
        if len(opened) < 3:
            raise IndexMissingError(f"no index at {location}")
        return articles

    client = create_app({"INDEX": "here"}, opener=opener).test_client()
    statuses = [client.get("/api/search").status_code for _ in range(4)]

    assert opened == ["here"] * 3
    assert statuses == [503, 503, 200, 200]
