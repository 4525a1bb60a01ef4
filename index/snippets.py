"""Extracts of an article with marks on what the query found.

Marks stand on the original text, whatever the marks of the query. A word typed with marks
leaves other accents unmarked where the text has the typed ones: "đường" does not mark
"dưỡng" next to "đường", but it does mark "duong" in a text without marks.

The place of an extract is looked for with a plain scan over words; only what is shown is
tokenized, so a long article costs little.
"""

import re
from collections import Counter
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from index.models import Mark
from index.text.entities import iter_entities
from index.text.normalize import canonical
from index.text.normalize import fold
from index.text.tokens import sequence
from index.text.tokens import tokenize

LENGTH: Final = 240  # code points of a snippet
_SCANNED_CHARACTERS: Final = 100_000
_MAX_OCCURRENCES: Final = 2_000
_ELLIPSIS: Final = "…"

# A grouped number (1.234.567) is one word, as it is for the tokenizer.
_WORD: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?!\d)|[^\W_]+")
_SENTENCE_START: Final = re.compile(r"(?:[.!?…:;]\s+|\n\s*)(?=\S)")
_WORD_START: Final = re.compile(r"(?<=\s)(?=\S)")
_SPACE: Final = re.compile(r"\s")

_Span = tuple[int, int, int]  # start, end, number of the highlight

_folded: Final = lru_cache(maxsize=1 << 15)(fold)
_exact: Final = lru_cache(maxsize=1 << 12)(canonical)


@dataclass(frozen=True, slots=True)
class Highlight:
    """What to mark: a term, or terms in a row; folded, or `exact` as they must stand there.

    `preferred` are exact forms of a single folded term: in a text that has one of them, the
    term is marked in these forms only. `prefix` marks each word that begins with the term.
    """

    terms: tuple[str, ...]
    exact: bool = False
    preferred: tuple[str, ...] = ()
    prefix: bool = False


def highlight(text: str, highlights: Sequence[Highlight]) -> tuple[Mark, ...]:
    """Return the marks of a short text, such as a title, in order and without overlaps."""
    words = sequence(tokenize(text))
    forms = {word.text for word in words}
    return _marks(text, [part for one in highlights for part in _settled(one, forms)])


def snippet(
    text: str, highlights: Sequence[Highlight], length: int = LENGTH
) -> tuple[str, tuple[Mark, ...]]:
    """Return an extract of about `length` code points and its marks.

    It shows the most different words of the query, then the most occurrences, and begins
    and ends between words; "…" stands where text was left out, a space for every line
    break. Without an occurrence it is the beginning of the text, unmarked.
    """
    scanned = text[:_SCANNED_CHARACTERS] if highlights else ""
    found = _scan(scanned).spans(highlights)
    forms = {_exact(text[start:end]) for start, end, _ in found}
    settled = [part for one in highlights for part in _settled(one, forms)]
    spans = [span for span in found if _is_marked(text, span, highlights[span[2]], forms)]
    spans = sorted([*spans, *_entities(scanned, highlights)])
    start, end = _window(text, *_densest(spans, length), length)
    extract = _SPACE.sub(" ", text[start:end])
    before = _ELLIPSIS if start else ""
    after = _ELLIPSIS if end < len(text.rstrip()) else ""
    marks = _marks(extract, settled)
    shift = len(before)
    return before + extract + after, tuple((first + shift, last + shift) for first, last in marks)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text: their folded forms, and by their number exact form, start and end."""

    folded: Sequence[str]
    exact: Callable[[int], str]
    start: Callable[[int], int]
    end: Callable[[int], int]

    def spans(self, highlights: Sequence[Highlight]) -> list[_Span]:
        """Return where highlights stand, in order of their starts; a bounded number of them."""
        found = (
            (self.start(at), self.end(at + len(highlights[which].terms) - 1), which)
            for at, which in self._occurrences(highlights)
        )
        return list(islice(found, _MAX_OCCURRENCES))

    def _occurrences(self, highlights: Sequence[Highlight]) -> Iterator[tuple[int, int]]:
        by_word: dict[str, list[int]] = {}
        prefixes: list[tuple[str, int]] = []
        for which, one in enumerate(highlights):
            first = _folded(one.terms[0])
            if one.prefix:
                prefixes.append((first, which))
            else:
                by_word.setdefault(first, []).append(which)
        for at, word in enumerate(self.folded):
            for which in by_word.get(word, ()):
                if self._matches(at, highlights[which]):
                    yield at, which
            for prefix, which in prefixes:
                if word.startswith(prefix) and self._matches(at, highlights[which]):
                    yield at, which

    def _matches(self, at: int, one: Highlight) -> bool:
        if one.prefix:
            return not one.exact or self.exact(at).startswith(one.terms[0])
        if len(one.terms) == 1 and not one.exact:
            return True
        places = range(at, at + len(one.terms))
        if places.stop > len(self.folded):
            return False
        form = self.exact if one.exact else self.folded.__getitem__
        return all(form(place) == term for place, term in zip(places, one.terms, strict=True))


def _scan(text: str) -> _Words:
    words = list(_WORD.finditer(text))
    return _Words(
        [_folded(word[0].replace(".", "")) for word in words],
        lambda place: _exact(words[place][0]),
        lambda place: words[place].start(),
        lambda place: words[place].end(),
    )


def _is_marked(text: str, span: _Span, one: Highlight, forms: set[str]) -> bool:
    """Tell whether an occurrence stays, now that the forms in the whole text are known."""
    return forms.isdisjoint(one.preferred) or _exact(text[span[0] : span[1]]) in one.preferred


def _settled(one: Highlight, forms: set[str]) -> Iterable[Highlight]:
    there = [form for form in one.preferred if form in forms]
    return [Highlight((form,), exact=True) for form in there] or [one]


def _marks(text: str, highlights: Sequence[Highlight]) -> tuple[Mark, ...]:
    tokens = tokenize(text)
    row = sequence(tokens)
    words = _Words(
        [token.folded for token in row],
        lambda place: row[place].text,
        lambda place: row[place].start,
        lambda place: row[place].end,
    )
    wholes = {one.terms for one in highlights}
    spans = [
        (token.start, token.end)
        for token in tokens
        if token.kind in ("date", "document") and (token.folded,) in wholes
    ]
    return _merged(text, [*spans, *((start, end) for start, end, _ in words.spans(highlights))])


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
