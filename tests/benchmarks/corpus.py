"""The articles of a benchmark: real ones from the corpus beside the project, or made of the samples.

A smaller size is the beginning of a larger one, so all sizes share their articles and queries.
"""

import json
import os
import pickle
import random
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from index.articles.extract import extract
from index.articles.sources import list_files
from index.articles.sources import read_pages
from index.build import prepare
from index.models import Document
from index.models import RawPage
from index.workers import in_order

ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = ROOT / "cli/samples"
CORPUS: Final = ROOT / "../shared/corpus"
_FILES: Final = ("phapdien.jsonl.gz", "viwiki.jsonl.gz")
_BATCH_PAGES: Final = 256


def make_pages(count: int, corpus: Path) -> tuple[list[RawPage], str]:
    """Return `count` pages in a fixed random order, and what they are in words.

    They come from the corpus folder; if it is not there, from the samples.
    """
    files = [corpus / name for name in _FILES]
    if not all(file.is_file() for file in files):
        samples = _read([SAMPLES])
        return resampled(samples, count, seed=1), f"sentences of {len(samples)} samples, resampled"
    pages = _read(files)
    random.Random(1).shuffle(pages)
    said = f"{len(pages):,} articles of law and an encyclopedia"
    if count <= len(pages):
        return pages[:count], said
    copies = islice(_shuffled_copies(pages), count - len(pages))
    return [*pages, *copies], f"{said}, and copies with shuffled lines beyond"


def resampled(pages: Sequence[RawPage], count: int, seed: int) -> list[RawPage]:
    """Return `count` articles whose title and sentences are drawn from those of the pages.

    Words keep their real frequencies and neighbors; lengths follow those of the originals.
    The same seed gives the same articles.
    """
    chance = random.Random(seed)
    articles = [article for article in map(extract, pages) if article.is_article]
    sentences = [one for article in articles for one in article.body.split(". ") if len(one) > 40]
    made = []
    for number in range(count):
        model = chance.choice(articles)
        length = model.body.count(". ") + 1
        stated = {
            "title": chance.choice(articles).title,
            "date": f"{chance.randint(2012, 2026)}-{chance.randint(1, 12):02}-15",
            "province": chance.choice(model.about or ("ha-noi",)),
        }
        text = ". ".join(chance.choices(sentences, k=length))
        made.append(RawPage(f"made-{number}", text, "made", number + 1, stated))
    return made


def write_source(pages: Iterable[RawPage], path: Path) -> None:
    """Write pages as JSON lines, for a rebuild to read."""
    with path.open("w", encoding="utf-8") as out:
        for page in pages:
            record = {"id": page.id, "text": page.text, **page.stated}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_documents(pages: Sequence[RawPage], path: Path) -> None:
    """Analyze pages on all cores and keep what comes out: one entry a page, None for no article."""
    batches = (pages[start : start + _BATCH_PAGES] for start in range(0, len(pages), _BATCH_PAGES))
    workers = (os.cpu_count() or 1) if len(pages) > _BATCH_PAGES else 1
    with path.open("wb") as out:
        for _, outcomes in in_order(prepare, batches, workers):
            documents = [one if isinstance(one, Document) else None for one in outcomes]
            pickle.dump(documents, out, pickle.HIGHEST_PROTOCOL)


def read_documents(path: Path, count: int) -> list[Document]:
    """Return the documents of the first `count` pages."""
    return [one for one in islice(_read_outcomes(path), count) if one]


def _read_outcomes(path: Path) -> Iterator[Document | None]:
    with path.open("rb") as file:
        end = path.stat().st_size
        while file.tell() < end:
            yield from pickle.load(file)


def _read(sources: Iterable[Path]) -> list[RawPage]:
    files = list_files([str(source) for source in sources])
    found = (record.page for file in files for record in read_pages(file))
    pages = {page.id: page for page in found if isinstance(page, RawPage)}
    return list(pages.values())


def _shuffled_copies(pages: Sequence[RawPage]) -> Iterator[RawPage]:
    chance = random.Random(2)
    for number, page in enumerate(pages):
        lines = page.text.split("\n")
        chance.shuffle(lines)
        yield RawPage(f"copy-{number}", "\n".join(lines), page.origin, page.line, page.stated)
