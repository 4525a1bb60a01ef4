"""The lines of a page: their zones, and what a line's form alone says about it.

A shape is a guess from one line; `zones` decides with the neighbors at hand.
"""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final
from typing import Literal
from typing import NamedTuple
from typing import TypeVar
from typing import cast

from index.text.normalize import normalize
from index.text.plain import is_plain
from index.text.remembered import Remembered
from index.text.visible import INVISIBLE
from index.text.visible import ZERO_WIDTH_SPACE
from index.text.visible import visible

Value = TypeVar("Value")

Zone = Literal[
    "header", "navigation", "breadcrumb", "slogan", "title", "date", "lead", "body", "caption",
    "byline", "image", "related", "footer", "counter",
]  # fmt: skip
Shape = Literal[
    "blank", "image", "ticker", "footer", "counter", "comments", "related", "inline", "item",
    "interface", "menu", "prose", "sentence", "short", "recurring",
]  # fmt: skip

# Letters for classes in patterns; a range such as à-ỹ would hold capitals too.
CAPITALS: Final = "A-ZĐÐƉÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
SMALL: Final = CAPITALS.lower()

# Lines of these zones make the article's text.
TEXT_ZONES: Final[frozenset[Zone]] = frozenset({"lead", "body", "caption"})
# Lines of these tell what the article is about.
CLASSIFIED_ZONES: Final[frozenset[Zone]] = TEXT_ZONES | {"title"}

# Shapes of what may be words of the article.
WORD_SHAPES: Final[frozenset[Shape]] = frozenset({"prose", "sentence", "short"})

PROSE_CHARS: Final = 100  # a paragraph is at least this long
OPEN_PROSE_CHARS: Final = 200  # and this long if it does not end like a sentence, as titles do
LABELED_PROSE_CHARS: Final = 80  # a sentence this long is text even if it begins like a label
SENTENCE_WORDS: Final = 5
UNPUNCTUATED_PROSE_CHARS: Final = 250
MENU_SEPARATORS: Final = 2
ITEM_CHARS: Final = 24  # a title with its date
LABEL_CHARS: Final = 250  # no label of a page's frame is longer
RECURRING_CHARS: Final = 120  # hardly a line of a page's frame is longer
REMEMBERED_LINES: Final = 1 << 14

_UNSEEN: Final = INVISIBLE + ZERO_WIDTH_SPACE


class Line(NamedTuple):
    """A line that is not blank: its 1-based number in the page, its text without outer space, its zone.

    A title that was stated beside the text has no number.
    """

    number: int | None
    text: str
    zone: Zone


