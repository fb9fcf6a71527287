"""Connections to a cluster: one client, shared by all threads, made from typed settings."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import OrjsonSerializer
from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch

from indexer.elastic.errors import calling, elastic_error
from indexer.engine import EngineErrorCode

# The client speaks to servers of its own major version.
MAJOR = 9

_DEFAULT_PORT = 9200


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a cluster. Secrets are never shown.

    `urls` of one or more nodes, tried in turn; without a port 9200. `api_key` (as Elasticsearch gives it,
    encoded) goes before `basic_auth` (user, password). `ca_certs`: a PEM file; None trusts the system's.
    `timeout_s` is for one attempt; what did not work is tried `retries` times more, on other nodes first.
    """

    urls: tuple[str, ...]
    api_key: str | None = field(default=None, repr=False)
    basic_auth: tuple[str, str] | None = field(default=None, repr=False)
    ca_certs: Path | None = None
    timeout_s: float = 10.0
    retries: int = 3
    connections_per_node: int = 16


def connect(connection: Connection) -> Elasticsearch:
    """A client; nothing is sent yet. `engine_unreachable` for an unusable URL or certificate file."""
    _check_certificates(connection.ca_certs)
    try:
        return Elasticsearch(
            [_with_port(url) for url in connection.urls],
            api_key=connection.api_key or None,
            basic_auth=None if connection.api_key else connection.basic_auth,
            ca_certs=str(connection.ca_certs) if connection.ca_certs else DEFAULT,
            request_timeout=connection.timeout_s,
            max_retries=connection.retries,
            retry_on_timeout=True,
            connections_per_node=connection.connections_per_node,
            serializers={"application/json": OrjsonSerializer()},
        )
    except ValueError as error:
        raise elastic_error(EngineErrorCode.ENGINE_UNREACHABLE, str(error)) from error


def check_server(client: Elasticsearch) -> str:
    """The version of a server that can be used; else EngineError, `engine_version` for another major."""
    with calling():
        answer: Any = client.info().body
    version = answer.get("version", {}).get("number", "") if isinstance(answer, dict) else ""
    if version.partition(".")[0] != str(MAJOR):
        raise elastic_error(EngineErrorCode.ENGINE_VERSION, f"版本 {version or '不明'}")
    return str(version)


def _check_certificates(path: Path | None) -> None:
    """Now, and with the file's name: the client reads it at the first request, and names none."""
    if path is None:
        return
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise elastic_error(EngineErrorCode.ENGINE_UNREACHABLE, f"证书文件 {path} 读不出来") from error


def _with_port(url: str) -> str:
    """ValueError, without the credentials that a URL may hold, where it is none."""
    parts = urlsplit(url.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        shown = url.rpartition("@")[2]
        raise ValueError(f"{shown!r} 不是 http(s)://主机:端口 的形式")
    if parts.port is not None:
        return parts.geturl()
    return parts._replace(netloc=f"{parts.netloc}:{_DEFAULT_PORT}").geturl()
