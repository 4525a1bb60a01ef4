"""Query text ⇄ query tree.

The language: words, "a phrase", -word or NOT word, OR, prefix*, (groups), field:value and
field:"a phrase" for title, author, source, province, topic, year and date. Words side by
side are all wanted; AND between them changes nothing. Operators are upper case. Whatever
cannot be understood is read as plain words and named in `Parsed.notes`.
"""

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from index import fields
from index.errors import QueryError
from index.query.tree import And
from index.query.tree import Filter
from index.query.tree import MatchAll
from index.query.tree import Node
from index.query.tree import Not
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Range
from index.query.tree import Term
from index.text.normalize import fold
from index.text.normalize import normalize
from index.text.tokens import Token
from index.text.tokens import sequence
from index.text.tokens import tokenize

MAX_CHARACTERS: Final = 512
MAX_TERMS: Final = 64
MAX_DEPTH: Final = 16
MIN_PREFIX_LETTERS: Final = 2

# What may stand after "province:" and "topic:": field → `spelling_key` of a name → filter.
Names = Mapping[str, Mapping[str, Filter]]

TEXT: Final = "text"
_WORD_FIELDS: Final = ("title", "author", "source")
_NAMED_FIELDS: Final = ("province", "topic")
_DATE_FIELDS: Final = ("year", "date")
_FIELD: Final = rf"(?i:{'|'.join((*_WORD_FIELDS, *_NAMED_FIELDS, *_DATE_FIELDS))}):"

