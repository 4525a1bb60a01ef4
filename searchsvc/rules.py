"""The rules that facts of an article rest on, in words for the reader of its page."""

from collections.abc import Mapping
from typing import Final

RULES: Final = {
    # title
    "line_above_text": "dòng đứng ngay trên bài",
    "first_sentence": "câu đầu của bài, vì không thấy dòng tiêu đề",
    # published
    "labeled_date": "ngày có lời ghi là ngày đăng",
    "updated_date": "ngày có lời ghi là ngày cập nhật",
    "date_with_time": "ngày kèm giờ hoặc lượt xem",
    "date_with_weekday": "ngày kèm thứ trong tuần",
    "bare_date": "ngày đứng riêng một dòng",
    "labeled_after_body": "ngày có lời ghi, đứng sau bài",
    "date_above_title": "ngày trên dòng ngay trên tiêu đề",
    "date_in_url": "ngày trong địa chỉ trang",
    "month_in_url": "tháng trong địa chỉ trang",
    "event_in_lead": "ngày diễn ra việc, nêu ở đoạn mở đầu",
    "year_in_title": "năm nêu trong tiêu đề",
    # publisher
    "host": "tên miền của trang",
    "owner": "tên cơ quan chủ quản",
    "address": "địa chỉ của tòa soạn",
    "phone_code": "mã vùng điện thoại",
    "dateline_tag": "ký hiệu của báo ở đầu bài",
    "slogan": "khẩu hiệu của trang",
    "byline_unit": "đơn vị của tác giả",
    "self_reference": "cách bài gọi tỉnh mình",
    # about
    "named_as_province": "nêu tên cùng chữ “tỉnh” hay cấp tỉnh",
    "named_as_city": "nêu tên cùng chữ “thành phố”",
    "named_as_district": "nêu tên huyện, quận, thị xã hay thành phố của tỉnh",
    "named_as_owner": "nêu tên trong tên cơ quan",
    "named_as_at": "nêu là nơi diễn ra việc",
    "named_as_near": "nêu sau chữ “ở”, “về”, “đến” hay chữ tương tự",
    "named_as_none": "nêu tên",
    "named_as_publisher": "nêu tên xã, phường, huyện của trang",
    "bare_reference_to_publisher": "nói “tỉnh”, “toàn tỉnh” mà không nêu tên: tỉnh của nơi đăng",
    # byline
    "byline_cue": "tên sau chữ như “Tác giả”, “Tin, ảnh”",
    "name_after_text": "tên người đứng riêng, cạnh bài",
    "name_on_date_line": "tên người trên dòng ngày",
    # body, and pages without an article
    "paragraphs": "các đoạn văn liền nhau",
    "empty_text": "trang trống",
    "list_of_articles": "trang chỉ liệt kê các bài",
    "missing_page": "trang báo không có trang này",
    "navigation_only": "trang chỉ có trình đơn",
    "damaged_text": "chữ bị hỏng",
    "gambling": "trang cờ bạc",
    "written_in_tcvn3": "chữ theo bảng mã TCVN3 (ABC) bị đọc bằng bảng mã khác",
    "written_in_vni": "chữ theo bảng mã VNI bị đọc bằng bảng mã khác",
}
_PHRASE: Final = "phrase_of_"
_STATED: Final = "stated_"
_IGNORED: Final = "_ignored"


def rule(name: str, topics: Mapping[str, str]) -> str:
    """Say what a rule goes by; one that has no words here is called by its name.

    `topics` are the labels of the topics, by id.
    """
    if name.startswith(_PHRASE):
        topic = name.removeprefix(_PHRASE)
        return f"từ ngữ của chủ đề “{topics.get(topic, topic)}”"
    if name.startswith(_STATED):
        return "không dùng được nên bỏ qua" if name.endswith(_IGNORED) else "giữ nguyên"
    return RULES.get(name, name)
