"""Settings of a service on the tests' cluster, with a prefix of its own that is gone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from tests.elastic_node import client, url


@contextmanager
def variables() -> Iterator[dict[str, str]]:
    """The `FAJU_` variables that put a home on the cluster."""
    prefix = f"faju-d-{uuid4().hex[:10]}"
    try:
        yield {"FAJU_ELASTICSEARCH_URL": url(), "FAJU_ELASTICSEARCH_PREFIX": prefix}
    finally:
        for index in client().indices.get(index=f"{prefix}-*", expand_wildcards="all"):
            client().indices.delete(index=index)
