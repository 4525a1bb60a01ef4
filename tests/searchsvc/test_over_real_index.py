"""The service over an index on disk: what a fake cannot show."""

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from flask.testing import FlaskClient

from index import ArticleIndex
from index import open_index
from index.documents import ANALYZER_VERSION
from index.documents import to_documents
from index.engines import open_store
from index.engines.base import BuildFacts
from index.models import Article
from searchsvc.app import create_app


def _publish(
    location: Path, articles: list[Article], topics: Mapping[str, str] | None = None
) -> str:
    store = open_store(str(location))
    with store.begin() as writer:
        for document in to_documents(articles):
            writer.add(document)
        writer.commit(BuildFacts(analyzer=ANALYZER_VERSION, topics=topics or {}))
    store.publish(writer.generation)
    return writer.generation


def _publish_many(location: Path, count: int) -> None:
    """Publish `count` generations; the n-th holds n articles of a topic that it calls n."""
    for number in range(1, count + 1):
        articles = [_article(one, topics=("tin",)) for one in range(number)]
        _publish(location, articles, {"tin": f"{number}"})


def _article(number: int, **facts: object) -> Article:
    fixed = {"title": f"Công đoàn số {number}", "body": "Họp ở Hà Nội.", "about": ("ha-noi",)}
    return Article(id=f"a{number}", **{**fixed, **facts})


@pytest.fixture
def location(tmp_path: Path) -> Path:
    return tmp_path / "secret" / "index"


@pytest.fixture
def client(location: Path) -> Iterator[FlaskClient]:
    opened: list[ArticleIndex] = []

    def opener(place: str) -> ArticleIndex:
        opened.append(open_index(place))
        return opened[-1]

    yield create_app({"INDEX": str(location)}, opener=opener).test_client()
    for index in opened:
        index.close()


def test_a_service_without_an_index_serves_one_as_soon_as_it_is_published(
    client: FlaskClient, location: Path
) -> None:
    before = client.get("/api/search")
    generation = _publish(location, [_article(1)])
    after = client.get("/readyz")

    assert before.status_code == 503
    assert "secret" not in before.text
    assert after.get_json() == {"status": "ready", "generation": generation}


def test_a_new_generation_answers_without_a_restart(client: FlaskClient, location: Path) -> None:
    _publish(location, [_article(1)])
    first = client.get("/api/search").get_json()
    generation = _publish(location, [_article(1), _article(2)])
    second = client.get("/api/search").get_json()

    assert (first["total"], second["total"]) == (1, 2)
    assert second["generation"] == generation != first["generation"]


def test_a_damaged_pointer_is_a_503_that_names_no_path(client: FlaskClient, location: Path) -> None:
    _publish(location, [_article(1)])
    for file in location.iterdir():
        if file.is_file() and not file.is_symlink():
            file.write_text("?")
    response = client.get("/api/search")

    assert response.status_code == 503
    assert "secret" not in response.text


@pytest.mark.parametrize("name", ["*.arrays", "*.toc", "*._stored.col", "MANIFEST.json"])
@pytest.mark.parametrize("kept", [0, 10])
def test_a_truncated_file_is_a_503_that_says_the_fix_and_names_no_path(
    client: FlaskClient, location: Path, name: str, kept: int
) -> None:
    _publish(location, [_article(1)])
    (file,) = location.rglob(name)
    file.write_bytes(file.read_bytes()[:kept])
    answers = [client.get(path) for path in ("/api/search", "/search", "/readyz", "/search.csv")]

    assert {answer.status_code for answer in answers} == {503}
    assert all("searchsvc index rollback" in answer.text for answer in answers)
    assert all("secret" not in answer.text for answer in answers)


def test_questions_asked_while_generations_are_published_are_all_answered(
    client: FlaskClient, location: Path
) -> None:
    _publish_many(location, 1)
    asked, publisher = [], Thread(target=_publish_many, args=(location, 8))
    publisher.start()
    while publisher.is_alive():
        asked.append(client.get("/api/search?q=cong doan"))
    publisher.join()
    answers = [answer.get_json() for answer in [*asked, client.get("/api/search")]]
    totals = [answer["total"] for answer in answers]

    assert {answer.status_code for answer in asked} == {200}
    assert [answer["facets"]["topic"][0]["label"] for answer in answers] == list(map(str, totals))
    assert totals == sorted(totals)
    assert totals[-1] == 8


