"""Who wrote an article."""

import pytest

from index.articles.byline import after_cue
from index.articles.byline import extract_byline
from index.articles.byline import in_date_line
from index.articles.byline import looks_like_name
from index.articles.zones import split_zones

TEXT = (
    "LĐLĐ huyện khai trương tủ sách công nhân tại khu nhà trọ bên bờ suối, nơi hơn bốn trăm lao động "
    "đang thuê phòng."
)
TITLE = "Mở tủ sách ở khu nhà trọ công nhân"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Tin, ảnh: H’Linh Êban", "H’Linh Êban"),
        ("Tin, ảnh: Lý Lê - Trung tâm VH,TT và TT huyện", "Lý Lê - Trung tâm VH,TT và TT huyện"),
        ("Bài và ảnh: Trần Vĩnh Phúc", "Trần Vĩnh Phúc"),
        ("Bài, ảnh: Nguyên Hạnh (Tin, ảnh)", "Nguyên Hạnh"),
        ("Tác giả bài viết: Vũ Quỳnh Nga", "Vũ Quỳnh Nga"),
        ("Người viết: Cô Hường tổ Văn", "Cô Hường tổ Văn"),
        ("By THU PHUONG", "THU PHUONG"),
        ("Nguồn tin : Phòng Tư vấn - Giới thiệu việc làm", "Phòng Tư vấn - Giới thiệu việc làm"),
        ("Theo: Báo Sơn La", "Báo Sơn La"),
        ("Bài: Kim Thoa - Ảnh: Đại Từ", "Kim Thoa"),
        ("Tin, ảnh: Kim Thoa - Ban Nữ công", "Kim Thoa - Ban Nữ công"),
        ("Viết bởi Administrator", None),
        ("Người viết: vanthu", None),
        ("PV: Thưa ông, vì sao có tủ sách này?", None),
        ("By the end of the year, all will read.", None),
        ("Ảnh: Hải An", None),
    ],
)
def test_name_after_a_cue(line: str, name: str | None) -> None:
    assert after_cue(line) == name


@pytest.mark.parametrize(
    "line",
    ["Thanh Thủy", "Thu Thuỷ - Ban TGNC", "THANH BÌNH", "H.D", "Ð. Khôi", "Hữu Lộc - Tấn Phong", "Nhóm phóng viên",
     "Văn phòng LĐLĐ tỉnh", "LĐLĐ huyện Tiên Du", "Theo Phương Anh", "Luật gia Trần Thế Hiển", "BS. Lê Na - CDC",
     "Lò Thị Pâng (Trung tâm Văn hóa huyện)", "Thanh Bình (TTXVN)", "H’Mai",
     "TH", "HKN", "(Theo Báo Quảng Nam)"],
)  # fmt: skip
def test_form_of_a_name_is_recognized(line: str) -> None:
    assert looks_like_name(line)


@pytest.mark.parametrize(
    "line",
    ["Quang cảnh buổi lễ", "Ảnh: Hải An", "Đặt tour ngay", "Xem thêm", "4.500", "Tuần 42", "Ai cũng vui!", "",
     "Lục Ngạn (mới cập nhật)", "H’", "IN", "PDF", "()",
     "II. NỘI DUNG, THỜI GIAN"],
)  # fmt: skip
def test_other_line_is_no_name(line: str) -> None:
    assert not looks_like_name(line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Hải Yến | 2022-07-04 13:30", "Hải Yến"),
        ("Ngày đăng: 07/06/2019 08:15 - Tác giả: Ngô Hoàng Khải", "Ngô Hoàng Khải"),
        ("Chính trị - Ngày đăng : 13:55, 20/09/2018", None),
        ("Thứ Hai, 28/01/2019 - 10:25", None),
        ("Thạch Ngọc Ánh, 24.11.2011", "Thạch Ngọc Ánh"),
        (
            "Tác giả: Triệu Văn Đô   Nguồn tin: TTHC   Ngày đăng: 12-05-2021   Lượt xem: 2019",
            "Triệu Văn Đô",
        ),
        ("Post on 04/06/2013 By Ban UBKT in Kiểm tra with 0 Comments", "Ban UBKT"),
    ],
)
def test_name_on_a_date_line(line: str, name: str | None) -> None:
    assert in_date_line(line) == name


@pytest.mark.parametrize(
    ("page", "name", "rule"),
    [
        (f"{TITLE}\n12/03/2021\n{TEXT}\n{TEXT}\n\nHải An\nIn trang", "Hải An", "name_after_text"),
        (f"{TITLE}\n12/03/2021\n{TEXT}\nẢnh: Lan Chi\nHải An", "Hải An", "name_after_text"),
        (f"{TITLE}\n12/03/2021\nTác giả: Hải An\n{TEXT}\n{TEXT}", "Hải An", "byline_cue"),
        (f"{TITLE}\nHải An | 12/03/2021\n{TEXT}\nBình luận\nLan Chi", "Hải An", "name_on_date_line"),
        (f"{TITLE}\nHải An | 12/03/2021\n{TEXT}\nTác giả: HẢI AN", "HẢI AN", "byline_cue"),
        (f"{TITLE}\n12/03/2021\n{TEXT}\nNguồn: Báo Sơn La", "Báo Sơn La", "byline_cue"),
        (f"{TITLE}\n12/03/2021\n{TEXT}\nNguồn: Báo Sơn La\nTác giả: Hải An", "Hải An", "byline_cue"),
        (f"{TITLE}\n12/03/2021\n{TEXT} Hải An\nIn trang", "Hải An", "name_after_text"),
        (f"{TITLE}\n12/03/2021\n{TEXT}\n{TEXT}\n(Theo TTXVN)\nIn trang", "TTXVN", "byline_cue"),
        (f"{TITLE}\n12/03/2021\n{TEXT}\n{TEXT}\nTags: tủ sách, công nhân\nHải An", "Hải An", "name_after_text"),
    ],
)  # fmt: skip
def test_byline_of_a_page(page: str, name: str, rule: str) -> None:
    found, evidence = extract_byline(split_zones(page))

    assert found == name
    assert evidence[0].rule == rule


def test_caption_after_the_text_is_no_byline() -> None:
    page = f"{TITLE}\n12/03/2021\n{TEXT}\n{TEXT}\nQuang cảnh buổi khai trương"

    assert extract_byline(split_zones(page)) == (None, ())
