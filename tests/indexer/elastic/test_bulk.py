"""Bulk writing: bounded, in parallel, again where that helps, every rejected document reported."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig, ObjectApiResponse
from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch
from elasticsearch import ConnectionError as NoConnection

from indexer.elastic.bulk import BulkLimits, BulkWriter, RejectionError
from indexer.engine import EngineError
from tests.elastic_node import client
from tests.indexer.elastic.writing import own_prefix

QUICK = BulkLimits(documents=10, first_pause_s=0.01, longest_pause_s=0.05, patience_s=5.0)
BRIEF = BulkLimits(documents=10, first_pause_s=0.01, longest_pause_s=0.02, patience_s=0.2)
NODE = NodeConfig("http", "node", 9200)


def meta(status: int) -> ApiResponseMeta:
    return ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NODE)


def api_error(status: int, kind: str = "", reason: str = "") -> ApiError:
    return ApiError(kind, meta(status), {"error": {"type": kind, "reason": reason}, "status": status})


class FakeClient(Elasticsearch):
    """Takes bulk requests; `answer` gives each document's item or raises."""

    def __init__(self, answer: Callable[[int, str], dict[str, Any]]) -> None:
        super().__init__("http://node:9200")
        self.answer = answer
        self.requests: list[list[str]] = []
        self.held: dict[str, dict[str, Any]] = {}
        self._guard = threading.Lock()

    def options(self, **_: Any) -> FakeClient:  # type: ignore[override]
        return self

    def bulk(self, *_: Any, operations: list[bytes], **more: Any) -> Any:  # type: ignore[override]
        assert more["require_alias"] is True
        lines = [orjson.loads(each) for each in operations]
        with self._guard:
            number = len(self.requests)
            actions = [each for each in lines if each.keys() & {"index", "delete"}]
            names = [next(iter(each.values()))["_id"] for each in actions]
            self.requests.append(names)
            items = [
                {next(iter(each)): self.answer(number, name)}
                for each, name in zip(actions, names, strict=True)
            ]
            for name, item in zip(names, items, strict=True):
                if next(iter(item.values()))["status"] < 300:
                    self.held[name] = {}
        return ObjectApiResponse(body={"errors": True, "items": items}, meta=meta(200))


def ok(_: int, name: str) -> dict[str, Any]:
    return {"status": 201}


def refused(status: int, kind: str, reason: str = "why") -> dict[str, Any]:
    return {"status": status, "error": {"type": kind, "reason": reason}}


def write(fake: FakeClient, count: int, limits: BulkLimits = QUICK) -> None:
    writer = BulkWriter(fake, "faju-article-g000001-draft", limits)
    try:
        for number in range(count):
            writer.index(f"unit{number}", {"words": "a b"})
        writer.drain()
    finally:
        writer.close()


def names(count: int) -> set[str]:
    return {f"unit{number}" for number in range(count)}


def test_everything_arrives_in_bounded_requests() -> None:
    fake = FakeClient(ok)
    write(fake, 95)
    assert fake.held.keys() == names(95)
    assert sorted(map(len, fake.requests)) == [5, *[10] * 9]


def test_requests_are_bounded_in_bytes_and_one_large_document_goes_alone() -> None:
    fake = FakeClient(ok)
    writer = BulkWriter(fake, "draft", BulkLimits(megabytes=0.001))
    for number, size in enumerate((400, 400, 400, 5_000, 10)):
        writer.index(f"unit{number}", {"words": "a" * size})
    writer.drain()
    writer.close()
    assert sorted(fake.requests) == [["unit0", "unit1"], ["unit2"], ["unit3"], ["unit4"]]


def test_no_documents_no_request() -> None:
    fake = FakeClient(ok)
    write(fake, 0)
    assert fake.requests == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_cluster_that_is_busy_for_a_while_gets_it_again(status: int) -> None:
    def busy(number: int, name: str) -> dict[str, Any]:
        if number < 6:
            raise api_error(status, "es_rejected_execution_exception")
        return {"status": 201}

    fake = FakeClient(busy)
    write(fake, 30)
    assert fake.held.keys() == names(30)