def test_queries_with_and_without_marks_give_the_same_articles(
    client: FlaskClient, location: Path
) -> None:
    _publish(location, [_article(1), _article(2, title="Hội nông dân")])
    answers = [client.get(f"/api/search?q={q}").get_json() for q in ("công đoàn", "cong doan")]

    assert [[hit["id"] for hit in answer["hits"]] for answer in answers] == [["a1"], ["a1"]]
    assert answers[1]["hits"][0]["title_marks"] == [[0, 9]]


def test_a_province_is_found_in_either_era_and_by_who_published_it(
    client: FlaskClient, location: Path
) -> None:
    hue = _article(1, about=("thua-thien-hue",), publisher="bac-kan")
    _publish(location, [hue, _article(2)])
    paths = (
        "/search?province=thua-thien-hue",
        "/search?province=hue&era=34",
        "/search?publisher=thai-nguyen&province=thai-nguyen&era=34",
    )

    assert ["Công đoàn số 1" in client.get(path).text for path in paths] == [True] * 3
    assert ["Công đoàn số 2" in client.get(path).text for path in paths] == [False] * 3


def test_unknown_years_are_a_value_of_their_own(client: FlaskClient, location: Path) -> None:
    dated = _article(2, year=2020, year_basis="published", published=date(2020, 7, 14))
    _publish(location, [_article(1), dated])
    answer = client.get("/api/search?year=unknown").get_json()
    years = {value["value"]: value["selected"] for value in answer["facets"]["year"]}

    assert [(hit["id"], hit["year"], hit["date"]) for hit in answer["hits"]] == [("a1", None, None)]
    assert years == {"2020": False, "unknown": True}


def test_topics_are_those_of_the_live_generation(client: FlaskClient, location: Path) -> None:
    surfaces = ("/search", "/api/search", "/search.csv", "/search.atom")

    def answers(topic: str) -> set[int]:
        return {client.get(f"{path}?topic={topic}").status_code for path in surfaces}

    _publish(location, [_article(1, topics=("cu",))], {"cu": "Chủ đề cũ"})
    before = client.get("/articles/a1").text, answers("cu"), answers("moi"), answers("nu-cong")
    _publish(location, [_article(1, topics=("moi",))], {"moi": "Chủ đề mới"})
    after = client.get("/articles/a1").text, answers("cu"), answers("moi"), answers("nu-cong")

    assert "Chủ đề cũ" in before[0]
    assert before[1:] == ({200}, {400}, {400})
    assert "Chủ đề mới" in after[0]
    assert after[1:] == ({400}, {200}, {400})


@pytest.mark.parametrize("query", ["topic:nha-o", 'topic:"Nhà ở"', 'topic:"nha o"', "topic:NHA-O"])
def test_a_topic_of_the_index_may_be_typed(client: FlaskClient, location: Path, query: str) -> None:
    articles = [_article(1, topics=("nha-o",)), _article(2, topics=("khac",))]
    _publish(location, articles, {"nha-o": "Nhà ở", "khac": "Khác"})
    answer = client.get("/api/search", query_string={"q": query}).get_json()

    assert [hit["id"] for hit in answer["hits"]] == ["a1"]
    assert answer["notes"] == []


def test_a_topic_of_another_table_is_read_as_plain_words(
    client: FlaskClient, location: Path
) -> None:
    _publish(location, [_article(1, topics=("nha-o",))], {"nha-o": "Nhà ở"})
    answer = client.get("/api/search?q=topic:nu-cong").get_json()

    assert answer["notes"] == ["Không hiểu “topic:nu-cong” nên tìm “nu-cong” như từ thường"]


@pytest.mark.parametrize(
    "query",
    [
        "(" * 16, "NOT NOT", "-", "*", "a*", '"', "OR", "\x00", "\u202e", "🎉", "title:", "year:abc",
        "a" * 512, "'; DROP", "%", "[a-z]+", "province:", "date:..", "- - -", "((()",
    ],
)  # fmt: skip
def test_nothing_a_person_types_fails(client: FlaskClient, location: Path, query: str) -> None:
    _publish(location, [_article(1)])
    statuses = {
        client.get(path, query_string={"q": query}).status_code
        for path in ("/api/search", "/search", "/articles/a1", "/search.csv", "/search.atom")
    }

    assert statuses <= {200, 400}
    assert len(statuses) == 1
