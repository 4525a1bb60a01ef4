"""Extracts of an article with marks on what the query found.

Marks stand on the original text, whatever the marks of the query. A word typed with marks
leaves other accents unmarked where the text has the typed ones: "đường" does not mark
"dưỡng" next to "đường", but it does mark "duong" in a text without marks.

The place of an extract is looked for in a plain copy of the text, letter for letter; only what
is shown is tokenized, so a long article costs little.
"""

import re
from collections import Counter
from collections import deque
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from functools import lru_cache
from itertools import islice
from typing import Any
from typing import Final

import numpy as np
import numpy.typing as npt

from index.models import Mark
from index.text.entities import iter_entities
from index.text.normalize import canonical
from index.text.normalize import fold
from index.text.tokens import Token
from index.text.tokens import sequence
from index.text.tokens import tokenize

LENGTH: Final = 240  # code points of a snippet
_SCANNED_CHARACTERS: Final = 100_000
_MAX_OCCURRENCES: Final = 500  # of one highlight
_ELLIPSIS: Final = "…"

_WORD: Final = re.compile(r"[^\W_]+")
_SENTENCE_START: Final = re.compile(r"(?:[.!?…:;]\s+|\n\s*)(?=\S)")
_WORD_START: Final = re.compile(r"(?<=\s)(?=\S)")
_SPACE: Final = re.compile(r"\s")

# Letters above are of scripts that no copy letter for letter can fold; before are signs, too.
_PLAIN_CODES: Final = 0x3000
_UNKNOWN: Final = 0xFF

_Span = tuple[int, int, int]  # start, end, number of the highlight

_exact: Final = lru_cache(maxsize=1 << 12)(canonical)


@dataclass(frozen=True, slots=True)
class Highlight:
    """What to mark: a term, or terms in a row; folded, or `exact` as they must stand there.

    `preferred` are exact forms of a single folded term: in a text that has one of them, the
    term is marked in these forms only. `prefix` marks each word that begins with the term,
    or with a preferred form.
    """

    terms: tuple[str, ...]
    exact: bool = False
    preferred: tuple[str, ...] = ()
    prefix: bool = False


def highlight(text: str, highlights: Sequence[Highlight]) -> tuple[Mark, ...]:
    """Return the marks of a short text, such as a title, in order and without overlaps."""
    tokens = tokenize(text)
    return _marks(text, tokens, _settled(highlights, {token.text for token in tokens}))


def snippet(
    text: str, highlights: Sequence[Highlight], length: int = LENGTH
) -> tuple[str, tuple[Mark, ...]]:
    """Return an extract of about `length` code points and its marks.

    It shows the most different words of the query, then the most occurrences, and begins
    and ends between words; "…" stands where text was left out, a space for every line
    break. Without an occurrence it is the beginning of the text, unmarked.
    """
    spans, settled = _occurrences(text[:_SCANNED_CHARACTERS] if highlights else "", highlights)
    start, end = _window(text, *_densest(spans, length), length)
    extract = _SPACE.sub(" ", text[start:end])
    before = _ELLIPSIS if start else ""
    after = _ELLIPSIS if end < len(text.rstrip()) else ""
    marks = _marks(extract, tokenize(extract), settled)
    shift = len(before)
    return before + extract + after, tuple((first + shift, last + shift) for first, last in marks)


def _occurrences(text: str, highlights: Sequence[Highlight]) -> tuple[list[_Span], list[Highlight]]:
    """Return where highlights stand, a bounded number of times, and the highlights settled."""
    plain = _plain(text)
    found = [
        (match.start(), match.end() - 1, which)
        for which, one in enumerate(highlights)
        for match in islice(_pattern(one).finditer(plain), _MAX_OCCURRENCES)
    ]
    pieces = [
        _forms(text[start:end]) if _is_picky(highlights[which]) else ()
        for start, end, which in found
    ]
    settled = _settled(highlights, {form for forms in pieces for form in forms})
    spans = [
        span for span, forms in zip(found, pieces, strict=True) if _accepts(settled[span[2]], forms)
    ]
    if not found and not plain.isascii():  # a script that the plain copy does not know
        marks = _marks(text, tokenize(text), settled)
        spans = [(start, end, 0) for start, end in marks[:_MAX_OCCURRENCES]]
    return sorted([*spans, *_entities(text, highlights)]), settled


