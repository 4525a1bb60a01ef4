"""Answers to take away: a CSV table of the hits, an Atom feed of the newest."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from typing import Any
from typing import Final
from xml.etree import ElementTree

from flask import Blueprint
from flask import Response
from flask import current_app
from flask import request
from flask import url_for

from index.models import Hit
from index.models import SearchRequest
from index.search import MAX_SIZE
from searchsvc import live
from searchsvc import params
from searchsvc.representation import hit_object
from searchsvc.words import web_url

blueprint = Blueprint("feeds", __name__)

FEED_ENTRIES: Final = 50
VIETNAM: Final = timezone(timedelta(hours=7))
COLUMNS: Final = (
    "id", "title", "date", "year", "year_basis", "publisher", "provinces", "topics",
    "source", "author", "url", "snippet",
)  # fmt: skip

ATOM_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV Injection").
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# What XML 1.0 cannot hold, section 2.2.
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOM: Final = "\ufeff"  # tells spreadsheets that the file is UTF-8


@blueprint.get("/search.csv")
def table() -> Response:
    """Return the first hits of an answer, as many as the setting EXPORT_ROWS allows."""
    hits = _first_hits(_asked(), current_app.config["EXPORT_ROWS"])
    return Response(
        _BOM + _csv(hits),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=search.csv"},
    )


@blueprint.get("/search.atom")
def feed() -> Response:
    """Return the newest hits; one without a date of publication has no place in a feed."""
    newest = replace(_asked(), sort="newest")
    hits = [hit for hit in _first_hits(newest, FEED_ENTRIES) if hit.date]
    return Response(_atom(newest, hits), content_type="application/atom+xml; charset=utf-8")


def _asked() -> SearchRequest:
    return params.parse(request.args.items(multi=True), strict=False)


def _first_hits(asked: SearchRequest, count: int) -> list[Hit]:
    """Gather hits page by page, all of one generation: a new one published meanwhile starts it over."""
    hits: list[Hit] = []
    generation = ""
    while True:
        page = len(hits) // MAX_SIZE + 1
        results = live.articles().search(replace(asked, page=page, size=MAX_SIZE))
        if hits and results.generation != generation:
            hits = []
            continue
        generation = results.generation
        hits += results.hits
        if not results.hits or len(hits) >= min(count, results.total):
            return hits[:count]


def _csv(hits: Sequence[Hit]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for hit in hits:
        found = hit_object(hit)
        writer.writerow([_cell(found[column]) for column in COLUMNS])
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = ";".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _atom(asked: SearchRequest, hits: Sequence[Hit]) -> bytes:
    name = current_app.config["SITE_NAME"]
    here = params.link(url_for("feeds.feed", _external=True), asked)
    root = ElementTree.Element("feed", xmlns=ATOM_NAMESPACE)
    _add(root, "id", here)
    _add(root, "title", f"{asked.q} – {name}" if asked.q else name)
    _add(root, "updated", _moment(max((hit.date for hit in hits if hit.date), default=_today())))
    _add(root, "link", rel="self", href=here)
    _add(root, "link", href=params.link(url_for("pages.search", _external=True), asked))
    _add(_add(root, "author"), "name", name)
    for hit in hits:
        _add_entry(root, hit)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _add_entry(root: ElementTree.Element, hit: Hit) -> None:
    page = url_for("pages.article", article_id=hit.id, _external=True)
    entry = _add(root, "entry")
    _add(entry, "id", page)
    _add(entry, "title", hit.title)
    _add(entry, "link", href=page)
    if original := web_url(hit.url):
        _add(entry, "link", rel="via", href=original)
    if hit.date:
        _add(entry, "published", _moment(hit.date))
        _add(entry, "updated", _moment(hit.date))
    _add(_add(entry, "author"), "name", hit.author or hit.source or current_app.config["SITE_NAME"])
    _add(entry, "summary", hit.snippet)


def _add(
    parent: ElementTree.Element, tag: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    clean = {name: _NOT_XML.sub("", value) for name, value in attributes.items()}
    child = ElementTree.SubElement(parent, tag, clean)
    child.text = _NOT_XML.sub("", text)
    return child


def _moment(day: date) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).isoformat()


def _today() -> date:
    return datetime.now(VIETNAM).date()
