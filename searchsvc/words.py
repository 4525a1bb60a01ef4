"""What a person reads of a value: dates, numbers, places, the pieces of a marked text."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from index.articles.gazetteer import province_names
from index.articles.gazetteer import successor_names
from index.articles.gazetteer import successor_of
from index.facets import in_era
from index.models import Era
from index.models import Mark
from index.models import YearBasis

UNKNOWN_DATE: Final = "không rõ ngày"
# Why a year is only "khoảng 2021".
INFERRED: Final[dict[YearBasis, str]] = {
    "inferred_event": "suy từ sự kiện trong bài",
    "inferred_title": "suy từ tiêu đề",
}
ZONES: Final = {
    "header": "đầu trang",
    "navigation": "trình đơn",
    "breadcrumb": "đường dẫn của trang",
    "slogan": "khẩu hiệu",
    "title": "tiêu đề",
    "date": "dòng ngày",
    "lead": "đoạn mở đầu",
    "body": "thân bài",
    "caption": "chú thích ảnh",
    "byline": "dòng tác giả",
    "image": "ảnh",
    "related": "tin liên quan",
    "footer": "chân trang",
    "counter": "lượt xem",
    "url": "địa chỉ trang",
    "stated": "nguồn ghi sẵn",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not. A template puts <mark> around it, so text is never HTML."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A province of an era; `now` names the one it belongs to now, if that is another."""

    id: str
    name: str
    now: str | None = None


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Split a text at its marks, which are sorted and do not overlap."""
    return list(_pieces(text, marks))


def number(value: int) -> str:
    """Write a whole number the Vietnamese way: 1.234.567."""
    return f"{value:,}".replace(",", ".")


def milliseconds(value: float) -> str:
    """Write a duration in ms with a decimal comma: "1,8 ms"."""
    return f"{value:.1f} ms".replace(".", ",")


def day(value: date) -> str:
    """Write a date as dd/mm/yyyy."""
    return f"{value:%d/%m/}{value.year:04}"


def when(published: date | None, year: int | None, basis: YearBasis) -> str:
    """Say when something was published, and how sure that is."""
    if published:
        return day(published)
    if not year:
        return UNKNOWN_DATE
    why = INFERRED.get(basis)
    return f"khoảng {year} ({why})" if why else f"năm {year}"


def province_names_of(era: Era) -> Mapping[str, str]:
    """Return {id: name} of the provinces until 2025-06-30 (63) or since (34)."""
    return successor_names() if era == 34 else province_names()


def places(provinces: Sequence[str], era: Era) -> list[Place]:
    """Name provinces (ids of the 63, or of the era) as they are called in an era, without repeats."""
    names = province_names_of(era)
    return [
        Place(province, names.get(province, province), now_part_of(province, era))
        for province in in_era(provinces, era)
    ]


def now_part_of(province: str, era: Era) -> str | None:
    """Name the province that one of an era belongs to now; None if it kept its name."""
    now = successor_names().get(successor_of().get(province, ""))
    return now if era == 63 and now != province_names().get(province) else None


def topics(ids: Sequence[str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return topics as (id, label)."""
    return [(topic, labels.get(topic, topic)) for topic in ids]


def zone(name: str) -> str:
    """Name a part of a page, for the evidence of a fact."""
    return ZONES.get(name, name)


def web_url(url: str | None) -> str | None:
    """Return the URL if it may be a link: http(s) with a host; javascript: and the like may not."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # such as an unclosed [
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def paragraphs(text: str, marks: Iterable[Mark]) -> list[list[Piece]]:
    """Split a text at its marks and line ends, into the pieces of each line that is not blank."""
    lines: list[list[Piece]] = [[]]
    for piece in _pieces(text, marks):
        first, *others = piece.text.split("\n")
        lines[-1].append(Piece(first, piece.marked))
        lines += [[Piece(part, piece.marked)] for part in others]
    return [line for line in lines if any(piece.text.strip() for piece in line)]


def _pieces(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    done = 0
    for start, end in marks:
        if start > done:
            yield Piece(text[done:start], marked=False)
        yield Piece(text[start:end], marked=True)
        done = end
    if done < len(text):
        yield Piece(text[done:], marked=False)
