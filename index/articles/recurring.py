"""Lines that recur over the pages of one source: they belong to its frame, whatever they say.

They are learned from a first look at a bounded number of pages of each source, before anything
is extracted. So memory is bounded, and what is learned depends on the sources alone, not on how
the work on them is spread.
"""

import os
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import chain
from itertools import islice
from typing import Final

from index.articles.lines import LABEL_CHARS
from index.articles.lines import readable
from index.articles.sources import PAGE_ENDINGS
from index.articles.sources import STDIN
from index.articles.sources import SourceFile
from index.articles.sources import read_pages
from index.models import RawPage

PAGES_LOOKED_AT: Final = 200  # of each source
LEAST_PAGES: Final = 5
LEAST_SHARE: Final = 0.3  # of the pages looked at

# A source, as `source_of` names it → the lines that recur on its pages.
Recurring = Mapping[str, frozenset[str]]


def source_of(origin: str) -> str:
    """Return the source that a page's origin belongs to: the folder of a file of one page, else the file."""
    return origin.rpartition(os.sep)[0] if origin.lower().endswith(PAGE_ENDINGS) else origin


def learn_recurring(files: Iterable[SourceFile], encoding: str = "utf-8") -> Recurring:
    """Return the recurring lines of each source; standard input cannot be read twice and has none.

    Pages with a stated title do not count: their text has no frame around it.
    """
    sources: dict[str, list[SourceFile]] = {}
    for file in files:
        looked_at = sources.setdefault(source_of(file.name), [])
        if str(file.path) != STDIN and len(looked_at) < PAGES_LOOKED_AT:
            looked_at.append(file)
    found = {source: _recurring(_framed(files, encoding)) for source, files in sources.items()}
    return {source: lines for source, lines in found.items() if lines}


def _framed(files: Sequence[SourceFile], encoding: str) -> Iterator[RawPage]:
    records = chain.from_iterable(read_pages(file, encoding) for file in files)
    for record in islice(records, PAGES_LOOKED_AT):
        if isinstance(record.page, RawPage) and not record.page.stated.get("title"):
            yield record.page


def _recurring(pages: Iterable[RawPage]) -> frozenset[str]:
    pages_with: Counter[str] = Counter()
    longest_lines: set[str] = set()
    for page in pages:
        lines = {line.strip() for line in readable(page.text).split("\n")}
        longest = max(lines, key=lambda line: (len(line), line))
        if longest in longest_lines:  # the same article again: what it says is no frame
            continue
        longest_lines.add(longest)
        pages_with.update(line for line in lines if 0 < len(line) <= LABEL_CHARS)
    least = max(LEAST_PAGES, LEAST_SHARE * len(longest_lines))
    return frozenset(line for line, number in pages_with.items() if number >= least)
