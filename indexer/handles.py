"""The live index of a home, wherever it is kept: for a process that answers from it for long."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from indexer.elastic.cluster import Cluster
from indexer.embedded.handle import IndexHandle
from indexer.engine import Engine


class Handle(Protocol):
    """Always the live engine. For any number of threads."""

    def current(self) -> Engine:
        """The live engine; the same object while nothing changed. EngineError when there is none to use."""
        ...

    def moved(self, engine: Engine) -> bool:
        """Look at once, whether another index is live than that of `engine`."""
        ...

    def check(self) -> None:
        """Whether the engine answers at this moment. EngineError when it does not."""
        ...

    def close(self) -> None: ...


def handle_of(home: Path, cluster: Cluster | None = None, poll_s: float = 1.0) -> Handle:
    """The index of `home`, or that of `cluster` where one is given, looked at every `poll_s` seconds at most.
    EngineError for an address or a certificate file that cannot be used."""
    if cluster is None:
        return IndexHandle(home)
    from indexer.elastic.handle import ElasticHandle

    return ElasticHandle(cluster, poll_s)
