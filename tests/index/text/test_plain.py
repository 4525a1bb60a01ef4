"""The quick look for text that needs no normalizing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.normalize import normalize
from index.text.plain import is_plain
from index.text.visible import visible

COMMON = st.text(
    alphabet="aôẬđ\u00c3\u00b4\u201c –\n\u0301\u0323\u00ad\u200b\u1161\u11a8가😀\ud800\r\0",
    max_size=12,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", True),
        ("Hòa, “Thủy” – à ơi…\nĐắk Lắk", True),
        ("Ho\u0300a", False),  # decomposed
        ("ThÃ´ng", False),  # misread
        ("zero\u200bwidth", False),
        ("soft\u00adhyphen", False),
        ("line\rline", False),
        ("\u2126", False),  # the ohm sign becomes a Greek letter
    ],
)
def test_plain_text_is_told(text: str, *, plain: bool) -> None:
    assert is_plain(text) == plain


@given(COMMON | st.text())
def test_plain_text_is_left_as_it_is(text: str) -> None:
    if is_plain(text):
        assert visible(normalize(text)) == normalize(text) == text


def test_no_character_that_composes_with_one_before_it_is_plain() -> None:
    marks = (
        chr(code)
        for code in range(0x10000)
        if not unicodedata.is_normalized("NFC", f"{chr(code)}x") or unicodedata.combining(chr(code))
    )

    assert not any(map(is_plain, marks))
