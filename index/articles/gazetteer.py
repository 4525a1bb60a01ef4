"""The gazetteer: provinces, their successors and former districts, and the names that stand for them.

The data are in `data/provinces.json`, or in the file that the environment variable
SEARCHSVC_PROVINCES names. It is read on first use and kept. Ids are those of the 63 provinces
until 2025-06-30; `successor_of` leads to the 34 of today.

A name leads to one id whenever it was written: the cities that became centrally run (Huế on 2025-01-01, Đồng Nai on
2026-04-30, Quảng Ninh on 2026-09-01, Bắc Ninh on 2026-09-20) lie where the district or province of that name lay.
"""

import json
import os
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from functools import cache
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from typing import Final

from index.errors import SourceError
from index.text.normalize import canonical
from index.text.normalize import fold
from index.text.remembered import Remembered

CAPITAL: Final = "ha-noi"  # seat of every central body
MERGER: Final = date(2025, 7, 1)  # from this day there are 34 provinces and no districts
VARIABLE: Final = "SEARCHSVC_PROVINCES"
PROVINCES_FILE: Final = Path(__file__).with_name("data") / "provinces.json"

REMEMBERED_WORDS: Final = 1 << 15

# A word of a name; an apostrophe belongs to it (Cư M'gar).
_SYLLABLE: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_KINDS_OF_SITE: Final = (
    "congdoan|ldld|liendoanlaodong|bao|cong|congan|dang|tinhuy|thanhuy|ubnd|hdnd|mattran|mttq|doan|"
    "tinhdoan|thanhdoan|hoinongdan|hoiphunu|dulich|truyenhinh|ptth|pttth|dai|tuyengiao|so"
)
_PUBLIC_SUFFIX: Final = re.compile(
    r"(?:\.(?:gov|org|com|net|edu|info|dcs))?\.(?:vn|com|net|org|info)$"
)
_OFFICIAL_SUFFIXES: Final = (".gov.vn", ".edu.vn", ".dcs.vn")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name can mean: a province, districts as (type, province), or neither if it is history.

    `needs_cue` marks a name that is a place only after a word such as "thành phố";
    `acronym` one that is always written in capitals (TPHCM).
    """

    province: str | None = None
    districts: tuple[tuple[str, str], ...] = ()
    needs_cue: bool = False
    acronym: bool = False


# A trie of names: the next syllable → node; under END the name that is complete there.
Names = Mapping[str, Any]
END: Final = ""


def province_names() -> Mapping[str, str]:
    """Return the names of the 63 provinces by id, as in `{"bac-giang": "Bắc Giang"}`.

    Raises `SourceError` if the data file is missing or damaged; so do all functions here.
    """
    return _by_id("provinces", "name")


def successor_of() -> Mapping[str, str]:
    """Return for each of the 63 ids the id, among 34, of the province it belongs to since 2025-07-01."""
    return _by_id("provinces", "successor")


def successor_names() -> Mapping[str, str]:
    """Return the names of the 34 provinces by id."""
    return _by_id("successors", "name")


def syllables(text: str) -> tuple[str, ...]:
    """Return the words of a name in the form the gazetteer is keyed by: lower case, canonical tone marks."""
    return tuple(SYLLABLES[word] for word in _SYLLABLE.findall(text))


def syllable(word: str) -> str:
    """Return one word in the form the gazetteer is keyed by."""
    return canonical(word.replace("’", "'").replace("ʼ", "'"))


SYLLABLES: Final = Remembered(syllable, maxsize=REMEMBERED_WORDS)


@cache
def names() -> Names:
    """Return the trie of every name with its marks: provinces, districts and provinces of the past."""
    found: dict[tuple[str, ...], Name] = dict.fromkeys(map(syllables, _data()["historic"]), Name())
    for record in _records("districts"):
        places = tuple((syllable_of_type(kind), record["province"]) for kind in record["types"])
        for name in (record["name"], *record.get("spellings", ())):
            known = found.get(syllables(name), Name())
            found[syllables(name)] = replace(known, districts=known.districts + places)
    for record in _records("provinces"):
        for name in (record["name"], *record["spellings"]):
            found[syllables(name)] = replace(
                found.get(syllables(name), Name()),
                province=record["id"],
                needs_cue=name in record.get("needs_cue", ()),
                acronym=name.isupper(),
            )
    return _trie(found)


@cache
def ascii_names() -> Names:
    """Return the trie of the names of provinces without marks, for pages in English."""
    return _trie({syllables(fold(name)): Name(id_) for id_, name in province_names().items()})


def syllable_of_type(kind: str) -> str:
    """Return a district's type ("thị xã") in the gazetteer's form."""
    return " ".join(syllables(kind))


@cache
def dateline_tags() -> Mapping[str, str]:
    """Return the provinces by the tags their newspapers put before the first sentence, as in "(BGĐT)"."""
    return MappingProxyType(
        {tag: record["id"] for record in _records("provinces") for tag in record["tags"]}
    )


@cache
def phone_codes(*, old: bool) -> Mapping[str, str]:
    """Return the provinces by area code: those since 2017 or, if `old`, those before too."""
    fields = ("phone", "old_phone") if old else ("phone",)
    return MappingProxyType(
        {record[field]: record["id"] for field in fields for record in _records("provinces")}
    )


@lru_cache(maxsize=1 << 12)
def province_of_host(host: str) -> str | None:
    """Return the province a host belongs to; None for national papers, aggregators and all others.

    The last label decides: quangninh.quangbinh.gov.vn is in Quảng Bình.
    """
    host = host.lower().removeprefix("www.")
    if is_national_host(host):
        return None
    for parent in _parents(host):
        if parent in _hosts():
            return _hosts()[parent]
    *owners, stem = _PUBLIC_SUFFIX.sub("", host).split(".")
    bare = host.endswith(_OFFICIAL_SUFFIXES) or any(re.fullmatch(_KINDS_OF_SITE, o) for o in owners)
    match = re.fullmatch(rf"({_KINDS_OF_SITE})?-?(.+?)-?(online|tv|dientu)?", stem)
    if match and match[2] in _host_stems() and (bare or match[1] or match[3]):
        return _host_stems()[match[2]]
    # A central body's office in a province: hungyen.gdt.gov.vn.
    return _host_stems().get(owners[-1]) if owners and host.endswith(".gov.vn") else None


def is_national_host(host: str) -> bool:
    """Tell whether a host is a national paper, a central body or an aggregator."""
    return any(parent in _national_hosts() for parent in _parents(host.removeprefix("www.")))


def _parents(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]


@cache
def _hosts() -> Mapping[str, str]:
    return {host: record["id"] for record in _records("provinces") for host in record["hosts"]}


@cache
def _national_hosts() -> frozenset[str]:
    return frozenset(_data()["national_hosts"])


@cache
def _host_stems() -> Mapping[str, str]:
    stems = {
        "hue": "thua-thien-hue",
        "brvt": "ba-ria-vung-tau",
        "hcm": "ho-chi-minh",
        "tphcm": "ho-chi-minh",
    }
    return stems | {province.replace("-", ""): province for province in province_names()}


def _trie(found: Mapping[tuple[str, ...], Name]) -> Names:
    root: dict[str, Any] = {}
    for words, name in found.items():
        node = root
        for word in words:
            node = node.setdefault(word, {})
        node[END] = name
    return root


@cache
def _by_id(table: str, field: str) -> Mapping[str, str]:
    return MappingProxyType({record["id"]: record[field] for record in _records(table)})


def provinces_file() -> Path:
    """Return the data file of provinces: the package's own, or what SEARCHSVC_PROVINCES names."""
    return Path(os.environ.get(VARIABLE) or PROVINCES_FILE)


