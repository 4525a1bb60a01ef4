"""Web archives: which of their records are pages, and what is said of broken ones."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles.recurring import learn_recurring
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.articles.sources import web_archives
from index.articles.sources.web_archives import page_id_of
from index.models import RawPage
from index.models import Skipped

Outcomes = Callable[..., list[RawPage | Skipped]]

URL = "https://ldld.bacgiang.gov.vn/tin/nha-moi.html"
HTML = '<meta name="author" content="Hải An"><p>Bàn giao nhà mới</p>'


def record(block: bytes, kind: str = "response", url: str = URL) -> bytes:
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def response(
    body: str | bytes = HTML, headers: str = "Content-Type: text/html", status: str = "200 OK"
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + data


def chunked(data: bytes, size: int = 20) -> bytes:
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def write(path: Path, *records: bytes) -> Path:
    packed = map(gzip.compress, records) if path.suffix == ".gz" else records
    path.write_bytes(b"".join(packed))
    return path


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_response_is_a_page_named_by_its_url(
    tmp_path: Path, outcomes: Outcomes, name: str
) -> None:
    path = write(tmp_path / name, record(b"software: x", "warcinfo"), record(response()))

    stated = {"author": "Hải An", "url": URL}
    assert outcomes(path) == [RawPage(page_id_of(URL), "Bàn giao nhà mới", str(path), 2, stated)]


@pytest.mark.parametrize(
    "passed_over",
    [
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(response(), "revisit"),
        record(response(status="404 Not Found")),
        record(response(status="301 Moved")),
        record(response(b"\x89PNG", "Content-Type: image/png")),
        record(response(b"\x89PNG" * 99, "Content-Type: image/png")),
        record(response(headers="Server: x")),
        record(b"ns1.x.vn", url="dns:x.vn"),
    ],
)
def test_what_is_no_page_is_passed_over(
    tmp_path: Path, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch, passed_over: bytes
) -> None:
    monkeypatch.setattr(web_archives, "MAX_RECORD_BYTES", 250)

    [page] = outcomes(write(tmp_path / "a.warc", passed_over, record(response())))

    assert isinstance(page, RawPage)
    assert page.line == 2


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (HTML, "content-type: Text/HTML; Charset=utf-8"),
        (HTML, "Content-Type: application/xhtml+xml"),
        (HTML.encode("utf-16"), "Content-Type: text/html; charset=utf-16"),
        (HTML.encode("utf-16"), 'Content-Type: text/html; charset="UTF-16"'),
        (HTML, "Content-Type: text/html; charset=iso-8859-1"),  # UTF-8 all the same
        (HTML, "Content-Type: text/html; charset=klingon"),
        (gzip.compress(HTML.encode()), "Content-Type: text/html\r\nContent-Encoding: gzip"),
        (zlib.compress(HTML.encode()), "Content-Type: text/html\r\nContent-Encoding: deflate"),
        (zlib.compress(HTML.encode(), wbits=-15), "Content-Type: text/html\r\nContent-Encoding: deflate"),
        (HTML, "Content-Type: text/html\r\nContent-Encoding: gzip"),  # stored as it was unpacked
        (chunked(HTML.encode()), "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
        (HTML, "Content-Type: text/html\r\nTransfer-Encoding: chunked"),
        (
            chunked(gzip.compress(HTML.encode())),
            "Content-Type: text/html\r\nTransfer-Encoding: Chunked\r\nContent-Encoding: gzip",
        ),
    ],
)  # fmt: skip
def test_content_is_read_in_the_encodings_it_was_sent_in(
    tmp_path: Path, outcomes: Outcomes, body: str | bytes, headers: str
) -> None:
    [page] = outcomes(write(tmp_path / "a.warc", record(response(body, headers))))

    assert isinstance(page, RawPage)
    assert (page.text, page.stated["author"]) == ("Bàn giao nhà mới", "Hải An")


def test_the_encoding_that_the_page_declares_comes_after_that_of_the_header(
    tmp_path: Path, outcomes: Outcomes
) -> None:
    body = '<meta charset="cp1252"><p>caf\u00e9 s\u00f4</p>'.encode("cp1258")
    header = "Content-Type: text/html; charset={}".format
    path = write(
        tmp_path / "a.warc",
        record(response(body), url="http://x.vn/1"),
        record(response(body, header("cp1251")), url="http://x.vn/2"),
    )

    assert [page.text for page in outcomes(path) if isinstance(page, RawPage)] == [
        "café sô",
        "cafй sф",
    ]


def test_plain_text_states_its_url(tmp_path: Path, outcomes: Outcomes) -> None:
    path = write(tmp_path / "a.warc", record(response("Tin", "Content-Type: text/plain")))

    assert outcomes(path) == [RawPage(page_id_of(URL), "Tin", str(path), 1, {"url": URL})]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (response("<p></p>"), "no text in the HTML"),
        (response(b"<p>\xd0\xd0</p>"), "not UTF-8"),
        (response(f"<p>{'x' * 300}</p>"), "record larger than"),
        (response(gzip.compress(b"<p>" + b"x" * 300), "Content-Type: text/html\r\nContent-Encoding: gzip"), "content larger than"),
        (response(b"\x0b\x02", "Content-Type: text/html\r\nContent-Encoding: br"), "content encoding 'br' is not read"),
        (b"no HTTP\r\n\r\n", "no header that begins with HTTP/"),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_read_is_reported_with_its_record_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: bytes, reason: str
) -> None:
    monkeypatch.setattr(web_archives, "MAX_RECORD_BYTES", 250)
    path = write(tmp_path / "a.warc", record(bad, url=f"{URL}?p=2"), record(response()))
    [file] = list_files([str(path)])

    skipped, good = read_pages(file)

    assert isinstance(good.page, RawPage)
    assert isinstance(skipped.page, Skipped)
    assert (skipped.page.line, skipped.id) == (1, page_id_of(f"{URL}?p=2"))
    assert reason in skipped.page.reason


WHOLE = record(response()) + record(response(), url="http://x.vn/2")


@pytest.mark.parametrize(
    ("data", "number", "reason"),
    [
        (WHOLE[:-30], 2, "record cut off, 26 bytes before its end"),
        (record(response()) + b"rubbish\r\n\r\n", 2, "no header that begins with WARC/"),
        (record(response()) + b"WARC/1.0\r\n\r\n", 2, "record without a Content-Length"),
        (record(response()) + b"WARC/1.0\r\n" + b"x" * 5000, 2, "header larger than"),
        (gzip.compress(record(response())) + gzip.compress(WHOLE)[:-90], 2, "compressed data broken"),
    ],
)  # fmt: skip
def test_an_archive_that_breaks_off_is_reported_with_the_number_of_the_record(
    tmp_path: Path,
    outcomes: Outcomes,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    number: int,
    reason: str,
) -> None:
    monkeypatch.setattr(web_archives, "MAX_HEADER_BYTES", 1000)
    path = tmp_path / ("a.warc.gz" if data[:2] == b"\x1f\x8b" else "a.warc")
    path.write_bytes(data)

    page, skipped = outcomes(path)

    assert isinstance(page, RawPage)
    assert isinstance(skipped, Skipped)
    assert skipped.line == number
    assert reason in skipped.reason


def test_an_archive_without_pages_is_reported(tmp_path: Path, outcomes: Outcomes) -> None:
    [skipped] = outcomes(write(tmp_path / "a.warc", record(b"x", "warcinfo")))

    assert isinstance(skipped, Skipped)
    assert "no record in it" in skipped.reason


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://x.vn/a", "https://x.vn/a#muc-2", True),
        ("http://x.vn/a", "http://x.vn/A", False),
        ("http://x.vn/a?id=1", "http://x.vn/a?id=2", False),
        ("http://x.vn/" + "a" * 500, "http://x.vn/" + "a" * 501, False),
    ],
)
def test_a_page_s_id_is_that_of_its_address(one: str, other: str, same: bool) -> None:
    assert (page_id_of(one) == page_id_of(other)) is same
    assert len(page_id_of(one)) <= 131


def test_an_id_reads_as_the_address_does() -> None:
    assert page_id_of("http://x.vn/c%C3%B4ng-%C4%91o%C3%A0n/1").startswith("x-vn-cong-doan-1-")


def test_the_pages_of_an_archive_teach_its_frame(tmp_path: Path) -> None:
    bodies = [
        f"<p>Góc nhà nông</p><p>Bài số {n} kể chuyện tủ sách ở khu trọ.</p>" for n in range(6)
    ]
    path = write(
        tmp_path / "a.warc", *(record(response(body), url=f"{URL}?{body[-9]}") for body in bodies)
    )

    assert learn_recurring(list_files([str(path)])) == {str(path): {"Góc nhà nông"}}


@pytest.mark.parametrize("url", ["http://[x", "https://", "http://x.vn/%ff", "httpx"])
def test_any_address_names_a_page(tmp_path: Path, outcomes: Outcomes, url: str) -> None:
    [page] = outcomes(write(tmp_path / "a.warc", record(response(), url=url)))

    assert isinstance(page, RawPage)
    assert page.id.isprintable()
