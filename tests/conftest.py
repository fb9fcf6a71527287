"""The order of the tests: fast ones first, then those that need Elasticsearch, the browser last.

A node and a browser together are too much for two cores: the node of this run starts with the first test of
its group and is stopped behind the last one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import elastic_node
from tests.support import REQUIRED

HERE = Path(__file__).parent
CLUSTER = (
    HERE / "contract",
    HERE / "evaluation" / "test_cluster.py",
    HERE / "indexer" / "elastic",
    HERE / "resilience",
    HERE / "search_service" / "test_cluster_away.py",
    HERE / "search_service" / "test_on_elasticsearch.py",
    HERE / "search_service" / "cli" / "test_doctor_cluster.py",
)
BROWSER = (HERE / "e2e",)

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
