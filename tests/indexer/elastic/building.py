"""Indexes for tests of the read side, made by the plain bulk helper and removed by whoever asked for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from indexer.documents import Document
from indexer.elastic.engine import ElasticEngine, open_index
from indexer.elastic.schema import Manifest, current_fingerprint, document_body, mapping, settings

# Nothing of another name is ever written to or removed.
PREFIX = "faju-c1-"


def own_name() -> str:
    return f"{PREFIX}{uuid4().hex[:12]}"


def manifest(documents: int, version: str = "made-up") -> Manifest:
    return Manifest(current_fingerprint(), version, datetime.now(UTC).isoformat(), documents)


def build(
    client: Elasticsearch, name: str, documents: Iterable[Document], version: str = "made-up", shards: int = 1
) -> None:
    """A finished index of these documents."""
    client.indices.create(index=name, mappings=mapping(), settings=settings(shards))
    actions = ({"_index": name, "_id": each.unit_id, "_source": document_body(each)} for each in documents)
    written, _ = bulk(client, actions, refresh=True)
    client.indices.put_mapping(index=name, meta=manifest(written, version).meta())


@contextmanager
def index_of(
    client: Elasticsearch, documents: Iterable[Document], version: str = "made-up", shards: int = 1
) -> Iterator[ElasticEngine]:
    """An engine on an index of its own, removed at the end."""
    name = own_name()
    try:
        build(client, name, documents, version, shards)
        yield open_index(client, name)
    finally:
        remove(client, name)


def remove(client: Elasticsearch, name: str) -> None:
    """Remove the index of this name, and those whose names go on with `-`."""
    assert name.startswith(PREFIX)
    found = client.indices.get(
        index=[name, f"{name}-*"], ignore_unavailable=True, expand_wildcards="all", filter_path="*.aliases"
    )
    for each in found:
        client.indices.delete(index=each, ignore_unavailable=True)
