"""The cluster, where one holds the index: answers, is of the right version, takes writes, is whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from search_service.diagnosis.findings import Finding, error, fine, warning
from search_service.diagnosis.ground import Ground

if TYPE_CHECKING:
    from indexer.elastic.inspection import Inspection

MENDING = {
    "engine_unreachable": "请检查 FAJU_ELASTICSEARCH_URL 的协议（http、https）、主机和端口，网络和防火墙，"
    "以及集群是否在运行；证书不被信任的，用 FAJU_ELASTICSEARCH_CA_CERTS 指明 CA 证书。",
    "engine_timeout": "请检查集群的负载；集群确实较慢的，调大 FAJU_ELASTICSEARCH_TIMEOUT_SECONDS。",
    "engine_unauthorized": "请检查 FAJU_ELASTICSEARCH_API_KEY，或 FAJU_ELASTICSEARCH_USER 和 "
    "FAJU_ELASTICSEARCH_PASSWORD；需要的权限见 docs/elasticsearch.md。",
    "engine_version": "请把 FAJU_ELASTICSEARCH_URL 指向 9.x 的 Elasticsearch，或升级集群。",
    "engine_unavailable": "请看集群的状态（GET _cluster/health）：有没有主节点，分片有没有分配。",
    "engine_read_only": "请腾出各节点的磁盘空间；腾出后集群会自动解除只读，或按 docs/elasticsearch.md 手工解除。",
    "engine_mapping_conflict": "请检查集群的索引模板有没有匹配这个前缀，然后执行 faju index build --full。",
    "alias_ambiguous": "请执行 faju index build --full 重建；若有同名的索引占用，先移走它，"
    "或换 FAJU_ELASTICSEARCH_PREFIX。",
    "engine_failed": "请查看集群的日志。",
}
_UNASSIGNED = "请看 GET _cluster/allocation/explain；节点都在运行时，副本会自动补上。"


def cluster_findings(ground: Ground) -> Iterator[Finding]:
    """Which engine; of a cluster, what would keep it from answering or from a build."""
    from indexer.engine import EngineError

    cluster = ground.settings.cluster
    if cluster is None:
        yield fine("engine", "检索引擎：内嵌（embedded）", engine="embedded")
        return
    from indexer.elastic.inspection import inspect

    shown = "、".join(map(without_credentials, cluster.connection.urls))
    try:
        found = inspect(cluster.impatient(seconds=5.0))
    except EngineError as problem:
        ground.engine_problem = code = str(problem.code)
        message = f"检索引擎：Elasticsearch（{shown}）。{problem.message_zh}"
        yield error(
            "engine", code, message, MENDING.get(code, MENDING["engine_failed"]), engine="elasticsearch"
        )
        return
    message = (
        f"检索引擎：Elasticsearch {found.version}（{shown}，集群 {found.cluster}，{found.nodes} 个节点）"
    )
    facts = {
        "engine": "elasticsearch",
        "version": found.version,
        "nodes": found.nodes,
        "prefix": cluster.prefix,
    }
    yield fine("engine", message, **facts)
    yield from _troubles(ground, found)


def _troubles(ground: Ground, found: Inspection) -> Iterator[Finding]:
    if found.status == "red":
        message = "有分片没有分配，索引的一部分查不到"
        yield error("engine", "engine_unavailable", message, MENDING["engine_unavailable"])
    elif found.status == "yellow":
        yield warning(
            "engine", "copies_missing", "有副本没有分配；现在能照常检索，再坏一个节点就可能不能", _UNASSIGNED
        )
    if found.read_only:
        named = "、".join(f"{index}（{name}）" for index, name in found.read_only)
        message = f"索引只读，多为磁盘接近写满：{named}。检索照常，但不能更新索引"
        yield error("engine", "engine_read_only", message, MENDING["engine_read_only"])
    if found.foreign_fields:
        message = f"正在使用的索引的字段与程序不符：{'、'.join(found.foreign_fields)}"
        yield error("engine", "engine_mapping_conflict", message, MENDING["engine_mapping_conflict"])
    ground.unused_indexes = found.unused


def without_credentials(url: str) -> str:
    """An address as it may be shown."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
