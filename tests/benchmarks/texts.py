"""As many articles as a benchmark wants, made from the bundled ones."""

import random
from collections.abc import Sequence

from index.articles.extract import extract
from index.models import RawPage


def resampled(pages: Sequence[RawPage], count: int, seed: int) -> list[RawPage]:
    """Return `count` articles whose title and sentences are drawn from those of the pages.

    Words keep their real frequencies and neighbours; lengths follow those of the originals.
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
