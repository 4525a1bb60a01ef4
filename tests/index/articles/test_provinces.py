"""Who published an article, and which provinces it is about."""

from datetime import date

import pytest

from index.articles.provinces import About
from index.articles.provinces import extract_about
from index.articles.publisher import Publisher
from index.articles.publisher import extract_publisher
from index.articles.zones import split_zones

FILL = (
    "Tủ sách có 600 đầu sách do đoàn viên góp tặng; mỗi tối thứ Bảy, một cán bộ công đoàn trực để "
    "cho mượn và đọc truyện cho trẻ nhỏ."
)


def _page(header: str = "", text: str = FILL, end: str = "", title: str = "Mở tủ sách mới") -> str:
    return f"{header}\n{title} ở khu nhà trọ\n12/03/2015 08:00\n{text}\n{FILL}\n{end}"


def _publisher(page: str, day: date | None = None) -> Publisher:
    return extract_publisher(split_zones(page), day=day)


def _about(text: str, publisher: str | None = None, title: str = "Mở tủ sách mới") -> About:
    return extract_about(split_zones(_page(text=f"{text} {FILL}", title=title)), publisher)


@pytest.mark.parametrize(
    ("header", "end", "province"),
    [
        ("LIÊN ĐOÀN LAO ĐỘNG\nTỈNH BẮC KẠN", "", "bac-kan"),
        ("CÔNG ĐOÀN HÀ NAM", "", "ha-nam"),
        ("BÁO KHÁNH HÒA ONLINE", "", "khanh-hoa"),
        ("SỞ DU LỊCH NINH BÌNH", "", "ninh-binh"),
        ("CỤC THUẾ TỈNH HƯNG YÊN", "", "hung-yen"),
        ("Trường Cao đẳng Cơ điện\nTỉnh Ninh Bình", "", "ninh-binh"),
        ("hungyen.gdt.gov.vn", "", "hung-yen"),
        ("TRANG THÔNG TIN ĐIỆN TỬ\nHUYỆN HÒA BÌNH", "", "bac-lieu"),
        ("Chào mừng bạn đến với trang thông tin LĐLĐ tỉnh Long An", "", "long-an"),
        ("congdoanbackan.org.vn", "", "bac-kan"),
        ("DA NANG CITY PORTAL", "", "da-nang"),
        ("", "Các tin khác\nLIÊN ĐOÀN LAO ĐỘNG TỈNH BÌNH THUẬN", "binh-thuan"),
        ("", "Địa chỉ: 4 Hùng Vương, Tp. Phan Thiết, Bình Thuận", "binh-thuan"),
        ("", "Các tin khác\nCổng thông tin điện tử tỉnh Quảng Trị - Giấy phép số 2", "quang-tri"),
    ],
)
def test_owner_host_and_address_make_a_certain_publisher(
    header: str, end: str, province: str
) -> None:
    publisher = _publisher(_page(header, end=end))

    assert (publisher.province, publisher.confidence) == (province, "certain")
    assert publisher.evidence[0].line is not None


@pytest.mark.parametrize(
    "page",
    [
        _page("TẠP CHÍ CÔNG ĐOÀN", end="Trụ sở: 9 phố Ngọc Hà, quận Ba Đình, Hà Nội"),
        _page("laodong.vn", end="Địa chỉ: 6 Lê Lợi, thành phố Vinh, tỉnh Nghệ An"),
        _page(end="Điện thoại: (024) 3822398"),
        _page(end="Thiết kế bởi Phú Yên Media"),
        _page(end="Các tin khác\nLĐLĐ tỉnh Bắc Giang trao quà Tết\nCông đoàn Hà Nam gặp mặt"),
        _page("LĐLĐ Sơn La | LĐLĐ Lai Châu | LĐLĐ Điện Biên | LĐLĐ Yên Bái"),
        _page(text=f"Trên đường đi, đoàn ghé trên địa bàn tỉnh Sơn La. {FILL}"),
        _page("Sở Y tế tỉnh Sơn La cảnh báo dịch sởi"),
    ],
    ids=["capital", "national", "phone of the capital", "designer", "related", "links", "one mention", "news in header"],
)  # fmt: skip
def test_weak_or_foreign_evidence_makes_no_publisher(page: str) -> None:
    assert _publisher(page) == Publisher()


