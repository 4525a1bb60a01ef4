"""The settings of the service: one table, read from the environment.

Each is the environment variable `SEARCHSVC_<NAME>`; in `app.config` it is `<NAME>`.
"""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Final

from index.errors import SearchError

PREFIX: Final = "SEARCHSVC_"


class SettingError(SearchError):
    """An environment variable holds a value that its setting does not take."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: `read` turns the variable's text into the value, or raises ValueError saying what it takes."""

    name: str
    default: Any
    help: str
    read: Callable[[str], Any] = str


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return every setting's value, the default where its variable is unset or empty.

    Raises `SettingError` naming the variable and what it takes.
    """
    return {setting.name: _value(setting, environ) for setting in SETTINGS}


def _value(setting: Setting, environ: Mapping[str, str]) -> Any:
    variable = PREFIX + setting.name
    text = environ.get(variable, "").strip()
    if not text:
        return setting.default
    try:
        return setting.read(text)
    except ValueError as error:
        raise SettingError(f"{variable}={text!r}: {error}. It sets: {setting.help}") from error


def _integer(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if not low <= number <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return number

    return read


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]


SETTINGS: Final = (
    Setting("INDEX", "./var/index", "the folder or engine location of the index"),
    Setting("SITE_NAME", "Tra tin", "the name shown on every page and feed"),
    Setting("EXPORT_ROWS", 1000, "the most rows of a CSV export", _integer(1, 10_000)),
    Setting("PROXIES", 0, "how many reverse proxies in front set X-Forwarded-*", _integer(0, 9)),
    Setting("TRUSTED_HOSTS", None, "the host names the service answers to, with commas", _names),
)
