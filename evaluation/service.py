"""The service that is measured, through its HTTP contracts: in this process, or at a URL.

`Local` calls the application without a socket (the ASGI protocol, one request at a time); `Remote` keeps one
connection open. Both give (status, JSON); what is no JSON comes as an empty dictionary.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlencode, urlsplit

from search_service.settings import load_settings

Answer = tuple[int, dict[str, Any]]
TIMEOUT_SECONDS = 120


class ServiceUnreachableError(Exception):
    """The service to be measured does not answer."""

    code = "service_unreachable"

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


class Service(Protocol):
    """One call of the API."""

    def call(
        self, method: str, path: str, params: Mapping[str, Any] | None = None, body: object = None
    ) -> Answer: ...

    def close(self) -> None: ...


def open_service(url: str | None, home: Path | None) -> Service:
    """The service at `url`, or, without one, over `home` (default: FAJU_HOME) in this process."""
    return Remote(url) if url else Local(home)


def endpoints(service: Service) -> frozenset[tuple[str, str]]:
    """(method, path template) of every call that the service documents (`/openapi.json`)."""
    status, document = service.call("GET", "/openapi.json")
    if status != 200:
        raise ServiceUnreachableError(f"/openapi.json 答复 HTTP {status}，不知道服务提供哪些接口。")
    return frozenset((method.upper(), path) for path, calls in document["paths"].items() for method in calls)


def target(path: str, params: Mapping[str, Any] | None) -> str:
    """Path (already percent-encoded) and query string; parameters that are None are left out, lists repeated."""
    given = {name: value for name, value in (params or {}).items() if value is not None}
    return path + ("?" + urlencode(given, doseq=True) if given else "")


class Remote:
    """A service at a URL, on one kept connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServiceUnreachableError(f"网址 {url} 无法识别，请写作 http://127.0.0.1:8000")
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        self._prefix = parts.path.rstrip("/")
        self._url = url

    def call(
        self, method: str, path: str, params: Mapping[str, Any] | None = None, body: object = None
    ) -> Answer:
        content = json.dumps(body).encode() if body is not None else None
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        try:
            self._connection.request(method, self._prefix + target(path, params), content, headers)
            answer = self._connection.getresponse()
            return answer.status, _parsed(answer.read())
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise ServiceUnreachableError(f"{self._url} 没有答复：{error}") from error

    def close(self) -> None:
        self._connection.close()


class Local:
    """The application over one home, called without a socket."""

    def __init__(self, home: Path | None) -> None:
        from search_service.api.app import create_app

        self._app: Any = create_app(load_settings(home=home))
        self._runner = asyncio.Runner()

    def call(
        self, method: str, path: str, params: Mapping[str, Any] | None = None, body: object = None
    ) -> Answer:
        return self._runner.run(self._call(method, target(path, params), body))

    async def _call(self, method: str, whole: str, body: object) -> Answer:
        path, _, query = whole.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"local"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 0),
            "server": ("local", 80),
        }
        sent = [{"type": "http.request", "body": json.dumps(body).encode() if body is not None else b""}]
        status, parts = 500, []

        async def receive() -> dict[str, Any]:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        return status, _parsed(b"".join(parts))

    def close(self) -> None:
        self._app.state.service.close()
        self._runner.close()


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
