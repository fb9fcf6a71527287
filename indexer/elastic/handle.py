"""The live index of a cluster, for a process that serves it: the alias is looked at now and then."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Lock, Thread

from indexer.elastic.aliases import Aliases
from indexer.elastic.circuit import Circuit, GuardedEngine
from indexer.elastic.client import check_server, connect
from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import open_index
from indexer.elastic.errors import calling
from indexer.engine import EngineError, EngineErrorCode
from indexer.generations import missing

log = logging.getLogger("faju.index")

# Looking where the alias points is no search: nobody should wait long for it.
_LOOK_S = 3.0

# An index can be replaced and deleted while it is being opened, if builds follow one another.
_ATTEMPTS = 3


class ElasticHandle:
    """Always the live engine, behind a circuit.

    A search keeps the engine it began with. `current` waits for the cluster only as long as no index was
    opened yet; from then on a thread of its own looks at the alias, not more often than every `poll_s`
    seconds, and what is open goes on answering. `last_error` says why the last look failed.
    """

    def __init__(
        self, cluster: Cluster, poll_s: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """EngineError for an address or a certificate file that cannot be used; nothing is sent yet."""
        self._client = connect(cluster.connection)
        quick = replace(cluster.connection, timeout_s=min(_LOOK_S, cluster.connection.timeout_s))
        self._looking = connect(quick)
        self._aliases = Aliases(self._looking, cluster.names)
        self._circuit = Circuit(clock)
        self._poll_s = poll_s
        self._clock = clock
        self._lock = Lock()
        self._engine: GuardedEngine | None = None
        self._looked = float("-inf")
        self.last_error: EngineError | None = None

    def current(self) -> GuardedEngine:
        """The live engine; EngineError when there is none that can be used."""
        engine = self._engine
        if engine is None:
            return self._first()
        if self._clock() - self._looked >= self._poll_s and self._lock.acquire(blocking=False):
            Thread(target=self._look_aside, name="faju-alias", daemon=True).start()
        return engine

    def moved(self, engine: object) -> bool:
        """Look at once, whether another index is live than that of `engine`."""
        with self._lock, suppress(EngineError):
            self._look()
        return self._engine is not None and self._engine is not engine

    def check(self) -> None:
        """Whether the open index answers at this moment. EngineError when it does not."""
        index = self.current().info().generation
        with self._circuit.asking(), calling():
            self._looking.search(index=index, size=0, terminate_after=1, allow_partial_search_results=False)

    def close(self) -> None:
        """Let the engine and the connections go; the last call."""
        with self._lock:
            self._engine = None
            self._client.close()
            self._looking.close()

    def _first(self) -> GuardedEngine:
        with self._lock:
            if self._engine is None:
                self._look()
            if self._engine is None:
                raise self.last_error or missing()
            return self._engine

    def _look_aside(self) -> None:
        """In a thread of its own, which has the lock from `current`."""
        try:
            with suppress(EngineError):
                self._look()
        except Exception:
            log.exception("looking at the alias")
        finally:
            self._lock.release()

    def _look(self) -> None:
        """Open what the alias points to, where that is news. EngineError, kept in `last_error`."""
        try:
            with self._circuit.asking():
                self._follow()
            self.last_error = None
        except EngineError as error:
            if self.last_error is None or self.last_error.code is not error.code:
                log.warning("no look at the live index: %s", error.message_zh)
            self.last_error = error
            raise
        finally:
            self._looked = self._clock()

    def _follow(self) -> None:
        """The index under the alias, opened; again where it was replaced and deleted meanwhile."""
        if self._engine is None:
            check_server(self._looking)
        for attempt in range(_ATTEMPTS):
            name = self._aliases.read().one_live
            if name is None:
                raise missing()
            if self._engine is not None and self._engine.info().generation == name:
                return
            try:
                self._engine = GuardedEngine(open_index(self._client, name), self._circuit)
            except EngineError as error:
                if error.code is not EngineErrorCode.INDEX_MISSING or attempt == _ATTEMPTS - 1:
                    raise
            else:
                return
