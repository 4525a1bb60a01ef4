"""Vietnamese text → tokens. Pure functions: no input or output but the data files beside them.

    text ──normalize──▶ text as stored ──tokenize──▶ tokens, with offsets    (query, highlights)
                                       ──analyze───▶ terms, without          (index)
                                                     and "công_đoàn"         (index, one more signal)

Every word has two forms, and the index a field for each:

    exact    Unicode NFC, lower case, one spelling:  "Uỷ" → "ủy"      `normalize.canonical`
    folded   the exact form without marks:           "ủy" → "uy"      `normalize.fold`

`syllables` knows how a Vietnamese syllable is built, `visible` the characters nobody sees,
`entities` dates and document numbers, `keyboard` what is typed without an input method, `legacy`
the encodings before Unicode (Python knows "tcvn3" and "vni" from here on). `analysis` works on many
texts at once, with what `remembered` and `rows` keep of what was worked out before.
"""

import index.text.legacy  # noqa: F401  (registers its codecs)
