"""Three nodes, one copy: clients search and builds run while one node after the other is killed and comes back.

No answer is wrong, none is missing after retries, no document is lost. Takes minutes: with `FAJU_FULL` only.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.handle import ElasticHandle
from indexer.elastic.lease import LeaseTimes
from indexer.elastic.target import ElasticTarget
from indexer.engine import Engine, EngineError, SearchPlan, Term
from indexer.reconcile import reconcile
from tests.elastic_node import Nodes, own_nodes
from tests.indexer.samples import TODAY, assemble, many_parks

SIZES = (2_000, 2_060)
"""The library of one build and of the next."""
CLIENTS = 8
LONGEST_GAP_S = 30.0
PLAN = SearchPlan(words=(Term("公园"), Term("湖面")), day=TODAY.toordinal(), limit=50)


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    if not os.environ.get("FAJU_FULL"):
        pytest.skip("minutes long: set FAJU_FULL=1")
    with own_nodes(3) as made:
        yield made


Answer = tuple[int, tuple[str, ...]]
"""How many units match, and which are the best."""


def answer_of(engine: Engine) -> Answer:
    return engine.count(PLAN), tuple(unit for unit, _ in engine.search(PLAN).hits)


class Clients:
    """Search without a pause, each in a thread of its own, and try again what failed, as clients of a 503 do."""

    def __init__(self, handle: ElasticHandle) -> None:
        self._handle = handle
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._last = time.monotonic()
        self._threads = [threading.Thread(target=self._search) for _ in range(CLIENTS)]
        self.answers: dict[Answer, int] = {}
        self.retried: dict[str, int] = {}
        self.gap = self.longest_wait = 0.0

    def __enter__(self) -> Clients:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *ignored: object) -> None:
        self._ended.set()
        for each in self._threads:
            each.join()

    def _search(self) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            found = self._answer()
            now = time.monotonic()
            with self._lock:
                self.gap = max(self.gap, now - self._last)
                self.longest_wait = max(self.longest_wait, now - began)
                self._last = now
                self.answers[found] = self.answers.get(found, 0) + 1

    def _answer(self) -> Answer:
        while True:
            engine = self._handle.current()
            try:
                return answer_of(engine)
            except EngineError as error:
                with self._lock:
                    self.retried[error.code] = self.retried.get(error.code, 0) + 1
                self._handle.moved(engine) if error.code == "index_missing" else time.sleep(0.1)


class Builder(threading.Thread):
    """Builds the one library and the other in turn, until it is told to end."""

    def __init__(self, cluster: Cluster, home: Path) -> None:
        super().__init__()
        self._cluster, self._home = cluster, home
        self.ended = threading.Event()
        self.builds, self.failures = 0, []

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                build(self._cluster, self._home, SIZES[(self.builds + 1) % 2])
                self.builds += 1
            except EngineError as error:
                self.failures.append(str(error.code))


def build(cluster: Cluster, home: Path, size: int) -> int:
    target = ElasticTarget(cluster, times=LeaseTimes(0.5, 5.0))
    try:
        return len(reconcile(home, *assemble(many_parks(size), f"v{size}"), target=target).generation)
    finally:
        target.close()


def held(cluster: Cluster) -> int:
    target = ElasticTarget(cluster)
    try:
        live = target.live()
        assert live is not None
        return len(live.doc_hashes)
    finally:
        target.close()


def green(url: str) -> None:
    path = "/_cluster/health?wait_for_status=green&wait_for_no_initializing_shards=true&timeout=120s"
    assert not httpx.get(url + path, timeout=150).json()["timed_out"], "copies are not made again"


def test_nodes_that_die_in_turn_take_nothing_away(nodes: Nodes, tmp_path: Path) -> None:
    cluster = Cluster(Connection(tuple(nodes.urls), timeout_s=10, retries=3), "faju-d-chaos", 2, 1)
    right = set()
    handle = ElasticHandle(cluster, poll_s=0.2)
    for size in SIZES:
        build(cluster, tmp_path, size)
        handle.moved(None)
        right.add(answer_of(handle.current()))
    assert {count for count, _ in right} == set(SIZES)
    builder = Builder(cluster, tmp_path)
    with Clients(handle) as clients:
        builder.start()
        time.sleep(5)
        for number in (0, 1):
            nodes.kill(number)
            time.sleep(10)
            nodes.restart(number)
            green(nodes.urls[2])
        builder.ended.set()
        builder.join(300)
        time.sleep(2)
    handle.close()
    assert not builder.is_alive()
    build(cluster, tmp_path, SIZES[0])
    print(
        f"\n{sum(clients.answers.values())} answers, retried {clients.retried}, longest gap {clients.gap:.1f} s, "
        f"longest search with its retries {clients.longest_wait:.1f} s, "
        f"{builder.builds} builds, failed {builder.failures}"
    )
    assert set(clients.answers) <= right, "a wrong answer"
    assert builder.builds >= 1
    assert clients.gap < LONGEST_GAP_S
    assert held(cluster) == SIZES[0]
