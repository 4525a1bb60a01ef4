"""`python -m cli` is `searchsvc`."""

from cli.main import cli

cli(prog_name="searchsvc")
