"""What a supervisor or load balancer asks: is the process up, can it answer searches."""

from flask import Blueprint

from searchsvc import live

blueprint = Blueprint("ops", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process is up, whatever the state of the index."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> dict[str, str]:
    """Say which generation answers; a missing or corrupt index is a 503."""
    return {"status": "ready", "generation": live.articles().generation}