def test_self_references_and_slogan_make_a_likely_publisher() -> None:
    page = _page(
        "Đảng bộ tỉnh Lạng Sơn quyết tâm đưa nghị quyết vào cuộc sống",
        text=f"Quỹ xã hội Liên đoàn Lao động tỉnh Lạng Sơn vừa mở tủ sách. {FILL}",
    )
    publisher = _publisher(page)

    assert (publisher.province, publisher.confidence) == ("lang-son", "likely")
    assert {clue.rule for clue in publisher.evidence} == {"slogan", "self_reference"}


def test_unit_of_the_byline_counts() -> None:
    assert _publisher(_page(end="LĐLĐ huyện Tiên Du")).province == "bac-ninh"


def test_header_beats_the_province_of_the_event() -> None:
    page = _page("CÔNG ĐOÀN TỈNH BẮC KẠN", text=f"Tại LĐLĐ tỉnh Bắc Giang, tủ sách mở cửa. {FILL}")

    assert _publisher(page).province == "bac-kan"


@pytest.mark.parametrize(
    ("day", "province"), [(date(2008, 3, 5), "hai-duong"), (date(2019, 3, 5), None)]
)
def test_old_telephone_code_counts_for_old_pages_alone(day: date, province: str | None) -> None:
    assert _publisher(_page(end="ĐT: (0320) 853.111"), day).province == province


def test_dateline_tag_counts() -> None:
    assert _publisher(_page(text=f"(BGĐT) - Sáng 12/3, {FILL}")).province == "bac-giang"


@pytest.mark.parametrize(
    ("day", "province"), [(date(2022, 3, 5), "ha-nam"), (date(2025, 8, 5), "ninh-binh")]
)
def test_archive_on_a_merged_host_keeps_its_province(day: date, province: str) -> None:
    page = _page("baoninhbinh.org.vn", text=f"Phong trào trên địa bàn tỉnh Hà Nam đi lên. {FILL}")

    assert _publisher(page, day).province == province


def test_main_province_comes_first() -> None:
    about = _about(
        "Sáng 12/3, tại LĐLĐ tỉnh Bắc Giang, Chủ tịch LĐLĐ tỉnh Bắc Giang và Chủ tịch LĐLĐ tỉnh Hòa Bình gặp nhau."
    )

    assert about.provinces == ("bac-giang", "hoa-binh")
    assert about.evidence[0].text == "tỉnh Bắc Giang"


@pytest.mark.parametrize(
    ("text", "publisher", "provinces"),
    [
        ("Tại phường Bắc Kạn, LĐLĐ tỉnh Thái Nguyên mở tủ sách.", None, ("thai-nguyen",)),
        ("Tại huyện Mai Sơn, tủ sách đã mở.", None, ("son-la",)),
        ("Tại huyện Châu Thành, tủ sách đã mở.", "long-an", ("long-an",)),
        ("Tại huyện Châu Thành, tỉnh Tiền Giang, tủ sách đã mở.", None, ("tien-giang",)),
        ("Tại huyện Châu Thành, tủ sách đã mở.", None, ()),
        ("Đoàn họp ở Hà Nội.", None, ()),
        ("Cụm thi đua 7 tỉnh miền núi họp.", None, ()),
        ("Chị quê ở Thái Bình.", None, ()),
    ],
)
def test_about_follows_the_evidence(
    text: str, publisher: str | None, provinces: tuple[str, ...]
) -> None:
    assert _about(text, publisher).provinces == provinces


