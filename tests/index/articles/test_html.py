"""Pages in HTML: the text a reader would copy, and what the page states."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.extract import extract
from index.articles.html import HtmlPage
from index.articles.html import read_html
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.models import Article
from index.models import RawPage
from index.models import Skipped

LEAD = (
    "Sáng 12/3, LĐLĐ tỉnh Sơn La khai trương tủ sách công nhân tại khu nhà trọ Chiềng Sinh, nơi hơn "
    "bốn trăm lao động đang thuê phòng."
)
PAGE = f"""<!doctype html><html><head><title>Tủ sách - Báo Sơn La</title><style>p {{ color: red }}</style>
<meta property="article:published_time" content="2021-03-13T08:00:00+07:00">
<meta name="author" content="Hải An"><link rel="canonical" href="https://baosonla.org.vn/tu-sach.html">
</head><body><nav><ul><li>Trang chủ</li><li>Tin tức</li></ul></nav>
<h1>Mở tủ sách ở khu nhà trọ</h1><p>{LEAD}</p>
<p>Tủ sách có 600 đầu sách;<br>mỗi tối có một cán bộ trực để cho <b>mượn</b>&nbsp;sách &amp; đọc truyện cho trẻ nhỏ ở khu trọ.</p>
<script>var a = "không đọc";</script><table><tr><td>Sách</td><td>600</td></tr></table>
<footer>Địa chỉ: phường Chiềng Lề, Sơn La</footer></body></html>"""


def read(path: Path, encoding: str = "utf-8") -> list[RawPage | Skipped]:
    return [
        record.page for file in list_files([str(path)]) for record in read_pages(file, encoding)
    ]


def article_of(html: str, tmp_path: Path) -> Article:
    path = tmp_path / "a.html"
    path.write_text(html, encoding="utf-8")
    [page] = read(path)
    assert isinstance(page, RawPage)
    return extract(page)


def test_blocks_become_lines_and_what_is_not_text_is_left_out() -> None:
    assert read_html(PAGE).text.split("\n\n") == [
        "Trang chủ",
        "Tin tức",
        "Mở tủ sách ở khu nhà trọ",
        LEAD,
        "Tủ sách có 600 đầu sách;\nmỗi tối có một cán bộ trực để cho mượn\u00a0sách & đọc truyện cho trẻ nhỏ ở khu trọ.",
        "Sách   600",
        "Địa chỉ: phường Chiềng Lề, Sơn La",
    ]


def test_what_the_page_states_wins_and_its_frame_is_told_from_the_article(tmp_path: Path) -> None:
    article = article_of(PAGE, tmp_path)

    assert article.title == "Mở tủ sách ở khu nhà trọ"
    assert (str(article.published), article.byline) == ("2021-03-13", "Hải An")
    assert article.url == "https://baosonla.org.vn/tu-sach.html"
    assert article.publisher == "son-la"
    assert article.body.startswith(LEAD)
    assert "Trang chủ" not in article.body
    assert article.evidence["published"][0].rule == "stated_date"


def test_a_marked_article_gives_its_text_alone_with_the_title_it_states(tmp_path: Path) -> None:
    html = f"<body><div>Giới thiệu</div><article><h1>Tủ sách</h1><p>{LEAD}</p><p>{LEAD}</p></article><p>Tin khác</p></body>"
    article = article_of(html, tmp_path)

    assert (article.title, article.body) == ("Tủ sách", f"{LEAD}\n{LEAD}")


@pytest.mark.parametrize(
    ("head", "stated"),
    [
        ('<meta name="author" content="admin">', {}),
        ('<meta name="Author" content=" Hải An ">', {"author": "Hải An"}),
        ('<meta itemprop="datePublished" content="2020-01-02">', {"date": "2020-01-02"}),
        ('<meta property="og:url" content="javascript:alert(1)">', {}),
        (
            '<script type="application/ld+json">[{"datePublished": "2020-01-02", "author": [{"name": "Hải An"}]}]</script>',
            {"date": "2020-01-02", "author": "Hải An"},
        ),
        ('<script type="application/ld+json">{"datePublished": 5, "author": 7}</script>', {}),
        ('<script type="application/ld+json">{broken</script>', {}),
    ],
)
def test_pages_state_things_in_several_ways(head: str, stated: dict[str, str]) -> None:
    assert read_html(f"<head>{head}</head><body>Tin</body>") == HtmlPage("Tin", stated)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text in the HTML"),
        (b"<html><head><title>a</title></head></html>", "no text in the HTML"),
        (b"<div>" * 5000 + b"sau" + b"</div>" * 5000, "nested too deep"),
        (b"<p>\xd0\xd0</p>", "not UTF-8"),
        (b'<meta charset="atlantis"><p>\xd0\xd0</p>', "not UTF-8"),
        (b'<meta charset="rot13"><p>\xd0\xd0</p>', "not UTF-8"),
        (b'<meta charset="unicode_escape"><p>\xd0\xd0</p>', "not UTF-8"),
    ],
)
def test_a_page_that_cannot_be_read_is_reported(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.htm"
    path.write_bytes(data)

    [skipped] = read(path)

    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes('<meta charset="windows-1258"><p>caf\u00e9 s\u00f4</p>'.encode("cp1258"))

    [page] = read(path)

    assert isinstance(page, RawPage)
    assert page.text == "café sô"


@given(st.text("<>/!-&;aphtml \n\"'=", max_size=200))
def test_any_source_is_read_or_refused(source: str) -> None:
    try:
        page = read_html(source)
    except ValueError:
        return
    assert page.text == page.text.strip() != ""
