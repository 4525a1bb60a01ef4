"""Names of places in a text, each with the cue before it and what it weighs.

A name counts by its cue: "tỉnh X" and "LĐLĐ X" fully, "ở X" less, "xã X" and "Công ty X" not at
all. Names of people, streets and companies are full of names of provinces, so a name that is
part of a longer capitalized one is void.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from typing import Final
from typing import Literal

from index.articles.gazetteer import END
from index.articles.gazetteer import SYLLABLES
from index.articles.gazetteer import Name
from index.articles.gazetteer import Names
from index.articles.gazetteer import names
from index.articles.lines import CAPITALS
from index.articles.phrases import Letters
from index.articles.phrases import PhraseFilter

# What the word before a name makes of it.
CueKind = Literal["province", "city", "district", "owner", "at", "near", "void", "none"]

EXPLICIT: Final = 1.0  # tỉnh X, LĐLĐ X, tại X
DISTRICT: Final = 0.7  # huyện X
NEAR: Final = 0.7  # ở X
ADDRESS: Final = 0.7  # huyện Y, X
LISTED: Final = 0.5  # các tỉnh W, X và Y: every member after the first
BARE: Final = 0.5
NAMED_DISTRICT: Final = 0.4  # tại Y, where Y is the name of one district only
_WEIGHTS: Final = {"near": NEAR, "none": BARE}  # for provinces; EXPLICIT after any other cue

CUE_WORDS: Final = 3
CUE_CHARS: Final = 40
CLAUSE_CHARS: Final = 70


# The longest cue that ends right before the name decides.
_CUE_LISTS: Final[Sequence[tuple[CueKind, str]]] = (
    ("province", "tỉnh|tỉnh ủy|thủ đô|đảng bộ tỉnh|tỉnh đoàn|province"),
    ("city", "thành phố|tp|thành ủy|city"),
    ("district", "huyện|thị xã|tx|quận|h|q|huyện ủy|thị ủy|quận ủy|huyện đoàn|huyện đảo|district"),
    ("owner", (
        "lđlđ|liên đoàn lao động|công đoàn|ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|đảng bộ|công an|báo|đài|"
        "mttq|điện tử|truyền hình|bộ chqs|bộ đội biên phòng|hội nông dân|hội liên hiệp phụ nữ")),
    ("at", "tại|in|at"),
    ("near", "ở|về|đến|từ|khắp|toàn|đất"),
    ("void", (
        "xã|phường|thị trấn|p|tt|đường|phố|ngõ|ngách|hẻm|cầu|sông|suối|chợ|hồ|núi|đèo|ga|bến|cảng|lộ|xa lộ|đại lộ|"
        "cống|thôn|ấp|bản|buôn|làng|xóm|khóm|khu phố|tổ dân phố|đồn|chùa|đình|đền|kênh|vịnh|đảo|biển|"
        "khu công nghiệp|kcn|cụm công nghiệp|công ty|bún bò|bia|sữa|chè|cà phê|ông|bà|anh|chị|em|cô|chú|bác|cụ|"
        "đồng chí|đ/c|thầy|học viện|đoàn tncs|chủ tịch|street")),
    ("none", "yêu cầu|trẻ em|chị em|gia đình|cơ bản|văn bản|biên bản|đồng bào"),
)  # fmt: skip
_CUES: Final[Mapping[str, CueKind]] = {
    cue: kind for kind, cues in _CUE_LISTS for cue in cues.split("|")
}
_CUE_ENDS: Final = frozenset(cue.rpartition(" ")[2] for cue in _CUES)
_BESIDE_WORDS: Final = ".,;:()[]“”\"'"
_ABBREVIATED: Final = ("tp.", "tx.", "p.", "q.", "h.", "tt.")
# The type of district a cue announces.
_TYPE_OF_CUE: Final = {
    "huyện": "huyện", "h": "huyện", "huyện ủy": "huyện", "huyện đoàn": "huyện", "huyện đảo": "huyện",
    "thị xã": "thị xã", "tx": "thị xã", "thị ủy": "thị xã", "quận": "quận", "q": "quận", "quận ủy": "quận",
    "thành phố": "thành phố", "tp": "thành phố", "thành ủy": "thành phố",
}  # fmt: skip
_PLURAL: Final = re.compile(
    r"\b(?:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nhiều|\d+)\s+(?:tỉnh,?\s+)?\S+(?:\s\S+)?\s*$"
)

_CAPITALIZED: Final = re.compile(rf"[{CAPITALS}]\w*+(?:['’ʼ]\w++)*+")
_WORD_OF_NAME: Final = re.compile(rf"[-–\u00a0 ]{{0,3}}({_CAPITALIZED.pattern})")
_CAPITALIZED_BEFORE: Final = re.compile(rf"({_CAPITALIZED.pattern})\s+\Z")
_CAPITAL_BEHIND: Final = re.compile(rf"\s+[{CAPITALS}]")
_LIST_GAP: Final = re.compile(r"\s*(?:,|;|\s-\s|\s–\s|và|,\s*và)\s+")
# Capitalized only because they open a sentence or a list.
_OPENING_WORDS: Final = "tại ở từ theo riêng còn và với cho về đến nhiều các khi trong như để do toàn khắp ngoài của người"
_OPENERS: Final = frozenset(_OPENING_WORDS.split())
_INSTITUTION: Final = re.compile(
    r"\b(?:công ty|tập đoàn|doanh nghiệp|ngân hàng|khách sạn|trường|bệnh viện|đại học|cao đẳng|học viện|nhà máy|khu công nghiệp|kcn|hợp tác xã|htx|xí nghiệp|nông trường|viện|tạp chí)\b[^,.;:()]*$"
)
# One of these is in any match of the pattern below; they are quicker to find.
_ORIGIN_WORDS: Final = ("quê", "nguyên quán", "sinh ")
_ORIGIN: Final = re.compile(
    r"\b(?:quê(?: quán| ở| gốc)?|nguyên quán|sinh (?:năm|ngày|tại|ra|quán)|quê hương)\b[^.;()]*$"
)
_WARD_LIST: Final = re.compile(
    rf"\b(?:xã|phường|thị trấn|thôn|ấp|bản|đường|phố) (?:[{CAPITALS}][^\W\d_]*\s)*[{CAPITALS}][^\W\d_]*,\s"
    rf"(?:[{CAPITALS}][^\W\d_]*(?:\s|,\s)|và\s)*$"
)
_STOP: Final = re.compile(r"[.!?…;]\s|\n")
_ABROAD: Final = re.compile(
    r"\s*[,(]\s*(?:Trung Quốc|Lào|Campuchia|Cam-pu-chia|Thái Lan|Hàn Quốc|Nhật Bản|Đài Loan)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: [start, end), the provinces it may mean, its cue and its weight.

    A district known in several provinces has several; a void mention none, and weight 0.
    """

    start: int
    end: int
    provinces: tuple[str, ...]
    cue: str = ""
    kind: CueKind = "none"
    weight: float = 0.0
    is_district: bool = False
    in_list: bool = False

    @property
    def is_explicit(self) -> bool:
        """Whether it names one province beyond doubt."""
        return self.weight >= EXPLICIT and len(self.provinces) == 1


