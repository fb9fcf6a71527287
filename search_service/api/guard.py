"""Around every request: bounds on body and address, security headers, figures for `/metrics`. Plain ASGI, so that it
costs microseconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_service.api.problems import refusal

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
NOBODY = "'none'"
HEADERS = [
    (b"content-security-policy", (CSP + NOBODY).encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
FRAMED = "/embed"
"""The one page that other hosts may show in a frame."""
MOST_TARGET_BYTES = 50_000
"""Path and query of a request, as sent. About 5,000 Chinese characters; servers and proxies differ above 64 KiB."""
MOST_DRAINED_BYTES, LONGEST_DRAIN_SECONDS = 256 * 1024 * 1024, 10.0
"""How much of a body that is refused anyway is still read."""
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Meter:
    """Requests by route and status, and how long they took."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "faju_requests", "HTTP requests", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "faju_request_seconds",
            "Seconds per request",
            ("route",),
            buckets=BUCKETS,
            registry=self._registry,
        )

    def note(self, route: str, status: int, seconds: float) -> None:
        """Count one finished request. `route` is the template, never the path: labels stay few."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> str:
        """The figures in Prometheus' text format."""
        return generate_latest(self._registry).decode()


class BodyTooLargeError(Exception):
    """The body grew over its limit while it was read."""


async def _drained(scope: Scope, receive: Receive) -> None:
    """Read what is still being sent and drop it: most clients look for an answer only when they have sent all,
    and see a broken connection where the server closes before (RFC 9110 §9.5: it may). Within bounds; a client
    that asked first (Expect: 100-continue) is answered at once."""
    if b"expect" in dict(scope["headers"]):
        return
    read, until = 0, time.perf_counter() + LONGEST_DRAIN_SECONDS
    while read < MOST_DRAINED_BYTES and time.perf_counter() < until:
        try:
            message = await asyncio.wait_for(receive(), LONGEST_DRAIN_SECONDS)
        except TimeoutError:
            return
        read += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _framed(ancestors: str) -> list[tuple[bytes, bytes]]:
    """The headers of the page for frames. X-Frame-Options knows no list; browsers that know frame-ancestors go by
    that (Content Security Policy Level 2 §7.7)."""
    if ancestors == NOBODY:
        return HEADERS
    return [(HEADERS[0][0], (CSP + ancestors).encode()), *HEADERS[1:-1]]


class Guard:
    """ASGI middleware. `larger` gives the limits of the paths that take more than `max_body_bytes`."""

    def __init__(
        self,
        app: ASGIApp,
        meter: Meter,
        max_body_bytes: int,
        larger: Mapping[str, int] | None = None,
        frame_ancestors: str = NOBODY,
    ) -> None:
        self._app = app
        self._meter = meter
        self._limit = max_body_bytes
        self._larger = dict(larger or {})
        self._framed = _framed(frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500
        headers = self._framed if scope["path"] == FRAMED else HEADERS
        head = scope["method"] == "HEAD"
        if head:  # RFC 9110 §9.3.2: what GET would answer, without the content
            scope = {**scope, "method": "GET"}

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = message.get("headers", ())
                said = {name.lower() for name, _ in own}  # a page that wants it stricter says so itself
                message["headers"] = [*own, *(each for each in headers if each[0] not in said)]
            elif head:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._limited(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._meter.note(route, status, time.perf_counter() - started)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) + 1 > MOST_TARGET_BYTES:
            sentence = f"地址超过 {MOST_TARGET_BYTES // 1000} kB。检索词请缩短到要找依据的那一段。"
            answer = refusal(Request(scope), 414, "uri_too_long", sentence, limit=MOST_TARGET_BYTES)
            await answer(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._limit)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            await self._too_large(scope, receive, send, limit, more=True)
            return
        read = 0
        begun = more = False

        async def receiving() -> Message:
            nonlocal read, more
            message = await receive()
            read += len(message.get("body", b""))
            more = message.get("more_body", False)
            if read > limit:
                raise BodyTooLargeError
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        except BodyTooLargeError:
            if begun:
                raise
            await self._too_large(scope, receive, send, limit, more)

    async def _too_large(self, scope: Scope, receive: Receive, send: Send, limit: int, more: bool) -> None:
        if more:
            await _drained(scope, receive)
        sentence = f"内容超过 {limit // 1024} KiB 的上限。"
        answer = refusal(Request(scope), 413, "body_too_large", sentence, limit=limit)
        await answer(scope, receive, send)
