import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask import url_for
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.errors import IndexMissingError
from index.facets import filter_names
from index.models import Article
from index.query import parser

PAGES = [
    "/",
    "/search",
    "/search?q=công đoàn",
    "/articles/so-ket-2020?q=công đoàn",
    "/help",
    "/nothing",
]


def _links(html: str, text: str) -> list[str]:
    """Return the targets of the links whose text contains the given one."""
    links = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    shown = [
        (unescape(href), " ".join(unescape(re.sub("<[^>]+>", "", inner)).split()))
        for href, inner in links
    ]
    return [href for href, inner in shown if text in inner]


class Tags(HTMLParser):
    """The tags of a page, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def _args(href: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(href).query)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_landmarks_language_and_labels(client: FlaskClient, path: str) -> None:
    html = client.get(path).text

    assert '<html lang="vi">' in html
    assert html.count("<h1") == html.count("<main") == html.count('role="search"') == 1
    assert 'href="#noi-dung"' in html
    assert 'id="noi-dung"' in html
    assert '<label class="unseen" for="q">' in html


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_or_an_inline_style_or_loads_from_elsewhere(
    client: FlaskClient, path: str
) -> None:
    tags = Tags(client.get(path).text).found
    attributes = {name for _, attributes in tags for name in attributes}
    loaded = [a["href"] for tag, a in tags if tag == "link"] + [
        a["src"] for _, a in tags if "src" in a
    ]

    assert {tag for tag, _ in tags} & {"script", "style", "iframe", "object"} == set()
    assert [name for name in attributes if name == "style" or name.startswith("on")] == []
    assert [target for target in loaded if not target.startswith("/")] == []


@pytest.mark.parametrize(
    "path", [*PAGES, "/api/search", "/api/nothing", "/static/site.css", "/search.csv"]
)
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_hit_shows_its_facts_and_marks_what_matched(client: FlaskClient) -> None:
    html = client.get("/search?q=công đoàn").text

    assert "<mark>Công đoàn</mark> 7 tỉnh sơ kết" in html
    assert '<time datetime="2020-07-14">14/07/2020</time>' in html
    assert "khoảng 2021 (suy từ sự kiện trong bài)" in html
    assert "Đăng ở Bắc Kạn" in html
    assert "Thanh Thủy" in html
    assert _args(_links(html, "Hòa Bình")[0])["province"] == ["hoa-binh"]


def test_topics_are_called_by_the_labels_of_the_index_everywhere(client: FlaskClient) -> None:
    found = client.get("/search?q=công đoàn").text
    narrowed = client.get("/search?topic=so-ket").text
    article = client.get("/articles/so-ket-2020").text

    assert [_args(href)["topic"] for href in _links(found, "Bàn giao nhà")] == [["ban-giao"]] * 2
    assert '<span class="unseen">Bỏ lọc </span>Chủ đề: <b>Sơ kết, tổng kết</b>' in narrowed
    assert "Bàn giao nhà; Sơ kết, tổng kết" in article
    assert "từ ngữ của chủ đề “Sơ kết, tổng kết”" in article


def test_an_article_is_shown_whatever_topic_it_was_found_by_before(client: FlaskClient) -> None:
    assert client.get("/articles/so-ket-2020?topic=gone").status_code == 200


def test_an_unknown_date_is_named(client: FlaskClient) -> None:
    assert "không rõ ngày" in client.get("/search?q=nghỉ mát").text


def test_nothing_of_an_article_or_a_query_becomes_html(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        article = url_for("pages.article", article_id="xấu//1?a=b#c", q="<b>q</b>")
    for path in ("/search?q=<b>q</b>", "/", "/search", article):
        html = client.get(path).text
        assert not re.search(r"<(script|img src=x|b>q|i>chữ|u>rule)", html), path

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(article).text
    assert 'value="&lt;b&gt;q&lt;/b&gt;"' in client.get(article).text


def test_only_a_web_address_becomes_a_link_to_the_original(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        hostile = url_for("pages.article", article_id="xấu//1?a=b#c")

    assert "javascript:" not in client.get(hostile).text
    assert _links(client.get("/articles/so-ket-2020").text, "Xem bản gốc") == [
        "https://congdoanbackan.org.vn/tin/1"
    ]


def test_a_facet_value_narrows_and_then_offers_to_widen(client: FlaskClient) -> None:
    narrow = _links(
        client.get("/search?q=công đoàn&page=1&sort=newest").text,
        "Bắc Giang (nay thuộc Bắc Ninh) 1 bài",
    )[0]
    html = client.get(narrow).text

    assert _args(narrow) == {"q": ["công đoàn"], "province": ["bac-giang"], "sort": ["newest"]}
    assert "<b>1</b> bài" in html
    assert all(
        _args(href) == {"q": ["công đoàn"], "sort": ["newest"]} for href in _links(html, "Bỏ lọc")
    )
    assert len(_links(html, "Bỏ lọc")) == 2  # in the facet and among the active filters


def test_the_search_form_keeps_the_filters_and_returns_to_page_one(client: FlaskClient) -> None:
    html = client.get("/search?q=a&province=ha-noi&year=2019..2020&page=3&utm_source=x").text
    form = html[html.index("<form") : html.index("</form>")]
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)

    assert hidden == [("province", "ha-noi"), ("year", "2019"), ("year", "2020")]


def test_a_former_province_says_what_it_belongs_to_now(client: FlaskClient) -> None:
    html = " ".join(re.sub("<[^>]+>", "", client.get("/search").text).split())

    assert "Bắc Giang (nay thuộc Bắc Ninh)" in html
    assert "Hà Nội (nay thuộc" not in html


def test_the_era_switch_names_the_same_places_anew(client: FlaskClient) -> None:
    now = _links(client.get("/search?province=bac-kan&province=ha-noi").text, "34 tỉnh")[0]
    back = _links(client.get(now).text, "63 tỉnh")[0]

    assert _args(now) == {"province": ["thai-nguyen", "ha-noi"], "era": ["34"]}
    assert sorted(_args(back)["province"]) == ["bac-kan", "ha-noi", "thai-nguyen"]
    assert "Đăng ở Thái Nguyên" in client.get(now).text


def test_notes_relaxation_and_a_suggestion_are_shown(client: FlaskClient, articles: Any) -> None:
    articles.typo["công đoàn"] = "công đoàn ta"
    articles.notes = ("Bỏ qua “)”.",)
    articles.relaxed = True
    html = client.get("/search?q=công đoàn").text

    assert "Ý bạn là" in html
    assert _args(_links(html, "công đoàn ta")[0]) == {"q": ["công đoàn ta"]}
    assert "Bỏ qua “)”." in html
    assert "có cả những bài chỉ có một số từ" in html


def test_an_empty_answer_says_what_to_try(client: FlaskClient) -> None:
    html = client.get("/search?q=khủng long&from=2020-01-01").text

    assert "Không tìm thấy bài nào" in html
    assert [_args(href) for href in _links(html, "Bỏ hết bộ lọc")] == [{"q": ["khủng long"]}]


def test_pages_are_linked_and_one_too_far_says_so(client: FlaskClient, many: Any) -> None:
    html = client.get("/search?q=bài&page=2").text
    beyond = client.get("/search?q=bài&page=1000")

    assert "trang 2 / 25" in html
    assert [_args(href)["page"] for href in _links(html, "Sau")] == [["3"]]
    assert [_args(href) for href in _links(html, "Trước")] == [{"q": ["bài"]}]
    assert beyond.status_code == 200
    assert "Không có trang 1.000" in beyond.text
    assert "Kết quả chỉ có 25 trang" in beyond.text


def test_a_long_facet_is_folded_with_its_selected_values_on_top(
    client: FlaskClient, articles: Any
) -> None:
    articles.articles = [Article(id=str(n), title="a", body="", year=2000 + n) for n in range(20)]
    html = client.get("/search?year=2019&year=2018").text
    years = re.findall(r"<span class=\"name\">.*?(20\d\d)", html, re.DOTALL)

    assert sorted(years[:2]) == ["2018", "2019"]
    assert "Xem thêm" not in html  # only the selected ones are found
    assert "Xem thêm 12" in client.get("/search").text


def test_an_article_shows_paragraphs_facts_and_why(client: FlaskClient) -> None:
    html = client.get("/articles/so-ket-2020?q=công đoàn&province=bac-giang&page=2").text

    assert re.search(r"<p>Hội nghị bàn giao chỉ tiêu\.</p>", html)
    assert "Bắc Giang (nay thuộc Bắc Ninh), Hòa Bình (nay thuộc Phú Thọ)" in html
    assert "<q>Cập nhật lúc 14:37 - 14/07/2020</q>" in html
    assert "dòng ngày, dòng 17 · ngày có lời ghi là ngày đăng" in html
    assert _args(_links(html, "Về kết quả tìm")[0]) == {
        "q": ["công đoàn"],
        "province": ["bac-giang"],
        "page": ["2"],
    }


def test_an_article_reached_directly_has_no_search_to_return_to(client: FlaskClient) -> None:
    assert _links(client.get("/articles/so-ket-2020").text, "Về kết quả tìm") == []


@given(
    article_id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: text not in "./.."
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_every_id_makes_an_address_that_leads_to_its_article(
    app: Flask, articles: Any, article_id: str
) -> None:
    articles.articles = [Article(id=article_id, title="Bài này", body="")]
    html = app.test_client().get("/search").text
    href = _links(html, "Bài này")[0]

    assert app.test_client().get(href).status_code == 200


def test_home_shows_ways_in_and_with_arguments_the_answer(client: FlaskClient) -> None:
    home = client.get("/").text

    assert "Tìm trong <b>3</b> bài viết" in home
    assert "Mới nhất" in home
    assert client.get("/?q=công đoàn").text == client.get("/search?q=công đoàn").text


def test_the_help_page_tells_every_part_of_the_query_language(client: FlaskClient) -> None:
    html = client.get("/help").text
    parts = [
        "OR",
        "NOT",
        "*",
        "title:",
        "author:",
        "source:",
        "province:",
        "topic:",
        "year:",
        "date:",
        "512",
        "64",
        "16",
    ]

    assert [part for part in parts if part not in html] == []


@pytest.mark.parametrize(
    ("path", "api_path"),
    [
        ("/search?year=abc", "/api/search?year=abc"),
        ("/search?q=quá nhiều từ", "/api/search?q=quá nhiều từ"),
        ("/search?topic=nu-cong", "/api/search?topic=nu-cong"),
        ("/?province=atlantis", "/api/search?province=atlantis"),
        ("/articles/none", "/api/articles/none"),
        ("/nothing", "/api/nothing"),
    ],
)
def test_an_error_page_says_the_same_words_as_the_api(
    client: FlaskClient, path: str, api_path: str
) -> None:
    page = client.get(path)
    problem = client.get(api_path).get_json(force=True)

    assert page.status_code == problem["status"]
    assert problem["title"] in page.text
    assert problem["detail"] in unescape(page.text)


def test_pages_ignore_parameters_of_others(client: FlaskClient) -> None:
    assert client.get("/search?q=công đoàn&utm_source=x&fbclid=y").status_code == 200


def test_a_missing_index_is_a_page_with_a_search_box(client: FlaskClient, articles: Any) -> None:
    articles.error = IndexMissingError("none")
    response = client.get("/search?q=công đoàn")

    assert response.status_code == 503
    assert 'value="công đoàn"' in response.text


def test_every_example_of_the_help_page_is_understood(client: FlaskClient) -> None:
    examples = [
        _args(attributes["href"])["q"][0]
        for tag, attributes in Tags(client.get("/help").text).found
        if tag == "a" and "q=" in attributes["href"]
    ]

    assert len(examples) > 10
    assert [
        example for example in examples if parser.parse(example, filter_names(63, {})).notes
    ] == []
