"""The Elasticsearch engine: one finished index of a cluster, read by any number of threads.

A finished index never changes, so an engine sees one consistent index for as long as it lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from elasticsearch import Elasticsearch

from indexer.elastic.errors import calling, elastic_error
from indexer.elastic.query import (
    ALLOWED,
    Clause,
    explained_query,
    frequencies,
    must_clauses,
    query,
    scoring_terms,
)
from indexer.elastic.schema import ENGINE, HASHES, MOST_HITS, Manifest, current_fingerprint
from indexer.elastic.spans import Spans
from indexer.embedded.hits import SCORE_DIGITS
from indexer.engine import (
    EngineError,
    EngineErrorCode,
    EngineInfo,
    EnginePage,
    Explanation,
    Mode,
    ScorePart,
    SearchPlan,
)
from indexer.generations import broken

# Hits asked for beyond the window, as in the embedded engine: most cuts fall between two ties of a few.
_MARGIN = 32

# Most classes of validity an index may have: the cluster's own limit of buckets.
_MOST_SPANS = 65_535

# Words whose frequency is kept: some megabytes at most.
_MOST_WORDS = 100_000

_JSON = "application/vnd.elasticsearch+json; compatible-with=9"
_HEADERS = {"accept": _JSON, "content-type": _JSON}

# All that is needed of a hit stands in its sort values, so that nothing is fetched: score, unit id, text hash.
_SORT = ["_score", "id", "text_hash"]


# A hit, so that rows in their order are hits in theirs: minus the rounded score, unit id, text hash.
Row = tuple[float, str, int]


class Opened(NamedTuple):
    """What is known of an index when it is opened. `size_bytes`: its primary shards on disk."""

    name: str
    manifest: Manifest
    shards: int
    size_bytes: int


class ElasticEngine:
    """An `indexer.engine.Engine` on one finished index."""

    def __init__(self, client: Elasticsearch, opened: Opened, spans: Spans) -> None:
        """The client is shared and stays open when the engine is closed."""
        self._client = client
        self._opened = opened
        self._spans = spans
        self._path = _search_path(opened.name, opened.shards)
        self._known: dict[str, int] = {}

    @property
    def documents(self) -> int:
        return self._opened.manifest.documents

    def search(self, plan: SearchPlan) -> EnginePage:
        exact = plan.mode is Mode.ADVANCED
        if plan.limit > MOST_HITS:
            raise ValueError(f"limit must be at most {MOST_HITS}, not {plan.limit}")
        found = query(plan, self._spans)
        if found is None:
            return EnginePage([], [], 0 if exact else None, exact)
        asked = min(plan.limit + _MARGIN, MOST_HITS)
        while True:
            rows, total = self._rows(found, asked, exact)
            if asked == MOST_HITS or settled(rows, plan.limit, asked):
                return _page(rows, plan.limit, total)
            asked = min(asked * 4, MOST_HITS)

    def _rows(self, found: Clause, asked: int, exact: bool) -> tuple[list[Row], int | None]:
        """In the cluster's order."""
        answer = self._send(
            {
                "query": found,
                "size": asked,
                "sort": _SORT,
                "stored_fields": "_none_",
                "track_total_hits": exact,
            },
            "&filter_path=hits.total.value,hits.hits.sort",
        ).get("hits", {})
        rows = [
            (-round(score, SCORE_DIGITS), unit_id, text_hash)
            for each in answer.get("hits", ())
            for score, unit_id, text_hash in (each["sort"],)
        ]
        return rows, answer["total"]["value"] if exact else None

    def count(self, plan: SearchPlan) -> int:
        found = query(plan, self._spans)
        if found is None:
            return 0
        body = {"query": found, "size": 0, "track_total_hits": True}
        return int(self._send(body, "&filter_path=hits.total.value")["hits"]["total"]["value"])

    def explain(self, plan: SearchPlan, unit_id: str) -> Explanation:
        body = {
            "query": explained_query(plan, self._spans, unit_id),
            "size": 1,
            "stored_fields": "_none_",
            "track_total_hits": False,
        }
        hits = self._send(body, "&include_named_queries_score=true")["hits"]["hits"] if unit_id else []
        if not hits:
            return Explanation(unit_id, held=False, matches=False, score=0.0, parts=())
        scores = hits[0].get("matched_queries", {})
        parts = tuple(
            ScorePart(name, term.text, scores[f"{name}{place}"])
            for name, place, term in scoring_terms(plan)
            if f"{name}{place}" in scores
        )
        matches = ALLOWED in scores and bool(parts or must_clauses(plan))
        return Explanation(
            unit_id, True, matches, round(sum(part.score for part in parts), SCORE_DIGITS), parts
        )

    def doc_freq(self, words: Sequence[str]) -> list[int]:
        """One request for all words that were not asked for before."""
        known = self._known
        found = {word: known[word] for word in words if word in known}
        if unknown := [word for word in dict.fromkeys(words) if word not in found]:
            body = {"size": 0, "track_total_hits": False, "aggs": frequencies(unknown)}
            answer = self._send(body, "&filter_path=aggregations")["aggregations"]["words"]["buckets"]
            found |= {word: int(each["doc_count"]) for word, each in zip(unknown, answer, strict=True)}
            if len(known) > _MOST_WORDS:
                self._known = {}
            self._known.update(found)
        return [found[word] for word in words]

    def _send(self, body: Clause, params: str) -> Any:
        with calling():
            return self._client.perform_request(
                "POST", self._path + params, headers=_HEADERS, body=body, endpoint_id="search"
            ).body

    def info(self) -> EngineInfo:
        manifest = self._opened.manifest
        return EngineInfo(
            engine=ENGINE,
            generation=self._opened.name,
            built_at=manifest.built,
            documents=self.documents,
            library_version=manifest.library_version,
            fingerprint=manifest.fingerprint,
            size_bytes=self._opened.size_bytes,
        )

    def close(self) -> None:
        """Nothing to do: the client is not this engine's own."""


