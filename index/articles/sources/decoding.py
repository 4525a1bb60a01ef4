"""Bytes → text, or a reason that names the encoding to ask for."""

import codecs
from collections.abc import Iterable
from typing import Final

from index.text.legacy import encoding_of_misread

_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# Codecs of Python that decode bytes, but are no charset of a page; some take hours for a long one.
_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)


def is_utf_16(data: bytes) -> bool:
    """Tell whether the bytes begin with the mark of UTF-16, which no UTF-8 text does."""
    return data.startswith(_UTF_16_MARKS)


def decode(data: bytes, encoding: str, declared: Iterable[str] = ()) -> str:
    """Return the text in the encoding asked for, or else in the first declared one that fits.

    Raises ValueError, saying why the bytes are no text in the encoding asked for.
    """
    try:
        return _decode(data, encoding)
    except ValueError:
        for other in filter(_is_charset, declared):
            try:
                return _decode(data, other)
            except ValueError:
                continue
        raise


def _is_charset(name: str) -> bool:
    try:
        return codecs.lookup(name).name not in _NO_CHARSETS
    except (LookupError, ValueError):
        return False


def _decode(data: bytes, encoding: str) -> str:
    if encoding == "utf-8" and is_utf_16(data):
        raise ValueError("not UTF-8 but UTF-16; read it with --encoding utf-16")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(_misread(data, error.start, encoding)) from error
    except (LookupError, ValueError) as error:  # as for "rot13", which makes text of text
        raise ValueError(f"{encoding} is no encoding of text") from error
    if "\0" in text:
        raise ValueError(
            f"holds NULs: no text, or not in {encoding.upper()}; name its encoding with --encoding"
        )
    return text.removeprefix("\ufeff")


def _misread(data: bytes, start: int, encoding: str) -> str:
    known = encoding_of_misread(data.decode("cp1252", "replace"))
    named = f"read it with --encoding {known}" if known else "name its encoding with --encoding"
    return f"not {encoding.upper()} (byte 0x{data[start]:02x} at {start}); {named}"
