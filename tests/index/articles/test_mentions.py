"""Which places a text names, and what looks like one but is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.mentions import find_mentions
from index.articles.mentions import starts_of_names
from index.articles.phrases import Letters


def _named(text: str, *, capitals: bool = False) -> list[tuple[str, str, float]]:
    return [
        (text[mention.start : mention.end], mention.provinces[0], mention.weight)
        for mention in find_mentions(text, capitals=capitals)
        if len(mention.provinces) == 1
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tại LĐLĐ tỉnh Bắc Giang", [("Bắc Giang", "bac-giang", 1.0)]),
        ("Văn phòng Tỉnh uỷ Hoà Bình", [("Hoà Bình", "hoa-binh", 1.0)]),
        ("LĐLĐ Hà Nội", [("Hà Nội", "ha-noi", 1.0)]),
        ("tại Sơn La", [("Sơn La", "son-la", 1.0)]),
        ("công nhân ở Bình Phước", [("Bình Phước", "binh-phuoc", 0.7)]),
        ("Hà Tĩnh: Một lá đơn", [("Hà Tĩnh", "ha-tinh", 1.0)]),
        ("TP.HCM và TPHCM", [("HCM", "ho-chi-minh", 1.0), ("TPHCM", "ho-chi-minh", 0.5)]),
        ("thành phố Hồ Chí Minh", [("Hồ Chí Minh", "ho-chi-minh", 1.0)]),
        ("tỉnh Bà Rịa – Vũng Tàu", [("Bà Rịa – Vũng Tàu", "ba-ria-vung-tau", 1.0)]),
        ("tỉnh Đăk Lăk", [("Đăk Lăk", "dak-lak", 1.0)]),
        ("UBND tỉnh Bắc Giang Lê Văn An", [("Bắc Giang", "bac-giang", 1.0)]),
        ("huyện Cư M’gar", [("Cư M’gar", "dak-lak", 0.7)]),
        ("TP. Điện Biên Phủ", [("Điện Biên Phủ", "dien-bien", 0.7)]),
        ("tại Mộc Châu", [("Mộc Châu", "son-la", 0.4)]),
        ("huyện Hòa Bình", [("Hòa Bình", "bac-lieu", 0.7)]),
        ("huyện Quảng Ninh", [("Quảng Ninh", "quang-binh", 0.7)]),
        ("thị xã Sơn Tây", [("Sơn Tây", "ha-noi", 0.7)]),
        ("huyện Sơn Tây", [("Sơn Tây", "quang-ngai", 0.7)]),
        ("TỈNH BẮC KẠN", [("BẮC KẠN", "bac-kan", 1.0)]),
    ],
)
def test_place_is_named(text: str, named: list[tuple[str, str, float]]) -> None:
    assert _named(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "Đoàn TNCS Hồ Chí Minh",
        "bộ phận quan trọng của hòa bình thế giới",
        "xã Hòa Bình",
        "phường Bắc Kạn",
        "thị trấn Quảng Ngãi",
        "các xã Đất Mũi, Hà Nam và Hòa Bình",
        "đường Điện Biên Phủ",
        "417 Trần Hưng Đạo, P. Bình Hưng",
        "Xa lộ Hà Nội",
        "Công ty TNHH May Thái Bình Dương",
        "Công ty cổ phần Đầu tư Thái Bình",
        "Trường Đại học Văn hóa Hà Nội",
        "ông Trương Bình Dương",
        "anh Lê Khánh Hòa",
        "Đoàn Thái Nguyên",
        "Viện Hải dương học",
        "tỉnh Hà Nam, Trung Quốc",
        "thời còn tỉnh Sông Bé",
        "tỉnh Hà Nam Ninh cũ",
        "sinh ngày 2/3/1950 tại huyện Tiên Sơn, tỉnh Bắc Ninh",
        "quê ở Thái Bình",
        "bún bò Huế",
        "THÁI BÌNH",
        "Bắc giang",
        "",
    ],
)
def test_place_is_not_named(text: str) -> None:
    assert find_mentions(text) == []


def test_list_counts_each_member() -> None:
    named = _named("các tỉnh Sơn La, Lai Châu và Điện Biên tham dự")

    assert [province for _, province, _ in named] == ["son-la", "lai-chau", "dien-bien"]
    assert [weight for _, _, weight in named] == [1.0, 0.5, 0.5]


def test_list_of_districts_goes_on() -> None:
    named = _named("tại các huyện Bù Gia Mập, Lộc Ninh và Đồng Phú")

    assert {province for _, province, _ in named} == {"binh-phuoc"}
    assert len(named) == 3


def test_address_names_the_province_after_the_district() -> None:
    assert _named("TP. Phan Thiết, Bình Thuận")[-1] == ("Bình Thuận", "binh-thuan", 0.7)


def test_ambiguous_district_keeps_all_its_provinces() -> None:
    [mention] = find_mentions("huyện Châu Thành")

    assert {"long-an", "tien-giang", "soc-trang"} <= set(mention.provinces)


def test_capitals_count_in_headers() -> None:
    assert _named("CÔNG ĐOÀN HÀ NAM") == [("HÀ NAM", "ha-nam", 1.0)]
    assert _named("SỞ DU LỊCH NINH BÌNH") == []
    assert _named("SỞ DU LỊCH NINH BÌNH", capitals=True)[0][1] == "ninh-binh"


WORDS = st.sampled_from([
    "Hà", "HÀ", "Nội", "nội", "Huế", "TPHCM", "TP.", "Bà", "Rịa", "–", "-", "Vũng", "Tàu", "M’Drắk", "Cư", "M'gar", "Hoà", "BìNh", "xHà", "O’Huế", "Ðà", "Nẵng", "😀",
    "Bình", "Quảng", "Ninh", "tỉnh", "huyện", "ở", "và", ",", ".",
])  # fmt: skip


@given(st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), max_size=5))
def test_places_are_found_wherever_names_may_begin(texts: list[str]) -> None:
    starts = starts_of_names(Letters(texts))

    assert [
        find_mentions(text, starts=places) for text, places in zip(texts, starts, strict=True)
    ] == list(map(find_mentions, texts))


def test_line_without_the_words_of_a_place_names_none() -> None:
    texts = ("Ông Hà đến thăm.", "Bình luận", "Đoàn thăm Hà Nội.")

    assert starts_of_names(Letters(texts)) == [(), (), (10,)]
