"""Reading what an index holds: every unit id with its document hash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from indexer.elastic.errors import calling
from indexer.elastic.schema import MOST_HITS, unsigned

_KEEP_ALIVE = "2m"
_ANSWER = ["pit_id", "hits.hits.sort", "hits.hits.fields"]


def doc_hashes(client: Elasticsearch, index: str) -> Iterator[tuple[str, int]]:
    """(unit id, doc hash) of every document, a page at a time, from one state of the index. EngineError."""
    with calling():
        pit: str = client.open_point_in_time(
            index=index, keep_alive=_KEEP_ALIVE, allow_partial_search_results=False
        )["id"]
    try:
        after: list[Any] | None = None
        while True:
            with calling():
                answer = client.search(
                    pit={"id": pit, "keep_alive": _KEEP_ALIVE},
                    size=MOST_HITS,
                    sort="_shard_doc",
                    search_after=after,
                    docvalue_fields=[{"field": "id"}, {"field": "doc_hash"}],
                    stored_fields="_none_",
                    track_total_hits=False,
                    filter_path=_ANSWER,
                ).body
            pit = answer.get("pit_id", pit)
            hits = answer.get("hits", {}).get("hits", [])
            for each in hits:
                yield each["fields"]["id"][0], unsigned(each["fields"]["doc_hash"][0])
            if len(hits) < MOST_HITS:
                return
            after = hits[-1]["sort"]
    finally:
        with suppress(ApiError, TransportError):  # it expires by itself
            client.close_point_in_time(id=pit)
