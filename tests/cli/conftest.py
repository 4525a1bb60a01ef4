"""The command line in a folder of its own, and a small index to ask."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result

from cli.main import cli

RECORDS = (
    {
        "id": "nha-moi",
        "title": "Bàn giao nhà cho đoàn viên",
        "text": "Công đoàn tỉnh Bắc Giang bàn giao nhà mới cho đoàn viên nghèo.",
        "date": "2020-07-14",
        "province": "bac-giang",
    },
    {
        "id": "vai-thieu",
        "title": "Vải thiều được mùa",
        "text": "Nông dân huyện Lục Ngạn, tỉnh Bắc Giang thu hoạch vải thiều sớm.",
        "date": "2021-06-02",
        "province": "bac-giang",
    },
    {
        "id": "cang-ca",
        "title": "Cảng cá mới",
        "text": "Cảng cá của tỉnh Cà Mau đón chuyến tàu đầu tiên, công đoàn nghề cá tặng cờ.",
        "date": "2019-03-08",
        "province": "ca-mau",
    },
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEARCHSVC_INDEX", raising=False)
    return lambda *arguments, **more: CliRunner().invoke(
        cli, [str(one) for one in arguments], **more
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "tin.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return path


@pytest.fixture
def indexed(run: Callable[..., Result], source: Path) -> Path:
    result = run("index", "rebuild", source)
    assert result.exit_code == 0, result.output
    return source
