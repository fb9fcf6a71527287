"""A node that dies in the middle of a build: the build waits for it, or fails, and the live index stays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.elastic.bulk import BulkLimits
from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import open_index
from indexer.elastic.target import ElasticTarget
from indexer.engine import EngineError
from indexer.reconcile import Report, reconcile
from tests.elastic_node import Nodes, own_nodes
from tests.indexer.elastic.writing import FAST
from tests.indexer.samples import assemble, many_parks

COUNT = 600
PREFIX = "faju-c2-dies"


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    """A cluster of this test's own, to be killed."""
    with own_nodes() as made:
        yield made


def build(nodes: Nodes, home: Path, version: str, patience_s: float, kill_at: str = "") -> Report:
    """Build everything anew in small requests; kill the node in one phase."""
    connection = Connection(tuple(nodes.urls), timeout_s=30, retries=0)
    limits = BulkLimits(documents=20, patience_s=patience_s, longest_pause_s=0.5)
    target = ElasticTarget(Cluster(connection, PREFIX), times=FAST, limits=limits)
    killed = False

    def progress(phase: str, done: int, total: int) -> None:
        nonlocal killed
        if phase == kill_at and done >= COUNT // 2 * (phase == "write") and not killed:
            killed = True
            nodes.kill(0)
            if patience_s > 10:
                threading.Thread(target=nodes.restart, args=(0,)).start()

    try:
        library = assemble(many_parks(COUNT), version)
        return reconcile(home, *library, progress, rebuild=True, target=target)
    finally:
        target.close()


def standing(nodes: Nodes) -> tuple[str, int]:
    """The live index's library version, and the number of drafts."""
    target = ElasticTarget(Cluster(Connection(tuple(nodes.urls), timeout_s=30), PREFIX))
    try:
        info = open_index(target._client, f"{PREFIX}-article").info()
        return info.library_version, len(target._aliases.read().drafts)
    finally:
        target.close()


def test_a_node_that_dies_fails_the_build_and_nothing_else(nodes: Nodes, tmp_path: Path) -> None:
    build(nodes, tmp_path, "v1", 2.0)
    for phase in ("write", "swap"):
        with pytest.raises(EngineError) as refused:
            build(nodes, tmp_path, "v2", 2.0, kill_at=phase)
        assert str(refused.value.code) == "engine_unreachable", phase
        nodes.restart(0)
        assert standing(nodes) == ("v1", 1), phase  # the draft is there until the next clean-up
        assert build(nodes, tmp_path, "v1", 2.0).rebuilt
        assert standing(nodes) == ("v1", 0)


def test_a_node_that_comes_back_in_time_ends_the_build(nodes: Nodes, tmp_path: Path) -> None:
    report = build(nodes, tmp_path, "v3", 90.0, kill_at="write")
    assert report.added == COUNT
    assert standing(nodes) == ("v3", 0)
