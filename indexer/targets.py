"""Which engine's index a home has: the embedded one in the home itself, or one in a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.elastic.cluster import Cluster
from indexer.embedded.target import EmbeddedTarget
from indexer.target import Target


@contextmanager
def target_of(home: Path, cluster: Cluster | None = None) -> Iterator[Target]:
    """The index of `home`, or that of `cluster` where one is given. EngineError for an unusable address."""
    target = _target(home, cluster)
    try:
        yield target
    finally:
        target.close()


def _target(home: Path, cluster: Cluster | None) -> Target:
    if cluster is None:
        return EmbeddedTarget(home)
    from indexer.elastic.target import ElasticTarget

    return ElasticTarget(cluster)
