"""Tests that need a cluster run together, tests in the browser last: see tests/conftest.py."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import BROWSER, CLUSTER, HERE

IMPORT = re.compile(
    r"^from tests\.(?:elastic_node|search_service\.on_cluster|indexer\.elastic\.\w+) import", re.M
)


def test_every_test_that_asks_for_a_cluster_is_in_the_block_of_those() -> None:
    assert all(each.exists() for each in (*CLUSTER, *BROWSER))
    asking = [path for path in HERE.rglob("test_*.py") if IMPORT.search(path.read_text("utf-8"))]
    assert len(asking) > 10
    outside = [path for path in asking if not {path, *path.parents}.intersection(CLUSTER)]
    assert outside == []


def test_the_cluster_is_not_needed_in_the_browser() -> None:
    assert not any(IMPORT.search(path.read_text("utf-8")) for path in Path(BROWSER[0]).rglob("*.py"))
