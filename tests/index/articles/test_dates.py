"""When an article was published."""

from datetime import date

import pytest

from index.articles.dates import extract_published
from index.articles.dates import find_dates
from index.articles.dates import is_date_line
from index.articles.dates import parse_stated
from index.articles.zones import split_zones

TEXT = (
    "LĐLĐ huyện khai trương tủ sách công nhân tại khu nhà trọ bên bờ suối, nơi hơn bốn trăm lao động "
    "đang thuê phòng."
)
TITLE = "Mở tủ sách ở khu nhà trọ công nhân"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/07/2020", date(2020, 7, 14)),
        ("1.8.2014", date(2014, 8, 1)),
        ("20-8-2007 6:30", date(2007, 8, 20)),
        ("20 / 8 / 2007", date(2007, 8, 20)),
        ("2022-07-04", date(2022, 7, 4)),
        ("ngày 17 tháng 01 năm 2017", date(2017, 1, 17)),
        ("25 Tháng 9 2014", date(2014, 9, 25)),
        ("20 Tháng Mười Hai, 2016", date(2016, 12, 20)),
        ("May 23, 2017", date(2017, 5, 23)),
        ("3 September 2018", date(2018, 9, 3)),
        ("02 Th3, 2020", date(2020, 3, 2)),
        ("15 Thg 12 2021", date(2021, 12, 15)),
    ],
)
def test_date_is_read(text: str, day: date) -> None:
    assert [found.day for found in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    ["13/13/2014", "31/02/2020", "24/7", "1/1/1990", "1/1/2999", "1/2-2014", "0252.3822398", "31 tháng tư 2020", "1/2/20145"],
)  # fmt: skip
def test_no_date_is_read(text: str) -> None:
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Cập nhật lúc 14:37 - 14/07/2020 (GMT +07:00)",
        "12:39 - Thứ Tư, 15/06/2022 Lượt xem: 4018",
        "Chính trị - Ngày đăng : 13:55, 20/09/2018",
        "Hải Yến | 2022-07-04 13:30",
        "27/12/2014",
        "By Phương Chi - On 02 Th3, 2020",
        "Tác giả: Triệu Văn Đô   Nguồn tin: TTHC   Ngày đăng: 12-05-2021   Lượt xem: 2019",
        "Ngày đăng: 19/6/2014 - Chuyên mục: An ninh, trật tự và an toàn xã hội",
    ],
)
def test_date_line_is_recognized(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line", ["Trao học bổng cho con công nhân hiếu học (04/05/2023)", "Số 643 năm 2020", TEXT, ""]
)
def test_other_line_is_no_date_line(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("below_title", "day", "rule"),
    [
        ("Cập nhật lúc 14:37 - 14/07/2020 (GMT +07:00)", date(2020, 7, 14), "updated_date"),
        ("Ngày đăng: 21-08-2015 10:42 | Cập nhật: 03-09-2015", date(2015, 8, 21), "labeled_date"),
        ("Ngày cập nhật: 30/09/2019 - Ngày đăng: 07/06/2019", date(2019, 6, 7), "labeled_date"),
        ("01/12/2023 10:26 Số lượt xem: 55", date(2023, 12, 1), "date_with_time"),
        ("11/01/2021 1884 Đã xem", date(2021, 1, 11), "date_with_time"),
        ("Thứ Tư, 15/06/2022", date(2022, 6, 15), "date_with_weekday"),
        ("27/12/2014", date(2014, 12, 27), "bare_date"),
    ],
)
def test_date_below_the_title_counts(below_title: str, day: date, rule: str) -> None:
    published = extract_published(split_zones(f"{TITLE}\n{below_title}\n{TEXT}"))

    assert (published.day, published.year, published.basis) == (day, day.year, "published")
    assert published.evidence[0].rule == rule
    assert published.evidence[0].line == 2


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ("Cập nhật ngày 20.09.2017", date(2017, 9, 20)),
        ("(Ngày đăng: 20/09/2017)", date(2017, 9, 20)),
        ("Cập nhật tình hình tủ sách 20/09/2017", None),
    ],
)
def test_label_dates_an_article_from_below_it(below: str, day: date | None) -> None:
    page = f"{TITLE}\n{TEXT}\n(Theo TTXVN)\n{below}\nCác tin khác"

    assert extract_published(split_zones(page)).day == day


