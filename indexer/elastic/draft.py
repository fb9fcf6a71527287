"""A generation in the making: created empty or cloned, filled, finished, verified, published.

A draft of a live index is its clone: hard links of its files, some 100 ms whatever its size (there is no
`_reindex` here, and to write unchanged documents again would cost a full build). A clone needs a source that is
closed to writing; a finished index is, for good.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from elasticsearch import Elasticsearch

from indexer.documents import Document
from indexer.elastic.aliases import Aliases
from indexer.elastic.bulk import BulkLimits, BulkWriter
from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import ElasticEngine, open_index
from indexer.elastic.errors import calling
from indexer.elastic.lease import Lease
from indexer.elastic.names import generation_name
from indexer.elastic.schema import Manifest, document_body, mapping, settings
from indexer.engine import EngineError, EngineErrorCode
from indexer.generations import broken
from indexer.target import Facts, Live

log = logging.getLogger("faju.index")

# Nothing is searched before everything is there: no refreshes, and copies are made once, of finished files.
_WRITING = {"refresh_interval": "-1", "number_of_replicas": 0, "auto_expand_replicas": False}
_SLOW_S = 300.0
_COPIES_S = 120


class ElasticDraft:
    """An index that is being written, under the lease. Its `generation` is its name."""

    def __init__(
        self,
        client: Elasticsearch,
        cluster: Cluster,
        lease: Lease,
        aliases: Aliases,
        base: Live | None,
        limits: BulkLimits | None = None,
    ) -> None:
        # A node that is away is passed over; what may still be under way is not asked for twice.
        self._client = client.options(request_timeout=_SLOW_S, retry_on_timeout=False)
        self._cluster = cluster
        self._lease = lease
        self._aliases = aliases
        self._published = False
        self._gone: set[str] = set()
        latest = max(map(cluster.names.number, aliases.read().own), default=0)
        self.generation = cluster.names.index(generation_name(lease.next_generation(latest)))
        self._alias = cluster.names.draft(self.generation)
        try:
            self._create() if base is None else self._clone(base.generation)
        except BaseException:
            self._remove()
            raise
        self._bulk = BulkWriter(client, self._alias, limits)

    def delete(self, unit_id: str) -> None:
        """Sent at the end, and only if no document took its place: that replaces it, and requests that run
        in parallel know no order."""
        self._gone.add(unit_id)

    def add(self, document: Document) -> None:
        self._gone.discard(document.unit_id)
        try:
            self._bulk.index(document.unit_id, document_body(document))
        except EngineError as error:
            raise self._reason(error) from error

    def commit(self, facts: Facts) -> ElasticEngine:
        try:
            for each in sorted(self._gone):
                self._bulk.delete(each)
            self._bulk.drain()
            self._finish(facts)
        except EngineError as error:
            raise self._reason(error) from error
        return open_index(self._client, self.generation)

    def publish(self) -> None:
        self._lease.check()
        self._aliases.publish(self.generation)
        self._published = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bulk.close()
        if not self._published:
            self._remove()

    def _reason(self, error: EngineError) -> EngineError:
        """Why writing failed: the lost lease, if it is lost, since its successor removes this draft."""
        try:
            self._lease.check()
        except EngineError as second:
            if second.code is EngineErrorCode.LEASE_LOST:
                return second
        return error

    def _create(self) -> None:
        layout = {**settings(self._cluster.shards), **_WRITING}
        with calling():
            done = self._client.indices.create(
                index=self.generation, settings=layout, mappings=mapping(), aliases={self._alias: {}}
            )
        _check_started(done)

    def _clone(self, source: str) -> None:
        layout = {**_WRITING, "blocks.write": None}
        with calling():
            self._client.indices.put_settings(index=source, settings={"blocks.write": True})
            done = self._client.indices.clone(
                index=source,
                target=self.generation,
                settings=layout,
                aliases={self._alias: {}},
                wait_for_active_shards="all",
            )
            self._client.indices.put_mapping(index=self.generation, meta={})  # unfinished from here on
        _check_started(done)

    def _finish(self, facts: Facts) -> None:
        """Everything on disk, counted and labelled; then the copies, and no writing any more."""
        index = self.generation
        manifest = Manifest(facts.fingerprint, facts.library_version, facts.built_at, facts.documents)
        with calling():
            self._client.indices.refresh(index=index)
            written = self._client.count(index=index)["count"]
            if written != facts.documents:
                raise broken(f"应有 {facts.documents} 条，实有 {written} 条")
            self._client.indices.put_mapping(index=index, meta=manifest.meta())
            self._client.indices.flush(index=index, wait_if_ongoing=True)
            final = {"refresh_interval": None, "blocks.write": True, **self._copies()}
            self._client.indices.put_settings(index=index, settings=final)
            self._await_copies()

    def _copies(self) -> dict[str, Any]:
        """As many copies as asked for, or as there are nodes for: now, and whenever nodes come and go."""
        wanted = self._cluster.replicas
        return {"auto_expand_replicas": f"0-{wanted}"} if wanted else {}

    def _await_copies(self) -> None:
        """Until there are as many copies as the cluster has nodes for. Without them it answers as well, only
        with less to spare: no reason to go on with an old index."""
        if not self._cluster.replicas:
            return
        nodes = self._client.cluster.health()["number_of_data_nodes"]
        copies = min(self._cluster.replicas + 1, nodes)
        found: Any = self._client.options(ignore_status=408).cluster.health(
            index=self.generation,
            wait_for_active_shards=copies * self._cluster.shards,
            timeout=f"{_COPIES_S}s",
        )
        if found["timed_out"]:
            log.warning("%s has fewer copies than asked for: %s", self.generation, found["status"])

    def _remove(self) -> None:
        """Where the cluster is away the next clean-up does it."""
        with suppress(EngineError):
            self._aliases.delete(self.generation, draft=True)


def _check_started(answer: Any) -> None:
    """A new index whose shards found no place is an answer like any other."""
    if not answer["shards_acknowledged"]:
        raise EngineError(
            EngineErrorCode.INDEX_WRITE_FAILED,
            "新索引的分片没有分配到节点，多为磁盘接近写满。原有索引未受影响；请检查集群的状态和磁盘后重试。",
        )
