"""Settings: each is documented with its default and its limits, checked at start, and named when wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from annotated_types import Ge, Gt, Le
from pydantic import SecretStr

from search_service.settings import Settings, SettingsError, load_settings, settings_names
from tests.support import ROOT

ROW = re.compile(r"\| `(FAJU_\w+)` \| (.+?) \| (.+?) \| (.+?) \|")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("FAJU_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def documented() -> dict[str, tuple[str, str, str]]:
    """Variable → (default, values, meaning) of docs/settings.md."""
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text("utf-8"))
    return {name: (default, values, meaning) for name, default, values, meaning in rows}


def test_each_setting_is_documented_and_nothing_else(documented: dict[str, tuple[str, str, str]]) -> None:
    assert list(documented) == list(settings_names())


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_documented_default_and_limits_are_the_real_ones(
    documented: dict[str, tuple[str, str, str]], name: str
) -> None:
    default, values, meaning = documented[f"FAJU_{name.upper()}"]
    field = Settings.model_fields[name]
    if field.default_factory is None:
        plain = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        plain = str(plain).lower() if isinstance(plain, bool) else plain
        assert f"`{plain}`" in default or (plain in (None, "") and not default.startswith("`"))
    for limit in field.metadata:
        bound = next((getattr(limit, each) for each in ("ge", "gt", "le") if hasattr(limit, each)), None)
        if isinstance(limit, Ge | Gt | Le):
            assert str(bound) in values
    assert meaning


def test_defaults() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1", "open to this machine only, unless asked"
    assert settings.home.is_absolute()
    assert settings.home.name == "faju"


def test_the_command_line_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAJU_PORT", "9000")
    monkeypatch.setenv("FAJU_HOME", str(tmp_path / "one"))
    assert load_settings().port == 9000
    assert load_settings(port=9001).port == 9001
    assert load_settings(home=tmp_path / "two").home == tmp_path / "two"
    assert load_settings(home=None).home == tmp_path / "one", "an option that is not given changes nothing"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FAJU_PORT", "http"),
        ("FAJU_PORT", "65536"),
        ("FAJU_WINDOW", "99"),
        ("FAJU_POLL_SECONDS", "0"),
        ("FAJU_LOG_LEVEL", "loud"),
        ("FAJU_ENGINE", "solr"),
        ("FAJU_ENGINE", "elasticsearch"),
        ("FAJU_ELASTICSEARCH_URL", "localhost:9200"),
        ("FAJU_ELASTICSEARCH_URL", "http://one:9200,two"),
        ("FAJU_ELASTICSEARCH_PASSWORD", "secret"),
        ("FAJU_ELASTICSEARCH_PREFIX", "Faju"),
        ("FAJU_ELASTICSEARCH_PREFIX", "_faju"),
        ("FAJU_ELASTICSEARCH_SHARDS", "0"),
        ("FAJU_ELASTICSEARCH_REPLICAS", "-1"),
        ("FAJU_ELASTICSEARCH_TIMEOUT_SECONDS", "0"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as problem:
        load_settings()
    assert problem.value.code == "bad_setting"
    assert list(problem.value.reasons) == [name.removeprefix("FAJU_").lower()], "and no other"
    assert "secret" not in str(problem.value)


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAJU_PORT", "x")
    monkeypatch.setenv("FAJU_WINDOW", "1")
    with pytest.raises(SettingsError, match=r"FAJU_PORT.*FAJU_WINDOW"):
        load_settings()


def test_an_address_chooses_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load_settings().engine, load_settings().cluster) == ("embedded", None)
    monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", " http://one:9200， https://two/es ")
    monkeypatch.setenv("FAJU_ELASTICSEARCH_PREFIX", "laws-2")
    monkeypatch.setenv("FAJU_ELASTICSEARCH_SHARDS", "3")
    settings = load_settings()
    assert settings.engine == "elasticsearch"
    assert settings.cluster is not None
    assert settings.cluster.connection.urls == ("http://one:9200", "https://two/es")
    assert (settings.cluster.prefix, settings.cluster.shards, settings.cluster.replicas) == ("laws-2", 3, 1)
    assert settings.cluster.connection.connections_per_node >= settings.search_threads
    monkeypatch.setenv("FAJU_ENGINE", "embedded")
    assert load_settings().cluster is None


def test_searches_that_wait_have_more_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = load_settings().search_threads
    monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", "http://one:9200")
    assert load_settings().search_threads == 2 * alone
    monkeypatch.setenv("FAJU_SEARCH_THREADS", "3")
    assert load_settings().search_threads == 3


def test_secrets_reach_the_connection_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "URL": "http://one",
        "USER": "faju",
        "PASSWORD": "hidden",
        "API_KEY": "hidden2",
    }.items():
        monkeypatch.setenv(f"FAJU_ELASTICSEARCH_{name}", value)
    settings = load_settings()
    assert settings.cluster is not None
    assert settings.cluster.connection.basic_auth == ("faju", "hidden")
    assert settings.cluster.connection.api_key == "hidden2"
    assert "hidden" not in f"{settings!r} {settings.model_dump()!r} {settings.cluster!r}"
