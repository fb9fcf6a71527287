"""Errors as `application/problem+json` (RFC 9457) with a stable `code`, one shape on every path."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from corpus.drafts import DraftError
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.errors import ServiceError
from search_service.pages.render import error_page, wants_page
from workflow.errors import WorkflowError

log = logging.getLogger("faju.api")

TITLES = {
    400: "请求有误",
    401: "需要凭据",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    409: "有冲突",
    410: "已经失效",
    413: "内容过大",
    414: "地址过长",
    415: "不支持的格式",
    422: "内容无法处理",
    429: "请求过于频繁",
    500: "服务内部错误",
    503: "服务暂时不可用",
}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "unsupported_media_type"}
SENTENCES = {400: "请求的格式不对。", 404: "没有这个地址。", 405: "这个地址不支持该方法。"}


def problem(status: int, code: str, detail: str, **extra: Any) -> Response:
    """A problem document as a response. `extra` must be JSON-serialisable."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "错误"),
        "status": status,
        "code": code,
        "detail": detail,
        **extra,
    }
    return Response(orjson.dumps(body), status, media_type="application/problem+json")


def refusal(request: Request, status: int, code: str, detail: str, **extra: Any) -> Response:
    """A problem document for programs; for a browser that asked for a page, the same sentence as a page."""
    if wants_page(request):
        return error_page(status, detail)
    return problem(status, code, detail, **extra)


def service_refusal(request: Request, error: Exception) -> Response:
    """What a ServiceError answers."""
    assert isinstance(error, ServiceError)  # noqa: S101  (registered for this class only)
    answer = refusal(request, error.status, error.code, error.detail, **error.extra)
    if error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _engine_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, EngineError)  # noqa: S101
    answer = refusal(request, 503, str(error.code), error.message_zh)
    answer.headers["Retry-After"] = "5"
    return answer


def store_refusal(request: Request, error: Exception) -> Response:
    """What a StoreError answers."""
    assert isinstance(error, StoreError)  # noqa: S101
    if error.code == "text_not_storable":  # what was sent, and nothing of the store's
        return refusal(request, 422, error.code, error.message_zh)
    log.error("store: %s", error)
    answer = refusal(request, 503, error.code, error.message_zh)
    answer.headers["Retry-After"] = "30"
    return answer


def _draft_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, DraftError)  # noqa: S101
    status = {"file_too_large": 413, "unsupported_file": 415}.get(error.code, 422)
    return problem(status, error.code, error.message)


def _workflow_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, WorkflowError)  # noqa: S101
    return refusal(request, error.kind.value, error.code, error.message_zh, **error.extra)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = error.status_code
    detail = SENTENCES.get(status, "请求无法处理。")
    answer = refusal(request, status, CODES.get(status, "http_error"), detail)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    where = ["/".join(map(str, each["loc"])) for each in error.errors()]
    return problem(422, "invalid_body", "请求内容的格式不对：" + "、".join(where), fields=where)


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error on %s", request.url.path, exc_info=error)
    return refusal(request, 500, "internal_error", "服务内部错误，已记入日志。请把操作步骤告诉管理员。")


def install(app: FastAPI) -> None:
    """Register the handlers, so that no path answers an error in another shape."""
    app.add_exception_handler(ServiceError, service_refusal)
    app.add_exception_handler(EngineError, _engine_error)
    app.add_exception_handler(StoreError, store_refusal)
    app.add_exception_handler(DraftError, _draft_error)
    app.add_exception_handler(WorkflowError, _workflow_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