_LEXEME: Final = re.compile(
    rf"""
      (?P<open>\() | (?P<close>\))
    | "(?P<phrase>[^"]*)" | (?P<quote>")
    | (?P<minus>-)(?=[^\s)-])
    | (?P<field>{_FIELD}) (?: "(?P<quoted>[^"]*)" | (?P<value>[^\s()"]+) )
    | (?P<operator>AND|OR|NOT)(?![^\s()"])
    | (?P<word>[^\s()"]+)
    """,
    re.VERBOSE,
)
_OPERAND_STARTS: Final = ("open", "phrase", "quoted", "value", "word")
# "tag:value", but no address (http://…), no time (14:37).
_LIKE_A_FIELD: Final = re.compile(r"[A-Za-z_]+:(?!//)\w")
_FIELD_ALONE: Final = re.compile(_FIELD)
_QUOTES: Final = str.maketrans("“”„‟«»", '""""""')
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_PUNCTUATION: Final = re.compile(r"[-–—.,;:!?…'/&+]+")
# What would make a plain word an operator or a field when it is rendered.
_SYNTAX_BEFORE_WORD: Final = re.compile(rf"\A(?:-|{_FIELD}(?=.))+")
_OPERATORS: Final = ("AND", "OR", "NOT")

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_FIRST_DATE_KEY: Final = 1_00_00
_LAST_DATE_KEY: Final = 9999_12_31


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as it was understood.

    The leaves of `tree` name the fields "text", "title", "author" and "source" and hold
    words as they were typed. `notes` say in Vietnamese what was ignored or read as plain
    words. `plain` holds the words, if there is nothing else in the query.
    """

    tree: Node
    notes: tuple[str, ...] = ()
    plain: str | None = None


def parse(query: str, names: Names | None = None) -> Parsed:
    """Read a query, in time linear in its length; an empty one is `MatchAll`.

    Raises `QueryError`, and nothing else, for a query of more than 512 characters, 64 terms
    or 16 levels of parentheses.
    """
    if len(query) > MAX_CHARACTERS:
        raise QueryError(
            f"Truy vấn dài {len(query)} ký tự; hãy rút xuống còn tối đa {MAX_CHARACTERS}."
        )
    text = normalize(_UNPRINTABLE.sub(" ", query)).translate(_QUOTES)
    parser = _Parser(list(_LEXEME.finditer(text)), names or {})
    tree = parser.parse()
    notes = tuple(dict.fromkeys(parser.notes))
    return Parsed(tree or MatchAll(), notes, _plain(tree) if tree else None)


def spelling_key(name: str) -> str:
    """Return what all spellings of a name share: "Bắc Giang", "bac giang", "bac-giang"."""
    return " ".join(re.findall(r"[^\W_]+", fold(normalize(name))))


class _Parser:
    """Recursive descent over lexemes; what holds no word comes back as None."""

    def __init__(self, lexemes: Sequence[re.Match[str]], names: Names) -> None:
        self.notes: list[str] = []
        self._lexemes = lexemes
        self._names = names
        self._next = 0
        self._depth = 0
        self._terms = 0

    def parse(self) -> Node | None:
        parts = []
        while self._kind():
            parts.append(self._alternatives())
            if self._kind() == "close":
                self._ignore(self._take()[0])
        return _combined(And, parts)

    def _alternatives(self) -> Node | None:
        parts = [self._words()]
        while self._kind() == "operator":  # an OR: nothing else stops `_words` there
            self._take()
            parts.append(self._words())
        return _combined(Or, parts)

    def _words(self) -> Node | None:
        parts: list[Node | None] = []
        while self._kind() not in ("", "close"):
            joins = bool(parts) and self._kind() == "operator" and self._operand_follows()
            operator = self._lexemes[self._next][0] if joins else None
            if operator == "OR":
                break
            if operator == "AND":
                self._take()
            parts.append(self._operand())
        return _combined(And, parts)

    def _operand(self) -> Node | None:
        lexeme = self._take()
        match lexeme.lastgroup:
            case "minus":
                return self._negated()
            case "operator":
                if lexeme[0] == "NOT" and self._kind() in _OPERAND_STARTS:
                    return self._negated()
                self.notes.append(f"“{lexeme[0]}” thiếu từ đi kèm nên được tìm như một từ")
                return self._word(lexeme[0])
            case "open":
                return self._group()
            case "phrase":
                return self._phrase(lexeme["phrase"])
            case "quoted" | "value":
                return self._field(lexeme)
            case "word":
                return self._word(lexeme[0])
        self._ignore(lexeme[0])
        return None

    def _negated(self) -> Node | None:
        child = self._operand()
        if isinstance(child, Not):
            return child.child
        return Not(child) if child else None

    def _group(self) -> Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(f"Truy vấn có hơn {MAX_DEPTH} lớp ngoặc lồng nhau; hãy bớt ngoặc.")
        child = self._alternatives()
        self._depth -= 1
        if self._kind() == "close":
            self._take()
        else:
            self._ignore("(")
        return child

    def _field(self, lexeme: re.Match[str]) -> Node | None:
        field = lexeme["field"].lower().removesuffix(":")
        value, read = lexeme["value"], self._word
        if value is None:
            value, read = lexeme["quoted"], self._phrase
        if field in _WORD_FIELDS:
            return read(value, field)
        found = self._filter(field, value)
        if not found:
            self.notes.append(f"Không hiểu “{lexeme[0]}” nên tìm “{value}” như từ thường")
            return read(value)
        return found

    def _filter(self, field: str, value: str) -> Node | None:
        self._tokens(value)  # a filter counts toward the limit of terms
        if field in _NAMED_FIELDS:
            return self._names.get(field, {}).get(spelling_key(value))
        if field == "year" and value == fields.UNKNOWN:
            return Filter(fields.YEAR, (fields.UNKNOWN,))
        return _range(value)

    def _phrase(self, text: str, field: str = TEXT) -> Node | None:
        if self._tokens(text):
            return Phrase(field, tuple(text.split()))
        self._ignore(f'"{text}"')
        return None

    def _word(self, text: str, field: str = TEXT) -> Node | None:
        word = _SYNTAX_BEFORE_WORD.sub("", text).rstrip("*:")
        tokens = self._tokens(word)
        if not tokens:
            if not _PUNCTUATION.fullmatch(text):
                self._ignore(text)
            return None
        is_beginning = len(tokens) == 1 and len(tokens[0].text) >= MIN_PREFIX_LETTERS
        if text.endswith("*") and is_beginning:
            return Prefix(field, tokens[0].text)
        if "*" in text:
            self.notes.append(
                f"Dấu * chỉ dùng ở cuối từ, sau ít nhất {MIN_PREFIX_LETTERS} chữ: “{text}”"
            )
        if _LIKE_A_FIELD.match(text):
            self.notes.append(f"“{text}” không phải trường nào có, nên được tìm như từ thường")
        if _FIELD_ALONE.fullmatch(text):
            self.notes.append(f"“{text}” thiếu giá trị liền sau nên được tìm như một từ")
        return Term(field, word.lower() if word in _OPERATORS else word)

    def _ignore(self, text: str) -> None:
        self.notes.append(f"Bỏ qua “{text}”")

    def _tokens(self, text: str) -> list[Token]:
        tokens = sequence(tokenize(text))
        self._terms += len(tokens)
        if self._terms > MAX_TERMS:
            raise QueryError(f"Truy vấn có hơn {MAX_TERMS} từ; hãy bớt từ.")
        return tokens

    def _kind(self, ahead: int = 0) -> str:
        at = self._next + ahead
        return (self._lexemes[at].lastgroup or "") if at < len(self._lexemes) else ""

    def _operand_follows(self) -> bool:
        kind = self._kind(1)
        return kind in (*_OPERAND_STARTS, "minus") or (
            kind == "operator" and self._lexemes[self._next + 1][0] == "NOT"
        )

    def _take(self) -> re.Match[str]:
        self._next += 1
        return self._lexemes[self._next - 1]


def _combined(kind: type[And] | type[Or], parts: Sequence[Node | None]) -> Node | None:
    children: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            children.extend(part.children)
        elif part:
            children.append(part)
    return kind(tuple(children)) if len(children) > 1 else next(iter(children), None)


def _plain(tree: Node) -> str | None:
    leaves = tree.children if isinstance(tree, And) else (tree,)
    words = [leaf.text for leaf in leaves if isinstance(leaf, Term) and leaf.field == TEXT]
    return " ".join(words) if len(words) == len(leaves) else None


def _range(text: str) -> Range | None:
    """Read "2019", "2020-07", "2020-07-14", or two of them with ".." between; either may be left out."""
    ends = [_date_keys(end) for end in text.split("..", 1) if end]
    if not ends or None in ends:
        return None
    low = min(end[0] for end in ends if end)
    high = max(end[1] for end in ends if end)
    return Range(
        _FIRST_DATE_KEY if text.startswith("..") else low,
        _LAST_DATE_KEY if text.endswith("..") else high,
    )


def _date_keys(text: str) -> tuple[int, int] | None:
    """Return the first and last date key of a year, month or day."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    parts = [int(part) for part in match.groups() if part]
    try:
        date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return None
    first, last = [0, 0][len(parts) - 1 :], [12, 31][len(parts) - 1 :]
    return _date_key(*parts, *first), _date_key(*parts, *last)


def _date_key(year: int, month: int, day: int) -> int:
    return year * 10000 + month * 100 + day
