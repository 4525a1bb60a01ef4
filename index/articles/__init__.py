"""Raw pages made articles.

    RawPage ──zones──▶ lines with zones ──▶ title, byline, date ──▶ publisher, about, topics ──▶ Article

`sources` reads pages, `extract` makes articles of them. Between them stand one extractor a file,
each returning its value with the evidence for it:

    lines       what a line's form says            title, byline, dates     who, what, when
    paragraphs  wrapped lines, glued names         html                     what a page in HTML says and states
    bounds      where the text begins and ends
    zones       what is article, what is frame     publisher, provinces     where it was published, where it plays
    reject      pages that hold no article         topics                   its subjects
    stated      what the source itself says        gazetteer, mentions      names of places, and when they count
    recurring   lines that a source repeats        phrases                  where topics and names may stand
                                                   evaluation               articles against labels
"""
