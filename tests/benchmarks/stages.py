"""How fast text becomes words and terms, beside pyvi in the same process.

All figures are seconds, of the same pages; a share is between 0 and 1.
"""

import statistics
import time
from collections.abc import Callable
from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import TypeVar

from index.articles.extract import extract_all
from index.documents import to_documents
from index.intake import BATCH_PAGES
from index.models import RawPage
from index.text.analysis import load_analyzer
from index.text.segmentation.model import model_folder
from index.text.segmentation.model import read_model
from index.text.segmentation.segmenter import Segmenter
from index.text.tokens import terms

Result = TypeVar("Result")


def measure(pages: Sequence[RawPage], rounds: int) -> dict[str, float]:
    """Return the seconds of each stage, and how many texts are segmented exactly as by pyvi."""
    texts = [page.text for page in pages]
    figures = _of_stages(pages)
    figures |= _of_segmentation(texts, rounds)
    return {"megabytes": sum(len(text.encode()) for text in texts) / 1e6, **figures}


def _of_stages(pages: Sequence[RawPage]) -> dict[str, float]:
    """Time each stage of a rebuild but the writing, everything met for the first time; and terms alone."""
    batches = [pages[start : start + BATCH_PAGES] for start in range(0, len(pages), BATCH_PAGES)]
    extracted, articles = _timed(lambda: list(chain.from_iterable(map(extract_all, batches))))
    kept = [article for article in articles if article.is_article]
    load_analyzer()  # loading the model is not what is measured
    documents, _ = _timed(lambda: to_documents(kept))
    texts = [f"{article.title}\n{article.body}" for article in kept]
    tokens, _ = _timed(lambda: [terms(text) for text in texts])
    return {"extract": extracted, "documents": documents, "terms": tokens}


def _of_segmentation(texts: Sequence[str], rounds: int) -> dict[str, float]:
    from pyvi import ViTokenizer

    model = read_model(model_folder())
    ViTokenizer.tokenize("khởi động")
    times: dict[str, list[float]] = {"pyvi": [], "cold": [], "warm": []}
    for _ in range(rounds):
        segment = Segmenter(model).words
        for name in ("cold", "warm"):
            seconds, ours = _timed(partial(segment, texts))
            times[name].append(seconds)
        seconds, theirs = _timed(lambda: [ViTokenizer.tokenize(text).split() for text in texts])
        times["pyvi"].append(seconds)
    same = sum(left == right for left, right in zip(ours, theirs, strict=True))
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    return {**medians, "identical": same / len(texts)}


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result
