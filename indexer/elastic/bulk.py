"""Writing many documents: bulk requests in parallel, in bounded memory, tried again while that can help.

`index` and `delete` collect requests in the calling thread; a few threads send them. What waits and what is
under way are bounded in bytes, so the caller is held back when the cluster is slower than it. A full queue
and a node that is away pass: such requests are sent again, later and later. All operations name their
document and can be repeated. What the cluster rejects for good is collected with its reason, every document
of it, and makes the next call fail.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any, NamedTuple, cast

import orjson
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import streaming_bulk

from indexer.elastic.errors import code_of, engine_error
from indexer.engine import EngineError, EngineErrorCode

log = logging.getLogger("faju.index")

# The answer without what nobody reads: the names of indexes, versions, shards.
_ANSWER = ["errors", "items.*._id", "items.*.status", "items.*.error.type", "items.*.error.reason"]
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_BLOCKED = "cluster_block_exception"
_TICK_S = 0.1
_NAMED = 3
# One strange document is reported with all others like it; with so many the mapping itself is wrong.
_MOST_REJECTED = 1_000


@dataclass(frozen=True, slots=True)
class BulkLimits:
    """`documents`, `megabytes`: the largest request. `workers` send, `waiting` requests wait for them.
    `patience_s`: how long one request is tried, `timeout_s` of one attempt."""

    documents: int = 1_000
    megabytes: float = 4.0
    workers: int = 2
    waiting: int = 2
    first_pause_s: float = 0.2
    longest_pause_s: float = 10.0
    patience_s: float = 90.0
    timeout_s: float = 60.0


class Operation(NamedTuple):
    """One line of a bulk request, and the document's line; None for a deletion."""

    unit_id: str
    action: bytes
    body: bytes | None

    @property
    def size(self) -> int:
        return len(self.action) + len(self.body or b"")


class Rejected(NamedTuple):
    """A document that was not written, and the cluster's reason."""

    unit_id: str
    code: EngineErrorCode
    reason: str


class RejectionError(EngineError):
    """`rejected` names every document that the cluster did not take."""

    def __init__(self, rejected: Iterable[Rejected]) -> None:
        self.rejected = tuple(rejected)
        named = "；".join(f"{each.unit_id}（{each.reason}）" for each in self.rejected[:_NAMED])
        more = "等，其余见日志" if len(self.rejected) > _NAMED else ""
        super().__init__(
            self.rejected[0].code,
            f"Elasticsearch 拒收了 {len(self.rejected)} 条：{named}{more}。新索引作废，原有索引未受影响。",
        )


