"""BM25 as Whoosh computes it (`whoosh.scoring.BM25F`), on arrays.

    score = weight * idf * freq * (K1 + 1) / (freq + norm)
    idf   = ln(documents / (document frequency + 1)) + 1
    norm  = K1 * (1 - B + B * length / average length)

A phrase is scored like a term: freq is how often the document holds it, the document
frequency is how many documents do. (Whoosh itself sums the scores of its words.)
Lengths are kept in one byte each, in Whoosh's 256 steps, so that both score alike.
"""

from math import log
from typing import Final

import numpy as np
from whoosh.util.numeric import byte_to_length
from whoosh.util.numeric import length_to_byte

from index.engines.whoosh.arrays import Array

K1: Final = 1.2
B: Final = 0.75

STEPS: Final = np.array([byte_to_length(step) for step in range(256)], np.int64)


def length_bytes(lengths: Array) -> Array:
    """Return the step of each length, as one byte."""
    distinct, places = np.unique(lengths, return_inverse=True)
    steps = np.fromiter(map(length_to_byte, distinct.tolist()), np.uint8, len(distinct))
    return steps[places]


def length_norms(steps: Array, tokens: int) -> Array:
    """Return the norm of each document from the step of its length; `tokens` sums the exact lengths."""
    average = tokens / len(steps) if tokens else 1.0
    by_step = (K1 * (1 - B + B * STEPS / average)).astype(np.float32)
    norms: Array = by_step.take(steps)
    return norms


def norms_or_constant(kept: Array | None, documents: int) -> Array:
    """Return the norms that are kept; where none are, those of empty documents."""
    return length_norms(np.zeros(documents, np.uint8), 0) if kept is None else kept


def idf(documents: int, document_frequency: int) -> float:
    """Return the inverse document frequency."""
    return log(documents / (document_frequency + 1)) + 1


def ceiling(weight: float, idf: float) -> np.float32:
    """Return what the score of a term tends to as its frequency rises."""
    return np.float32(weight * idf * (K1 + 1))


def scores(most: np.float32, freqs: Array, norms: Array) -> Array:
    """Return the scores of some documents that hold a term; `most` is their `ceiling`."""
    freqs = freqs.astype(np.float32)
    norms = norms + freqs
    freqs *= most
    freqs /= norms
    return freqs
