"""`/openapi.json` as the service really answers: problems in their own media type, and on every call."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

PROBLEM = "application/problem+json"
SHAPE = {"$ref": "#/components/schemas/ProblemShape"}
ALWAYS = {"500": "服务内部错误", "503": "索引或法规库暂不可用"}
ASKED_FOR = {
    "401": "需要密钥，或密钥不对",
    "403": "密钥没有这个权限",
    "429": "请求过于频繁，Retry-After 秒后再试",
}
WITHOUT_LIBRARY = frozenset({"/healthz", "/metrics"})
"""Calls that answer whatever state the library is in."""
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "faju keys make 建立的密钥；不给密钥时，可以做 FAJU_ANONYMOUS 允许的事",
}


def describe(app: FastAPI) -> None:
    """Let `app.openapi()` tell of problems what `api.problems` sends."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            for path, calls in document["paths"].items():
                for call in calls.values():
                    call["responses"] = _responses(call["responses"], path)
                    if path.startswith("/api/"):
                        call["security"] = [{}, {"key": []}]
            document["components"]["securitySchemes"] = {"key": KEY}
            for unused in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(unused, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _responses(given: dict[str, Any], path: str) -> dict[str, Any]:
    """The answers of one call, by status; FastAPI's own 422 is never sent, for calls parse by themselves."""
    told = {status: each for status, each in given.items() if status.startswith("2") or _ours(each)}
    for status, each in told.items():
        if not status.startswith("2"):
            each["content"] = {PROBLEM: {"schema": SHAPE}}
    asked = ASKED_FOR if path.startswith("/api/") else {}
    for status, description in (ALWAYS | asked).items():
        if status != "503" or path not in WITHOUT_LIBRARY:
            told.setdefault(status, {"description": description, "content": {PROBLEM: {"schema": SHAPE}}})
    return dict(sorted(told.items()))


def _ours(answer: dict[str, Any]) -> bool:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return bool(schema.get("$ref") == SHAPE["$ref"])