def test_address_of_the_page_dates_it() -> None:
    page = f"URL: https://sonla.vn/tin/2026-02-05/tu-sach.html\n{TITLE}\n{TEXT}"

    assert extract_published(split_zones(page)).day == date(2026, 2, 5)


def test_clock_above_the_title_does_not_count() -> None:
    page = f"Thứ 3, Ngày 16/07/2024 08:00\nTrang chủ | Tin tức\n{TITLE}\n{TEXT}"
    published = extract_published(split_zones(page))

    assert (published.day, published.year, published.basis) == (None, None, "none")


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        (TEXT, date(2024, 7, 16)),
        (f"Ngày 12/7/2024, {TEXT}", date(2024, 7, 16)),
        (f"Ngày 12/7/2019, {TEXT}", None),
    ],
)
def test_date_right_above_the_title_counts_if_nothing_else_dates_the_page(
    lead: str, day: date | None
) -> None:
    published = extract_published(split_zones(f"[08:00 16/07/2024]\n{TITLE}\n{lead}"))

    assert published.day == day
    assert published.basis == ("published" if day else "inferred_event")


def test_label_beats_a_clock() -> None:
    page = f"Thứ 3, Ngày 16/07/2024 08:00\n{TITLE}\nNgày đăng: 08/07/2024 11:38\n{TEXT}"

    assert extract_published(split_zones(page)).day == date(2024, 7, 8)


def test_labeled_date_after_the_text_counts_but_a_related_item_does_not() -> None:
    page = (
        f"{TITLE}\n{TEXT}\nHải An\nCập nhật: 12/03/2020 09:00\nCác tin khác\n13/03/2021 12 Đã xem"
    )

    assert extract_published(split_zones(page)).day == date(2020, 3, 12)


@pytest.mark.parametrize(
    ("url", "day", "year"),
    [
        ("https://x.vn/2023-01-30/a.html", date(2023, 1, 30), 2023),
        ("https://x.vn/tin/20230130/a.html", date(2023, 1, 30), 2023),
        ("https://x.vn/202408/a.html", None, 2024),
        ("https://x.vn/a-2023.html", None, None),
    ],
)
def test_url_dates_the_article_if_the_page_does_not(
    url: str, day: date | None, year: int | None
) -> None:
    published = extract_published(split_zones(f"{TITLE}\n{TEXT}"), url)

    assert (published.day, published.year) == (day, year)


@pytest.mark.parametrize(
    ("opening", "year"),
    [
        ("Ngày 17/4/2019, ", 2019),
        ("Trong 02 ngày 12, 13/7/2020, ", 2020),
        ("Sáng 29/11/2023, tại hội trường, ", 2023),
        ("Chiều 7-6, ", None),
        ("Thực hiện Quyết định số 643/QĐ-TLĐ ngày 22/5/2020, ", None),
        ("Thực hiện kế hoạch ngày 22/5/2020 của Tổng Liên đoàn, ", None),
        ("Kỷ niệm 94 năm Ngày thành lập Công đoàn (28/7/1999 - 28/7/2023), ", None),
        ("Nhiệm kỳ 2018 - 2023, ", None),
    ],
)
def test_event_of_the_lead_gives_the_year_alone(opening: str, year: int | None) -> None:
    published = extract_published(split_zones(f"{TITLE}\n{opening}{TEXT}"))

    assert published.day is None
    assert (published.year, published.basis) == (year, "inferred_event" if year else "none")


def test_year_of_the_title_is_the_last_resort() -> None:
    page = f"Tổng kết năm 2020, triển khai nhiệm vụ năm 2021 của công đoàn\n{TEXT}"
    published = extract_published(split_zones(page))

    assert (published.year, published.basis) == (2021, "inferred_title")
    assert published.evidence[0].rule == "year_in_title"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2020-06-16", date(2020, 6, 16)),
        ("2020-06-16T08:00:00Z", date(2020, 6, 16)),
        ("3/4/1957", date(1957, 4, 3)),
        (date(2020, 1, 2), date(2020, 1, 2)),
        ("abc", None),
        ("2020", None),
        (20200616, None),
    ],
)
def test_stated_date_is_parsed(value: object, day: date | None) -> None:
    assert parse_stated(value) == day
