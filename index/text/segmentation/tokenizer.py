"""Text → the tokens that pyvi labels: syllables, numbers, addresses, signs.

The patterns and their order are those of pyvi 0.1.1 (`ViTokenizer.sylabelize`), where the first
that matches wins. No token holds white space, except that a line break is a token of its own;
so a text can be cut at its spaces, and each chunk be split once and remembered.
"""

import re
from typing import Final

_LOCAL_PART: Final = r"[a-zA-Z0-9_.+-]"
_AT_DOMAIN: Final = r"@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
_ABBREVIATIONS_AND_SIGNS: Final = (
    *(r"[A-ZĐ]+\.", r"Tp\.", r"Mr\.", r"Mrs\.", r"Ms\.", r"Dr\.", r"ThS\."),
    *("==>", "->", r"\.\.\.", ">>", r"\n"),
)
_WEB_ADDRESS: Final = r"\w+://[^\s]+"
_MAIL_ADDRESS: Final = f"{_LOCAL_PART}+{_AT_DOMAIN}"
_NUMBERS_SIGNS_WORDS: Final = (r"\d+(?:[\.,_]\d+)+", r"[^\w\s]", r"\w+")

_TOKEN: Final = re.compile(
    "|".join((*_ABBREVIATIONS_AND_SIGNS, _WEB_ADDRESS, _MAIL_ADDRESS, *_NUMBERS_SIGNS_WORDS))
)
_TOKEN_BUT_MAIL: Final = re.compile(
    "|".join((*_ABBREVIATIONS_AND_SIGNS, _WEB_ADDRESS, *_NUMBERS_SIGNS_WORDS))
)
# All that may stand before "@" in an address that does go on to be one.
_MAIL_ADDRESS_START: Final = re.compile(rf"(?<!{_LOCAL_PART}){_LOCAL_PART}++(?={_AT_DOMAIN})")


def split_tokens(text: str) -> list[str]:
    """Split a text into tokens, in time proportional to its length.

    pyvi looks for a mail address at every place, and each look can reach far ahead ("-----…" takes
    quadratic time). Here it is looked for only where a run of letters leads up to a real one.
    """
    if "@" not in text:
        return _TOKEN_BUT_MAIL.findall(text)
    tokens: list[str] = []
    position = 0
    for start in _MAIL_ADDRESS_START.finditer(text):
        line = text.rfind("\n", position, start.start()) + 1
        if line:
            tokens += _TOKEN_BUT_MAIL.findall(text, position, line)
            position = line
        position = _scan(_TOKEN_BUT_MAIL, text, position, start.start(), tokens)
        position = _scan(_TOKEN, text, position, start.end(), tokens)
    return tokens + _TOKEN_BUT_MAIL.findall(text, position)


def _scan(token: re.Pattern[str], text: str, position: int, stop: int, tokens: list[str]) -> int:
    """Append the tokens that begin in [position, stop); return where the last of them ends."""
    for match in token.finditer(text, position):
        if match.start() >= stop:
            break
        tokens.append(match.group())
        position = match.end()
    return position
