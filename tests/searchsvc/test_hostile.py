"""What strangers may send, and what pages of strangers may hold, over an index on disk."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index import open_index
from index.documents import ANALYZER_VERSION
from index.documents import to_documents
from index.engines import open_store
from index.engines.base import BuildFacts
from index.models import Article
from index.models import Evidence
from searchsvc.app import create_app

SCRIPT = "<script>alert(1)</script>\"'&]]>\x00\x0b\u202e"
FORMULAS = "=+-@\t\r＝"
URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)//http://x", "\x01javascript:alert(1)", "data:text/html,x",
    'http://x" onmouseover="alert(1)', "http://[", "//x",
)  # fmt: skip
SURFACES = ("/", "/search", "/search.csv", "/search.atom", "/api/search", "/help")
FRAGMENTS = (
    "công", "doan", '"', "(", ")", "OR", "NOT", "-", "*", "a*", "cong*", "title:", "author:", "source:",
    "province:", "topic:", "year:", "date:", "2019..2021", "..", "2020-07", "643/QĐ-TLĐ", "31/02/2020",
    "1.234.567,89", "\x00", "\u202e", "\u200b", "\u0301", "🎉", "İ", "[a-z]+", "%", "\\", "'; --", "a" * 400,
    "(" * 17, "year:99999", "date:9999-12-31", "province:unknown", 'title:"', "-title:(",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "1", "34", "100", "unknown", "bac-giang", "hue", "2019", "2018..2020", "0001..9999",
    "9999-12-31", "2020-02-30", "newest", "1e3", "１", "\x00", "null", "nu-cong",
)  # fmt: skip
NAMES = ("province", "year", "topic", "publisher", "from", "to", "sort", "page", "size", "era", "x")

queries = st.lists(st.sampled_from(FRAGMENTS), max_size=12).flatmap(
    lambda parts: st.sampled_from((" ", "")).map(lambda space: space.join(parts))
) | st.text(max_size=600)
arguments = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=20)), max_size=4
)


def _hostile(number: int) -> Article:
    text = f"{FORMULAS[number]}công đoàn {SCRIPT}"
    return Article(
        id=f"{number}/{SCRIPT}",
        title=text,
        body=text,
        byline=text,
        published=date(2020, 7, 14),
        year=2020,
        year_basis="published",
        about=("bac-giang",),
        url=URLS[number],
        source=text,
        category=text,
        evidence={"title": (Evidence(SCRIPT, 1, text, SCRIPT),)},
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    location = str(tmp_path_factory.mktemp("secret") / "index")
    store = open_store(location)
    with store.begin() as writer:
        for document in to_documents([_hostile(number) for number in range(len(FORMULAS))]):
            writer.add(document)
        writer.commit(BuildFacts(analyzer=ANALYZER_VERSION))
    store.publish(writer.generation)
    with open_index(location) as index:
        yield create_app({"INDEX": location}, opener=lambda _: index).test_client()


@pytest.fixture(scope="module")
def ids(client: FlaskClient) -> list[str]:
    return [hit["id"] for hit in client.get("/api/search?size=100").get_json()["hits"]]


@given(path=st.sampled_from(SURFACES), query=queries, others=arguments)
@settings(max_examples=150, deadline=None)
def test_no_request_makes_the_service_fail(
    client: FlaskClient, path: str, query: str, others: list[tuple[str, str]]
) -> None:
    args = urlencode([("q", query), *others], errors="replace")
    response = client.get(f"{path}?{args}")

    assert response.status_code in (200, 400, 404)
    assert "secret" not in response.text
    if path == "/api/search" and response.status_code != 200:
        assert response.content_type == "application/problem+json"


@given(article_id=st.text(min_size=1, max_size=50) | st.binary(min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_address_of_an_article_makes_the_service_fail(
    client: FlaskClient, article_id: str | bytes
) -> None:
    place = (
        quote(article_id, safe="/.", errors="replace")
        if isinstance(article_id, str)
        else quote(article_id)
    )
    statuses = {
        client.get(f"{room}/{place}").status_code for room in ("/articles", "/api/articles")
    }

    assert statuses == {404}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"])
@pytest.mark.parametrize(
    "path", [*SURFACES, "/healthz", "/readyz", "/articles/x", "/api/articles/x"]
)
def test_an_address_takes_no_other_method(client: FlaskClient, path: str, method: str) -> None:
    assert client.open(path, method=method).status_code == 405


@pytest.mark.parametrize("path", [*SURFACES, "/healthz", "/readyz"])
def test_head_answers_as_get_without_a_body(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)

    assert (head.status_code, head.content_type, head.data) == (200, get.content_type, b"")


@pytest.mark.parametrize("host", ["", "a b", 'x"<b>', "[::1", "x" * 3000])
@pytest.mark.parametrize("path", ["/", "/api/search", "/search.atom", "/nothing"])
def test_a_malformed_host_is_a_problem_and_in_no_address(
    client: FlaskClient, path: str, host: str
) -> None:
    response = client.get(path, headers={"Host": host})

    assert response.status_code == 400
    assert "Tên máy chủ" in response.get_json(force=True)["title"]


def test_the_service_answers_under_its_trusted_names_alone(tmp_path: Path) -> None:
    app = create_app({"INDEX": str(tmp_path), "TRUSTED_HOSTS": ["tin.example.vn"]})
    statuses = [
        app.test_client().get("/healthz", headers={"Host": host}).status_code
        for host in ("tin.example.vn", "tin.example.vn:8000", "evil.example")
    ]

    assert statuses == [200, 200, 400]


def test_headers_of_a_proxy_are_ignored_unless_one_is_set(client: FlaskClient) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}

    assert all("evil" not in client.get(path, headers=headers).text for path in SURFACES)


def test_nothing_an_article_holds_becomes_html_or_a_dangerous_link(
    client: FlaskClient, ids: list[str]
) -> None:
    pages = [
        "/",
        "/search",
        "/search?q=cong+doan",
        *(f"/articles/{quote(one)}?q=cong" for one in ids),
    ]
    answers = [client.get(page) for page in pages]
    links = {href for page in answers for href in re.findall(r'href="([^"]*)"', page.text)}

    assert len(ids) == len(FORMULAS)
    assert {page.status_code for page in answers} == {200}
    assert [page for page in pages if "<script" in client.get(page).text] == []
    assert {link.split(":")[0] for link in links if not link.startswith(("/", "#"))} == {"http"}


def test_every_hostile_id_leads_to_its_article(client: FlaskClient, ids: list[str]) -> None:
    found = [client.get(f"/api/articles/{quote(one)}").get_json()["id"] for one in ids]

    assert found == ids


def test_exports_of_hostile_articles_are_well_formed_and_harmless(client: FlaskClient) -> None:
    table = client.get("/search.csv").text.removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    feed = ElementTree.fromstring(client.get("/search.atom").data)

    assert len(cells) == 12 * (1 + len(FORMULAS))
    assert [cell for cell in cells if cell.startswith(tuple(FORMULAS))] == []
    assert len(feed.findall("{*}entry")) == len(FORMULAS)
    assert (
        "javascript" not in " ".join(link.get("href", "") for link in feed.iter("{*}link")).lower()
    )
