"""Abbreviations and what they stand for, both ways: LĐLĐ ⇄ liên đoàn lao động.

The table is `data/abbreviations.toml`; it is read on first use.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from typing import Final

from index.errors import SourceError
from index.text.normalize import fold
from index.text.tokens import terms

ABBREVIATIONS_FILE: Final = Path(__file__).with_name("data") / "abbreviations.toml"

_KEYS: Final = frozenset({"senses", "variants", "ambiguous"})


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation and its senses, the most frequent first.

    `variants` are other ways to write it. `ambiguous` if the senses are different things.
    """

    short: str
    senses: tuple[str, ...]
    ambiguous: bool
    variants: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All ways to write it in exact form, the usual one first: ("kt xh", "ktxh")."""
        return tuple(dict.fromkeys(map(exact_form, (self.short, *self.variants))))


@dataclass(frozen=True, slots=True)
class _Table:
    by_exact: Mapping[str, Abbreviation]
    by_folded: Mapping[str, Sequence[Abbreviation]]
    spellings_of: Mapping[str, Sequence[str]]
    longest_sense: int


def expansions_of(abbreviation: str) -> tuple[str, ...]:
    """Return the senses of an abbreviation, the most frequent first; () if it is none.

    It may be written in any of its ways ("LĐLĐ", "kt xh"), or without marks ("ldld") if no other
    abbreviation is then the same. Raises `SourceError` if the table is broken.
    """
    table = _table()
    written = exact_form(abbreviation)
    if found := table.by_exact.get(written):
        return found.senses
    candidates = table.by_folded.get(written, ())
    return candidates[0].senses if len(candidates) == 1 else ()


def abbreviations_in(syllables: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (i, j, spelling) for each abbreviation whose sense is spelled out by syllables[i:j].

    Syllables are exact forms; without any mark they match the folded sense. All spans are
    returned, nested ones too, the longest first, each with every spelling in exact form. An
    ambiguous abbreviation counts in its first sense only. Raises `SourceError` if the table is broken.
    """
    table = _table()
    spans = [
        (start, end)
        for start in range(len(syllables))
        for end in range(start + 1, min(len(syllables), start + table.longest_sense) + 1)
    ]
    return [
        (start, end, spelling)
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0]))
        for spelling in table.spellings_of.get(" ".join(syllables[start:end]), ())
    ]


def exact_form(phrase: str) -> str:
    """Return the exact terms of an abbreviation or phrase, separated by spaces: "KT-XH" → "kt xh"."""
    return " ".join(terms(phrase).exact)


def load(path: Path) -> tuple[Abbreviation, ...]:
    """Read a table of abbreviations; raises `SourceError` that names the file and the entry at fault."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["abbreviations"]
        entries = table.items()
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise SourceError(
            f"{path}: cannot be read as a table [abbreviations] in TOML ({error}). Restore the file."
        ) from error
    return tuple(_abbreviation(path, short, entry) for short, entry in entries)


def _abbreviation(path: Path, short: str, entry: Any) -> Abbreviation:
    if not exact_form(short):
        raise SourceError(f'{path}: "{short}" has no letter. Correct the abbreviation.')
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS:
        raise SourceError(
            f'{path}: "{short}" takes {{ senses = [...] }} and, if need be, variants and ambiguous.'
        )
    senses, variants = entry.get("senses"), entry.get("variants", [])
    if not senses or not _are_phrases(senses) or not _are_phrases(variants):
        raise SourceError(
            f'{path}: senses and variants of "{short}" must be lists of phrases, senses not empty.'
        )
    ambiguous = entry.get("ambiguous", False)
    if not isinstance(ambiguous, bool):
        raise SourceError(f'{path}: ambiguous of "{short}" must be true or false.')
    return Abbreviation(short, tuple(senses), ambiguous, tuple(variants))


def _are_phrases(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) and exact_form(item) for item in value
    )


@cache
def _table() -> _Table:
    return _index(load(ABBREVIATIONS_FILE))


def _index(abbreviations: Iterable[Abbreviation]) -> _Table:
    by_exact: dict[str, Abbreviation] = {}
    by_folded: defaultdict[str, list[Abbreviation]] = defaultdict(list)
    spellings_of: defaultdict[str, list[str]] = defaultdict(list)
    longest = 0
    for abbreviation in abbreviations:
        for spelling in abbreviation.spellings:
            by_exact.setdefault(spelling, abbreviation)
        for folded in dict.fromkeys(map(fold, abbreviation.spellings)):
            by_folded[folded].append(abbreviation)
        for sense in abbreviation.senses[:1] if abbreviation.ambiguous else abbreviation.senses:
            exact = exact_form(sense)
            longest = max(longest, len(exact.split()))
            for phrase in dict.fromkeys((exact, fold(exact))):
                spellings_of[phrase] += abbreviation.spellings
    return _Table(by_exact, by_folded, spellings_of, longest)
