"""What a build on a cluster costs: seconds, memory, processor. Under a prefix of its own, removed at the end."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch

from corpus.store.store import Store
from evaluation import serving
from indexer.elastic.aliases import Aliases
from indexer.elastic.client import connect
from indexer.elastic.cluster import Cluster
from indexer.elastic.target import ElasticTarget
from indexer.reconcile import reconcile
from indexer.timelines import timeline_of


@contextmanager
def own_prefix(cluster: Cluster) -> Iterator[Cluster]:
    """The same cluster under a prefix that nobody uses; its indexes are gone at the end."""
    own = replace(cluster, prefix=f"faju-eval-{uuid4().hex[:8]}", replicas=0)
    client = connect(own.connection)
    try:
        yield own
    finally:
        for each in Aliases(client, own.names).read().own:
            client.indices.delete(index=each)
        client.options(ignore_status=404).indices.delete(index=own.names.lease)
        client.close()


def build(home: Path, place: Cluster) -> dict[str, Any]:
    """One full build of the library of `home`: `per_second` counts from its first document to the moment when all
    are written, counted and on disk. `cpu_us` of one document: of this process, and of the nodes."""
    began: dict[str, float] = {}

    def note(phase: str, done: int, total: int) -> None:
        began.setdefault(phase, time.perf_counter())

    with tempfile.TemporaryDirectory() as folder, Store.open(home) as store, ExitStack() as stack:
        library = store.library()
        times = timeline_of(home, library)
        client = connect(place.connection)
        stack.callback(client.close)
        target = ElasticTarget(place)
        stack.callback(target.close)
        before, busy = _cpu_of_nodes(client), time.process_time()
        reconcile(Path(folder), library, times, note, rebuild=True, target=target)
        busy, nodes = time.process_time() - busy, _cpu_of_nodes(client) - before
    documents = library.info().units
    seconds = began["verify"] - began["write"]
    sizes = serving.memory(os.getpid()) or {}
    return {
        "documents": documents,
        "seconds": round(seconds, 2),
        "per_second": round(documents / seconds),
        "peak_mib": sizes.get("peak"),
        "cpu_us": {"builder": round(1e6 * busy / documents), "nodes": round(1e6 * nodes / documents)},
    }


def _cpu_of_nodes(client: Elasticsearch) -> float:
    """Processor seconds that the nodes of the cluster have used; 0 where their system does not say so."""
    told: Any = client.nodes.stats(metric="process").body
    spent = [node["process"].get("cpu", {}).get("total_in_millis", 0) for node in told["nodes"].values()]
    return float(sum(max(each, 0) for each in spent)) / 1000
