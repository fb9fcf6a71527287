"""`faju doctor` on a cluster: each thing broken on purpose, and what is said of it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from corpus.store import Store
from indexer.elastic.names import Names
from indexer.elastic.schema import Manifest
from indexer.load_process import run
from indexer.reconcile import reconcile
from indexer.targets import target_of
from indexer.timelines import timeline_of
from search_service.cli.main import faju
from search_service.diagnosis import packages
from search_service.diagnosis.findings import fine
from search_service.settings import load_settings
from tests.elastic_node import client
from tests.homes import copy_of
from tests.indexer.elastic.test_client import about, serving
from tests.samples import rules
from tests.search_service.on_cluster import variables

TEST_VARIABLES = frozenset({"FAJU_TEST_ELASTICSEARCH_URL", "FAJU_REQUIRE", "FAJU_SHARED", "FAJU_FULL"})


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("FAJU_") and each not in TEST_VARIABLES]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FAJU_PORT", "0")
    monkeypatch.setattr(packages, "package_findings", lambda: [fine("packages", "软件包")])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one law, and no index."""
    folder = tmp_path_factory.mktemp("doctor")
    run([rules(folder / "files", 1)], folder / "home", "tests", index=False)
    return folder / "home"


@pytest.fixture
def names(loaded: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Names]:
    """Its copy, with its index in the cluster: the names of that."""
    home = copy_of(loaded, tmp_path / "home")
    with variables() as told:
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        cluster = load_settings(home=home).cluster
        assert cluster is not None
        with Store.open(home) as store, target_of(home, cluster) as target:
            library = store.library()
            reconcile(home, library, timeline_of(home, library), target=target)
        yield cluster.names


def run_doctor(home: Path) -> tuple[Result, dict[str, Any]]:
    """Without the variables of the tests, which are no settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each in TEST_VARIABLES]:
            patch.delenv(name)
        done = CliRunner().invoke(faju, ["--home", str(home), "doctor", "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done, json.loads(done.stdout)


def diagnose(home: Path) -> tuple[int, dict[str, Any]]:
    """(exit status, the problems by code)."""
    done, told = run_doctor(home)
    assert "check_failed" not in {each["code"] for each in told["checks"]}, told
    problems = {each["code"]: each for each in told["checks"] if each["status"] != "ok"}
    for each in problems.values():
        assert each["message"] and each["hint"], each
    return done.exit_code, problems


def test_a_sound_cluster(names: Names, tmp_path: Path) -> None:
    _, told = run_doctor(tmp_path / "home")
    assert [each for each in told["checks"] if each["status"] != "ok"] == []
    engine = next(each for each in told["checks"] if each["check"] == "engine")
    assert engine["facts"]["engine"] == "elasticsearch" and engine["facts"]["version"].startswith("9.")


def live(names: Names) -> str:
    return next(iter(client().indices.get_alias(name=names.alias)))


def read_only(names: Names) -> None:
    client().indices.put_settings(index=live(names), settings={"blocks.read_only_allow_delete": True})


def two_indexes(names: Names) -> None:
    client().indices.create(index=names.index("g999999"), aliases={names.alias: {}})


def an_index_in_its_place(names: Names) -> None:
    client().indices.delete(index=live(names))
    client().indices.create(index=names.alias)


def another_fingerprint(names: Names) -> None:
    held = client().indices.get_mapping(index=live(names))[live(names)]["mappings"]["_meta"]
    meta = Manifest(**{**held, "fingerprint": "another"}).meta()
    client().indices.put_mapping(index=live(names), meta=meta)


def unfinished(names: Names) -> None:
    client().indices.put_mapping(index=live(names), meta={})


def strange_field(names: Names) -> None:
    client().indices.put_mapping(index=live(names), properties={"stranger": {"type": "keyword"}})


def removed(names: Names) -> None:
    client().indices.delete(index=live(names))


def leftover(names: Names) -> None:
    client().indices.create(index=names.index("g000099"))


def missing_copy(names: Names) -> None:
    client().indices.put_settings(
        index=live(names), settings={"auto_expand_replicas": False, "number_of_replicas": 5}
    )


@pytest.mark.parametrize(
    ("broken", "code", "status"),
    [
        (read_only, "engine_read_only", 1),
        (two_indexes, "alias_ambiguous", 1),
        (an_index_in_its_place, "alias_ambiguous", 1),
        (another_fingerprint, "fingerprint_mismatch", 1),
        (unfinished, "index_broken", 1),
        (strange_field, "engine_mapping_conflict", 1),
        (removed, "index_missing", 1),
        (leftover, "index_leftovers", 0),
        (missing_copy, "copies_missing", 0),
    ],
)
def test_what_is_broken_is_named(
    names: Names, tmp_path: Path, broken: Callable[[Names], None], code: str, status: int
) -> None:
    broken(names)
    assert diagnose(tmp_path / "home")[0] == status
    assert code in diagnose(tmp_path / "home")[1]


def test_only_what_is_broken_is_named(names: Names, tmp_path: Path) -> None:
    read_only(names)
    assert list(diagnose(tmp_path / "home")[1]) == ["engine_read_only"]
    client().indices.put_settings(index=live(names), settings={"blocks.read_only_allow_delete": None})
    assert diagnose(tmp_path / "home") == (0, {})


@pytest.mark.parametrize(
    ("http", "body", "code"),
    [
        (200, about("8.19.0"), "engine_version"),
        (200, b"<html>portal</html>", "engine_failed"),
        (
            401,
            {"error": {"type": "security_exception", "reason": "missing credentials"}},
            "engine_unauthorized",
        ),
        (403, {"error": {"type": "security_exception", "reason": "unauthorized"}}, "engine_unauthorized"),
        (503, {"error": {"type": "master_not_discovered_exception", "reason": "…"}}, "engine_unavailable"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_once(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, http: int, body: Any, code: str
) -> None:
    copy_of(loaded, tmp_path / "home")
    with serving(http, body) as server:
        monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", server.url)
        status, problems = diagnose(tmp_path / "home")
    assert (status, list(problems)) == (1, [code])


def test_an_address_where_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", f"http://faju:hidden@{address}")
    _, problems = diagnose(tmp_path / "home")
    assert address in problems["engine_unreachable"]["message"]
    assert "FAJU_ELASTICSEARCH_URL" in problems["engine_unreachable"]["hint"]
    assert "hidden" not in json.dumps(problems)


@pytest.mark.parametrize(
    "value", ["localhost:9200", "ftp://one", "http://[::1", "http://one:99999", "http://:9200"]
)
def test_an_address_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FAJU_ENGINE", "elasticsearch")
    monkeypatch.setenv("FAJU_ELASTICSEARCH_URL", value)
    status, problems = diagnose(tmp_path / "home")
    assert status == 1 and "FAJU_" in problems["bad_setting"]["message"]


def test_a_password_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAJU_ELASTICSEARCH_PASSWORD", "hidden")
    done = CliRunner().invoke(faju, ["--home", str(tmp_path / "home"), "doctor"])
    assert "FAJU_ELASTICSEARCH_PASSWORD" in done.stdout and "hidden" not in done.stdout
