"""Dates and document numbers in running text, each as one term of its own.

01/8/2014, 01.8.2014, ngày 1 tháng 8 năm 2014  →  2014-08-01
643/QĐ-TLĐ, 643/QĐ–TLĐ                         →  643/qđ-tlđ
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.text.normalize import canonical

EntityKind = Literal["date", "document"]


@dataclass(frozen=True, slots=True)
class Entity:
    """A date ("2014-08-01") or document number ("643/qđ-tlđ") at [start, end) of the text."""

    text: str
    start: int
    end: int
    kind: EntityKind


# Hyphen, no-break hyphen, en dash; "-" comes last, so that it makes no range in a class.
_HYPHENS: Final = "\u2010\u2011\u2013-"
_TO_HYPHEN: Final = str.maketrans(dict.fromkeys(_HYPHENS, "-"))
_SPACE: Final = "[ \u00a0]"
_GAP: Final = r"\s{1,4}"

_DAY_FIRST: Final = rf"""
    (?P<day>[0-9]{{1,2}}) (?P<sep>{_SPACE}?[/{_HYPHENS}]{_SPACE}?|\.) (?P<month>[0-9]{{1,2}})
    (?P=sep) (?P<year>[12][0-9]{{3}}) (?!\d|(?P=sep)\d)
"""
_YEAR_FIRST: Final = rf"""
    (?P<iso_year>[12][0-9]{{3}}) (?P<iso_sep>[/.{_HYPHENS}]) (?P<iso_month>[0-9]{{1,2}})
    (?P=iso_sep) (?P<iso_day>[0-9]{{1,2}}) (?!\d|(?P=iso_sep)\d)
"""
_IN_WORDS: Final = rf"""
    (?P<word_day>[0-9]{{1,2}}) {_GAP} th[áa]ng {_GAP} (?P<word_month>[0-9]{{1,2}})
    (?:{_GAP}|\s{{0,4}},\s{{0,4}}) n[ăa]m {_GAP} (?P<word_year>[12][0-9]{{3}}) (?!\d)
"""
# QĐ, TTg, QH14, BLĐTBXH.
_CODE: Final = r"[^\W\d_]{1,12}[0-9]{0,2}(?![^\W_])"
# 643/QĐ-TLĐ, 217-QĐ/TW; after a year one code will do: 57/2020/QH14. Five codes at most: terms are bounded.
_DOCUMENT: Final = rf"""
    (?P<document>
      (?<![\w/{_HYPHENS}]) (?<![0-9][.,]) [0-9]{{1,6}}[a-zđ]?
      (?: {_SPACE}?/[12][0-9]{{3}}/{_CODE}(?:[/{_HYPHENS}]{_CODE}){{0,4}}
        | {_SPACE}?[/{_HYPHENS}]{_CODE}(?:[/{_HYPHENS}]{_CODE}){{1,4}} )
    )
"""
_DIGITS: Final = re.compile("[0-9]+")
_FEW_CHARACTERS: Final = 500  # up to here a pattern is quicker than NumPy, which else takes a third


def _table(characters: str) -> NDArray[np.bool_]:
    """Return for each code whether a pattern's class holds it; the last stands for all that follow."""
    codes = range(0x3002)  # U+3000 is the last white space; no class holds U+3001
    found = re.findall(f"[{characters}]", "".join(map(chr, codes)), re.IGNORECASE)
    table = np.zeros(len(codes), np.bool_)
    table[list(map(ord, found))] = True
    return table


# What may follow the first digits of an entity: a joint; or a space, and what may follow that.
_JOINT: Final = _table(rf"a-zđ./{_HYPHENS}")
_SPACES: Final = _table(r"\s")
_AFTER_SPACE: Final = _table(rf"t\s/{_HYPHENS}")

_ENTITY: Final = re.compile(
    f"{_DAY_FIRST}|{_YEAR_FIRST}|{_IN_WORDS}|{_DOCUMENT}", re.VERBOSE | re.IGNORECASE
)
_DAY_WORD: Final = re.compile(rf"(?<![^\W_])ng[àa]y{_GAP}\Z", re.IGNORECASE)

# The groups that hold day, month and year, and the separator, in each way to write a date.
_DATE_GROUPS: Final = (
    ("day", "month", "year", "sep"),
    ("iso_day", "iso_month", "iso_year", "iso_sep"),
    ("word_day", "word_month", "word_year", None),
)


def iter_entities(text: str) -> Iterator[Entity]:
    """Yield the dates and document numbers of a text in NFC, in order, never overlapping.

    A date must exist in the calendar: 13/13/2014 and 24/7 are none.
    """
    if len(text) < _FEW_CHARACTERS:
        return _entities(text, (digits.start() for digits in _DIGITS.finditer(text)))
    return _entities(text, _candidates(text).tolist())


def entities_of(texts: Sequence[str]) -> list[list[Entity]]:
    """Return what `iter_entities` finds in each text, quicker for many texts at once."""
    candidates = _candidates("\n".join(texts))
    borders = np.cumsum([0, *(len(text) + 1 for text in texts)])
    firsts = np.searchsorted(candidates, borders)
    starts = (candidates - np.repeat(borders[:-1], np.diff(firsts))).tolist()
    return [
        list(_entities(text, starts[first:end])) if first < end else []
        for text, (first, end) in zip(texts, pairwise(firsts.tolist()), strict=True)
    ]


def _candidates(text: str) -> NDArray[np.intp]:
    """Return where digits begin that, by the two characters after them, may begin an entity."""
    codes = np.frombuffer(f"\n{text}\n\n".encode("utf-32-le", "surrogatepass"), "<u4")
    is_digit = codes - ord("0") < 10  # unsigned, so that what comes before "0" is large
    borders = np.flatnonzero(is_digit[1:] != is_digit[:-1])
    starts, ends = borders[::2], borders[1::2]
    first, second = codes[ends + 1], codes[ends + 2]
    goes_on = _SPACES.take(first, mode="clip") & _AFTER_SPACE.take(second, mode="clip")
    goes_on |= _JOINT.take(first, mode="clip")
    return starts[goes_on]


def _entities(text: str, starts: Iterable[int]) -> Iterator[Entity]:
    """Yield the entities that begin at these places, where runs of digits do."""
    end = 0
    for start in starts:
        if start >= end and (match := _ENTITY.match(text, start)):
            entity = _document(match) if match["document"] else _date(match)
            if entity:
                yield entity
                end = entity.end


def _document(match: re.Match[str]) -> Entity:
    pieces = re.split(r"([/-])", match[0].translate(_TO_HYPHEN))
    text = "".join(canonical(piece.strip()) for piece in pieces)
    return Entity(text, match.start(), match.end(), "document")


def _date(match: re.Match[str]) -> Entity | None:
    day, month, year, separator = next(groups for groups in _DATE_GROUPS if match[groups[0]])
    if separator and _continues_numbers(match, match[separator].strip(" \u00a0")):
        return None
    try:
        found = date(int(match[year]), int(match[month]), int(match[day]))
    except ValueError:
        return None
    start = match.start()
    if not separator and (word := _DAY_WORD.search(match.string, max(0, start - 8), start)):
        start = word.start()
    return Entity(found.isoformat(), start, match.end(), "date")


def _continues_numbers(match: re.Match[str], separator: str) -> bool:
    """Tell whether this is the rest of a longer row, as 2/3/2014 in 1/2/3/2014."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return len(before) == 2 and before[0].isdecimal() and before[1] == separator