def find_mentions(
    text: str,
    *,
    capitals: bool = False,
    table: Names | None = None,
    starts: Iterable[int] | None = None,
) -> list[Mention]:
    """Return the places a text names, in order, void ones left out.

    Words in capitals count only after a cue, or anywhere if `capitals` (headers are written so).
    `starts` is where names may begin, if that is known (`starts_of_names`).
    """
    trie = table or names()
    found: list[Mention] = []
    after = 0
    for start in _starts_of_words(text) if starts is None else starts:
        match = _name_at(text, start, trie) if start >= after else None
        if match:
            name, after = match
            mention = _read(text, start, after, name, capitals=capitals)
            found.append(_in_list(text, found[-1] if found else None, mention, name))
    return [mention for mention in found if mention.provinces]


def starts_of_names(letters: Letters) -> list[tuple[int, ...]]:
    """Return for each line where `find_mentions` can find a place in it; in most it can nowhere."""
    starts, ends = letters.capitalized()
    first, _ = _beginnings_of_names().search(letters.sums(starts, ends))
    found: list[tuple[int, ...]] = [()] * letters.lines
    numbers, places = letters.lines_at(starts[first])
    for number, place in zip(numbers.tolist(), places.tolist(), strict=True):
        found[number] += (place,)
    return found


@cache
def _beginnings_of_names() -> PhraseFilter:
    """Return where a name may begin: what is looked at of it are two words, each up to an apostrophe."""
    beginnings = ((word, second) for word, following in names().items() for second in following)
    return PhraseFilter(
        (word.partition("'")[0],)
        if second == END or "'" in word
        else (word, second.partition("'")[0])
        for word, second in beginnings
    )


def cue_before(text: str, start: int) -> tuple[str, CueKind]:
    """Return the longest known cue that ends right before `start`, and its kind."""
    words = text[max(0, start - CUE_CHARS) : start].rsplit(maxsplit=CUE_WORDS)[-CUE_WORDS:]
    if not words or not (words[-1][-1].isalpha() or words[-1].lower().endswith(_ABBREVIATED)):
        return "", "none"
    if SYLLABLES[words[-1].strip(_BESIDE_WORDS)] not in _CUE_ENDS:
        return "", "none"
    keys = [SYLLABLES[word.strip(_BESIDE_WORDS)] for word in words]
    for first in range(len(keys)):
        cue = " ".join(keys[first:])
        if cue in _CUES:
            return cue, _CUES[cue]
    return "", "none"


