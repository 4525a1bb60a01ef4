"""HTML → the text a reader would copy, and what the page states about itself.

Menus and footers are kept: telling them from the article is `zones`' work, as on any raw page. Only
a page that marks its article (one `<article>`, or `itemprop="articleBody"`) gives that alone, with
the title it states.
"""

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Final

from lxml import etree
from lxml.html import HtmlElement
from lxml.html import HTMLParser
from lxml.html import document_fromstring

ARTICLE_CHARS: Final = 200  # a marked article is at least this long, or it is a teaser

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select",
    "summary", "table", "tr", "ul",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_SILENT: Final = frozenset(
    {"head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea"}
)  # fmt: skip
_BLOCK_END, _LINE_END, _CELL_END = "\n\n", "\n", "   "
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_MANY_LINES: Final = re.compile(r"[ \u00a0]*\n[ \u00a0]*\n\s*")

# Where pages say when, by whom and where they were published; the first that is there wins.
_DATES: Final = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "dc.date.issued", "dc.date", "date",
)  # fmt: skip
_AUTHORS: Final = ("author", "article:author", "dc.creator")
_ADDRESSES: Final = ("canonical", "og:url")
_ACCOUNT: Final = re.compile(r"https?:|admin|quản trị|webmaster|editor", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CHARSET_BYTES: Final = 2048  # it stands in the first ones (HTML standard, 4.2.5.4: 1024)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The text of a page, line by line, and the fields it states, by the names of JSON records."""

    text: str
    stated: Mapping[str, str]


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that the page says it is in, or None."""
    found = _CHARSET.search(data[:_CHARSET_BYTES])
    return found[1].decode("ascii") if found else None


def read_html(source: str) -> HtmlPage:
    """Read a page; raises ValueError if it holds no text or is nested too deep to be read."""
    parser = HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise ValueError("no text in the HTML") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise ValueError("HTML nested too deep")
    linked = next(iter(root.xpath("//script[@type='application/ld+json']/text()")), "")
    facts = {**_linked_data(linked), **_meta(root)}
    author, address = _first(facts, _AUTHORS), _first(facts, _ADDRESSES)
    stated = {
        "date": _first(facts, _DATES),
        "author": "" if _ACCOUNT.search(author) else author,
        "url": address if address.startswith("http") else "",
    }
    article = _marked_article(root)
    if article is not None and (title := _title(root, facts)):
        stated["title"] = title
        lines = (line for line in _text(article).split("\n") if line.strip() != title)
        text = "\n".join(lines).strip()
    else:
        text = _text(root)
    if not text:
        raise ValueError("no text in the HTML")
    return HtmlPage(text, {name: value for name, value in stated.items() if value})


def _text(root: HtmlElement) -> str:
    text = "".join(_pieces(root)).replace(" \n", "\n").replace("\n ", "\n")
    return _MANY_LINES.sub(_BLOCK_END, text).strip()


def _pieces(root: HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _SILENT:
                walk.skip_subtree()
                continue
            yield _BLOCK_END if tag in _BLOCKS else ""
            yield _BLANKS.sub(" ", element.text or "")
            continue
        yield _end_of(tag)
        if element is not root:
            yield _BLANKS.sub(" ", element.tail or "")


def _end_of(tag: str) -> str:
    if tag in _BLOCKS:
        return _BLOCK_END
    return _LINE_END if tag == "br" else _CELL_END if tag in _CELLS else ""


def _marked_article(root: HtmlElement) -> HtmlElement | None:
    for path in ("//*[@itemprop='articleBody']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and len(_text(found[0])) >= ARTICLE_CHARS:
            return found[0]
    return None


def _title(root: HtmlElement, facts: Mapping[str, str]) -> str:
    headings = root.xpath("//h1")
    if len(headings) == 1:
        return " ".join(_text(headings[0]).split())
    return _first(facts, ("og:title", "headline"))


def _meta(root: HtmlElement) -> dict[str, str]:
    """Return what the page's meta elements and its canonical link say, by lower-case name."""
    facts: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if element.get("content"):
            facts.setdefault(name.lower(), element.get("content"))
    for link in root.xpath("//link[@rel='canonical']/@href"):
        facts.setdefault("canonical", link)
    return facts


def _linked_data(text: str) -> dict[str, str]:
    """Return date, author and headline of a description by schema.org; nothing if there is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    candidates = found if isinstance(found, list) else [found]
    for one in candidates:
        if isinstance(one, dict) and "datePublished" in one:
            author = one.get("author")
            author = author[0] if isinstance(author, list) and author else author
            name = author.get("name") if isinstance(author, dict) else author
            named: dict[str, Any] = {
                "datepublished": one["datePublished"],
                "author": name,
                "headline": one.get("headline"),
            }
            return {key: value for key, value in named.items() if isinstance(value, str)}
    return {}


def _first(facts: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((facts[name].strip() for name in names if facts.get(name, "").strip()), "")
