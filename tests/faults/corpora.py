"""Small made-up corpora whose answers are known without any index.

An article is a number and an edition. Both decide which marker words it holds, its year and its
province, so that whoever asks for a marker word knows what is right: which articles are found,
and how many of each year and province.
"""

import json
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from typing import Final

MARKERS: Final = {"xoài": 7, "mít": 11, "bưởi": 13}  # word: it is in one article of so many
PROVINCES: Final = ("bac-giang", "ca-mau", "quang-ninh", "lao-cai")
FIRST_YEAR: Final = 2015
YEARS: Final = 6
FILLER: Final = (
    "hội nghị tổng kết phong trào thi đua của đoàn viên và người lao động trong năm qua cho thấy "
    "nhiều sáng kiến hay được áp dụng vào sản xuất mang lại kết quả tốt cả tập thể cùng chung tay"
)
WORDS_PER_ARTICLE: Final = 150


@dataclass(frozen=True, slots=True)
class Answer:
    """What is right or wrong about an answer; `ids` are those of the hits of a page of 100."""

    total: int
    ids: frozenset[str]
    years: Mapping[str, int]
    provinces: Mapping[str, int]


@dataclass(frozen=True)
class Corpus:
    """Articles as number → edition."""

    editions: Mapping[int, int]

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """What each marker word finds."""
        return {word: _answer_of(_records_with(word, self.editions)) for word in MARKERS}

    def write(self, path: Path) -> Path:
        """Write the articles as JSON lines."""
        records = (_record(number, edition) for number, edition in self.editions.items())
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path


def corpus(numbers: Iterable[int], edition: int = 0) -> Corpus:
    """Return the articles with these numbers, all of one edition."""
    return Corpus(dict.fromkeys(numbers, edition))


def answer_of(printed: Mapping[str, Any]) -> Answer:
    """Return what a JSON answer says, of the service or the command line."""
    return Answer(
        total=printed["total"],
        ids=frozenset(hit["id"] for hit in printed["hits"]),
        years=_counts(printed["facets"]["year"]),
        provinces=_counts(printed["facets"]["province"]),
    )


def _counts(values: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return {value["value"]: value["count"] for value in values if value["count"]}


def _answer_of(records: list[dict[str, str]]) -> Answer:
    return Answer(
        total=len(records),
        ids=frozenset(record["id"] for record in records),
        years=Counter(record["date"][:4] for record in records),
        provinces=Counter(record["province"] for record in records),
    )


def _records_with(word: str, editions: Mapping[int, int]) -> list[dict[str, str]]:
    records = (_record(number, edition) for number, edition in editions.items())
    return [record for record in records if word in record["text"].split()]


def _record(number: int, edition: int) -> dict[str, str]:
    place = number + edition
    markers = [word for word, period in MARKERS.items() if place % period == 0]
    return {
        "id": f"bài-{number}",
        "title": f"Tin số {number}",
        "text": " ".join([*markers, *_filler(number, edition)]) + ".",
        "date": f"{FIRST_YEAR + place % YEARS}-03-08",
        "province": PROVINCES[place % len(PROVINCES)],
    }


def _filler(number: int, edition: int) -> list[str]:
    """Return words that differ from article to article and between editions of one."""
    syllables = FILLER.split()
    step = 1 + (number * 7 + edition * 3) % (len(syllables) - 1)
    return [
        syllables[(number + place * step + place * place * edition) % len(syllables)]
        for place in range(WORDS_PER_ARTICLE)
    ]
