"""What an operator wants to know of a cluster and of the indexes of one prefix in it, for `faju doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from indexer.elastic.aliases import Aliases, Pointer
from indexer.elastic.client import check_server, connect
from indexer.elastic.cluster import Cluster
from indexer.elastic.errors import calling
from indexer.elastic.schema import mapping

# A node sets it on indexes when its disk is nearly full (flood stage), and takes it off by itself.
_WATERMARK = "index.blocks.read_only_allow_delete"
_READ_ONLY = (
    _WATERMARK,
    "index.blocks.read_only",
    "cluster.blocks.read_only",
    "cluster.blocks.read_only_allow_delete",
)

# What the server leaves out of a mapping, since it is so by default.
_UNSAID = {"index_options": "positions"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """`status` of our indexes: `green`, `yellow` (a copy is missing), `red` (a part cannot be searched).
    `read_only`: indexes of ours, or `_cluster`, that take no writes, each with the setting that says so.
    `foreign_fields`: fields of the live index that are not as this program makes them. `unused`: indexes of
    ours that a clean-up would delete."""

    version: str
    cluster: str
    nodes: int
    status: str
    read_only: tuple[tuple[str, str], ...]
    foreign_fields: tuple[str, ...]
    unused: tuple[str, ...]


def inspect(cluster: Cluster) -> Inspection:
    """Look at everything; nothing is changed. EngineError when the cluster cannot be asked."""
    client = connect(cluster.connection)
    try:
        version = check_server(client)
        pointer = Aliases(client, cluster.names).read()
        with calling():
            pattern = f"{cluster.names.alias}-g*"
            health: Any = client.cluster.health(index=pattern, expand_wildcards="all").body
            read_only = [*_blocked_indexes(client, pointer), *_blocked_cluster(client)]
            fields = _foreign_fields(client, pointer)
    finally:
        client.close()
    return Inspection(
        version=version,
        cluster=str(health["cluster_name"]),
        nodes=int(health["number_of_nodes"]),
        status=str(health["status"]),
        read_only=tuple(read_only),
        foreign_fields=fields,
        unused=tuple(each for each in pointer.unused if each not in pointer.drafts),
    )


def _blocked_indexes(client: Elasticsearch, pointer: Pointer) -> list[tuple[str, str]]:
    if not pointer.own:
        return []
    found: Any = client.indices.get_settings(index=list(pointer.own), flat_settings=True).body
    return [
        (index, name)
        for index, told in sorted(found.items())
        for name in _READ_ONLY
        if told["settings"].get(name) == "true"
    ]


def _blocked_cluster(client: Elasticsearch) -> list[tuple[str, str]]:
    found: Any = client.cluster.get_settings(flat_settings=True).body
    told = {**found["persistent"], **found["transient"]}
    return [("_cluster", name) for name in _READ_ONLY if told.get(name) == "true"]


def _foreign_fields(client: Elasticsearch, pointer: Pointer) -> tuple[str, ...]:
    """Fields of the live index that an index template of the cluster, or a person, has made otherwise."""
    if len(pointer.live) != 1:
        return ()
    index = pointer.live[0]
    found: Any = client.indices.get_mapping(index=index).body[index]["mappings"].get("properties", {})
    ours = mapping()["properties"]
    return tuple(
        name
        for name in sorted(found.keys() | ours.keys())
        if name not in ours
        or any({**_UNSAID, **found.get(name, {})}.get(key) != ours[name][key] for key in ours[name])
    )