@pytest.mark.parametrize("error", [NoConnection("refused"), ConnectionTimeout("late")])
def test_a_node_that_is_away_for_a_while_gets_it_again(error: Exception) -> None:
    def away(number: int, name: str) -> dict[str, Any]:
        if number < 6:
            raise error
        return {"status": 201}

    fake = FakeClient(away)
    write(fake, 30)
    assert fake.held.keys() == names(30)


def test_only_what_was_refused_is_sent_again() -> None:
    def full(number: int, name: str) -> dict[str, Any]:
        queue_full = number == 0 and name in ("unit3", "unit7")
        return refused(429, "es_rejected_execution_exception") if queue_full else {"status": 201}

    fake = FakeClient(full)
    write(fake, 10, BulkLimits(workers=1, first_pause_s=0.01))
    assert fake.requests[1:] == [["unit3", "unit7"]] and fake.held.keys() == names(10)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoConnection("refused"), "engine_unreachable"),
        (ConnectionTimeout("late"), "engine_timeout"),
        (api_error(429, "es_rejected_execution_exception", "queue full"), "engine_unavailable"),
        (api_error(503, "no_shard_available_action_exception"), "engine_unavailable"),
    ],
)
def test_patience_ends(error: Exception, code: str) -> None:
    def never(number: int, name: str) -> dict[str, Any]:
        raise error

    began = time.monotonic()
    with pytest.raises(EngineError) as failed:
        write(FakeClient(never), 500, BRIEF)
    assert str(failed.value.code) == code and time.monotonic() - began < 30


def test_a_queue_that_stays_full_is_said() -> None:
    fake = FakeClient(lambda number, name: refused(429, "es_rejected_execution_exception", "queue full"))
    with pytest.raises(EngineError, match="queue full") as failed:
        write(fake, 5, BRIEF)
    assert str(failed.value.code) == "engine_unavailable" and len(fake.requests) > 2


@pytest.mark.parametrize(
    ("status", "kind", "reason", "code"),
    [
        (401, "security_exception", "no", "engine_unauthorized"),
        (429, "cluster_block_exception", "TOO_MANY_REQUESTS/12/disk usage exceeded", "engine_read_only"),
        (400, "mapper_parsing_exception", "no", "engine_mapping_conflict"),
    ],
)
def test_what_does_not_pass_is_not_tried_again(status: int, kind: str, reason: str, code: str) -> None:
    def answer(number: int, name: str) -> dict[str, Any]:
        raise api_error(status, kind, reason)

    fake = FakeClient(answer)
    with pytest.raises(EngineError) as failed:
        write(fake, 5)
    assert str(failed.value.code) == code and len(fake.requests) == 1


def test_every_rejected_document_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    bad = {f"unit{number}" for number in range(0, 50, 7)}

    def some(number: int, name: str) -> dict[str, Any]:
        return refused(400, "document_parsing_exception", f"bad {name}") if name in bad else {"status": 201}

    fake = FakeClient(some)
    with pytest.raises(RejectionError) as failed:
        write(fake, 50)
    assert {each.unit_id for each in failed.value.rejected} == bad
    assert str(failed.value.code) == "engine_mapping_conflict"
    assert f"{len(bad)} 条" in failed.value.message_zh and "其余见日志" in failed.value.message_zh
    assert all(f"bad {each}" in caplog.text for each in bad)
    assert fake.held.keys() == names(50) - bad


def test_a_mapping_that_is_wrong_altogether_ends_the_build_early() -> None:
    fake = FakeClient(lambda number, name: refused(400, "strict_dynamic_mapping_exception", "not allowed"))
    with pytest.raises(RejectionError) as failed:
        write(fake, 100_000)
    assert 1_000 <= len(failed.value.rejected) < 2_000


def test_a_document_that_is_gone_already_is_deleted() -> None:
    fake = FakeClient(lambda number, name: {"status": 404})
    writer = BulkWriter(fake, "draft", QUICK)
    writer.delete("unit1")
    writer.drain()
    writer.close()
    fake = FakeClient(lambda number, name: refused(404, "index_not_found_exception", "no such index"))
    writer = BulkWriter(fake, "draft", QUICK)
    writer.delete("unit1")
    with pytest.raises(RejectionError) as failed:
        writer.drain()
    writer.close()
    assert str(failed.value.code) == "index_missing"


