"""The one table of weights, and the highest score that a weighted tree can reach."""

from dataclasses import dataclass
from typing import Final

from index.query.tree import And
from index.query.tree import Best
from index.query.tree import Constant
from index.query.tree import Maybe
from index.query.tree import Near
from index.query.tree import Node
from index.query.tree import Or
from index.query.tree import Phrase
from index.query.tree import Prefix
from index.query.tree import Term

# No BM25 score of a term exceeds (ln(documents) + 1) · (k1 + 1): 43 for 10^8 documents, k1 = 1.2.
_MAX_TERM_SCORE: Final = 50.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Every weight there is, relative to the BM25 score of a required word.

    Measured by MRR@10 of 300 questions, with and without marks, over 240 passages among 2,000
    encyclopedia texts. Most are flat: a factor of two either way changes MRR by less than
    0.01. What is not: without folded pairs, questions without marks fall from 0.84 to 0.76.
    """

    word: float = 1.0  # the unit: a required word in title or body, whatever its marks
    phrase: float = 1.0
    prefix: float = 1.0  # a constant, below any word's score
    # High enough that the whole date or number outranks any text that holds its parts.
    entity: float = 4.0
    entity_parts: float = 0.25
    other_spelling: float = 0.6  # kỹ for kĩ; below the typed one in an equal text
    stand_in: float = 0.5  # LĐLĐ for liên đoàn lao động; below the literal words

    # In queries with marks only.
    exact_word: float = 1.5
    exact_pair: float = 1.0
    compound: float = 0.5
    title_exact: float = 0.3

    folded_pair: float = 0.75
    title: float = 0.3  # on top of `word`, which counts the title too
    lead: float = 0.2

    # Of the words of a relaxed query, how many a text must hold. With 0.3, recall@10 is that
    # of asking for any word (0.98); with 0.5 it is 0.95, with 0.6 it is 0.89.
    wanted_share: float = 0.3


WEIGHTS: Final = Weights()


def highest_score(node: Node) -> float:
    """Return a score that no document can exceed."""
    match node:
        case Term(weight=weight):
            return weight * _MAX_TERM_SCORE
        case Phrase(terms=terms, weight=weight) | Near(terms=terms, weight=weight):
            return weight * len(terms) * _MAX_TERM_SCORE
        case Prefix(weight=weight):
            return weight
        case And(children) | Or(children):
            return sum(map(highest_score, children))
        case Best(children):
            return max(map(highest_score, children), default=0)
        case Maybe(required, optional):
            return highest_score(required) + highest_score(optional)
        case Constant(score=score):
            return score
    return 0
