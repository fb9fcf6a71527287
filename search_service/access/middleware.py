"""In front of every route: CORS, who asks, may they, not too often. Plain ASGI, so that it costs microseconds."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address, ip_network

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.store import ApiKey, StoreError
from search_service.access.buckets import Buckets
from search_service.access.callers import Caller
from search_service.access.keys import KeyRing
from search_service.access.origins import Header, Origins
from search_service.access.rules import BYTES_A_TOKEN, OPEN, Rule, Rules
from search_service.access.scopes import MEANINGS
from search_service.access.scopes import Scope as Right
from search_service.api.problems import service_refusal, store_refusal
from search_service.api.service import Service
from search_service.errors import ServiceError
from search_service.working.visitors import signed_in

WRONG_KEY_COST = 5.0
"""Of an address that shows a key that is none: trying keys is slow."""


class Access:
    """ASGI middleware; sets `scope["caller"]`."""

    def __init__(self, app: ASGIApp, service: Service, routers: Sequence[APIRouter]) -> None:
        settings = service.settings
        self._app = app
        self._service = service
        self._rules = Rules(routers)
        self._origins = Origins(settings.origins)
        self._buckets = Buckets()
        self._ring = KeyRing(self._find, self._note_use, settings.poll_seconds)
        self._nobody = Caller("", settings.anonymous_scopes, settings.rate_of_addresses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        authorization = origin = None
        for name, value in scope["headers"]:
            if name == b"authorization":
                authorization = value
            elif name == b"origin":
                origin = value
        if self._origins.share(scope["path"]):
            send = _with(send, self._origins.headers(origin))
        rule = self._rules.of(scope["method"], scope["path"])
        try:
            if origin is not None and scope["method"] == "OPTIONS":
                answer = self._preflight(scope, origin)
                if answer is not None:
                    await answer(scope, receive, send)
                    return
            caller = self._nobody if rule is OPEN else await self._admitted(scope, rule, authorization)
        except ServiceError as error:
            refused = service_refusal(Request(scope), error)
            if error.status == 401:
                refused.headers["WWW-Authenticate"] = 'Bearer realm="faju"'  # RFC 6750 §3
            await refused(scope, receive, send)
            return
        except StoreError as error:
            await store_refusal(Request(scope), error)(scope, receive, send)
            return
        scope["caller"] = caller
        if rule.by_size and caller.rate:
            receive = self._charging(receive, _bucket(caller, scope), caller.rate)
        await self._app(scope, receive, send)

    async def _admitted(self, scope: Scope, rule: Rule, authorization: bytes | None) -> Caller:
        """Who asks, when they may. ServiceError 401, 403 or 429 when not, StoreError when keys cannot be read."""
        text = _bearer(authorization)
        caller = self._nobody
        if text is None:
            caller = await signed_in(scope, self._service.desk) or caller
        else:
            key = await self._ring.live(text)
            if key is None:
                self._take(self._nobody, scope, WRONG_KEY_COST)
                raise ServiceError(401, "key_invalid", "密钥不对，或已经撤销。请向管理员要新的密钥。")
            caller = _caller(key)
        if not caller.scopes.intersection(rule.scopes):
            raise _lacking(rule.scopes[0], text is not None)
        self._take(caller, scope, rule.cost)
        return caller

    def _take(self, caller: Caller, scope: Scope, cost: float) -> None:
        if not caller.rate:
            return
        wait = self._buckets.take(_bucket(caller, scope), caller.rate, cost)
        if wait:
            seconds = math.ceil(wait)
            sentence = f"请求过于频繁：每分钟最多 {caller.rate} 次。请在 {seconds} 秒后再试。"
            raise ServiceError(
                429, "rate_limited", sentence, retry_after=seconds, extra={"limit": caller.rate}
            )

    def _charging(self, receive: Receive, bucket: str, rate: int) -> Receive:
        """`receive`, with what is received counted."""

        async def receiving() -> Message:
            message = await receive()
            size = len(message.get("body", b""))
            if size:
                self._buckets.charge(bucket, rate, size / BYTES_A_TOKEN)
            return message

        return receiving

    def _preflight(self, scope: Scope, origin: bytes) -> Response | None:
        """The answer to a browser that asks before it sends; None when this is no such question."""
        headers = dict(scope["headers"])
        if b"access-control-request-method" not in headers:
            return None
        if not self._origins.allow(origin, scope["path"]):
            raise ServiceError(
                403,
                "origin_not_allowed",
                "这个来源的页面不能调用本服务；由管理员用 FAJU_ALLOWED_ORIGINS 允许。",
            )
        private = headers.get(b"access-control-request-private-network") == b"true"
        answer = Response(status_code=204)
        answer.raw_headers += self._origins.preflight(private)
        return answer

    async def _find(self, digest: str) -> ApiKey | None:
        return await self._service.run(self._service.holder.store.keys().by_hash, digest)

    def _note_use(self, id: str) -> None:
        """In a thread of its own: a load may keep it waiting, and nobody waits for it."""

        def note() -> None:
            with suppress(StoreError):
                self._service.holder.store.keys().used(id)

        asyncio.get_running_loop().run_in_executor(None, note)


def _bearer(authorization: bytes | None) -> str | None:
    """What stands behind `Bearer` (RFC 6750). Other schemes are of proxies in between and none of our business."""
    if authorization is None or authorization[:7].lower() != b"bearer ":
        return None
    return authorization[7:].strip().decode("latin-1")


def _caller(key: ApiKey) -> Caller:
    known = frozenset(Right(each) for each in key.scopes if each in set(Right))
    return Caller(key.name, known, key.rate, f"key {key.id}")


def _lacking(right: Right, known: bool) -> ServiceError:
    if known:
        sentence = f"这个密钥没有“{MEANINGS[right]}”的权限（{right}）。"
        return ServiceError(403, "scope_missing", sentence, extra={"scope": right})
    sentence = (
        f"{MEANINGS[right]}需要密钥：请求头 Authorization: Bearer 密钥。密钥由管理员用 faju keys make 建立。"
    )
    return ServiceError(401, "key_required", sentence, extra={"scope": right})


def _bucket(caller: Caller, scope: Scope) -> str:
    """What is counted: the key, or the address (of IPv6 the network, which is one household or office)."""
    if caller.bucket is not None:
        return caller.bucket
    client = scope.get("client")
    host = client[0] if client else ""
    if ":" not in host:
        return host
    with suppress(ValueError):
        address = ip_address(host.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        return str(mapped or ip_network((address, 64), strict=False))
    return host


def _with(send: Send, headers: list[Header]) -> Send:
    """`send`, with further headers."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *headers]
        await send(message)

    return sending
