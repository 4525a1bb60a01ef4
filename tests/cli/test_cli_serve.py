"""`searchsvc serve` and `demo`: a real server answers on the loopback address."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path, *arguments: str) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments, "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


def get(url: str) -> bytes:
    """Fetch, waiting for the server to come up."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urlopen(url, timeout=PATIENCE_SECONDS) as answer:
                return bytes(answer.read())
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_serve_answers_from_the_index_with_several_workers(indexed: Path, tmp_path: Path) -> None:
    with server(tmp_path, "serve", "--workers", "2") as url:
        assert json.loads(get(f"{url}/healthz"))
        for _ in range(8):
            assert json.loads(get(f"{url}/api/search?q=cong+doan"))["total"] == 2


def raw_status(url: str, target: bytes) -> bytes:
    """Send a target as it is, byte for byte, and return the status line of the answer."""
    get(f"{url}/healthz")
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as line:
        line.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return line.makefile("rb").readline()


def test_an_address_with_vietnamese_letters_that_nobody_encoded_is_answered(
    indexed: Path, tmp_path: Path
) -> None:
    with server(tmp_path, "serve", "--workers", "1") as url:
        assert b" 200 " in raw_status(url, "/api/search?q=công+đoàn".encode())
        assert b" 404 " in raw_status(url, "/articles/không-có".encode())
        assert b" 400 " in raw_status(url, b"/api/search?q=a\x01b")


def test_demo_serves_the_bundled_samples(tmp_path: Path) -> None:
    with server(tmp_path, "demo") as url:
        answer = json.loads(get(f"{url}/api/search?q=cong+doan"))
        page = get(f"{url}/search?q=cong+doan").decode()

    assert answer["total"] > 20
    assert len(answer["facets"]["province"]) >= 25
    assert "<mark>" in page