def _plain(text: str) -> bytes:
    """Return one byte for each character, its folded letter or a space, and a space before all."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return b" " + _plain_letters().take(codes, mode="clip").tobytes()


@cache
def _plain_letters() -> npt.NDArray[Any]:
    return np.array([_plain_letter(chr(code)) for code in range(_PLAIN_CODES)], np.uint8)


def _plain_letter(char: str) -> int:
    if not char.isalnum():
        return ord(" ")
    folded = fold(char)
    return ord(folded) if len(folded) == 1 else _UNKNOWN


@lru_cache(maxsize=1 << 12)
def _pattern(one: Highlight) -> re.Pattern[bytes]:
    """Return what finds a highlight in a plain copy; a match begins with the space before it."""
    words = [_spelled(fold(term)) for term in one.terms]
    end = r"\w*" if one.prefix else r"\b"
    return re.compile(f" {' +'.join(words)}{end}".encode("ascii", "replace"))


def _spelled(term: str) -> str:
    """Allow the signs that group a number: 1.234.567 for 1234567, 12,5 as it is."""
    if not term.isdecimal():
        return re.escape(term.replace(",", " ").replace(".", " "))
    first = len(term) % 3 or 3
    groups = [term[:first], *(term[at : at + 3] for at in range(first, len(term), 3))]
    return " ?".join(groups)


def _forms(piece: str) -> tuple[str, ...]:
    return tuple(map(_exact, _WORD.findall(piece)))


def _settled(highlights: Sequence[Highlight], forms: Collection[str]) -> list[Highlight]:
    """Keep of the preferred forms those that the text has."""
    return [
        replace(one, preferred=_present(one, forms)) if one.preferred else one for one in highlights
    ]


def _present(one: Highlight, forms: Collection[str]) -> tuple[str, ...]:
    if not one.prefix:
        return tuple(form for form in one.preferred if form in forms)
    return tuple(begun for begun in one.preferred if any(form.startswith(begun) for form in forms))


def _is_picky(one: Highlight) -> bool:
    return one.exact or bool(one.preferred)


def _accepts(one: Highlight, forms: tuple[str, ...]) -> bool:
    """Tell whether words of these exact forms, the same when folded, are what a highlight wants."""
    if one.exact and not one.prefix:
        return forms == one.terms
    wanted = one.terms if one.exact else one.preferred
    if not wanted:
        return True
    return forms[0].startswith(wanted) if one.prefix else forms[0] in wanted


def _marks(text: str, tokens: Sequence[Token], highlights: Sequence[Highlight]) -> tuple[Mark, ...]:
    wholes = {one.terms for one in highlights}
    spans = [
        (token.start, token.end)
        for token in tokens
        if token.kind in ("date", "document") and (token.folded,) in wholes
    ]
    return _merged(text, [*spans, *_rows(sequence(tokens), highlights)])


def _rows(words: Sequence[Token], highlights: Sequence[Highlight]) -> Iterator[Mark]:
    """Yield where highlights stand among the words."""
    by_first: dict[str, list[tuple[tuple[str, ...], Highlight]]] = {}
    prefixes: list[tuple[str, Highlight]] = []
    for one in highlights:
        folded = tuple(map(fold, one.terms))
        if one.prefix:
            prefixes.append((folded[0], one))
        else:
            by_first.setdefault(folded[0], []).append((folded, one))
    for at, word in enumerate(words):
        for folded, one in by_first.get(word.folded, ()):
            row = words[at : at + len(folded)]
            if tuple(part.folded for part in row) == folded and _accepts(
                one, tuple(part.text for part in row)
            ):
                yield word.start, row[-1].end
        for begun, one in prefixes:
            if word.folded.startswith(begun) and _accepts(one, (word.text,)):
                yield word.start, word.end


def _entities(text: str, highlights: Sequence[Highlight]) -> Iterator[_Span]:
    """Find dates and document numbers, if any of the highlights is one."""
    wanted = {one.terms[0]: which for which, one in enumerate(highlights) if "-" in one.terms[0]}
    for entity in iter_entities(text) if wanted else ():
        which = wanted.get(fold(entity.text))
        if which is not None:
            yield entity.start, entity.end, which


def _merged(text: str, spans: Iterable[Mark]) -> tuple[Mark, ...]:
    """Join spans that overlap or have nothing but spaces between them."""
    marks: list[Mark] = []
    for start, end in sorted(spans):
        if marks and not text[marks[-1][1] : start].strip(" "):
            start, end = marks[-1][0], max(end, marks.pop()[1])
        marks.append((start, end))
    return tuple(marks)


def _densest(spans: Sequence[_Span], length: int) -> Mark:
    """Return where the window with the most different highlights begins and ends; (0, 0) if none."""
    best, place = (0, 0), (0, 0)
    inside: deque[_Span] = deque()
    counts: Counter[int] = Counter()
    for span in spans:
        inside.append(span)
        counts[span[2]] += 1
        while span[1] - inside[0][0] > length and len(inside) > 1:
            gone = inside.popleft()[2]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        if (len(counts), len(inside)) > best:
            best, place = (len(counts), len(inside)), (inside[0][0], span[1])
    return place


def _window(text: str, first: int, last: int, length: int) -> Mark:
    """Return the borders of an extract around [first, last), at a sentence if one begins near."""
    room = max(length - (last - first), 0)
    earliest = max(min(first - room // 2, len(text) - length), 0)
    start = 0
    if earliest:
        border = _SENTENCE_START.search(text, earliest, first + 1) or _WORD_START.search(
            text, earliest, first + 1
        )
        start = border.end() if border and border.end() <= first else earliest
    end = min(start + length, len(text))
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = cut if cut >= last else end
    extract = text[start:end]
    start += len(extract) - len(extract.lstrip())
    return start, start + len(extract.strip())
