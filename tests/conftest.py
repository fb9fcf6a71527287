"""The order of the tests: fast ones first, then those that need Elasticsearch, the browser last.

A node and a browser together are too much for two cores: the node of this run starts with the first test of
its group and is stopped behind the last one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from corpus.store.dialects.choosing import URL_VARIABLE
from tests import elastic_node, postgres
from tests.support import REQUIRED

HERE = Path(__file__).parent
CLUSTER = (
    HERE / "contract",
    HERE / "evaluation" / "test_cluster.py",
    HERE / "indexer" / "elastic",
    HERE / "resilience",
    HERE / "search_service" / "test_cluster_away.py",
    HERE / "search_service" / "test_on_elasticsearch.py",
    HERE / "search_service" / "test_shared_cluster.py",
    HERE / "search_service" / "cli" / "test_doctor_cluster.py",
)
BROWSER = (HERE / "e2e",)

# Whoever works beside a real library has its address in the shell: no test may open that one.
os.environ.pop(URL_VARIABLE, None)

# A machine that does other things as well is no fault of the program. Where everything is required the
# examples are the same in every run.
settings.register_profile(
    "faju", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(REQUIRED)
)
settings.load_profile("faju")


def _group(item: pytest.Item) -> int:
    around = {item.path, *item.path.parents}
    return 2 if around.intersection(BROWSER) else int(bool(around.intersection(CLUSTER)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In three groups, each in its order."""
    items.sort(key=_group)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Behind the last test of Elasticsearch its fixtures are torn down, and then the node is stopped."""
    done = yield
    if _group(item) == 1 and (nextitem is None or _group(nextitem) != 1):
        elastic_node.stop()
    return done


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: run on SQLite, and again on PostgreSQL")
    config.addinivalue_line("markers", "sqlite_only: on SQLite alone, in a module that is run on both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both_databases`, by itself or with its module, is run on each."""
    marks = {each.name for each in metafunc.definition.iter_markers()}
    has_a_home = {"store", "tmp_path"}.intersection(metafunc.fixturenames)
    if has_a_home and "both_databases" in marks and "sqlite_only" not in marks:
        metafunc.fixturenames.insert(0, "database")
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where every home of a test has its store: a file in it, or one database of the test's own."""
    if request.param == "sqlite":
        monkeypatch.delenv(URL_VARIABLE, raising=False)
        yield request.param
        return
    with postgres.database() as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        yield request.param
