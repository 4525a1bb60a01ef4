"""The JSON endpoints."""

from typing import Any

from flask import Blueprint
from flask import abort
from flask import request

from searchsvc import live
from searchsvc import params
from searchsvc.representation import article_object
from searchsvc.representation import results_object

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/search")
def search() -> dict[str, Any]:
    """Answer a search; an unknown parameter or value is refused."""
    asked = params.parse(request.args.items(multi=True))
    return results_object(live.articles().search(asked), request.root_path)


@blueprint.get("/articles/<article_id:article_id>")
def article(article_id: str) -> dict[str, Any]:
    """Return one article with its evidence."""
    found = live.articles().article(article_id) or abort(404)
    return article_object(found)
