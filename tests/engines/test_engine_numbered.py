"""Terms that come as places in a growing list are indexed as the strings themselves are."""

from dataclasses import replace

import numpy as np
import pytest

from index.engines.base import BuildFacts
from index.engines.base import Retrieval
from index.query.tree import Phrase
from index.text.rows import Numbered
from index.text.rows import Strings

FIELDS = ("text_exact", "text_folded", "pairs_exact", "title_folded", "words")


class Places:
    """Turns lists of terms into places in one list, which grows as terms are met."""

    def __init__(self):
        self._strings = Strings()
        self._places = {}

    def of(self, run):
        new = [term for term in dict.fromkeys(run) if term not in self._places]
        self._places |= {term: len(self._strings) + number for number, term in enumerate(new)}
        self._strings.extend(new)
        return Numbered(self._strings, np.array([self._places[term] for term in run], np.int64))

    def document(self, one):
        terms = {name: tuple(map(self.of, runs)) for name, runs in one.terms.items()}
        return replace(one, terms=terms)


def everything(reader):
    phrase = Retrieval(Phrase("text_exact", ("công", "đoàn")), size=1000)
    return [reader.vocabulary(name, "", 100_000) for name in FIELDS], reader.evaluate(phrase)


def test_places_give_the_index_that_lists_of_terms_give(new_store, opened, publish, corpus):
    plain, placed = new_store(), new_store()
    publish(plain, corpus)
    publish(placed, map(Places().document, corpus))

    assert everything(opened(placed)) == everything(opened(plain))


def test_a_refused_term_leaves_no_trace_in_what_follows(new_store, opened, publish, corpus):
    plain, placed = new_store(), new_store()
    publish(plain, corpus)
    places = Places()
    with placed.begin() as writer:
        for number, one in enumerate(corpus):
            if number % 5 == 3:
                wrong = places.of(["mới", "hai từ", *one.terms["text_exact"][0]])
                with pytest.raises(ValueError, match="not a term"):
                    writer.add(replace(one, terms={"text_exact": (wrong,)}))
            writer.add(places.document(one))
        writer.commit(BuildFacts("1"))
        placed.publish(writer.generation)

    assert everything(opened(placed)) == everything(opened(plain))
