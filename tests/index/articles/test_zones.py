"""Which lines of a page are the article."""

import pytest

from index.articles.lines import Line
from index.articles.lines import Zone
from index.articles.lines import shape_of
from index.articles.title import extract_title
from index.articles.zones import split_zones
from index.articles.zones import whole_text

FIRST = (
    "Sáng 12/3, LĐLĐ tỉnh Sơn La khai trương tủ sách công nhân tại khu nhà trọ Chiềng Sinh, nơi hơn "
    "bốn trăm lao động đang thuê phòng."
)
SECOND = (
    "Tủ sách có 600 đầu sách do đoàn viên góp tặng; mỗi tối thứ Bảy, một cán bộ công đoàn trực để "
    "cho mượn và đọc truyện cho trẻ nhỏ."
)
THIRD = (
    "Chị Lò Thị Hặc, công nhân may, cho biết hai con chị nay có chỗ ngồi học khi mẹ tăng ca, không "
    "còn phải theo mẹ ra cổng xưởng nữa."
)


def _zones(page: str) -> list[tuple[Zone, str]]:
    return [(line.zone, line.text) for line in split_zones(page)]


def _title(page: str) -> str:
    return extract_title(split_zones(page))[0]


def _texts(page: str, *zones: Zone) -> list[str]:
    return [text for zone, text in _zones(page) if zone in zones]


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("", "blank"),
        ("• /upload/images/slide/sl1.jpg", "image"),
        ("Slideshow Chạy chính 1", "image"),
        ("GIỮ RỪNG > ↈ < GIỮ NƯỚC", "ticker"),
        ("Kỷ niệm 90 năm ------------- Hưởng ứng Ngày Nước", "ticker"),
        ("Các tin khác", "related"),
        ("Bài viết cùng chuyên mục", "related"),
        ("Tin liên quan: Trao quà Tết sớm", "inline"),
        (">> Xem thêm: Trao quà Tết sớm", "inline"),
        ("Trao quà Tết sớm cho công nhân (12/01/2020)", "item"),
        ("Trao quà Tết sớm cho công nhân - 5 giờ trước", "item"),
        ("Đang truy cập: 17", "counter"),
        ("Hôm qua: 2006", "counter"),
        ("Bản quyền thuộc Liên đoàn Lao động tỉnh", "footer"),
        ("Trang chủ | Tin tức | Liên hệ", "interface"),
        ("Thời sự | Chính trị | Kinh tế | Thể thao", "menu"),
        ("Bình luận (0)", "comments"),
        (FIRST, "prose"),
        ("Ai cũng phấn khởi ra về.", "sentence"),
        ("Quang cảnh buổi khai trương", "short"),
    ],
)
def test_shape_of_a_line(line: str, shape: str) -> None:
    assert shape_of(line) == shape


def test_long_sentence_that_begins_like_a_label_is_text() -> None:
    line = "Thống kê cho thấy hơn tám phần mười lao động ở trọ chưa từng mượn sách ở thư viện công cộng."

    assert shape_of(line) == "sentence"


