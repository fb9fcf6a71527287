"""Which cluster, and how an index is laid out in it: all that an `elasticsearch` home must be told.

Everything imports this, and the client takes long to import: it is only imported where it is used.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from indexer.elastic.names import Names

if TYPE_CHECKING:
    from indexer.elastic.client import Connection

DEFAULT_PREFIX = "faju"


@dataclass(frozen=True, slots=True)
class Cluster:
    """`prefix` begins every name. One shard is enough up to about a million units (DESIGN §6). `replicas`: how
    many copies a finished index gets beside its first, as far as there are nodes for them. ValueError for what
    no cluster takes."""

    connection: Connection
    prefix: str = DEFAULT_PREFIX
    shards: int = 1
    replicas: int = 1

    def __post_init__(self) -> None:
        Names(self.prefix)
        if self.shards < 1 or self.replicas < 0:
            raise ValueError(f"{self.shards} shards, {self.replicas} replicas")

    @property
    def names(self) -> Names:
        return Names(self.prefix)

    def impatient(self, seconds: float = 3.0) -> Self:
        """The same cluster, for a look at it that somebody waits for: each request is made once, and briefly."""
        timeout = min(seconds, self.connection.timeout_s)
        return replace(self, connection=replace(self.connection, timeout_s=timeout, retries=0))

    def as_json(self) -> dict[str, Any]:
        """Plain values, secrets too: for the standard input of a child process, never for a log."""
        found = asdict(self)
        certificates = self.connection.ca_certs
        found["connection"]["ca_certs"] = str(certificates) if certificates else None
        return found

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        from indexer.elastic.client import Connection

        told = dict(data["connection"])
        user = told["basic_auth"]
        told["urls"] = tuple(told["urls"])
        told["basic_auth"] = tuple(user) if user else None
        told["ca_certs"] = Path(told["ca_certs"]) if told["ca_certs"] else None
        return cls(**{**data, "connection": Connection(**told)})
