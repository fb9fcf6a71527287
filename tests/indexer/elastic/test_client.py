"""Connections: what can be reached and used, and how it is said when not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from indexer.elastic.client import Connection, check_server, connect
from indexer.engine import EngineError
from tests.elastic_node import client

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}


class Server(ThreadingHTTPServer):
    """Says one thing whatever it is asked, and keeps what it was asked."""

    def __init__(self, status: int, body: Any, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = (status, body, headers)
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        status, body, headers = self.server.answer
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *ignored: Any) -> None:
        pass


@contextmanager
def serving(status: int, body: Any, headers: dict[str, str] | None = None) -> Iterator[Server]:
    server = Server(status, body, PRODUCT if headers is None else headers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def about(version: str) -> dict[str, Any]:
    return {"name": "n", "cluster_name": "c", "version": {"number": version}, "tagline": "…"}


def check(**connection: Any) -> str:
    return check_server(connect(Connection(**{"retries": 0, "timeout_s": 2, **connection})))


def test_a_real_server_is_of_the_right_version() -> None:
    assert check_server(client()).startswith("9.")


@pytest.mark.parametrize(
    ("status", "body", "headers", "code"),
    [
        (200, about("8.19.0"), None, "engine_version"),
        (200, about("10.0.1"), None, "engine_version"),
        (200, about("90.0"), None, "engine_version"),
        (200, {"version": {}}, None, "engine_version"),
        (200, about("9.5.3"), {}, "engine_version"),
        (200, b"<html>office portal</html>", {"Content-Type": "text/html"}, "engine_version"),
        (200, b"<html>", None, "engine_failed"),
        (200, [], None, "engine_version"),
        (400, {"error": {"type": "media_type_header_exception", "reason": "…"}}, None, "engine_version"),
        (401, {"error": {"type": "security_exception", "reason": "missing credentials"}}, None,
         "engine_unauthorized"),
        (403, {"error": {"type": "security_exception", "reason": "unauthorized"}}, None, "engine_unauthorized"),
        (503, {}, None, "engine_unavailable"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(
    status: int, body: Any, headers: dict[str, str] | None, code: str
) -> None:
    with serving(status, body, headers) as server, pytest.raises(EngineError) as raised:
        check(urls=(server.url,))
    assert raised.value.code == code


def test_a_version_of_the_same_major_is_fine_and_credentials_are_sent() -> None:
    with serving(200, about("9.0.0")) as server:
        assert check(urls=(server.url,), basic_auth=("faju", "secret")) == "9.0.0"
        assert check(urls=(server.url,), api_key="a2V5", basic_auth=("faju", "secret")) == "9.0.0"
        kinds = [headers["authorization"].split(" ")[0] for _, headers in server.asked]
    assert kinds == ["Basic", "ApiKey"]


def test_secrets_are_not_shown() -> None:
    shown = repr(Connection(("http://h:9200",), api_key="hidden", basic_auth=("faju", "hidden")))
    assert "hidden" not in shown and "http://h:9200" in shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:9200",
        "ftp://h:9200",
        "http://",
        "http://h:99999",
        "http://h:port",
        "http://u:hidden@",
        "，",
    ],
)
def test_an_unusable_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(EngineError) as raised:
        connect(Connection((url,)))
    assert raised.value.code == "engine_unreachable" and "hidden" not in raised.value.message_zh


def test_no_address_at_all() -> None:
    with pytest.raises(EngineError) as raised:
        connect(Connection(()))
    assert raised.value.code == "engine_unreachable"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://es.office", "http://es.office:9200"),
        ("https://es.office/", "https://es.office:9200"),
        ("http://es.office:80", "http://es.office:80"),
        ("http://[::1]", "http://[::1]:9200"),
        ("https://es.office:443/search/", "https://es.office:443/search"),
    ],
)
def test_a_port_that_is_not_given_is_9200(url: str, place: str) -> None:
    [node] = connect(Connection((url,))).transport.node_pool.all()
    assert node.base_url == place


def test_a_certificate_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("not a certificate")
    for name in ("bad.pem", "absent.pem"):
        with pytest.raises(EngineError) as raised:
            connect(Connection(("https://127.0.0.1:9200",), ca_certs=tmp_path / name))
        assert raised.value.code == "engine_unreachable" and name in raised.value.message_zh


def test_nobody_there_and_the_next_node_answers() -> None:
    with serving(200, about("9.0.0")) as server:
        pass
    gone = server.url
    with pytest.raises(EngineError) as raised:
        check(urls=(gone,))
    assert raised.value.code == "engine_unreachable"
    with serving(200, about("9.0.0")) as server:
        for _ in range(4):
            assert check(urls=(gone, server.url), retries=2) == "9.0.0"


def test_encryption_where_there_is_none() -> None:
    with serving(200, about("9.0.0")) as server, pytest.raises(EngineError) as raised:
        check(urls=(server.url.replace("http:", "https:"),))
    assert raised.value.code == "engine_unreachable" and "加密" in raised.value.message_zh
