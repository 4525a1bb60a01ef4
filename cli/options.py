"""Options and ways of printing that several commands share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from typing import Final
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_INDEX: Final = "var/index"

# A path that is there, or "-" for standard input; click says which one is not, with exit code 2.
EXISTING: Final = click.Path(exists=True, allow_dash=True)
EXISTING_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


def index_option(command: Command) -> Command:
    """Add `--index DIR`, passed as `location`."""
    return click.option(
        "--index",
        "location",
        metavar="DIR",
        envvar="SEARCHSVC_INDEX",
        default=DEFAULT_INDEX,
        show_default=f"$SEARCHSVC_INDEX, else {DEFAULT_INDEX}",
        help="Where the index is.",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`, passed as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(
        command
    )


def encoding_option(command: Command) -> Command:
    """Add `--encoding NAME` for text that does not say its own, checked to be one Python knows."""
    return click.option(
        "--encoding",
        default="utf-8",
        show_default=True,
        callback=_known_encoding,
        help="Encoding of .txt and .csv files, and of HTML before the one it declares.",
    )(command)


def workers_option(command: Command) -> Command:
    """Add `--workers N`."""
    return click.option(
        "--workers",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help="Processes that extract and analyze.",
    )(command)


def topics_option(command: Command) -> Command:
    """Add `--topics FILE`, a table of topics in place of the package's."""
    return click.option(
        "--topics",
        metavar="FILE",
        type=EXISTING_FILE,
        help="Table of topics (TOML) to use in place of the one that comes with the package.",
    )(command)


def print_json(value: Any) -> None:
    """Print a JSON value to standard output, Vietnamese letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _known_encoding(_ctx: click.Context, _param: click.Parameter, name: str) -> str:
    try:
        "".encode(name)
    except LookupError as error:
        raise click.BadParameter(f"{name!r} is not an encoding Python knows") from error
    return name