def _records(table: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = _data()[table]
    return records


@cache
def _data() -> dict[str, Any]:
    return read_gazetteer(provinces_file())


_FIELDS: Final = {
    "provinces": {"id", "name", "successor", "spellings", "hosts", "tags", "phone", "old_phone"},
    "successors": {"id", "name"},
    "districts": {"name", "province", "types"},
}


_FIX: Final = f"Correct the file, or unset {VARIABLE} to use the package's own."


def read_gazetteer(path: Path) -> dict[str, Any]:
    """Read and check a gazetteer file.

    Raises `SourceError`, naming the file and what is wrong, if it cannot be read or lacks a field.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"Cannot read the gazetteer {path}: {error}. {_FIX}") from error
    problem = _problem(data)
    if problem:
        raise SourceError(f"The gazetteer {path} is damaged: {problem}. {_FIX}")
    return dict(data)


def _problem(data: object) -> str | None:
    if not isinstance(data, dict):
        return "it is not a JSON object"
    for table in (*_FIELDS, "historic", "national_hosts"):
        if not isinstance(data.get(table), list):
            return f"the list “{table}” is missing"
    for table, fields in _FIELDS.items():
        for number, record in enumerate(data[table], start=1):
            missing = fields - set(record if isinstance(record, dict) else ())
            if missing:
                return f"record {number} of “{table}” lacks {', '.join(sorted(missing))}"
    return None
