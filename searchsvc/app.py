"""The application: settings, index, blueprints and security headers put together."""

import os
from collections.abc import Mapping
from typing import Any
from typing import Final

from flask import Flask
from flask import Response
from flask import request
from werkzeug.exceptions import BadHost
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from index import open_index
from index.articles.gazetteer import province_names
from searchsvc import api
from searchsvc import feeds
from searchsvc import ops
from searchsvc import pages
from searchsvc import problems
from searchsvc import settings
from searchsvc.live import LiveIndex
from searchsvc.live import Opener

SECURITY_HEADERS: Final = {
    # No script at all: nothing the pages do needs one.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers without frame-ancestors
    "Referrer-Policy": "same-origin",  # a query is nobody else's business
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ArticleIdConverter(BaseConverter):
    """An article's id in an address: any text, slashes and line ends too."""

    regex = "(?s:.+)"
    part_isolating = False


def create_app(config: Mapping[str, Any] | None = None, *, opener: Opener = open_index) -> Flask:
    """Make the service; `config` overrides the settings of the environment.

    The index is opened at the first request that needs it, so a missing one stops nothing here.
    Raises `SettingError` for a wrong value in the environment, `SourceError` for a wrong table of
    provinces.
    """
    province_names()  # a wrong table stops the service here, not at a visitor's request
    app = Flask(__name__)
    app.config.update(settings.from_environment(os.environ))
    app.config.update(config or {})
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask types the provider's base class
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the same; people read the answers
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.url_map.merge_slashes = False  # for an id with "//"
    app.extensions["live_index"] = LiveIndex(app.config["INDEX"], opener)
    if app.config["PROXIES"]:
        app.wsgi_app = _behind(app, app.config["PROXIES"])  # type: ignore[method-assign]  # Flask's documented way

    for module in (api, feeds, ops, pages):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    app.before_request(_require_host)
    app.after_request(_secured)
    return app


def _behind(app: Flask, proxies: int) -> ProxyFix:
    return ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)


def _require_host() -> None:
    """Refuse a malformed Host, as RFC 9112, section 3.2 asks: feeds make addresses of it."""
    if not request.host:
        raise BadHost


def _secured(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    return response
