"""`searchsvc serve` and `searchsvc demo`: the web service under gunicorn."""

import re
from pathlib import Path
from typing import Any
from typing import Final

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http import message

from cli.notices import note_if_outdated
from cli.options import index_option
from cli.progress import build_progress
from index import build
from index.engines import open_store
from searchsvc.app import create_app

SAMPLES: Final = Path(__file__).parent / "samples"
DEMO_INDEX: Final = "var/demo"
THREADS: Final = 4  # a query is short and holds the GIL little: NumPy releases it

# People paste Vietnamese into curl and into scripts. Gunicorn refuses an address with a byte
# beyond ASCII (RFC 9112, section 3.2); nginx and Apache take it, and so does this service.
_NEVER_IN_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f]")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Gunicorn with our application and settings instead of its own command line."""

    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn; called by its constructor."""
        message.RFC9112_TARGET_INVALID = _NEVER_IN_ADDRESS
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; called in each worker."""
        return self._app


def _run(location: str, host: str, port: int, workers: int) -> None:
    app = create_app({"INDEX": location})
    address = f"{host}:{port}"
    click.echo(f"serving {location} on http://{address}/ (Ctrl-C stops)", err=True)
    Server(
        app,
        {
            "bind": address,
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "warning",
            "limit_request_line": 8190,  # gunicorn's most: many values of a filter fit in
        },
    ).run()


host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
port_option = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@index_option
@host_option
@port_option
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes."
)
def serve(location: str, host: str, port: int, workers: int) -> None:
    """Serve the search page and the JSON endpoint."""
    # A missing index is said here, not on every page.
    note_if_outdated(open_store(location).status())
    _run(location, host, port, workers)


@click.command()
@port_option
def demo(port: int) -> None:
    """Index the bundled sample articles and serve them."""
    with build_progress() as on_progress:
        summary = build.rebuild(open_store(DEMO_INDEX), [str(SAMPLES)], on_progress=on_progress)
    click.echo(f"{summary.documents} sample articles indexed", err=True)
    _run(DEMO_INDEX, "127.0.0.1", port, workers=1)
