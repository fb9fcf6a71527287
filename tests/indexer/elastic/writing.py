"""Prefixes for tests of the write side: made for one test, and removed with all that it left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from indexer.elastic.aliases import Aliases
from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.lease import LeaseTimes
from indexer.elastic.names import Names
from indexer.elastic.target import ElasticTarget
from tests.elastic_node import client, url

# Heartbeats often enough that a test need not wait, and patience enough for a machine under load.
FAST = LeaseTimes(beat_s=0.3, stale_s=4.0)


@contextmanager
def own_prefix() -> Iterator[str]:
    """A prefix that nobody else uses; its indexes are gone at the end."""
    prefix = f"faju-c2-{uuid4().hex[:10]}"
    try:
        yield prefix
    finally:
        for index in client().indices.get(index=f"{prefix}-*", expand_wildcards="all"):
            client().indices.delete(index=index)


def cluster(prefix: str, shards: int = 1) -> Cluster:
    return Cluster(Connection((url(),), timeout_s=60), prefix, shards)


def target(prefix: str, shards: int = 1) -> ElasticTarget:
    return ElasticTarget(cluster(prefix, shards), client(), FAST)


def aliases(prefix: str) -> Aliases:
    return Aliases(client(), Names(prefix))