@pytest.mark.parametrize("day", [date(2019, 5, 1), date(2026, 10, 1)])
@pytest.mark.parametrize(
    ("place", "province"),
    [
        ("thành phố Bắc Ninh", "bac-ninh"),
        ("thành phố Đồng Nai", "dong-nai"),
        ("thành phố Quảng Ninh", "quang-ninh"),
        ("huyện Quảng Ninh", "quang-binh"),
        ("thành phố Huế", "thua-thien-hue"),
        ("tỉnh Thừa Thiên Huế", "thua-thien-hue"),
    ],
)
def test_city_keeps_its_province_when_it_becomes_centrally_run(
    place: str, province: str, day: date
) -> None:
    assert _about(f"Tủ sách đã mở tại {place}.").provinces == (province,)
    assert _publisher(_page(f"ỦY BAN NHÂN DÂN\n{place.upper()}"), day).province == province


def test_round_up_of_the_country_is_about_no_province() -> None:
    text = (
        "Các tỉnh, thành phố Hà Nội, Hải Phòng, Bắc Ninh, Vĩnh Phúc, Thanh Hóa, Đà Nẵng và Cần Thơ mở tủ sách; "
        "LĐLĐ tỉnh và UBND tỉnh nơi nào cũng góp sách."
    )

    assert _about(text, "ha-noi").provinces == ()


@pytest.mark.parametrize(
    ("text", "provinces"),
    [
        ("Đoàn huyện Tân Yên, tỉnh Bắc Giang bán vải cho chợ ở TP. Hồ Chí Minh.", ("bac-giang",)),
        ("Nghiệp đoàn xe ôm TP. Hồ Chí Minh góp sách.", ("ho-chi-minh",)),
        (
            "Tỉnh Bắc Giang và TP. Hồ Chí Minh góp sách. TP. Hồ Chí Minh góp nhiều hơn.",
            ("bac-giang", "ho-chi-minh"),
        ),
    ],
)
def test_a_great_city_named_once_beside_a_province_is_named_in_passing(
    text: str, provinces: tuple[str, ...]
) -> None:
    page = _page(text=f"{FILL}\n{text} {FILL}")

    assert sorted(extract_about(split_zones(page)).provinces) == sorted(provinces)


def test_a_former_province_is_its_successor_once_merged_if_that_is_named_too() -> None:
    lines = split_zones(_page(text=f"Công an tỉnh Đồng Tháp đến huyện Cai Lậy góp sách. {FILL}"))

    assert extract_about(lines, day=date(2026, 3, 11)).provinces == ("dong-thap",)
    assert set(extract_about(lines, day=date(2020, 3, 11)).provinces) == {"dong-thap", "tien-giang"}


def test_the_commune_that_publishes_a_page_stands_for_its_province() -> None:
    page = f"TỈNH HƯNG YÊN\nXÃ QUỲNH PHỤ\n{_page(text=f'Ông Khải, Chủ tịch UBND xã Quỳnh Phụ, góp sách. {FILL}')}"
    about = extract_about(split_zones(page), "hung-yen")

    assert (about.provinces, about.implicit) == (("hung-yen",), True)
    assert about.evidence[0].rule == "named_as_publisher"


def test_bare_references_imply_the_publisher() -> None:
    text = "Ban Thường vụ LĐLĐ tỉnh và Tỉnh ủy cùng góp sách."

    about = _about(text, "binh-thuan")

    assert (about.provinces, about.implicit) == (("binh-thuan",), True)
    assert _about(text) == About()


def test_bare_references_outweigh_one_mention_in_passing() -> None:
    lead = f"Ban Thường vụ LĐLĐ tỉnh và Tỉnh ủy cùng góp sách. {FILL}"
    page = _page(text=f"{lead}\nĐoàn công nhân tỉnh Cao Bằng cũng đến xem. {FILL}")

    assert extract_about(split_zones(page), "lang-son").provinces == ("lang-son",)
    assert extract_about(split_zones(page)).provinces == ("cao-bang",)


def test_english_page_is_read_without_marks() -> None:
    text = (
        "A new library for workers has opened in Da Nang City this week, with six hundred books that union members gave. "
        "It is open every Saturday night, and children may come too."
    )
    page = f"Workers in Da Nang open a library\nPublished: May 23, 2017\n{text}\n{text}"

    assert extract_about(split_zones(page)).provinces == ("da-nang",)
