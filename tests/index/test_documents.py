"""An article becomes a document and comes back whole."""

import json
from dataclasses import replace
from datetime import date

import pytest

from index.documents import date_key
from index.documents import digest_of
from index.documents import provinces_of
from index.documents import to_article
from index.documents import to_documents
from index.models import DIGEST_BYTES
from index.models import Article
from index.models import Document
from index.models import Evidence
from index.models import RawPage

ARTICLE = Article(
    id="tin-1",
    title="Công đoàn Hoà Bình",
    body="Công đoàn trao nhà.\nTheo Quyết định 643/QĐ-TLĐ ngày 22/5/2020.",
    lead="Công đoàn trao nhà.",
    byline="Hải Yến",
    published=date(2020, 7, 14),
    year=2020,
    year_basis="published",
    publisher="bac-kan",
    publisher_confidence="certain",
    about=("hoa-binh",),
    topics=("cham-lo-doi-song",),
    url="https://example.vn/1",
    source="congdoan.example.vn",
    category="Tin tức",
    evidence={"published": (Evidence("date_line", 3, "14/07/2020", "labelled"),)},
)


def document(article: Article) -> Document:
    [made] = to_documents([article])
    return made


def test_what_is_stored_gives_the_article_back_even_after_json() -> None:
    stored = json.loads(json.dumps(document(ARTICLE).stored))

    assert to_article(stored) == ARTICLE


def test_terms_stand_in_the_fields_they_are_looked_up_in() -> None:
    terms = document(ARTICLE).terms

    title, body = terms["text_exact"]
    assert title == ["công", "đoàn", "hòa", "bình"]
    assert body[:4] == ["công", "đoàn", "trao", "nhà"]
    assert terms["text_folded"][0] == terms["title_folded"][0] == ["cong", "doan", "hoa", "binh"]
    assert terms["entities"] == (["643/qd-tld", "2020-05-22"],)
    assert terms["author"] == (["hai", "yen"],)
    assert "công_đoàn" in terms["words"][0]


def test_facets_hold_provinces_of_both_eras_and_unknown_where_nothing_is_known() -> None:
    assert document(ARTICLE).facets == {
        "province": ("hoa-binh", "bac-kan"),
        "province34": ("phu-tho", "thai-nguyen"),
        "year": ("2020",),
        "topic": ("cham-lo-doi-song",),
        "publisher": ("bac-kan",),
    }
    assert set(document(Article(id="x", title="", body="")).facets.values()) == {("unknown",)}


@pytest.mark.parametrize(
    ("published", "year", "key"),
    [(date(2020, 7, 14), 2020, 20200714), (None, 2021, 20210000), (None, None, 0)],
)
def test_the_date_key_orders_articles_by_what_is_known(published, year, key) -> None:
    assert date_key(replace(ARTICLE, published=published, year=year)) == key


def test_a_province_that_is_publisher_and_subject_counts_once() -> None:
    assert provinces_of(replace(ARTICLE, about=("bac-kan", "hoa-binh"))) == ("bac-kan", "hoa-binh")


PAGE = RawPage("tin-1", "Nông dân trồng vải.", "a.jsonl", 3, {"title": "Tin", "topics": ["nông"]})


@pytest.mark.parametrize(
    "change", [{"text": "Nông dân trồng vải!"}, {"stated": {"title": "Tin"}}, {"stated": {}}]
)
def test_the_digest_changes_with_what_the_page_says_or_states(change) -> None:
    assert digest_of(replace(PAGE, **change)) != digest_of(PAGE)


def test_the_digest_does_not_change_with_the_place_of_a_page() -> None:
    elsewhere = replace(PAGE, origin="b.jsonl", line=9, stated=dict(reversed(PAGE.stated.items())))

    assert digest_of(elsewhere) == digest_of(PAGE)


def test_a_text_with_half_a_surrogate_pair_has_a_digest() -> None:
    assert len(digest_of(replace(PAGE, text="\ud800"))) == 2 * DIGEST_BYTES


def test_articles_analyzed_together_are_as_analyzed_alone() -> None:
    other = replace(ARTICLE, id="tin-2", body="Nông dân trồng vải thiều.")

    assert to_documents([ARTICLE, other]) == [document(ARTICLE), document(other)]
