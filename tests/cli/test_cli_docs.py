"""What the README says of commands and settings is all of them."""

from pathlib import Path

import click
import pytest

from cli.main import cli
from searchsvc.settings import SETTINGS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str = "searchsvc") -> list[str]:
    found = []
    for name, command in group.commands.items():
        inner = (
            commands(command, f"{path} {name}")
            if isinstance(command, click.Group)
            else [f"{path} {name}"]
        )
        found += inner
    return found


@pytest.mark.parametrize("command", commands(cli))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert command in README


@pytest.mark.parametrize("setting", [setting.name for setting in SETTINGS])
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"SEARCHSVC_{setting}" in README
