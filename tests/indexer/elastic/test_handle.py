"""The live index of a cluster, as a service follows it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.handle import ElasticHandle
from indexer.embedded.handle import IndexHandle
from indexer.engine import EngineError, SearchPlan, Term
from indexer.handles import handle_of
from indexer.reconcile import reconcile
from indexer.upkeep import clean, rollback
from tests.elastic_node import client
from tests.indexer.elastic.writing import cluster, own_prefix, target
from tests.indexer.samples import assemble, many_parks, market_laws

PLAN = SearchPlan(words=(Term("公园"),), day=740_000)


@pytest.fixture
def prefix() -> Iterator[str]:
    with own_prefix() as found:
        yield found


@pytest.fixture
def handle(prefix: str) -> Iterator[ElasticHandle]:
    made = ElasticHandle(cluster(prefix), poll_s=0.05)
    yield made
    made.close()


def build(home: Path, prefix: str, count: int, **more: bool) -> None:
    reconcile(home, *assemble(many_parks(count), f"v{count}"), target=target(prefix), **more)


def soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(EngineError) as raised:
        call()
    return str(raised.value.code)


def test_a_handle_is_that_of_the_home_or_of_the_cluster(prefix: str, tmp_path: Path) -> None:
    assert isinstance(handle_of(tmp_path), IndexHandle)
    made = handle_of(tmp_path, cluster(prefix))
    assert isinstance(made, ElasticHandle)
    made.close()


def test_it_follows_the_alias(handle: ElasticHandle, prefix: str, tmp_path: Path) -> None:
    assert code_of(handle.current) == "index_missing"
    build(tmp_path, prefix, 5)
    first = handle.current()
    assert (first.info().documents, handle.current()) == (5, first)
    handle.check()
    build(tmp_path, prefix, 7)
    assert soon(lambda: handle.current().info().documents == 7)
    assert first.search(PLAN).hits, "a search goes on with the engine it began with"
    assert rollback(tmp_path, cluster(prefix))
    assert soon(lambda: handle.current().info().documents == 5)


def test_an_index_that_is_gone_has_moved(handle: ElasticHandle, prefix: str, tmp_path: Path) -> None:
    build(tmp_path, prefix, 3)
    slow = ElasticHandle(cluster(prefix), poll_s=3600)
    try:
        old = slow.current()
        assert not slow.moved(old)
        for count in (4, 5):
            build(tmp_path, prefix, count, rebuild=True)
        clean(tmp_path, cluster(prefix))
        assert slow.current() is old, "not looked yet"
        assert code_of(lambda: old.search(PLAN)) == "index_missing"
        assert code_of(slow.check) == "index_missing"
        assert slow.moved(old)
        assert slow.current().info().documents == 5
        assert not slow.moved(slow.current())
    finally:
        slow.close()


def test_what_cannot_be_used_leaves_the_open_index_in_use(
    handle: ElasticHandle, prefix: str, tmp_path: Path
) -> None:
    build(tmp_path, prefix, 3)
    opened = handle.current()
    name = f"{prefix}-article-g999999"
    client().indices.create(index=name)
    client().indices.put_alias(index=name, name=f"{prefix}-article")
    assert soon(lambda: handle.current() is opened and handle.last_error is not None)
    assert handle.last_error is not None and handle.last_error.code == "alias_ambiguous"
    assert opened.search(PLAN).hits
    other = ElasticHandle(cluster(prefix))
    assert code_of(other.current) == "alias_ambiguous"
    other.close()
    client().indices.delete(index=name)
    assert soon(lambda: handle.current() is opened and handle.last_error is None)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_closed_port_is_said_at_once_and_asked_seldom() -> None:
    made = ElasticHandle(Cluster(Connection((f"http://127.0.0.1:{closed_port()}",))))
    began = time.monotonic()
    assert {code_of(made.current) for _ in range(200)} == {"engine_unreachable"}
    assert time.monotonic() - began < 30
    made.close()


def test_a_cluster_that_never_answers_holds_few_threads_up() -> None:
    """A listening socket that nobody accepts from: connections are made and nothing comes back."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        made = ElasticHandle(Cluster(Connection((address,), timeout_s=0.5, retries=0)))
        assert [code_of(made.current) for _ in range(3)] == ["engine_timeout"] * 3
        began = time.monotonic()
        assert {code_of(made.current) for _ in range(100)} == {"engine_timeout"}
        assert time.monotonic() - began < 25, "the circuit is open: else each waits half a second"
        made.close()


def test_an_unusable_address_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    assert code_of(lambda: handle_of(tmp_path, Cluster(Connection(("localhost",))))) == "engine_unreachable"


def test_many_threads_get_one_engine(prefix: str, tmp_path: Path) -> None:
    reconcile(tmp_path, *assemble(market_laws()), target=target(prefix))
    made = ElasticHandle(cluster(prefix), poll_s=0.001)
    found = []

    def ask() -> None:
        for _ in range(20):
            found.append(made.current())
            time.sleep(0.002)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    made.close()
    assert len({id(each) for each in found}) == 1 and len(found) == 160