def _before(text: str, start: int) -> str:
    return text[max(0, start - CLAUSE_CHARS) : start].lower()


def _starts_of_words(text: str, start: int = 0) -> Iterator[int]:
    return (word.start() for word in _CAPITALIZED.finditer(text, start))


def _name_at(text: str, start: int, trie: Names) -> tuple[Name, int] | None:
    """The longest name that begins at `start`, and its end."""
    word = _WORD_OF_NAME.match(text, start)
    node, found = trie, None
    while word and (node := node.get(SYLLABLES[word[1]], {})):
        found = (node[END], word.end()) if END in node else found
        word = _WORD_OF_NAME.match(text, word.end())
    return found if found and _begins_word(text, start) else None


def _begins_word(text: str, start: int) -> bool:
    """Whether no word goes on at `start`, as one does after an apostrophe."""
    if not start or text[start - 1].isspace():
        return True
    return start in _starts_of_words(text, text.rfind(" ", 0, start) + 1)


def _read(text: str, start: int, end: int, name: Name, *, capitals: bool) -> Mention:
    cue, kind = cue_before(text, start)
    cued = kind not in ("none", "at", "near")
    shouted = not name.acronym and text[start:end].isupper()
    if (
        kind == "void"
        or (shouted and not cued and not capitals)
        or (not cued and not shouted and _part_of_longer(text, start, end))
        or _ABROAD.match(text, end)
        or _names_origin(_before(text, start))
    ):
        return Mention(start, end, (), cue, "void" if kind == "void" else "none")
    return _weigh(text, start, end, name, cue, kind)


def _weigh(text: str, start: int, end: int, name: Name, cue: str, kind: CueKind) -> Mention:
    districts = _districts(name, cue, kind)
    if districts and (kind == "district" or name.province is None):
        weight = DISTRICT if cue in _TYPE_OF_CUE else NAMED_DISTRICT
        return Mention(start, end, districts, cue, kind, weight, is_district=True)
    if name.province is None or (name.needs_cue and kind not in ("city", "province")):
        return Mention(start, end, (), cue, kind)
    if kind == "none" and _belongs_to_other(text, start):
        return Mention(start, end, (), cue, kind)
    stressed = kind == "none" and (name.acronym or (start == 0 and text[end : end + 1] == ":"))
    weight = EXPLICIT if stressed else _WEIGHTS.get(kind, EXPLICIT)
    return Mention(start, end, (name.province,), cue, kind, weight)


def _names_origin(before: str) -> bool:
    return any(word in before for word in _ORIGIN_WORDS) and _ORIGIN.search(before) is not None


def _belongs_to_other(text: str, start: int) -> bool:
    """Whether a name without a cue is part of a company's name, or a member of a list of wards."""
    before = text[max(0, start - CLAUSE_CHARS) : start]
    return bool(
        _INSTITUTION.search(before.lower()) or (", " in before and _WARD_LIST.search(before))
    )


def _districts(name: Name, cue: str, kind: CueKind) -> tuple[str, ...]:
    """The provinces of the districts meant; without a type only a name that is unique counts."""
    meant = _TYPE_OF_CUE.get(cue)
    if not name.districts or not (meant or kind in ("at", "near", "owner")):
        return ()
    found = dict.fromkeys(p for type_, p in name.districts if meant in (None, type_))
    return tuple(found) if meant or len(found) == 1 else ()


def _part_of_longer(text: str, start: int, end: int) -> bool:
    """Whether a capitalized word stands directly beside the name: Trương Bình Dương, Thái Bình Dương."""
    if _CAPITAL_BEHIND.match(text, end):
        return True
    words = text[:start].rstrip()
    before = _CAPITALIZED_BEFORE.search(text, words.rfind(" ") + 1, start)
    if not before or before[1].isupper():
        return False
    return SYLLABLES[before[1]] not in _OPENERS


def _in_list(text: str, before: Mention | None, mention: Mention, name: Name) -> Mention:
    """Let a name without a cue take part in the list or the address that the name before it began."""
    if before is None or mention.kind != "none" or before.kind == "none":
        return mention
    if not _LIST_GAP.fullmatch(text, before.end, mention.start):
        return mention
    in_list = before.in_list or bool(_PLURAL.search(_before(text, before.start)))
    if not in_list and (before.is_district or before.kind in ("void", "district")):
        return replace(mention, weight=ADDRESS) if mention.provinces else mention
    if before.kind == "void":
        return Mention(mention.start, mention.end, (), before.cue, "void", in_list=True)
    listed = _weigh(text, mention.start, mention.end, name, before.cue, before.kind)
    return replace(listed, weight=min(listed.weight, LISTED), in_list=in_list)


def sentences_of(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the mentions sentence by sentence."""
    group: list[Mention] = []
    for mention in mentions:
        if group and _STOP.search(text, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group
