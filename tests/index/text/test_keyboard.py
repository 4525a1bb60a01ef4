"""Keys of Telex and VNI: what holds for all syllables, and when a query is read as keys."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.keyboard import decode
from index.text.keyboard import retyped
from index.text.normalize import canonical
from index.text.normalize import fold
from index.text.syllables import is_syllable

PARTS = {
    "onsets": "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x",
    "open": "a ai ao ay âu ây e ê êu i iêu o oa oai oi ô ôi ơ ơi u ua uê ui uôi ư ưa ươi y",
    "closed": "am an ang anh ăn âng em ên iên inh oan oăng om ong ông ơn un uyên ưng ương",
    "stopped": "ac ach ăt âp ec êch iêt ic oat oc ôc ơp uc uôc ươc",
}
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")

TONES_OF = {"open": TONES, "closed": TONES, "stopped": ("\u0301", "\u0323")}
SYLLABLES = sorted(
    unicodedata.normalize("NFC", onset + rhyme + tone)
    for kind, tones in TONES_OF.items()
    for onset, rhyme, tone in product(PARTS["onsets"].split(), PARTS[kind].split(), tones)
    if is_syllable(onset + rhyme)
)
syllables = st.sampled_from(SYLLABLES).map(canonical)

METHODS = {
    "telex": ({"\u0302": None, "\u031b": "w", "\u0306": "w", "đ": "d"}, "fsrxj"),
    "vni": ({"\u0302": "6", "\u031b": "7", "\u0306": "8", "đ": "9"}, "21345"),
}


def keys_of(syllable: str, method: str, *, shapes_last: bool) -> str:
    """Type a syllable: the tone last, the shapes of letters at once or after all letters."""
    shapes, tones = METHODS[method]
    typed, later, tone = "", "", ""
    for letter in syllable:
        base, *marks = unicodedata.normalize("NFD", letter)
        marks += ["đ"] if letter == "đ" else []
        typed += fold(base)
        for mark in marks:
            if mark in TONES:
                tone = tones[TONES.index(mark) - 1]
            elif shapes_last:
                # One key is enough for both letters of ươ.
                key = shapes[mark] or fold(base)
                later += "" if mark == "\u031b" and key in later else key
            else:
                typed += shapes[mark] or fold(base)
    return typed + later + tone


@given(syllables, st.sampled_from(sorted(METHODS)), st.booleans())
def test_decodes_what_was_typed_in_any_order(syllable: str, method: str, shapes_last: bool) -> None:
    typed = keys_of(syllable, method, shapes_last=shapes_last)

    assert decode(typed) == (syllable if typed != syllable else None)


@given(syllables.map(fold))
def test_a_syllable_without_marks_is_no_keys(plain: str) -> None:
    assert decode(plain) is None


@given(st.text() | st.text("aeouwdfsrxj0123456789", max_size=12))
def test_what_keys_type_is_a_syllable_with_marks(keys: str) -> None:
    syllable = decode(keys)

    if syllable is not None:
        assert is_syllable(syllable)
        assert syllable == canonical(syllable) != fold(syllable)


KNOWN = ("công đoàn cơ sở", "tổ chức bên cạnh", "bõ công", "mĩ thuật", "bên mã")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("coong ddoafn", "công đoàn"),
        ("COONG ddoafn, co so!", "công đoàn, cơ sở!"),
        ("toor chuwcs", "tổ chức"),
        ("been canhj", "bên cạnh"),
        ("coong", "công"),
        ("coong ddoafn 2020", "công đoàn 2020"),
        ("box coong", "bõ công"),
        ("been max", None),
        ("mix", None),
        ("mixx", None),
        ("coong nhaan", None),
        ("toor coong", None),
        ("coong xyz", None),
        ("a4", None),
        ("2020", None),
        ("", None),
        ("công đoàn", None),
    ],
)
def test_reads_keys_only_as_words_that_are_known_side_by_side(reader_of, typed, meant):
    assert retyped(typed, reader_of(*KNOWN)) == meant
