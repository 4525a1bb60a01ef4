"""From a raw page to an article."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from index.articles.extract import LEAD_CHARS
from index.articles.extract import extract
from index.articles.extract import extract_all
from index.articles.lines import readable
from index.articles.topics import load_topics
from index.models import Article
from index.models import RawPage

FIRST = (
    "Sáng 12/3, LĐLĐ tỉnh Sơn La khai trương tủ sách công nhân tại khu nhà trọ Chiềng Sinh, nơi hơn "
    "bốn trăm lao động đang thuê phòng."
)
SECOND = (
    "Tủ sách có 600 đầu sách do đoàn viên góp tặng; mỗi tối thứ Bảy, một cán bộ công đoàn trực để "
    "cho mượn và đọc truyện cho trẻ nhỏ."
)
PAGE = f"""CÔNG ĐOÀN TỈNH SƠN LA
www.congdoansonla.org.vn
Trang chủ | Tin tức

Mở tủ sách ở khu nhà trọ

Cập nhật lúc 08:00 - 12/03/2021

{FIRST}

/images/a.jpg
Chị em công nhân chọn sách

{SECOND}

Cầm Thị Lan
Các tin khác
Thư viện lưu động về bản (10/03/2021)
"""


def _extract(text: str, **stated: Any) -> Article:
    return extract(RawPage("p1", text, "p1.txt", stated=stated))


def test_pages_become_the_same_articles_together_as_alone() -> None:
    texts = (PAGE, "", "Tin tức", f"{FIRST}\n{SECOND}", SPUN, "Ở Hà Giang", PAGE.upper())
    pages = [RawPage(str(number), text, "p.txt") for number, text in enumerate(texts)]

    assert extract_all(pages) == [extract(page) for page in pages]
    assert extract_all([]) == []


def test_page_becomes_an_article() -> None:
    article = _extract(PAGE)

    assert article.is_article
    assert article.id == "p1"
    assert article.title == "Mở tủ sách ở khu nhà trọ"
    assert article.body == f"{FIRST}\nChị em công nhân chọn sách\n{SECOND}"
    assert article.lead == FIRST
    assert article.byline == "Cầm Thị Lan"
    assert (article.published, article.year_basis) == (date(2021, 3, 12), "published")
    assert (article.publisher, article.publisher_confidence) == ("son-la", "certain")
    assert article.about == ("son-la",)
    assert article.source == "congdoansonla.org.vn"


def test_every_derived_field_has_evidence_on_its_line() -> None:
    evidence = _extract(PAGE).evidence

    assert set(evidence) == {"title", "byline", "published", "publisher", "about", "topics", "body"}
    assert [(item.zone, item.line) for item in evidence["title"]] == [("title", 5)]
    assert [(item.zone, item.line, item.rule) for item in evidence["published"]] == [
        ("date", 7, "updated_date")
    ]
    assert evidence["byline"][0].line == 16


@pytest.mark.parametrize(
    ("stated", "field", "value", "evidence", "rule"),
    [
        ({"title": "Tủ sách"}, "title", "Tủ sách", "title", "stated_title"),
        ({"date": "1957-03-02"}, "published", date(1957, 3, 2), "published", "stated_date"),
        ({"date": "2/3/2020"}, "published", date(2020, 3, 2), "published", "stated_date"),
        ({"author": "Hải An"}, "byline", "Hải An", "byline", "stated_author"),
        ({"province": "Bắc Giang"}, "about", ("bac-giang",), "about", "stated_province"),
        ({"province": "tỉnh Bắc Giang"}, "about", ("bac-giang",), "about", "stated_province"),
        ({"province": "TP.HCM"}, "about", ("ho-chi-minh",), "about", "stated_province"),
        ({"province": "hue"}, "about", ("thua-thien-hue",), "about", "stated_province"),
        ({"provinces": ["ha-noi", "Huế"]}, "about", ("ha-noi", "thua-thien-hue"), "about", "stated_provinces"),
        ({"topics": ["nu-cong"]}, "topics", ("nu-cong",), "topics", "stated_topics"),
        ({"topics": "Nữ công; Khác"}, "topics", ("nu-cong", "khac"), "topics", "stated_topics"),
    ],
)  # fmt: skip
def test_stated_value_wins(
    stated: dict[str, Any], field: str, value: object, evidence: str, rule: str
) -> None:
    article = _extract(PAGE, **stated)

    assert getattr(article, field) == value
    assert [(item.zone, item.line, item.rule) for item in article.evidence[evidence]] == [
        ("stated", None, rule)
    ]


@pytest.mark.parametrize(
    ("stated", "field", "value", "evidence", "rule"),
    [
        ({"date": "abc"}, "published", date(2021, 3, 12), "published", "stated_date_ignored"),
        ({"province": "Atlantis"}, "about", ("son-la",), "about", "stated_province_ignored"),
        ({"topics": ["gì đó"]}, "topics", None, "topics", "stated_topics_ignored"),
        ({"title": "  "}, "title", "Mở tủ sách ở khu nhà trọ", "title", "stated_title_ignored"),
    ],
)
def test_stated_nonsense_is_ignored_and_said(
    stated: dict[str, Any], field: str, value: object, evidence: str, rule: str
) -> None:
    article = _extract(PAGE, **stated)

    assert getattr(article, field) == (value if value is not None else _extract(PAGE).topics)
    assert article.evidence[evidence][0].rule == rule
    assert len(article.evidence[evidence]) > 1


def test_table_of_topics_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        """[meta]
        max_topics = 1\nmin_score = 1\nrelative_to_top = 0.5\ntf_cap = 3\nfallback = "khac"
        zone_factors = { title = 1 }
        [[topic]]\nid = "sach"\nvi = "Sách vở"\nphrases = [{ p = "tủ sách", w = 2 }]
        """,
        encoding="utf-8",
    )
    table = load_topics(path)

    assert extract(RawPage("p1", PAGE, "p1.txt"), taxonomy=table).topics == ("sach",)
    stated = RawPage("p1", PAGE, "p1.txt", stated={"topics": "Sách vở, Nữ công"})
    assert extract(stated, taxonomy=table).topics == ("sach",)


def test_lines_that_recur_in_the_source_of_the_page_are_left_out() -> None:
    recurring = {"tin": frozenset({SECOND, "Chị em công nhân chọn sách"})}

    assert extract(RawPage("p1", PAGE, "tin/p1.txt"), recurring=recurring).body == FIRST
    assert SECOND in extract(RawPage("p1", PAGE, "khac/p1.txt"), recurring=recurring).body


def test_url_source_and_category_are_taken_over() -> None:
    article = _extract(FIRST, title="T", url="https://www.x.vn/2023-01-30/a", category="Xã hội")

    assert (article.url, article.category) == ("https://www.x.vn/2023-01-30/a", "Xã hội")
    assert article.source == "x.vn"
    assert article.published == date(2023, 1, 30)
    assert _extract(FIRST, title="T", source="Quốc hội").source == "Quốc hội"


def test_broken_url_does_no_harm() -> None:
    assert _extract(FIRST, title="T", url="http://[x").url == "http://[x"


def test_host_of_the_url_makes_the_publisher() -> None:
    assert _extract(FIRST, title="T", url="https://congdoanbackan.org.vn/a").publisher == "bac-kan"


def test_stated_title_keeps_the_whole_text() -> None:
    text = "Trang chủ\nĐiều 1\n\nCác tin khác\nHotline: 0205\nTin, ảnh: Hải An"
    article = _extract(text, title="Luật")

    assert article.is_article
    assert article.body == text.replace("\n\n", "\n")
    assert article.byline == "Hải An"


def test_text_without_a_frame_has_no_publisher_of_its_own() -> None:
    text = f"Trên địa bàn tỉnh Cao Bằng và các đơn vị trực thuộc tỉnh Cao Bằng. {SECOND}"

    assert _extract(text, title="Nghị định").publisher is None


@pytest.mark.parametrize("text", ["đường bộ", "Họp chi bộ\n\nChiều mai, tại hội trường"])
def test_a_few_words_without_a_frame_are_an_article(text: str) -> None:
    article = _extract(text)

    assert article.is_article
    assert article.title == text.split("\n")[0]
    assert article.body == text.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ("", "empty_text"),
        (" \n\n", "empty_text"),
        ("Trang chủ\nGiới thiệu\nTin mới\n» Mở tủ sách (12/03/2021)", "navigation_only"),
        ("\n".join(f"Tin số {n} về sách\n0{n}/03/2021\n{FIRST}" for n in range(1, 6)), "list_of_articles"),
        (f"404 - Không tìm thấy trang yêu cầu\nTrang bạn truy cập không tồn tại hoặc đã được chuyển đi. {SECOND}", "missing_page"),
        (f"Soi cầu xsmb Sơn La\n{'Soi cầu xsmb, kuwin, 98win, nhà cái uy tín nhất, kèo bóng đá và nổ hũ đổi thưởng. ' * 3}", "gambling"),
    ],
)  # fmt: skip
def test_page_without_an_article_says_why(page: str, rule: str) -> None:
    article = _extract(page)

    assert not article.is_article
    assert (article.title, article.body, article.year, article.about, article.topics) == (
        "",
        "",
        None,
        (),
        (),
    )
    assert [item.rule for item in article.evidence["article"]] == [rule]


def test_page_without_an_article_still_knows_its_publisher() -> None:
    article = _extract("CỔNG THÔNG TIN ĐIỆN TỬ TỈNH ĐIỆN BIÊN\n17/06/2022 08:41\nTrang chủ")

    assert (article.is_article, article.publisher, article.published) == (False, "dien-bien", None)


def test_stated_title_with_empty_text_is_no_article() -> None:
    article = _extract(" ", title="Luật")

    assert not article.is_article
    assert article.title == "Luật"


SPUN = (
    "Sạng 12/3, Lịên đợan Lảo độṇg tịnh Sởn La tộ chục hợị nghị sở kệ́t cộng tạ́c cộng đợàn quỷ́ I, triển "
    "khảị nhịệ́m vụ̉ quỷ́ II vợ́ị sử́ thạm dử́ củạ́ 120 đạ̣ị bịể́u đệ́n tử́ cạ́c cộ́ng đợạ̀n cở́ sợ̣̉."
)
MISREAD = FIRST.encode("tcvn3").decode("cp1252")


@pytest.mark.parametrize(("lead", "rule"), [(SPUN, "damaged_text"), (MISREAD, "written_in_tcvn3")])
@pytest.mark.parametrize("stated", [{}, {"title": "Hội nghị"}], ids=["page", "title stated"])
def test_damaged_text_is_kept_but_not_classified(
    lead: str, rule: str, stated: dict[str, str]
) -> None:
    page = f"Héi nghÞ c«ng ®oµn quý I\n12/03/2005\n{lead}"
    article = extract(RawPage(id="1", text=page, origin="a.jsonl", line=1, stated=stated))

    assert article.is_article
    assert (article.publisher, article.about, article.topics) == (None, (), ())
    assert rule in [item.rule for item in article.evidence["body"]]


def test_odd_line_ends_and_invisible_characters_do_no_harm() -> None:
    noisy = "\ufeff" + PAGE.replace("\n", "\r\n").replace("tỉnh Sơn", "tỉnh \u200bSơn").replace(
        "ủ s", "ủ\u00a0\u00ads"
    )
    article = _extract(noisy)

    assert article.title == "Mở tủ sách ở khu nhà trọ"
    assert article.about == ("son-la",)


def test_lead_is_capped_at_the_end_of_a_word() -> None:
    long = f"{FIRST} " * 10
    lead = _extract(f"Mở tủ sách mới\n12/03/2021\n{long}").lead

    assert len(lead) <= LEAD_CHARS
    assert long.startswith(f"{lead} ")


def test_one_line_of_a_megabyte_is_read() -> None:
    article = _extract(f"{FIRST} " * 8000)

    assert article.is_article
    assert article.about == ("son-la",)


WORDS = st.sampled_from(
    [FIRST, SECOND, "Các tin khác", "12/03/2021 08:00", "Mở tủ sách ở khu nhà trọ", "Cầm Thị Lan", "a.jpg",
     "Tin, ảnh: Hải An", "TỈNH BẮC KẠN", "xã Hòa Bình, Hà Nam", "Ngày đăng: 31/02/2020", "https://[", "Bình luận (0)", ""]
)  # fmt: skip
PAGES = st.lists(WORDS | st.text(max_size=60), max_size=14).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(PAGES, st.none() | st.text(max_size=20))
def test_any_text_is_read_and_the_body_is_a_subsequence_of_its_words(
    text: str, title: str | None
) -> None:
    article = _extract(text, title=title, url=title, date=title, province=title, topics=title)
    words = iter(readable(text).split())

    assert all(word in words for word in article.body.split())
    assert all(item.rule for items in article.evidence.values() for item in items)
    assert article.is_article == ("article" not in article.evidence)
