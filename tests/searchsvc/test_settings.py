from pathlib import Path

import pytest

from index.errors import SearchError
from searchsvc import settings
from searchsvc.app import create_app


def test_settings_have_defaults() -> None:
    assert settings.from_environment({}) == {
        "INDEX": "./var/index",
        "SITE_NAME": "Tra tin",
        "EXPORT_ROWS": 1000,
        "PROXIES": 0,
        "TRUSTED_HOSTS": None,
    }


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("INDEX", "/data/index", "/data/index"),
        ("INDEX", "  ", "./var/index"),
        ("EXPORT_ROWS", "50", 50),
        ("PROXIES", "1", 1),
        ("TRUSTED_HOSTS", "tin.example.vn, .example.org,", ["tin.example.vn", ".example.org"]),
    ],
)
def test_a_setting_is_read_from_its_variable(variable: str, text: str, value: object) -> None:
    assert settings.from_environment({f"SEARCHSVC_{variable}": text})[variable] == value


@pytest.mark.parametrize(
    ("variable", "text", "allowed"),
    [
        ("SEARCHSVC_EXPORT_ROWS", "many", "from 1 to 10000"),
        ("SEARCHSVC_EXPORT_ROWS", "0", "from 1 to 10000"),
        ("SEARCHSVC_PROXIES", "-1", "from 0 to 9"),
        ("SEARCHSVC_EXPORT_ROWS", "9" * 5000, "from 1 to 10000"),
    ],
)
def test_a_wrong_value_names_its_variable_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, allowed: str
) -> None:
    monkeypatch.setenv(variable, text)

    with pytest.raises(SearchError, match=variable) as refusal:
        create_app()
    assert allowed in str(refusal.value)


def test_the_given_configuration_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHSVC_INDEX", "/from/environment")

    assert create_app().config["INDEX"] == "/from/environment"
    assert create_app({"INDEX": "/given"}).config["INDEX"] == "/given"


def test_making_the_app_opens_nothing(tmp_path: Path) -> None:
    create_app({"INDEX": str(tmp_path / "none")})

    assert list(tmp_path.iterdir()) == []


def test_every_setting_says_what_it_sets() -> None:
    assert all(setting.help and setting.name.isupper() for setting in settings.SETTINGS)
