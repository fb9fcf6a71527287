"""Engines under one contract. A new engine adds its builder to ENGINES, and its cases run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import open_index
from indexer.elastic.target import ElasticTarget
from indexer.embedded.handle import IndexHandle
from indexer.engine import Engine
from indexer.reconcile import reconcile
from tests.elastic_node import client, connection
from tests.indexer.elastic.building import own_name, remove
from tests.indexer.samples import Sample, assemble, market_laws

# Make the index of a home say what these samples say, and open it.
Make = Callable[[Iterable[Sample]], Engine]


@contextmanager
def _embedded(home: Path) -> Iterator[Make]:
    def make(samples: Iterable[Sample]) -> Engine:
        reconcile(home, *assemble(samples, version=f"v{len(list(home.iterdir()))}"))
        return IndexHandle(home).current()

    yield make


@contextmanager
def _elasticsearch(home: Path, shards: int) -> Iterator[Make]:
    """In indexes of a prefix of its own, which are removed at the end."""
    cluster = Cluster(connection(), own_name(), shards, replicas=0)
    target = ElasticTarget(cluster, client())
    builds = count()

    def make(samples: Iterable[Sample]) -> Engine:
        reconcile(home, *assemble(samples, version=f"v{next(builds)}"), target=target)
        return open_index(client(), cluster.names.alias)

    try:
        yield make
    finally:
        remove(client(), cluster.prefix)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Make]]] = {
    "embedded": _embedded,
    "elasticsearch": partial(_elasticsearch, shards=1),
    "elasticsearch with three shards": partial(_elasticsearch, shards=3),
}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Builds indexes of this test's own, one after the other in one home."""
    with ENGINES[request.param](tmp_path) as built:
        yield built


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One index of the sample laws, for all tests that only read."""
    with ENGINES[request.param](tmp_path_factory.mktemp("contract")) as built:
        opened = built(market_laws())
        yield opened
        opened.close()
