"""The Elasticsearch engine as an `indexer.target.Target`: one index a generation, an alias as the pointer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from indexer.elastic.aliases import Aliases
from indexer.elastic.bulk import BulkLimits
from indexer.elastic.client import check_server, connect
from indexer.elastic.cluster import Cluster
from indexer.elastic.draft import ElasticDraft
from indexer.elastic.engine import open_index
from indexer.elastic.errors import calling
from indexer.elastic.lease import Lease, LeaseTimes
from indexer.elastic.lease_document import LeaseDocument
from indexer.elastic.listing import doc_hashes
from indexer.elastic.schema import current_fingerprint
from indexer.engine import EngineError, EngineErrorCode
from indexer.generations import missing, nothing_to_roll_back
from indexer.hashes import Hashes
from indexer.lock import Holder
from indexer.target import Live, Standing

log = logging.getLogger("faju.index")

# What says that an index cannot be continued; anything else says that the cluster cannot be asked.
_BEYOND_USE = frozenset(
    {
        EngineErrorCode.INDEX_MISSING,
        EngineErrorCode.INDEX_BROKEN,
        EngineErrorCode.FINGERPRINT_MISMATCH,
        EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    }
)


class ElasticTarget:
    """The index of one prefix in a cluster. `close` gives the connections back."""

    def __init__(
        self,
        cluster: Cluster,
        client: Elasticsearch | None = None,
        times: LeaseTimes | None = None,
        limits: BulkLimits | None = None,
    ) -> None:
        """EngineError for an unusable address; nothing is sent yet. A `client` that is given stays open."""
        self._cluster = cluster
        self._own = client is None
        self._client = client or connect(cluster.connection)
        self._times = times
        self._limits = limits
        self._aliases = Aliases(self._client, cluster.names)
        self._document = LeaseDocument(self._client, cluster.names.lease)
        self._lease: Lease | None = None

    def close(self) -> None:
        """The last call."""
        if self._own:
            self._client.close()

    @property
    def fingerprint(self) -> str:
        return current_fingerprint()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lease of the prefix. LeaseHeld, EngineError."""
        check_server(self._client)
        with Lease(self._document, self._cluster.prefix, self._times) as lease:
            self._lease = lease
            try:
                yield
            finally:
                self._lease = None

    def live(self) -> Live | None:
        """The live index; None where there is none that can be continued: none at all, a damaged one, one of
        another layout. EngineError when the cluster cannot be asked, `alias_ambiguous`."""
        name = self._aliases.read().one_live
        if name is None or self._cluster.names.generation(name) is None:
            return None
        try:
            info = open_index(self._client, name).info()
        except EngineError as error:
            if error.code not in _BEYOND_USE:
                raise
            log.info("the live index cannot be continued: %s", error.message_zh)
            return None
        if self._shards(name) != self._cluster.shards:
            return None
        hashes = Hashes(doc_hashes(self._client, name))
        if len(hashes) != info.documents:
            return None
        return Live(name, info.fingerprint, info.library_version, hashes, self._dead(name))

    def draft(self, base: Live | None) -> ElasticDraft:
        return ElasticDraft(self._client, self._cluster, self._held, self._aliases, base, self._limits)

    def rollback(self) -> str:
        """The kept index is opened before it becomes live: one that cannot answer never does."""
        pointer = self._aliases.read()
        if pointer.one_live is None or not pointer.kept:
            raise nothing_to_roll_back()
        open_index(self._client, pointer.kept[-1])
        self._held.check()
        return self._aliases.rollback()

    def clean(self) -> list[str]:
        pointer = self._aliases.read()
        self._held.check()
        return [each for each in pointer.unused if self._aliases.delete(each, each in pointer.drafts)]

    def standing(self) -> Standing:
        """What a search would find, and what could be gone back to."""
        previous = None
        try:
            check_server(self._client)
            pointer = self._aliases.read()
            previous = next(iter(pointer.kept), None)
            if (name := pointer.one_live) is None:
                raise missing()
            return Standing(open_index(self._client, name).info(), previous, None)
        except EngineError as error:
            return Standing(None, previous, error)

    def writer(self) -> Holder | None:
        """Who holds the lease, as far as its document says; None when nobody does or it cannot be read."""
        try:
            seen = self._document.read()
        except EngineError:
            return None
        return None if seen is None or seen.record.free else seen.record.holder

    @property
    def _held(self) -> Lease:
        if self._lease is None:
            raise ValueError("the lease is not held")
        return self._lease

    def _shards(self, index: str) -> int:
        with calling():
            found = self._client.indices.get_settings(index=index, flat_settings=True).body
        return int(found[index]["settings"]["index.number_of_shards"])

    def _dead(self, index: str) -> int:
        with calling():
            stats = self._client.indices.stats(index=index, metric="docs").body
        return int(stats["_all"]["primaries"]["docs"]["deleted"])
