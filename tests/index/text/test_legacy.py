"""Text from before Unicode: read on request, told apart from Vietnamese, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.legacy import _impossible
from index.text.legacy import _marked
from index.text.legacy import encoding_of_misread
from index.text.normalize import normalize

NEWS = "Công đoàn tỉnh Bắc Giang tổ chức đại hội “lần thứ XV”, nhiệm kỳ 2018 – 2023; kỹ sư dự."


def impossible_share(text: str) -> float:
    """Return which share of the words with a sign beyond ASCII can be no Vietnamese syllable."""
    marked = _marked(text.split())
    return len(_impossible(marked)) / len(marked) if marked else 0.0


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_what_was_read_in_another_encoding_is_kept_and_told(encoding: str) -> None:
    misread = NEWS.encode(encoding).decode("cp1252")

    assert misread.encode("cp1252").decode(encoding) == NEWS
    assert normalize(misread) == misread
    assert impossible_share(misread) > 0.8
    assert encoding_of_misread(misread) is None, "too few words to tell"
    assert encoding_of_misread(misread * 5) == encoding


@pytest.mark.parametrize(
    "text", [NEWS, NEWS.upper(), "no marks at all", "", "Sở LĐ-TB&XH – café số 5: “Đắk Lắk”" + NEWS]
)
def test_vietnamese_is_nearly_free_of_impossible_syllables(text: str) -> None:
    assert impossible_share(text) < 0.2
    assert encoding_of_misread(text * 50) is None


@pytest.mark.parametrize(
    "text",
    [
        "Le préfet et l'évêque célébrèrent à Orléans la fête de la Libération",
        "El niño español comió después jamón y piña en Cádiz, mañana irá a León",
        "Праздник в городе Вологда начался с парада",
        "Žluťoučký kůň úpěl ďábelské ódy",
    ],
)
def test_another_language_is_not_taken_for_an_old_encoding(text: str) -> None:
    assert encoding_of_misread(f"{text} " * 20) is None


def test_half_a_page_of_vietnamese_is_enough_to_be_read_as_it_is() -> None:
    misread = NEWS.encode("tcvn3").decode("cp1252")

    assert encoding_of_misread(f"{NEWS}\n{misread}\n" * 20) is None


@pytest.mark.parametrize(
    ("encoding", "data"), [("tcvn3", b"c\x81"), ("vni", b"c\x81")], ids=["tcvn3", "vni"]
)
def test_bytes_that_mean_nothing_are_an_error(encoding: str, data: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        data.decode(encoding)
    assert data.decode(encoding, "ignore") == "c"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_letters_that_an_encoding_lacks_are_an_error(encoding: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        "中".encode(encoding)
    with pytest.raises(UnicodeEncodeError):
        "\ufffe".encode(encoding)


def test_letters_are_written_as_the_standard_has_them_not_as_windows_does() -> None:
    assert "àáâôđ".encode("tcvn3") == b"\xb5\xb8\xa9\xab\xae"


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for encoding in ("tcvn3", "vni"):
        assert len(data.decode(encoding, "replace")) <= len(data)
