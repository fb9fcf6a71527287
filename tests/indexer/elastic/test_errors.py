"""What the cluster and the client say becomes a code and a Chinese sentence."""

from __future__ import annotations

from typing import Any

import pytest
from elastic_transport import (
    ApiResponseMeta,
    ConnectionError,
    ConnectionTimeout,
    HttpHeaders,
    NodeConfig,
    SerializationError,
    TlsError,
)
from elasticsearch import ApiError, UnsupportedProductError

from indexer.elastic.errors import calling, code_of, elastic_error, engine_error
from indexer.engine import EngineError, EngineErrorCode

META = ApiResponseMeta(0, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "h", 9200))

FLOOD = (
    "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has ...];"
)
NO_MASTER = "blocked by: [SERVICE_UNAVAILABLE/2/no master];"


def failed(kind: str, reason: str = "why", **more: Any) -> dict[str, Any]:
    return {
        "error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason, **more}
    }


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, failed("security_exception", "unable to authenticate user [faju]"), "engine_unauthorized"),
        (403, failed("security_exception", "action [x] is unauthorized"), "engine_unauthorized"),
        (403, None, "engine_unauthorized"),
        (403, failed("cluster_block_exception", "index [x] blocked by: [FORBIDDEN/8/index write (api)];"),
         "engine_read_only"),
        (429, failed("cluster_block_exception", FLOOD), "engine_read_only"),
        (503, failed("cluster_block_exception", NO_MASTER), "engine_unavailable"),
        (503, failed("master_not_discovered_exception"), "engine_unavailable"),
        (429, failed("es_rejected_execution_exception"), "engine_unavailable"),
        (429, failed("circuit_breaking_exception", "Data too large"), "engine_unavailable"),
        (503, failed("no_shard_available_action_exception"), "engine_unavailable"),
        (400, failed("index_closed_exception", "closed"), "engine_unavailable"),
        (404, failed("index_not_found_exception", "no such index [x]"), "index_missing"),
        (400, failed("media_type_header_exception"), "engine_version"),
        (406, {"error": "Content-Type header [...; compatible-with=9] is not supported", "status": 406},
         "engine_version"),
        (400, failed("strict_dynamic_mapping_exception"), "engine_mapping_conflict"),
        (400, failed("document_parsing_exception"), "engine_mapping_conflict"),
        (400, failed("illegal_argument_exception",
                     "mapper [words] cannot be changed from type [text] to [keyword]"),
         "engine_mapping_conflict"),
        (400, failed("illegal_argument_exception", "alias [a] has more than one index associated with it"),
         "alias_ambiguous"),
        (400, failed("search_phase_execution_exception", "all shards failed",
                     failed_shards=[{"reason": {"type": "query_shard_exception", "reason": "no positions"}}]),
         "engine_mapping_conflict"),
        (400, failed("illegal_argument_exception", "something else"), "engine_failed"),
        (500, {}, "engine_failed"),
        (502, "<html>Bad Gateway</html>", "engine_unreachable"),
        (504, "<html>Gateway Timeout</html>", "engine_timeout"),
        (503, "<html>Service Unavailable</html>", "engine_unavailable"),
        (500, {"error": {"root_cause": None, "caused_by": [], "failed_shards": None}}, "engine_failed"),
        (500, {"error": ["?"]}, "engine_failed"),
    ],
)  # fmt: skip
def test_answers(status: int, body: Any, code: str) -> None:
    assert code_of(status, body) == code
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "h", 9200))
    assert engine_error(ApiError("said", meta, body)).code == code


def test_an_item_of_a_bulk_answer_has_a_code_too() -> None:
    item = {"_id": "u", "status": 429, "error": {"type": "cluster_block_exception", "reason": FLOOD}}
    assert code_of(item["status"], item) == "engine_read_only"


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (ConnectionError("Connection refused"), "engine_unreachable", "Connection refused"),
        (
            TlsError("certificate verify failed"),
            "engine_unreachable",
            "加密连接未建立：certificate verify failed",
        ),
        (ConnectionTimeout("Connection timed out"), "engine_timeout", "没有按时答复"),
        (SerializationError("not JSON"), "engine_failed", "JSON"),
        (UnsupportedProductError("?", META, {}), "engine_version", "9.x"),
        (ApiError("?", META, failed("x", "long " * 200)), "engine_failed", "long …"),
        (ApiError("?", META, None), "engine_failed", "HTTP 0"),
    ],
)
def test_exceptions_of_the_client(error: Exception, code: str, told: str) -> None:
    with pytest.raises(EngineError) as raised, calling():
        raise error
    assert raised.value.code == code
    assert told in raised.value.message_zh and len(raised.value.message_zh) < 400


def test_what_is_not_the_clients_passes() -> None:
    with pytest.raises(KeyError), calling():
        raise KeyError


def test_the_shards_own_reason_is_told() -> None:
    body = {
        "error": {
            "type": "search_phase_execution_exception",
            "reason": "all shards failed",
            "root_cause": [],
            "failed_shards": [
                {"reason": {"type": "query_shard_exception", "reason": "without position data"}}
            ],
        }
    }
    assert "without position data" in engine_error(ApiError("?", META, body)).message_zh


@pytest.mark.parametrize(
    "code", [each for each in EngineErrorCode if each.startswith("engine_") or each == "alias_ambiguous"]
)
def test_every_code_has_its_sentence(code: EngineErrorCode) -> None:
    assert elastic_error(code, "为什么").message_zh.endswith("。")
    assert "（为什么）" in elastic_error(code, "为什么").message_zh
    assert "（" not in elastic_error(code).message_zh
