"""The client's exceptions and the cluster's answers as typed errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elastic_transport import (
    ApiError,
    ConnectionTimeout,
    SerializationError,
    TlsError,
    TransportError,
)
from elasticsearch import UnsupportedProductError

from indexer.engine import EngineError, EngineErrorCode

log = logging.getLogger("faju.index")

_LONGEST_REASON = 200

# The cluster's own names of errors (`error.type`, and those of its causes), the telling ones first.
_TYPES = {
    "cluster_block_exception": EngineErrorCode.ENGINE_READ_ONLY,
    "master_not_discovered_exception": EngineErrorCode.ENGINE_UNAVAILABLE,
    "security_exception": EngineErrorCode.ENGINE_UNAUTHORIZED,
    "index_not_found_exception": EngineErrorCode.INDEX_MISSING,
    "media_type_header_exception": EngineErrorCode.ENGINE_VERSION,
    "strict_dynamic_mapping_exception": EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    "mapper_parsing_exception": EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    "document_parsing_exception": EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    "query_shard_exception": EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    "no_shard_available_action_exception": EngineErrorCode.ENGINE_UNAVAILABLE,
    "index_closed_exception": EngineErrorCode.ENGINE_UNAVAILABLE,
    "circuit_breaking_exception": EngineErrorCode.ENGINE_UNAVAILABLE,
    "es_rejected_execution_exception": EngineErrorCode.ENGINE_UNAVAILABLE,
}
_STATUSES = {
    401: EngineErrorCode.ENGINE_UNAUTHORIZED,
    403: EngineErrorCode.ENGINE_UNAUTHORIZED,
    406: EngineErrorCode.ENGINE_VERSION,
    408: EngineErrorCode.ENGINE_TIMEOUT,
    415: EngineErrorCode.ENGINE_VERSION,
    429: EngineErrorCode.ENGINE_UNAVAILABLE,
    502: EngineErrorCode.ENGINE_UNREACHABLE,
    503: EngineErrorCode.ENGINE_UNAVAILABLE,
    504: EngineErrorCode.ENGINE_TIMEOUT,
}
# `illegal_argument_exception` says in words alone that a field's type cannot be changed, or what an alias is.
_PHRASES = {
    "cannot be changed from type": EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    "different [": EngineErrorCode.ENGINE_MAPPING_CONFLICT,
    "more than one index": EngineErrorCode.ALIAS_AMBIGUOUS,
    "has more than one indices": EngineErrorCode.ALIAS_AMBIGUOUS,
}

_SENTENCES = {
    EngineErrorCode.ENGINE_UNREACHABLE: "连接不上 Elasticsearch{why}。请检查地址、网络，以及集群是否在运行。",
    EngineErrorCode.ENGINE_TIMEOUT: "Elasticsearch 没有按时答复{why}。请稍后再试，或检查集群的负载。",
    EngineErrorCode.ENGINE_UNAUTHORIZED: "Elasticsearch 拒绝了访问{why}。请检查 API 密钥或用户名、密码及其权限。",
    EngineErrorCode.ENGINE_VERSION: "对方不是可用的 Elasticsearch{why}。需要 9.x 版本。",
    EngineErrorCode.ENGINE_READ_ONLY: (
        "Elasticsearch 的索引当前只读{why}，多为磁盘接近写满。请腾出空间，解除 index.blocks 后重试。"
    ),
    EngineErrorCode.ENGINE_MAPPING_CONFLICT: (
        "Elasticsearch 中索引的字段与程序不符{why}。请运行 faju index build --full 重建。"
    ),
    EngineErrorCode.ALIAS_AMBIGUOUS: (
        "别名同时指向多个索引{why}，无法确定用哪一个。请只留一个，或运行 faju index build 重建。"
    ),
    EngineErrorCode.INDEX_MISSING: "Elasticsearch 中还没有索引{why}。请先运行 faju index build。",
    EngineErrorCode.ENGINE_UNAVAILABLE: "Elasticsearch 集群暂时不能答复{why}。请稍后再试，并检查集群的状态。",
    EngineErrorCode.ENGINE_FAILED: "Elasticsearch 出错{why}。请查看集群的日志。",
}


def elastic_error(code: EngineErrorCode, why: str = "") -> EngineError:
    """The sentence of a code, with what exactly happened."""
    return EngineError(code, _SENTENCES[code].format(why=f"（{why}）" if why else ""))


@contextmanager
def calling() -> Iterator[None]:
    """What the client raises inside becomes an EngineError."""
    try:
        yield
    except (ApiError, TransportError) as error:
        log.info("elasticsearch: %s: %s", type(error).__name__, error)
        raise engine_error(error) from error


def engine_error(error: ApiError | TransportError) -> EngineError:
    """The typed error of one exception of the client."""
    if isinstance(error, UnsupportedProductError):
        return elastic_error(EngineErrorCode.ENGINE_VERSION, "答复中没有 Elasticsearch 的标志")
    if isinstance(error, ApiError):
        code = code_of(error.meta.status, error.body)
        return elastic_error(code, _reason(error.body) or f"HTTP {error.meta.status}")
    if isinstance(error, ConnectionTimeout):
        return elastic_error(EngineErrorCode.ENGINE_TIMEOUT)
    if isinstance(error, TlsError):
        return elastic_error(EngineErrorCode.ENGINE_UNREACHABLE, f"加密连接未建立：{_cut(error.message)}")
    if isinstance(error, SerializationError):
        return elastic_error(EngineErrorCode.ENGINE_FAILED, "请求或答复不是合法的 JSON，可能有代理在中间")
    return elastic_error(EngineErrorCode.ENGINE_UNREACHABLE, _cut(error.message))


def code_of(status: int, body: object) -> EngineErrorCode:
    """The code of an answer: by the names of its causes, its words, its status."""
    causes = list(_causes(body))
    reasons = " ".join(str(each.get("reason", "")) for each in causes)
    names = {str(each.get("type", "")) for each in causes}
    for name, code in _TYPES.items():
        if name in names:
            # A block of the whole cluster (no master, state not recovered) passes by itself.
            return EngineErrorCode.ENGINE_UNAVAILABLE if "SERVICE_UNAVAILABLE" in reasons else code
    for phrase, code in _PHRASES.items():
        if phrase in reasons:
            return code
    return _STATUSES.get(status, EngineErrorCode.ENGINE_FAILED)


def _causes(body: object) -> Iterator[Mapping[str, Any]]:
    """An error of the cluster and what it was caused by; an item of a bulk answer has the same form. Some
    errors are a sentence only."""
    waiting = [body.get("error")] if isinstance(body, Mapping) else []
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, str):
            yield {"reason": each}
        elif isinstance(each, Mapping):
            yield each
            waiting += [*(each.get("root_cause") or ()), each.get("caused_by")]
            waiting += [shard.get("reason") for shard in each.get("failed_shards") or ()]


def _reason(body: object) -> str:
    """The innermost telling reason that the cluster gives."""
    reasons = [str(each["reason"]) for each in _causes(body) if each.get("reason")]
    roots = reasons[1:2] if reasons[:1] == ["all shards failed"] else reasons[:1]
    return _cut(*(roots or reasons))


def _cut(*found: object) -> str:
    text = " ".join(" ".join(map(str, found)).split())
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"
