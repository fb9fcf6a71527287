"""Engines under one contract. A new engine adds its builder to ENGINES, and its cases run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from indexer.documents import documents
from indexer.embedded.handle import IndexHandle
from indexer.engine import Engine
from indexer.reconcile import reconcile
from tests.elastic_node import client
from tests.indexer.elastic.building import build, open_index, own_name
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
def _elasticsearch(shards: int) -> Iterator[Make]:
    names: list[str] = []

    def make(samples: Iterable[Sample]) -> Engine:
        library, times = assemble(samples, version=f"v{len(names)}")
        names.append(own_name())
        build(client(), names[-1], documents(library, times), library.info().version, shards)
        return open_index(client(), names[-1])

    try:
        yield make
    finally:
        for name in names:
            client().indices.delete(index=name, ignore_unavailable=True)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Make]]] = {
    "embedded": _embedded,
    "elasticsearch": lambda home: _elasticsearch(1),
    "elasticsearch, three shards": lambda home: _elasticsearch(3),
}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Builds indexes of this test's own, one after the other in one home."""
    with ENGINES[request.param](tmp_path) as built:
        yield built


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One index of the sample laws, for all tests that only read."""
    with ENGINES[request.param](tmp_path_factory.mktemp("contract")) as built:
        opened = built(market_laws())
        yield opened
        opened.close()
