"""Wrapped lines joined, glued names split off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.paragraphs import Paragraph
from index.articles.paragraphs import paragraphs_of

LONG = "Tủ sách có 600 đầu sách do đoàn viên góp tặng; mỗi tối thứ Bảy, một cán bộ công đoàn trực để cho mượn."


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Cái Mép ngày trống tàu:\ncảng lớn xoay xở giữ người", [(1, "Cái Mép ngày trống tàu: cảng lớn xoay xở giữ người")]),
        ("Sáng nay Tòa án nhân dân huyện ra quyết định\ncông nhận sự thỏa thuận của các bên trong vụ\nkiện.",
         [(1, "Sáng nay Tòa án nhân dân huyện ra quyết định công nhận sự thỏa thuận của các bên trong vụ kiện.")]),
        ("Sáng nay Tòa án nhân dân huyện ra quyết định\n\ncông nhận sự thỏa thuận của các bên",
         [(1, "Sáng nay Tòa án nhân dân huyện ra quyết định"), (3, "công nhận sự thỏa thuận của các bên")]),
        ("Tòa án nhân dân huyện đã ra quyết định.\ncông nhận sự thỏa thuận",
         [(1, "Tòa án nhân dân huyện đã ra quyết định."), (2, "công nhận sự thỏa thuận")]),
        ("Công đoàn tỉnh Sơn La anh hùng\ncongdoansonla.org.vn", [(1, "Công đoàn tỉnh Sơn La anh hùng"), (2, "congdoansonla.org.vn")]),
        ("Giới thiệu\ntin tức", [(1, "Giới thiệu"), (2, "tin tức")]),
        ("Các tin khác của chuyên mục này\nbài cũ hơn về tủ sách", [(1, "Các tin khác của chuyên mục này"), (2, "bài cũ hơn về tủ sách")]),
        ("Mở tủ sách ở khu nhà trọ công nhân\nảnh: Hải An", [(1, "Mở tủ sách ở khu nhà trọ công nhân"), (2, "ảnh: Hải An")]),
        (f"{LONG} Ngọc Lan", [(1, LONG), (1, "Ngọc Lan")]),
        (f"{LONG} Bài, ảnh: TRÀ NGÂN – QUANG VŨ", [(1, LONG), (1, "Bài, ảnh: TRÀ NGÂN – QUANG VŨ")]),
        (f"{LONG} (Thanh Hà)", [(1, LONG), (1, "Thanh Hà")]),
        (f"{LONG} Ng.Ph", [(1, LONG), (1, "Ng.Ph")]),
        (f"{LONG} Ai cũng vui", [(1, f"{LONG} Ai cũng vui")]),
        (f"{LONG[:-1]} ở Sơn La (Việt Nam)", [(1, f"{LONG[:-1]} ở Sơn La (Việt Nam)")]),
        ("Ông cười. Hải An", [(1, "Ông cười. Hải An")]),
        ("", []),
        (" \n\n", []),
    ],
)  # fmt: skip
def test_lines_become_paragraphs(text: str, paragraphs: list[tuple[int, str]]) -> None:
    assert paragraphs_of(text) == [Paragraph(number, whole) for number, whole in paragraphs]


@given(st.text("aĐồ .:\n(", max_size=300))
def test_no_word_is_lost_and_lines_keep_their_order(text: str) -> None:
    found = paragraphs_of(text)

    assert " ".join(one.text for one in found).split() == text.split()
    assert [one.number for one in found] == sorted(one.number for one in found)