def test_a_slow_cluster_holds_the_caller_back() -> None:
    go = threading.Event()

    def slow(number: int, name: str) -> dict[str, Any]:
        go.wait(10)
        return {"status": 201}

    fake, taken = FakeClient(slow), []
    writer = BulkWriter(fake, "draft", QUICK)

    def feed() -> None:
        for number in range(500):
            writer.index(f"unit{number}", {})
            taken.append(number)

    feeding = threading.Thread(target=feed)
    feeding.start()
    time.sleep(0.6)
    held_at = len(taken)
    go.set()
    feeding.join()
    writer.drain()
    writer.close()
    waiting, sending, collecting = QUICK.waiting, QUICK.workers, 1
    assert held_at <= (waiting + sending + collecting) * QUICK.documents
    assert fake.held.keys() == names(500)


def test_closing_in_the_middle_of_waiting_ends_at_once() -> None:
    def never(number: int, name: str) -> dict[str, Any]:
        raise NoConnection("refused")

    writer = BulkWriter(FakeClient(never), "draft", BulkLimits(first_pause_s=60, longest_pause_s=60))
    writer.index("unit1", {})
    writer._send_batch()
    began = time.monotonic()
    writer.close()
    assert time.monotonic() - began < 30


def test_an_error_of_the_program_is_an_error_of_the_build() -> None:
    def broken(number: int, name: str) -> dict[str, Any]:
        raise KeyError("oops")

    with pytest.raises(EngineError, match="KeyError") as failed:
        write(FakeClient(broken), 5)
    assert str(failed.value.code) == "index_write_failed"


# Against a real cluster.


@pytest.fixture
def draft() -> Iterator[str]:
    """An index with a strict mapping; the alias to write it through is `{index}-draft`."""
    with own_prefix() as prefix:
        index = f"{prefix}-article-g000001"
        client().indices.create(
            index=index,
            mappings={"dynamic": "strict", "properties": {"number": {"type": "integer"}}},
            settings={"number_of_replicas": 0},
            aliases={f"{index}-draft": {}},
        )
        yield index


def written(index: str) -> int:
    client().indices.refresh(index=index)
    return int(client().count(index=index)["count"])


def test_a_real_cluster_takes_deletes_and_rejects(draft: str) -> None:
    writer = BulkWriter(client(), f"{draft}-draft", BulkLimits(documents=50))
    for number in range(500):
        writer.index(f"unit{number}", {"number": number})
    writer.drain()
    for number in range(100):
        writer.delete(f"unit{number}")
    writer.drain()
    assert written(draft) == 400
    writer.index("bad1", {"number": "x"})
    writer.index("good", {"number": 1})
    writer.index("bad2", {"colour": 1})
    with pytest.raises(RejectionError) as failed:
        writer.drain()
    writer.close()
    assert {each.unit_id for each in failed.value.rejected} == {"bad1", "bad2"}
    assert str(failed.value.code) == "engine_mapping_conflict" and "bad1" in failed.value.message_zh
    assert written(draft) == 401


def test_an_index_that_a_full_disk_closed_is_named(draft: str) -> None:
    client().indices.put_settings(index=draft, settings={"blocks.read_only_allow_delete": True})
    writer = BulkWriter(client(), f"{draft}-draft", BulkLimits(patience_s=60))
    writer.index("unit", {"number": 1})
    began = time.monotonic()
    with pytest.raises(EngineError) as failed:
        writer.drain()
    writer.close()
    assert str(failed.value.code) == "engine_read_only" and time.monotonic() - began < 40


def test_a_late_write_creates_nothing(draft: str) -> None:
    writer = BulkWriter(client(), f"{draft}-draft")
    client().indices.delete(index=draft)
    writer.index("unit", {"number": 1})
    with pytest.raises(EngineError) as failed:
        writer.drain()
    writer.close()
    assert str(failed.value.code) == "index_missing"
    assert not client().indices.get(index=f"{draft}*", expand_wildcards="all").body
