"""A live service over a small real index, and a Chromium to look at it with."""

import shutil
from collections.abc import Iterator
from datetime import date
from threading import Thread

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from werkzeug.serving import make_server

from index import open_index
from index.articles.topics import topic_names
from index.documents import ANALYZER_VERSION
from index.documents import to_documents
from index.engines import open_store
from index.engines.base import BuildFacts
from index.models import Article
from searchsvc.app import create_app

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
LONG_WORD = "https://example.vn/" + "rat-dai-" * 40


def _article(number: int, province: str, text: str) -> Article:
    return Article(
        id=f"bai-{number}",
        title=f"{text}: bài số {number}",
        body=f"Sáng nay, {text.lower()} họp tổng kết công tác.\n\nXem thêm tại {LONG_WORD}",
        published=date(2018 + number % 5, 1 + number % 12, 1 + number % 28),
        year=2018 + number % 5,
        year_basis="published",
        publisher=province,
        publisher_confidence="certain",
        about=(province,),
        topics=tuple(topic_names())[number % 3 : number % 3 + 1],
        source="congdoan.example.vn",
    )


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over 30 articles: 20 of Bắc Giang, 10 of Hà Nội."""
    location = str(tmp_path_factory.mktemp("index"))
    articles = [
        _article(
            n, "bac-giang" if n % 3 else "ha-noi", "Công đoàn cơ sở" if n % 2 else "Hội nông dân"
        )
        for n in range(30)
    ]
    store = open_store(location)
    with store.begin() as writer:
        for document in to_documents(articles):
            writer.add(document)
        writer.commit(BuildFacts(analyzer=ANALYZER_VERSION, topics=topic_names()))
    store.publish(writer.generation)

    with open_index(location) as opened:
        server = make_server("127.0.0.1", 0, create_app(opener=lambda _: opened), threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("needs chromium and chromium-driver on the PATH")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    opened = webdriver.Chrome(options=options, service=Service(driver))
    yield opened
    opened.quit()
