from typing import Any

from flask.testing import FlaskClient

from index.errors import IndexMissingError


def test_healthz_is_up_without_an_index(client: FlaskClient, articles: Any) -> None:
    articles.error = IndexMissingError("no index")
    response = client.get("/healthz")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_readyz_names_the_generation_that_answers(client: FlaskClient, articles: Any) -> None:
    assert client.get("/readyz").get_json() == {"status": "ready", "generation": articles.name}


def test_readyz_is_a_problem_until_there_is_an_index(client: FlaskClient, articles: Any) -> None:
    articles.error = IndexMissingError("no index")
    response = client.get("/readyz")

    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    articles.error = None
    assert client.get("/readyz").status_code == 200