def readable(text: str) -> str:
    """Return a page's text as it is read here: normalized, without invisible characters, line for line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if is_plain(text):
        return text
    text = normalize(text)
    if not _has_unseen(text):
        return text
    return "\n".join([_seen(line) if _has_unseen(line) else line for line in text.split("\n")])


def _has_unseen(text: str) -> bool:
    return any(map(text.__contains__, _UNSEEN))


def _seen(line: str) -> str:
    return visible(line).replace(ZERO_WIDTH_SPACE, " ")


def in_zones(lines: Iterable[Line], zones: AbstractSet[Zone] | tuple[Zone, ...]) -> list[Line]:
    """Return the lines that lie in one of `zones`, in order."""
    return [line for line in lines if line.zone in zones]


def of_recurring(function: Callable[[str], Value]) -> Callable[[str], Value]:
    """Remember what a function says of short lines: the menus of a source recur on each of its pages."""
    return Remembered(function, maxsize=REMEMBERED_LINES, longest=RECURRING_CHARS).__getitem__


_IMAGE_ENDS: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg")
_SLIDE: Final = re.compile(r"\W*slide(?:show)?\b")
_TICKER: Final = re.compile(r"[ↈ>*=-](?:(?<=ↈ)|(?<=>)[^<>]{0,4}<|-{4}|={4}|\*{3}| - -| \* \*)")
_DATE: Final = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d"

# How lines of a page's frame begin, in lower case; the first shape that fits wins.
_STARTS: Final[Sequence[tuple[Shape, Sequence[str]]]] = (
    ("inline", (
        r">>\s*\S", r"(?:tin|bài)(?: viết)? liên quan\s*:\s*\S", r"(?:xem|đọc) thêm\s*:\s*\S",
        r"mời (?:bạn )?(?:xem|đọc)(?: thêm)?\s*:\s*\S",
    )),
    ("comments", (
        r"bình luận\b", r"(?:viết|gửi) (?:bình luận|phản hồi|ý kiến)", r"ý kiến (?:bạn đọc|của bạn|độc giả|phản hồi|\(?\d+\)?$)",
        r"bạn đọc bình luận", r"\d+ (?:phản hồi|bình luận)", r"phản hồi\W*$", r"comments?\b", r"leave a (?:reply|comment)",
    )),
    ("related", (
        (r"(?:các |những )?(?:tin|bài|câu hỏi|video|ảnh|thông báo)(?:,? bài)?(?: viết)? (?:đã đưa|đã đăng|khác|liên quan|mới|cũ|nổi bật|tiêu điểm|ngắn|"
        r"cùng|trong chuyên mục|đọc nhiều|xem nhiều|được quan tâm|tiếp theo|trước đó|gần đây)[^.]{0,40}$"),
        r"cùng (?:chủ đề|chuyên mục|chuyên trang|thể loại|mục)\W*$", r"có thể bạn (?:quan tâm|thích|muốn)",
        r"(?:đọc|xem) (?:tiếp|nhiều|thêm)\W*(?:$|\|)", r"mới nhất\W*(?:$|\|)", r"gợi ý cho bạn", r"văn bản mới",
        r"video (?:mới|khác|liên quan)?\W*$", r"tiêu điểm\W*$", r"(?:other|related|latest|more) (?:news|articles|stories|posts)",
        r"bài (?:trước|sau|tiếp|kế)\s*:", r"thông tin liên quan\W*$",
    )),
    ("footer", (
        r"©", r"\(c\)", r"copyright", r"bản quyền (?:thuộc|của|©|:|\d)", r"bản quyền\W*:", r"giấy phép (?:số|thiết lập|hoạt động|xuất bản|trang|:)",
        r"địa chỉ\s*:", r"trụ sở\b[^.]{0,20}:", r"t[oò][aà] soạn\s*:", r"(?:số )?(?:điện thoại|đt|tel|fax)\b[^:]{0,20}[:(]",
        r"e-?mail\s*:", r"hotline", r"đường dây nóng\s*:", r"cơ quan chủ quản", r"(?:tổng|phó tổng) biên tập", r"trưởng ban biên tập",
        r"(?:người )?chịu trách nhiệm", r"(?:thiết kế|phát triển|xây dựng)(?: web(?:site)?)? (?:bởi|và)", r"(?:designed|powered|developed) by",
        r"web(?:site)?\s*:", r"(?:đề nghị |vui lòng )?ghi rõ nguồn",
    )),
    ("counter", (
        r"(?:đang|số người|khách|tổng|tổng số|số|đã)\s?(?:lượt|người|số)?\s?(?:đang )?(?:truy cập|online|trực tuyến)\b[^.]{0,12}[:\d]",
        r"online\s*:", r"who's online", r"tổng lượt", r"(?:hôm (?:nay|qua)|tuần này|tháng (?:này|trước)|tất cả)\s*:\s*[\d.,]+\W*$",
        r"(?:số )?(?:lượt|đã) (?:xem|đọc|truy cập)\s*:?\s*[\d.,]+\W*$", r"thống kê\b", r"number of visitors", r"thời tiết\b", r"tỷ giá\b",
    )),
    ("interface", (
        r"trang (?:chủ|nhất)\b", r"home\b", r"menu\b", r"main menu", r"đăng (?:nhập|ký|xuất)\b", r"tìm kiếm\b", r"nhập từ kh", r"bạn (?:cần|muốn) tìm",
        r"skip (?:to|nav)", r"chế độ (?:ban đêm|tối)", r"in (?:trang|bài|ấn|tin)\b", r"xuất pdf", r"đọc (?:nội dung|bài)\W*$", r"nghe (?:đọc )?(?:bài|tin|nội dung)",
        r"[-+]?a[-+]?\s+a\b", r"(?:xem (?:với )?)?cỡ chữ", r"font chữ", r"facebook\b", r"twitter\b", r"zalo\b", r"chia sẻ(?:\s{2}| (?:bài|lên|qua|tin|trên)\b|\W*$)", r"share\b",
        r"quay lại", r"trở (?:về|lại)\b.{0,15}$", r"\[?về trang trước", r"gửi (?:bài|mail|email|cho bạn|tin)", r"lên đầu", r"top\W*$", r"print\b", r"rss\b",
        r"site ?map", r"liên kết (?:web|nhanh)", r"bạn đang (?:ở|xem|đọc)", r"đánh giá (?:bài|nội dung)", r"bạn (?:đánh giá|cảm thấy|thấy bài)", r"theo dõi .{0,40} trên\b", r"tổng số điểm", r"click\b", r"xem tiếp trang",
        r"tóm tắt (?:bằng )?ai\b", r"video player", r"từ kho[áa]\s*:", r"tags?\s*:", r"(?:sự kiện|chủ đề|chuyên đề|nổi bật|chuyên mục)\s*:", r"[<«‹]\s*(?:lùi|trước)",
        r"nhấn subscribe", r"đặt báo", r"quảng cáo\b.{0,20}$", r"(?:tải|download)\b.{0,30}$", r"họ (?:và )?tên", r"nội dung\s*:", r"mã bảo mật", r"tên của bạn", r"thăm dò",
    )),
)  # fmt: skip
_OVERRULED: Final[frozenset[Shape]] = frozenset({"comments", "related", "counter", "interface"})
_SHAPE: Final = re.compile(
    r"[^\w©(]*(?:" + "|".join(f"(?P<{shape}>{'|'.join(starts)})" for shape, starts in _STARTS) + ")"
)
_LEADERS: Final = "....."  # between an entry of a table of contents and its page
_MENU_SEPARATOR: Final = re.compile(r"\s[|»>/•]\s|\s{3,}|\s-\s")
_BRACKETED: Final = re.compile(r"\([^)]*\)")
_ITEM_END: Final = re.compile(
    rf"(?:{_DATE}|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}} tháng \S+(?: \S+)?,? \d{{4}}|[a-z]{{3,9}} \d{{1,2}}, \d{{4}}"
    r"|\d+ (?:phút|giờ|ngày|tuần|tháng)(?: trước)?)[)\]]?$"
)
_ITEM_ENDS: Final = frozenset("0123456789)]cyờtng")  # a date, "trước" or a unit of time
_SENTENCE_END: Final = re.compile(r"[.!?…][\"”’)\]]*$")
_SENTENCE_INSIDE: Final = re.compile(r"[.!?…;:][\"”’)\]]?\s")


@of_recurring
def shape_of(text: str) -> Shape:
    """Return what a stripped line looks like by itself."""
    if not text:
        return "blank"
    if len(text) <= LABEL_CHARS:
        lower = text.lower()
        if lower.endswith(_IMAGE_ENDS) or _SLIDE.match(lower):
            return "image"
        start = _SHAPE.match(lower)
        if start and not (start.lastgroup in _OVERRULED and _is_long_sentence(text)):
            return cast(Shape, start.lastgroup)
        if "cookie" in lower:
            return "interface"
    return "ticker" if _TICKER.search(text) else _shape_of_words(text)


def _is_long_sentence(text: str) -> bool:
    return len(text) >= LABELED_PROSE_CHARS and bool(_SENTENCE_END.search(text[-4:]))


def _shape_of_words(text: str) -> Shape:
    if text.isupper():
        return "short"
    if _SENTENCE_END.search(text[-4:]):
        if len(text) >= PROSE_CHARS:
            return "prose"
        return "sentence" if text.count(" ") + 1 >= SENTENCE_WORDS else "short"
    if _is_open_prose(text) or (len(text) >= PROSE_CHARS and text[-1] in ":;"):
        return "prose"
    if len(text) <= LABEL_CHARS and _is_menu(text):
        return "menu"
    return "item" if _is_item(text) else "short"


def _is_menu(text: str) -> bool:
    if _LEADERS in text:
        return True
    found = len(_MENU_SEPARATOR.findall(text))
    if found >= MENU_SEPARATORS and "(" in text:
        found = len(_MENU_SEPARATOR.findall(_BRACKETED.sub("", text)))
    return found >= MENU_SEPARATORS


def _is_open_prose(text: str) -> bool:
    if len(text) < OPEN_PROSE_CHARS:
        return False
    if _SENTENCE_INSIDE.search(text):
        return True
    return len(text) >= UNPUNCTUATED_PROSE_CHARS and not _mostly_capitalized(text)


def _is_item(text: str) -> bool:
    if not ITEM_CHARS <= len(text) <= LABEL_CHARS or text[-1] not in _ITEM_ENDS:
        return False
    return _ITEM_END.search(text.lower(), ITEM_CHARS // 2) is not None


def _mostly_capitalized(text: str) -> bool:
    words = text.split()
    return sum(word[0].isupper() for word in words) * 2 > len(words)
