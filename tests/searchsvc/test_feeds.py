import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.models import Article

ATOM = "{http://www.w3.org/2005/Atom}"


def _rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO(client.get(path).text.removeprefix("\ufeff"), newline=""))
    )


def test_csv_holds_the_hits_in_a_file_that_spreadsheets_read(client: FlaskClient) -> None:
    response = client.get("/search.csv?q=công đoàn 7")
    row = _rows(client, "/search.csv?q=sơ kết")[0]

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=search.csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert (row["id"], row["date"], row["provinces"]) == (
        "so-ket-2020",
        "2020-07-14",
        "bac-giang;hoa-binh",
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_csv_cell_is_a_formula(client: FlaskClient, articles: Any, start: str) -> None:
    articles.articles = [Article(id="a", title=f"{start}1+1", body=f"{start}2", source=f"{start}3")]
    row = _rows(client, "/search.csv")[0]

    assert (row["title"], row["snippet"], row["source"]) == (
        f"'{start}1+1",
        f"'{start}2",
        f"'{start}3",
    )


def test_csv_gathers_all_pages_up_to_its_limit(app: Flask, many: Any) -> None:
    client = app.test_client()
    ids = [row["id"] for row in _rows(client, "/search.csv?q=bài&page=2&size=10")]
    app.config["EXPORT_ROWS"] = 120

    assert len(ids) == len(set(ids)) == 250
    assert [row["id"] for row in _rows(client, "/search.csv?q=bài")] == ids[:120]


def test_an_export_comes_from_one_generation(
    client: FlaskClient, many: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = many.search

    def publishing(request: Any) -> Any:
        results = search(request)
        if request.page == 2 and many.name != "new":
            many.name = "new"
            many.articles = many.articles[100:]
            return search(request)
        return results

    monkeypatch.setattr(many, "search", publishing)
    ids = [row["id"] for row in _rows(client, "/search.csv")]

    assert ids == [article.id for article in many.articles]


def test_atom_lists_the_newest_with_a_date(client: FlaskClient, many: Any) -> None:
    response = client.get("/search.atom?q=công đoàn")
    feed = ElementTree.fromstring(response.data)
    entries = feed.findall(f"{ATOM}entry")

    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "http://localhost/articles/so-ket-2020"
    ]
    assert (
        feed.findtext(f"{ATOM}updated")
        == entries[0].findtext(f"{ATOM}updated")
        == "2020-07-14T00:00:00+07:00"
    )
    assert (
        len(ElementTree.fromstring(client.get("/search.atom").data).findall(f"{ATOM}entry")) == 50
    )


def test_an_empty_feed_is_still_a_feed(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/search.atom?q=khủng long").data)

    assert feed.findtext(f"{ATOM}id", "").startswith("http://localhost/search.atom?q=")
    assert feed.findtext(f"{ATOM}updated")


def test_atom_stays_xml_whatever_an_article_holds(client: FlaskClient, articles: Any) -> None:
    hostile = "\x00\x0b\x1b\ufffe<script>&]]>"
    articles.articles = [
        Article(
            id=f"a{hostile}?#", title=hostile, body=hostile, byline=hostile, url="javascript:alert(1)",
            published=articles.articles[0].published, year=2020, year_basis="published",
        )
    ]  # fmt: skip
    feed = ElementTree.fromstring(client.get("/search.atom").data)

    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "<script>&]]>"
    assert "javascript" not in ElementTree.tostring(feed, encoding="unicode")
