"""Errors → answers: problem+json (RFC 9457) under /api, a page with the same words elsewhere.

Every word an error shows stands in this table, except a `QueryError`'s own: the messages of
the others may name a path of this machine, which belongs in the log.
"""

from dataclasses import dataclass
from dataclasses import replace
from typing import Any
from typing import Final

from flask import Flask
from flask import Response
from flask import current_app
from flask import json
from flask import make_response
from flask import render_template
from flask import request
from werkzeug.exceptions import BadHost
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import SecurityError

from index.errors import EngineUnavailableError
from index.errors import IndexCorruptError
from index.errors import IndexMissingError
from index.errors import QueryError
from index.errors import SearchError
from index.models import SearchRequest
from index.query.parser import MAX_CHARACTERS
from searchsvc.params import PageError

RETRY_AFTER: Final = "30"  # seconds
HELP: Final = "/help"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of error: `name` is its anchor on the help page, `detail` says what to do."""

    name: str
    status: int
    title: str
    detail: str


BAD_QUERY: Final = Problem(
    "truy-van",
    400,
    "Yêu cầu chưa đúng",
    "Truy vấn hay tham số không dùng được; lời báo nói rõ sửa thế nào.",
)
NO_PAGE: Final = Problem(
    "qua-sau", 404, "Không có trang này", "Kết quả chỉ xem được đến một độ sâu; hãy lọc hẹp lại."
)
BAD_HOST: Final = Problem(
    "ten-may-chu",
    400,
    "Tên máy chủ không đúng",
    "Dịch vụ không trả lời dưới tên này; hãy dùng địa chỉ mà người quản trị cho biết.",
)
FAILED: Final = Problem(
    "su-co",
    500,
    "Có sự cố",
    "Máy chủ gặp lỗi ngoài dự tính; chi tiết nằm trong nhật ký của dịch vụ.",
)
_UNAVAILABLE: Final[dict[type[SearchError], Problem]] = {
    IndexMissingError: Problem(
        "chua-co-chi-muc",
        503,
        "Chưa có chỉ mục",
        "Người quản trị hãy dựng chỉ mục bằng lệnh “searchsvc index rebuild NGUỒN”; "
        "dựng xong là tìm được ngay, không cần khởi động lại dịch vụ.",
    ),
    IndexCorruptError: Problem(
        "chi-muc-hong",
        503,
        "Chỉ mục bị hỏng",
        "Người quản trị hãy xem tệp nào hỏng bằng lệnh “searchsvc index verify”, rồi trở về bản trước bằng "
        "“searchsvc index rollback” hoặc dựng lại bằng “searchsvc index rebuild NGUỒN”.",
    ),
    EngineUnavailableError: Problem(
        "khong-toi-duoc-chi-muc",
        503,
        "Không tới được chỉ mục",
        "Người quản trị hãy kiểm tra biến SEARCHSVC_INDEX và máy chủ tìm kiếm mà biến ấy trỏ tới.",
    ),
}
_HTTP: Final = {
    problem.status: problem
    for problem in (
        Problem("dia-chi", 400, "Yêu cầu không đọc được", "Máy chủ không đọc được yêu cầu này."),
        Problem(
            "khong-thay",
            404,
            "Không tìm thấy",
            "Không có trang hay bài viết nào ở địa chỉ này; hãy thử tìm lại từ trang đầu.",
        ),
        Problem(
            "phuong-thuc",
            405,
            "Không dùng được cách gọi này",
            "Địa chỉ này chỉ trả lời GET và HEAD.",
        ),
    )
}
_OF_HOST: Final = (BadHost, SecurityError)
ALL: Final = (BAD_QUERY, NO_PAGE, *_HTTP.values(), BAD_HOST, *_UNAVAILABLE.values(), FAILED)


def register(app: Flask) -> None:
    """Make the app answer every error as a `Problem`."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _answer)


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error is shown as."""
    if isinstance(error, PageError):
        return replace(NO_PAGE, detail=str(error))
    if isinstance(error, QueryError):
        return replace(BAD_QUERY, detail=str(error))
    if isinstance(error, _OF_HOST):
        return BAD_HOST
    if isinstance(error, HTTPException):
        return _http_problem(error)
    return next(
        (problem for kind, problem in _UNAVAILABLE.items() if isinstance(error, kind)), FAILED
    )


def problem_response(problem: Problem) -> Response:
    """Return the problem as application/problem+json; its `type` leads to its place on the help page."""
    body = {
        "type": f"{request.root_path}{HELP}#{problem.name}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    return Response(json.dumps(body), problem.status, content_type="application/problem+json")


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or FAILED.status
    return _HTTP.get(status) or replace(FAILED, status=status, title=error.name)


def _answer(error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)

    response = problem_response(problem) if _wants_json(error) else _page(problem)
    response.headers.extend(_extra_headers(error, problem))
    return response


def _wants_json(error: Exception) -> bool:
    is_api = request.path == "/api" or request.path.startswith("/api/")
    # Flask finds no addresses for a host it refuses, so there can be no page with links.
    return is_api or request.blueprint == "ops" or isinstance(error, _OF_HOST)


def _page(problem: Problem) -> Response:
    asked = SearchRequest(
        q=request.args.get("q", "")[:MAX_CHARACTERS]
    )  # the rest may be what is wrong
    return make_response(
        render_template("error.html", problem=problem, asked=asked), problem.status
    )


def _extra_headers(error: Exception, problem: Problem) -> dict[str, Any]:
    headers = {"Retry-After": RETRY_AFTER} if problem.status == 503 else {}
    allowed = getattr(error, "valid_methods", None)  # of a 405
    return {**headers, "Allow": ", ".join(sorted(allowed))} if allowed else headers