def test_long_title_with_a_colon_is_no_paragraph() -> None:
    title = (
        "Sơn La: Khai trương tủ sách công nhân tại khu nhà trọ Chiềng Sinh và phát động phong trào "
        "mỗi đoàn viên tặng một cuốn sách"
    )

    assert _title(f"{title}\n12/03/2021 08:00\n{FIRST}\n{SECOND}") == title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        pytest.param(
            f"LIÊN ĐOÀN LAO ĐỘNG\nTỈNH SƠN LA\nMenu\nMở tủ sách ở khu nhà trọ\n\n12/03/2021 08:00\n{FIRST}",
            "Mở tủ sách ở khu nhà trọ",
            id="header over two lines",
        ),
        pytest.param(
            f"Liên đoàn Lao động tỉnh\n\nMỞ TỦ SÁCH Ở KHU NHÀ TRỌ\n\n12/03/2021 1884 Đã xem\n{FIRST}",
            "MỞ TỦ SÁCH Ở KHU NHÀ TRỌ",
            id="all capitals under a section label",
        ),
        pytest.param(
            f"Thứ 3, Ngày 16/03/2021 -\nCỔNG THÔNG TIN TỈNH SƠN LA\nĐời sống\nMở tủ sách ở khu nhà trọ\n{FIRST}",
            "Mở tủ sách ở khu nhà trọ",
            id="clock above, no date below",
        ),
        pytest.param(
            f"Đời sống - Ngày đăng : 13:55, 20/03/2021\nMở tủ sách ở khu nhà trọ\n{FIRST}",
            "Mở tủ sách ở khu nhà trọ",
            id="date above",
        ),
        pytest.param(
            f"Mở tủ sách ở khu nhà trọ\n12/03/2021\n/images/a.jpg\nChị em công nhân chọn sách\n{FIRST}",
            "Mở tủ sách ở khu nhà trọ",
            id="caption between date and text",
        ),
        pytest.param(
            f"Mở tủ sách ở khu nhà trọ\n{FIRST}\n08:05 - Thứ Sáu, 12/03/2021\n{SECOND}\n{THIRD}",
            "Mở tủ sách ở khu nhà trọ",
            id="first paragraph above the date",
        ),
        pytest.param(
            "Đoàn viên tỉnh Sơn La quyết tâm thi đua lập thành tích chào mừng đại hội công đoàn các cấp tiến tới "
            f"đại hội toàn quốc!\nTrang chủ\nMở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST}\n{SECOND}",
            "Mở tủ sách ở khu nhà trọ",
            id="slogan as long as a paragraph",
        ),
        pytest.param(
            f"Mở tủ\u00ad sách  ở khu\u00a0nhà trọ\n12/03/2021\n{FIRST}",
            "Mở tủ sách ở khu nhà trọ",
            id="odd spaces",
        ),
    ],
)
def test_title_is_found(page: str, title: str) -> None:
    assert _title(page.replace("\u00ad", "")) == title


@pytest.mark.parametrize("above", ["Hà Nội - Sài Gòn 19h15", "KINH TẾ » Công nghiệp - Cảng biển"])
def test_line_above_a_date_yields_to_a_line_below_it_that_is_one_as_well(above: str) -> None:
    title = "Mở tủ sách công nhân tại khu nhà trọ Chiềng Sinh"

    assert _title(f"{above}\n[06:32 04/07/2022]\n{title}\n{FIRST}\n{SECOND}") == title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (f"KẾ HOẠCH\nMở tủ sách công nhân năm 2021\n{FIRST}\n{SECOND}", "KẾ HOẠCH Mở tủ sách công nhân năm 2021"),
        (
            f"ĐÊM ĐỌC SÁCH Ở CHIỀNG SINH,\nNGHE TRẺ KỂ CHUYỆN CỔ TÍCH\n12/03/2021\n{FIRST}",
            "ĐÊM ĐỌC SÁCH Ở CHIỀNG SINH, NGHE TRẺ KỂ CHUYỆN CỔ TÍCH",
        ),
        (f"TIN HOẠT ĐỘNG\nMỞ TỦ SÁCH Ở KHU NHÀ TRỌ\n12/03/2021\n{FIRST}", "MỞ TỦ SÁCH Ở KHU NHÀ TRỌ"),
        (f"Mở tủ sách ở khu nhà trọ\n- Tủ sách có sáu trăm đầu sách cho thợ\n{FIRST}", "Mở tủ sách ở khu nhà trọ"),
        (f"Mở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST.upper()}\n{SECOND}", "Mở tủ sách ở khu nhà trọ"),
    ],
)  # fmt: skip
def test_title_over_two_lines_is_whole_and_others_stay_alone(page: str, title: str) -> None:
    assert _title(page) == title


def test_paragraph_that_leads_to_a_list_is_text() -> None:
    lead = f"{FIRST[:-1]}, gồm:"

    assert _texts(f"Mở tủ sách ở khu nhà trọ\n{lead}\n- Sách;\n- Bàn.\n{SECOND}", "lead") == [lead]


def test_table_of_contents_is_no_title() -> None:
    page = f"Mở tủ sách ở khu nhà trọ\nTủ sách công nhân ......... 7\n{FIRST}\n{SECOND}"

    assert _title(page) == "Mở tủ sách ở khu nhà trọ"