def open_index(client: Elasticsearch, name: str) -> ElasticEngine:
    """The engine on an index, or on the one index of an alias.

    `index_missing`, `alias_ambiguous`, `index_broken` (unfinished, documents lost), `fingerprint_mismatch`, and
    the codes of `indexer.elastic.errors`.
    """
    with calling():
        found: Any = client.indices.get(index=name).body
    if len(found) != 1:
        raise elastic_error(
            EngineErrorCode.ALIAS_AMBIGUOUS if found else EngineErrorCode.INDEX_MISSING,
            f"{name} → {'、'.join(sorted(found))}" if found else name,
        )
    index, held = next(iter(found.items()))
    manifest = Manifest.of(held["mappings"].get("_meta"))
    if manifest is None:
        raise broken(f"{index} 没有建完（缺少清单）")
    if manifest.fingerprint != current_fingerprint():
        raise EngineError(
            EngineErrorCode.FINGERPRINT_MISMATCH,
            f"索引 {index} 由另一版本的程序或词典建立，与当前程序不符。请运行 faju index build 重建。",
        )
    shards = int(held["settings"]["index"]["number_of_shards"])
    with calling():
        stats: Any = client.indices.stats(index=index, metric="store").body
    opened = Opened(index, manifest, shards, int(stats["_all"]["primaries"]["store"]["size_in_bytes"]))
    return ElasticEngine(client, opened, _spans(client, opened))


def _spans(client: Elasticsearch, opened: Opened) -> Spans:
    """The classes of the index's documents; `index_broken` when these are not as many as the manifest says."""
    classes = {"span": {"terms": {"field": "span", "size": _MOST_SPANS}}}
    with calling():
        answer: Any = client.search(
            index=opened.name,
            size=0,
            track_total_hits=True,
            aggs=classes,
            allow_partial_search_results=False,
        ).body
    total = answer["hits"]["total"]["value"]
    counts = {each["key"]: each["doc_count"] for each in answer["aggregations"]["span"]["buckets"]}
    if total != opened.manifest.documents or sum(counts.values()) != total:
        raise broken(f"{opened.name} 条数不符（{total} 与 {opened.manifest.documents}）")
    return Spans(counts)


def settled(rows: Sequence[Row], limit: int, asked: int) -> bool:
    """Whether no document that was not fetched can tie with the last of the best `limit`.

    The cluster orders what it holds equal by unit id; scores that are equal only when rounded are ordered here,
    for which they must be there whole. Scores of 0 are those of a search that does not rank.
    """
    if len(rows) < asked:
        return True
    cut, rest = rows[limit - 1][0], rows[-1][0]
    return rest == 0 or cut < rest


def _page(rows: list[Row], limit: int, total: int | None) -> EnginePage:
    best = sorted(rows)[:limit]
    return EnginePage(
        [(unit_id, -low) for low, unit_id, _ in best],
        [text_hash % HASHES for _, _, text_hash in best],
        total,
        total is not None,
    )


def _search_path(index: str, shards: int) -> str:
    """An answer is whole or an error. With one shard its own frequencies are those of the whole index."""
    kind = "dfs_query_then_fetch" if shards > 1 else "query_then_fetch"
    return f"/{quote(index, safe='')}/_search?allow_partial_search_results=false&search_type={kind}"
