"""The command line as processes that tests start, kill and ask."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL
from subprocess import PIPE
from typing import IO
from typing import Any
from typing import Final
from urllib.error import HTTPError
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from click.testing import CliRunner
from click.testing import Result

from cli.main import cli

ROOT: Final = Path(__file__).parents[2]
DRIVER: Final = Path(__file__).with_name("driver.py")
PATIENCE_SECONDS: Final = 60
PAUSE_SECONDS: Final = 0.002
_ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}

Process = subprocess.Popen[str]


def searchsvc(*arguments: object) -> Result:
    """Run a command inside this process, which is quick; for commands that nothing happens to."""
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def start(*arguments: object, under: Sequence[str] = (), stdin: int | IO[str] = DEVNULL) -> Process:
    """Start a command, `under` a program that runs it, as the first of a process group."""
    return _start([*under, sys.executable, "-m", "cli"], arguments, stdin)


def drive(report: Path, event: str, number: int, *arguments: object) -> Process:
    """Start a command that kills itself just before an event, see `driver`."""
    return _start([sys.executable, str(DRIVER), str(report), event, str(number)], arguments)


def count_events(report: Path, *arguments: object) -> dict[str, int]:
    """Run a command undisturbed; return how many events of each kind it has."""
    finish(drive(report, "operation", 0, *arguments))
    return dict(json.loads(report.read_text()))


def finish(process: Process, code: int = 0) -> tuple[str, str]:
    """Wait for the end of a process, check its exit code; return its two outputs."""
    output, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, f"exit code {process.returncode}: {errors}"
    assert "Traceback" not in errors
    return output, errors


def wait_until(is_so: Callable[[], Any], what: str) -> None:
    """Wait until something is so; fails after a minute, saying what was waited for."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(PAUSE_SECONDS)


def wait_for_lock(process: Process, index: Path) -> bool:
    """Wait until the process holds the lock of an index or has ended; tell whether it holds it."""
    lock, holder = index / "LOCK", f"PID {process.pid} "

    def holds() -> bool:
        return lock.exists() and lock.read_text().startswith(holder)

    wait_until(lambda: holds() or process.poll() is not None, f"{holder} is in {lock}")
    return holds()


def wait_until_gone(group: int) -> None:
    """Wait until no process of a group is left: workers notice that their parent is gone."""
    wait_until(lambda: not _members(group), f"no process of group {group} is left")


@contextmanager
def server(index: Path, workers: int) -> Iterator[tuple[str, Process]]:
    """Serve an index; yields the address and the process that oversees the workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with start("serve", "--index", index, "--port", port, "--workers", workers) as process:
        try:
            wait_until(lambda: process.poll() is not None or _is_up(url), f"{url} answers")
            yield url, process
        finally:
            process.terminate()
            _, log = process.communicate(timeout=PATIENCE_SECONDS)
            sys.stderr.write(log)  # pytest shows it if the test fails


def ask(url: str, query: str) -> tuple[int, dict[str, Any]]:
    """Ask a service; return the status and the answer, a problem included."""
    try:
        with urlopen(f"{url}/api/search?size=100&q={quote(query)}", timeout=PATIENCE_SECONDS) as it:
            return it.status, json.load(it)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def children_of(parent: int) -> list[int]:
    """Return the processes that a process started and that still run."""
    return [pid for pid, (state, its_parent, _) in _processes() if its_parent == parent]


def _members(group: int) -> list[int]:
    return [pid for pid, (state, _, its_group) in _processes() if its_group == group]


def _processes() -> Iterator[tuple[int, tuple[str, int, int]]]:
    """Yield PID, (state, parent, group) of all processes but those that ended already."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            state, parent, group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if state != "Z":
                yield int(folder.name), (state, int(parent), int(group))


def _start(
    command: list[str], arguments: Iterable[object], stdin: int | IO[str] = DEVNULL
) -> Process:
    return subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=ROOT,
        env=_ENVIRONMENT,
        stdin=stdin,
        stdout=PIPE,
        stderr=PIPE,
        text=True,
        start_new_session=True,
    )


def _is_up(url: str) -> bool:
    with suppress(URLError, ConnectionError):
        return bool(urlopen(f"{url}/healthz", timeout=PATIENCE_SECONDS).read())
    return False
