"""Encodings from before Unicode, as Python codecs: "tcvn3" (ABC fonts) and "vni" (VNI fonts).

    C«ng ®oµn      the bytes of "Công đoàn" in tcvn3, read as Windows-1252
    Coâng ñoaøn    the bytes of "Công đoàn" in vni, read as Windows-1252

Importing this module registers both. Text is read so on request only, never because it looks
so; `encoding_of_misread` tells what to ask for.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from typing import Final

from index.text.syllables import is_syllable

_UNDEFINED: Final = "\ufffe"  # for `codecs.charmap_decode`

# Letters by the byte of the first of a run (TCVN 5712:1993, VN3). The rest is Windows-1252.
_TCVN3_RUNS: Final = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}

# VNI writes a base, then the sign of its shape and tone; some letters are one sign.
_VNI_BASES: Final = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
# Each row: the signs for no tone (if any) and grave, acute, hook, tilde, dot below.
_VNI_MARKS: Final = (("", "øùûõï"), ("\u0302", "âàáåãä"), ("\u0306", "êèéúüë"))
_VNI_TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_VNI_SIGNS: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

# How a text is told that was read in another encoding than its own.
_LEAST_WORDS: Final = 20  # with signs beyond ASCII
_SAMPLED_WORDS: Final = 200
# No misread text has a đ; in Vietnamese every fortieth letter or so is one.
_LETTER_NEVER_MISREAD: Final = "đ"
_ITS_SHARE: Final = 1 / 200
_IMPOSSIBLE_SHARE: Final = 0.6  # of its words; lists of French or Spanish names come near it,
_HEALED_SHARE: Final = 0.8  # but as bytes of an old encoding they are no better.

_WORD: Final = re.compile(r"\S+")
_AROUND_WORD: Final = " \t.,;:!?()[]\"'“”‘’«»–-…/*•"


def encoding_of_misread(text: str) -> str | None:
    """Return "tcvn3" or "vni" if the text is Vietnamese in that encoding, read as Windows-1252.

    It is if most of its words can be no Vietnamese syllables, yet nearly all of them are once
    their bytes are read in that encoding. None for all other text, and for a few words.
    """
    if text.count(_LETTER_NEVER_MISREAD) > _ITS_SHARE * len(text):
        return None
    words = _WORD.findall(text)
    marked = _marked(words[:: len(words) // _SAMPLED_WORDS + 1])
    impossible = _impossible(marked)
    if len(marked) < _LEAST_WORDS or len(impossible) < _IMPOSSIBLE_SHARE * len(marked):
        return None
    bytes_read = [word.encode("cp1252", "replace") for word in impossible]
    for encoding in _CODECS:
        reread = [word.decode(encoding, "replace").strip(_AROUND_WORD) for word in bytes_read]
        if sum(map(is_syllable, reread)) >= _HEALED_SHARE * len(reread):
            return encoding
    return None


def _marked(words: Sequence[str]) -> list[str]:
    return [word for word in (word.strip(_AROUND_WORD) for word in words) if not word.isascii()]


def _impossible(words: Sequence[str]) -> list[str]:
    return [word for word in words if not is_syllable(word)]


def _tcvn3_table() -> str:
    table = [bytes([byte]).decode("cp1252", "replace") for byte in range(256)]
    table = [_UNDEFINED if letter == "\ufffd" else letter for letter in table]
    for first, letters in _TCVN3_RUNS.items():
        table[first : first + len(letters)] = letters
    return "".join(table)


def _vni_table() -> dict[str, str]:
    marks = {
        sign: shape + tone
        for shape, signs in _VNI_MARKS
        for sign, tone in zip(signs, _VNI_TONES[-len(signs) :], strict=True)
    }
    composed = {
        base + sign: unicodedata.normalize("NFC", letter + mark)
        for base, letter in _VNI_BASES.items()
        for sign, mark in marks.items()
    }
    lower = _VNI_SIGNS | {signs: letter for signs, letter in composed.items() if len(letter) == 1}
    title = {signs.capitalize(): letter.upper() for signs, letter in lower.items()}
    return lower | title | {signs.upper(): letter.upper() for signs, letter in lower.items()}


_TCVN3: Final = _tcvn3_table()
# Windows-1252 has some of the letters at bytes that TCVN3 leaves free; the table's own win.
_TO_TCVN3: Final = {
    ord(letter): byte for byte, letter in enumerate(_TCVN3) if letter != _UNDEFINED
} | {
    ord(letter): byte
    for first, letters in _TCVN3_RUNS.items()
    for byte, letter in enumerate(letters, start=first)
}
_VNI: Final = _vni_table()
_TO_VNI: Final = {ord(letter): signs for signs, letter in _VNI.items()}
_VNI_LETTER: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


def _decode_tcvn3(data: Any, errors: str = "strict") -> tuple[str, int]:
    return codecs.charmap_decode(data, errors, _TCVN3)


def _encode_tcvn3(text: str, errors: str = "strict") -> tuple[bytes, int]:
    return codecs.charmap_encode(text, errors, _TO_TCVN3)


def _decode_vni(data: Any, errors: str = "strict") -> tuple[str, int]:
    signs, read = codecs.lookup("cp1252").decode(data, errors)
    return _VNI_LETTER.sub(lambda letter: _VNI[letter[0]], signs), read


def _encode_vni(text: str, errors: str = "strict") -> tuple[bytes, int]:
    data, _ = codecs.lookup("cp1252").encode(text.translate(_TO_VNI), errors)
    return data, len(text)


_CODECS: Final = {
    "tcvn3": codecs.CodecInfo(_encode_tcvn3, _decode_tcvn3, name="tcvn3"),
    "vni": codecs.CodecInfo(_encode_vni, _decode_vni, name="vni"),
}

codecs.register(_CODECS.get)