def test_text_without_a_title_lends_its_first_sentence() -> None:
    title, evidence = extract_title(split_zones(f"Tủ sách đã mở. {FIRST}"))

    assert title == "Tủ sách đã mở."
    assert evidence[0].rule == "first_sentence"


FRAMED = f"""CÔNG ĐOÀN TỈNH SƠN LA
Nhiệt liệt chào mừng đại hội công đoàn các cấp
Trang chủ | Tin tức | Liên hệ
Mở tủ sách ở khu nhà trọ
12/03/2021 08:00
{FIRST}
/images/a.jpg
Chị em công nhân chọn sách
Tin liên quan: Thư viện lưu động về bản
{SECOND}
Cầm Thị Lan
Các tin khác
Thư viện lưu động về bản (10/03/2021)
Đang truy cập: 17
Địa chỉ: 12 đường Tô Hiệu, thành phố Sơn La"""


def test_frame_is_told_from_the_text() -> None:
    assert _zones(FRAMED) == [
        ("header", "CÔNG ĐOÀN TỈNH SƠN LA"),
        ("slogan", "Nhiệt liệt chào mừng đại hội công đoàn các cấp"),
        ("navigation", "Trang chủ | Tin tức | Liên hệ"),
        ("title", "Mở tủ sách ở khu nhà trọ"),
        ("date", "12/03/2021 08:00"),
        ("lead", FIRST),
        ("image", "/images/a.jpg"),
        ("caption", "Chị em công nhân chọn sách"),
        ("related", "Tin liên quan: Thư viện lưu động về bản"),
        ("body", SECOND),
        ("byline", "Cầm Thị Lan"),
        ("related", "Các tin khác"),
        ("related", "Thư viện lưu động về bản (10/03/2021)"),
        ("counter", "Đang truy cập: 17"),
        ("footer", "Địa chỉ: 12 đường Tô Hiệu, thành phố Sơn La"),
    ]


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("Trang chủ » Tin tức » Hoạt động", "breadcrumb"),
        ("Trang nhất > Tin tức", "breadcrumb"),
        ("Môi trường › Tin tức", "breadcrumb"),
        ("Trang chủ | Tin tức | Liên hệ", "navigation"),
        ("UBND TỈNH SƠN LA > UBND HUYỆN MAI SƠN", "header"),
    ],
)
def test_the_way_to_the_page_is_told_from_its_menu(line: str, zone: Zone) -> None:
    page = f"{line}\nMở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST}"

    assert _zones(page)[0] == (zone, line)


def test_line_numbers_are_those_of_the_page() -> None:
    page = f"\n\nMở tủ sách ở khu nhà trọ\n\n12/03/2021\n\n{FIRST}"

    assert [line.number for line in split_zones(page)] == [3, 5, 7]


def test_box_of_links_inside_the_text_does_not_end_it() -> None:
    page = (
        f"Mở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST}\n"
        f"TIN LIÊN QUAN\nThư viện lưu động về bản\nTrao học bổng ở Mai Sơn\n{SECOND}\n{THIRD}\nHà Vân"
    )

    assert _texts(page, "lead", "body", "caption") == [FIRST, SECOND, THIRD]


def test_comments_end_the_text_even_if_they_are_long() -> None:
    page = f"Mở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST}\n{SECOND}\nBình luận (1)\nVân\n{THIRD}"

    assert _texts(page, "lead", "body") == [FIRST, SECOND]


def test_questions_of_an_interview_do_not_end_it() -> None:
    page = (
        f"Mở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST}\nPV: Ai góp sách cho tủ này?\n{SECOND}\n"
        f"PV: Trẻ nhỏ có đến không?\n{THIRD}"
    )

    assert THIRD in _texts(page, "body")