class BulkWriter:
    """Writes to one index or alias. Not for several callers at once. `close` in any case."""

    def __init__(self, client: Elasticsearch, index: str, limits: BulkLimits | None = None) -> None:
        """`index` must be an alias: what is not there any more is never created by writing."""
        self._limits = limits or BulkLimits()
        self._client = client.options(request_timeout=self._limits.timeout_s, max_retries=0)
        self._index = index
        self._batch: list[Operation] = []
        self._bytes = 0
        self._queue: Queue[list[Operation]] = Queue(self._limits.waiting)
        self._closed = threading.Event()
        self._failure: EngineError | None = None
        self._rejected: list[Rejected] = []
        self._threads = [
            threading.Thread(target=self._work, name=f"faju-bulk-{number}", daemon=True)
            for number in range(self._limits.workers)
        ]
        for each in self._threads:
            each.start()

    def index(self, unit_id: str, document: dict[str, Any]) -> None:
        """Write a document in the place of any with this id. EngineError of an earlier request."""
        self._put(Operation(unit_id, orjson.dumps({"index": {"_id": unit_id}}), orjson.dumps(document)))

    def delete(self, unit_id: str) -> None:
        """Delete a document; one that is not there is deleted already."""
        self._put(Operation(unit_id, orjson.dumps({"delete": {"_id": unit_id}}), None))

    def drain(self) -> None:
        """Send what is left and wait for everything. EngineError, RejectionError."""
        self._send_batch()
        while self._queue.unfinished_tasks:
            self._closed.wait(_TICK_S / 10)
            self._raise_failure()
        self._raise_failure()
        if self._rejected:
            raise RejectionError(self._rejected)

    def close(self) -> None:
        """End the threads; what was not sent is left out."""
        self._closed.set()
        for each in self._threads:
            each.join()

    def _put(self, operation: Operation) -> None:
        full = self._bytes + operation.size > self._limits.megabytes * 1e6
        if self._batch and (full or len(self._batch) >= self._limits.documents):
            self._send_batch()
        self._batch.append(operation)
        self._bytes += operation.size

    def _send_batch(self) -> None:
        batch, self._batch, self._bytes = self._batch, [], 0
        while batch:
            self._raise_failure()
            try:
                self._queue.put(batch, timeout=_TICK_S)
            except Full:
                continue
            return

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
        if len(self._rejected) >= _MOST_REJECTED:
            raise RejectionError(self._rejected)

    def _work(self) -> None:
        while not self._closed.is_set():
            try:
                batch = self._queue.get(timeout=_TICK_S)
            except Empty:
                continue
            try:
                if self._failure is None:
                    self._deliver(batch)
            except EngineError as error:
                self._failure = error
            except Exception as error:
                log.exception("bulk request failed")
                self._failure = EngineError(
                    EngineErrorCode.INDEX_WRITE_FAILED,
                    f"新索引写入失败（{type(error).__name__}: {error}），原有索引未受影响。",
                )
            finally:
                self._queue.task_done()

    def _deliver(self, batch: list[Operation]) -> None:
        """Send until nothing is left that another attempt could help."""
        deadline = time.monotonic() + self._limits.patience_s
        pause = self._limits.first_pause_s
        left, error = self._attempt(batch)
        while left:
            late = time.monotonic() + pause > deadline
            if error is not None and late:
                raise error
            if self._closed.wait(pause * random.uniform(0.5, 1.0)):  # noqa: S311 - spreads requests, no secret
                return
            pause = min(pause * 2, self._limits.longest_pause_s)
            left, error = self._attempt(left)

    def _attempt(self, batch: list[Operation]) -> tuple[list[Operation], EngineError | None]:
        """What must be sent again, and why. EngineError where that is of no use."""
        try:
            answers = list(self._answers(batch))
        except (ApiError, TransportError) as error:
            explained = engine_error(error)
            passing = not isinstance(error, ApiError) or error.meta.status in _PASSING
            if not passing or explained.code is EngineErrorCode.ENGINE_READ_ONLY:
                raise explained from error
            log.info("bulk request is sent again: %s", explained.message_zh)
            return batch, explained
        left, why = [], None
        for operation, (ok, told) in zip(batch, answers, strict=True):
            item: dict[str, Any] = next(iter(told.values()))
            if ok or (operation.body is None and item["status"] == 404 and "error" not in item):
                continue
            code = code_of(item["status"], item)
            if item["status"] in _PASSING and code is not EngineErrorCode.ENGINE_READ_ONLY:
                left.append(operation)
                why = _refused(code, item)
            else:
                self._reject(operation, code, item)
        return left, why

    def _answers(self, batch: list[Operation]) -> Iterable[tuple[bool, dict[str, Any]]]:
        return streaming_bulk(
            self._client,
            cast(Any, batch),
            chunk_size=len(batch),
            max_chunk_bytes=1 << 40,  # cut by `_put` already
            expand_action_callback=_lines,
            raise_on_error=False,
            index=self._index,
            require_alias=True,
            filter_path=_ANSWER,
        )

    def _reject(self, operation: Operation, code: EngineErrorCode, item: dict[str, Any]) -> None:
        rejected = Rejected(operation.unit_id, code, _reason(item))
        log.warning("document rejected: %s: %s", rejected.unit_id, rejected.reason)
        self._rejected.append(rejected)


def _lines(operation: Any) -> Any:
    """The helper's (action, document): made already, and as bytes left as they are."""
    return operation.action, operation.body


def _refused(code: EngineErrorCode, item: dict[str, Any]) -> EngineError:
    return EngineError(
        code, f"Elasticsearch 一再拒绝写入（{_reason(item)}）。新索引作废，原有索引未受影响；请稍后重试。"
    )


def _reason(item: dict[str, Any]) -> str:
    error = item.get("error") or {}
    return str(error.get("reason") or error.get("type") or f"HTTP {item['status']}")[:200]
