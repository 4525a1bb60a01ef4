"""What people are told on standard error beside a command's answer."""

import click

from index.documents import ANALYZER_VERSION
from index.engines.base import Status


def note_if_outdated(state: Status) -> None:
    """Say so if the live index was analyzed by other rules than this version's; it serves all the same."""
    if state.analyzer != ANALYZER_VERSION:
        click.echo(
            f"Note: this index was analyzed by version {state.analyzer}, queries are by version "
            f"{ANALYZER_VERSION}: it answers, but rebuild it soon (`searchsvc index rebuild SOURCE`)",
            err=True,
        )
