"""Engines under one contract. A new engine adds its builder to ENGINES, and its cases run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from indexer.embedded.handle import IndexHandle
from indexer.engine import Engine
from indexer.reconcile import reconcile
from tests.indexer.samples import Sample, assemble, market_laws

# Make the index of a home say what these samples say, and open it.
Make = Callable[[Iterable[Sample]], Engine]


def _embedded(home: Path) -> Make:
    def make(samples: Iterable[Sample]) -> Engine:
        reconcile(home, *assemble(samples, version=f"v{len(list(home.iterdir()))}"))
        return IndexHandle(home).current()

    return make


ENGINES: dict[str, Callable[[Path], Make]] = {"embedded": _embedded}


@pytest.fixture(params=sorted(ENGINES))
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Builds indexes of this test's own, one after the other in one home."""
    return ENGINES[request.param](tmp_path)


@pytest.fixture(scope="session", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One index of the sample laws, for all tests that only read."""
    opened = ENGINES[request.param](tmp_path_factory.mktemp("contract"))(market_laws())
    yield opened
    opened.close()
