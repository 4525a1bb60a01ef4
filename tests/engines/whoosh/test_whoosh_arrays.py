"""The arrays of the embedded engine: the same however they came to be, as wide as needed."""

import pytest

from index.engines import open_store
from index.engines.base import Retrieval
from index.engines.whoosh import WhooshStore
from index.engines.whoosh import merge
from index.engines.whoosh import writer
from index.query.tree import MatchAll
from index.query.tree import Phrase
from index.query.tree import Term

ARRAYS = "MAIN_1.arrays"


def test_a_folder_without_scheme_opens_this_engine(tmp_path):
    assert isinstance(open_store(str(tmp_path)), WhooshStore)


# The same documents, the same bytes


@pytest.mark.parametrize("batch_tokens", [1, 300, 10**9])
@pytest.mark.parametrize("block_size", [1, 200, 10**9])
def test_arrays_do_not_depend_on_batches_and_blocks(
    folder_of, tmp_path, publish, corpus, monkeypatch, batch_tokens, block_size
):
    documents = corpus[:25]
    whole = WhooshStore(str(tmp_path / "whole"))
    publish(whole, documents)
    monkeypatch.setattr(merge, "BLOCK_SIZE", block_size)
    pieces = WhooshStore(str(tmp_path / "pieces"), batch_tokens)
    publish(pieces, documents)

    assert (folder_of(pieces) / ARRAYS).read_bytes() == (folder_of(whole) / ARRAYS).read_bytes()


def test_arrays_do_not_depend_on_documents_that_were_dropped(
    folder_of, tmp_path, publish, document, corpus
):
    plain, detour = (WhooshStore(str(tmp_path / name), 400) for name in ("plain", "detour"))
    publish(plain, corpus)
    dropped = [document(f"bỏ {number}", body="chỉ ở đây " * 9) for number in range(30)]
    publish(detour, [*dropped[:15], *corpus, *dropped[15:]], [one.id for one in dropped])

    detour_arrays, plain_arrays = (folder_of(one) / ARRAYS for one in (detour, plain))
    assert detour_arrays.read_bytes() == plain_arrays.read_bytes()


def test_nothing_but_the_index_is_left_in_a_generation(folder_of, store, publish, corpus):
    publish(store, corpus)

    assert {path.name for path in folder_of(store).iterdir()} == {
        ARRAYS,
        "MAIN_1._stored.col",
        "MAIN_WRITELOCK",
        "_MAIN_1.toc",
        "MANIFEST.json",
    }


def test_arrays_do_not_depend_on_the_terms_that_are_remembered(
    folder_of, tmp_path, publish, corpus, monkeypatch
):
    remembering, forgetting = (WhooshStore(str(tmp_path / name), 300) for name in "rf")
    publish(remembering, corpus)
    monkeypatch.setattr(writer, "MOST_REMEMBERED", 0)
    publish(forgetting, corpus)

    remembered, forgotten = (folder_of(one) / ARRAYS for one in (remembering, forgetting))
    assert remembered.read_bytes() == forgotten.read_bytes()


# Sizes beyond the narrow types


def test_positions_frequencies_and_lengths_beyond_the_narrow_types(
    store, opened, publish, document
):
    long = " ".join(["đầu", *["giữa"] * 70_000, "gần", "cuối"])
    publish(store, [document("dài", body=long), document("ngắn", body="gần cuối đầu giữa")])
    reader = opened(store)

    def found(node):
        return set(reader.evaluate(Retrieval(node)).keys)

    both, dai = {reader.find("dài"), reader.find("ngắn")}, {reader.find("dài")}
    assert found(Phrase("text_exact", ("gần", "cuối"))) == both
    assert found(Phrase("text_exact", ("giữa", "gần", "cuối"))) == dai
    assert found(Phrase("text_exact", ("giữa", "giữa", "giữa"))) == dai
    assert found(Term("pairs_exact", "giữa giữa")) == dai


def test_a_facet_of_more_values_than_bits_are_kept_for_is_counted(store, opened, publish, document):
    documents = [document(str(n), facets={"topic": (f"chủ-đề-{n}", "chung")}) for n in range(600)]
    publish(store, documents)
    reader = opened(store)

    counts = reader.evaluate(Retrieval(MatchAll(), facets=("topic",))).facets["topic"]
    assert counts == {"chung": 600} | {f"chủ-đề-{n}": 1 for n in range(600)}