def test_small_headings_and_cells_of_a_table_stay_in_the_text() -> None:
    page = f"Giá sách cũ tuần này\n12/03/2021\n{FIRST}\nTên sách\n4.500\n+200\nTruyện cổ\n{SECOND}"

    assert _texts(page, "lead", "body", "caption") == [
        FIRST, "Tên sách", "4.500", "+200", "Truyện cổ", SECOND,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        "CỔNG THÔNG TIN ĐIỆN TỬ TỈNH SƠN LA\nTrang chủ\nTin mới\n» Mở tủ sách (12/03/2021)\nThống kê",
        "\n".join(f"Tin số {day} về tủ sách\n0{day}/03/2021\n{FIRST}" for day in range(1, 6)),
        "\n".join(f"Tin số {day} về tủ sách\n{FIRST[:-1]}...\nXem tiếp" for day in range(1, 6)),
        "",
    ],
    ids=["navigation", "teasers with dates", "teasers that break off", "empty"],
)
def test_page_without_an_article_has_no_text(page: str) -> None:
    assert _texts(page, "title", "lead", "body", "caption") == []


def test_very_short_item_below_a_date_is_a_text() -> None:
    item = "LĐLĐ huyện Mai Sơn vừa mở tủ sách thứ hai cho công nhân ở trọ."

    assert _texts(f"Mai Sơn mở tủ sách thứ hai\n12/03/2021 08:00\n{item}\nHải An", "lead") == [item]


def test_whole_text_keeps_every_line() -> None:
    assert whole_text("Điều 1\n\nCác tin khác\n") == (
        Line(1, "Điều 1", "lead"),
        Line(3, "Các tin khác", "body"),
    )


@pytest.mark.parametrize(
    "between", ["", "Lò Văn Ba\n", "Viết bởi Ban biên tập\n", "Tác giả: Lò Văn Ba\nLê Na\n"]
)
def test_author_between_title_and_date_is_not_the_title(between: str) -> None:
    page = f"Trang chủ\nMở tủ sách ở khu trọ\n{between}12/03/2021 08:00\n{FIRST}\n{SECOND}"

    assert _title(page) == "Mở tủ sách ở khu trọ"


def test_line_above_the_clock_of_the_page_is_not_the_title() -> None:
    page = (
        "Báo Sơn La online - Tin tức mới nhất trong ngày\nThứ Sáu 19/04/2024 07:12\nChính trị\n"
        f"Xã hội\nVăn hóa\nMở tủ sách ở khu nhà trọ\n18/04/2024 09:24\n{FIRST}\n{SECOND}"
    )

    assert _title(page) == "Mở tủ sách ở khu nhà trọ"


@pytest.mark.parametrize(
    "button", ["Bản in", "Đọc bài viết", "Đóng cửa sổ này", "3 giờ trước", "Xem cỡ chữ A A A"]
)
def test_buttons_between_title_and_text_are_no_text(button: str) -> None:
    page = f"Mở tủ sách ở khu nhà trọ\n12/03/2021 08:00\n{button}\n{FIRST}\n{SECOND}"

    assert _texts(page, "lead", "body", "caption") == [FIRST, SECOND]


@pytest.mark.parametrize("heading", ["Ý kiến (3)", "Câu hỏi khác", "Video khác"])
def test_heading_of_comments_or_links_ends_the_text(heading: str) -> None:
    page = f"Mở tủ sách ở khu nhà trọ\n12/03/2021\n{FIRST}\n{SECOND}\n{heading}\nNghe xong ai cũng thấy thương các chị quá."

    assert _texts(page, "lead", "body", "caption") == [FIRST, SECOND]


def test_line_known_to_recur_is_neither_title_nor_text() -> None:
    notice = "Bạn đọc gửi tin, ảnh về tòa soạn sẽ được trả nhuận bút theo quy định hiện hành của báo tỉnh."
    name = "Phần mềm tủ sách công nhân ở khu nhà trọ"
    page = f"Mở tủ sách mới\n{name}\n12/03/2021\n{FIRST}\n{notice}\n{SECOND}\nTin, ảnh: Lê Na"
    recurring = frozenset({notice, name, "Tin, ảnh: Lê Na"})
    zones = {line.text: line.zone for line in split_zones(page, recurring)}

    assert (zones["Mở tủ sách mới"], zones[notice]) == ("title", "navigation")
    assert zones["Tin, ảnh: Lê Na"] == "byline"
