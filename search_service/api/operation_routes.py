"""Operation: what is loaded, what is live, is it well."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.other_shapes import AliveAnswer, IndexAnswer, ReadyAnswer
from search_service.api.problems import problem
from search_service.api.respond import json
from search_service.api.service import Service, service_of
from search_service.index_report import index_report
from search_service.vector_report import vector_report

router = APIRouter(tags=["运行"])


@router.get(
    "/api/v1/index",
    summary="索引状态",
    description="正在使用的索引、它的年龄与条数，正在进行的构建，最近的错误。",
    response_model=IndexAnswer,
    openapi_extra={"x-try": "/api/v1/index"},
)
async def index_route(request: Request) -> Response:
    service = service_of(request)
    return await service.run(lambda: json(_index(service)))


def _index(service: Service) -> dict[str, Any]:
    cluster = service.settings.cluster
    told = index_report(service.settings.home, cluster.impatient() if cluster else None)
    info = service.holder.store.info()
    library = {"version": info.version, "works": info.works, "units": info.units}
    return {
        **told,
        "up_to_date": told["library_version"] == info.version,
        "vectors": vector_report(service.settings, info.version),
        "library": library,
    }


@router.get("/healthz", summary="进程存活", response_model=AliveAnswer, openapi_extra={"x-try": "/healthz"})
async def alive_route() -> Response:
    return json({"status": "ok"})


@router.get("/readyz", summary="可以回答检索", response_model=ReadyAnswer, openapi_extra={"x-try": "/readyz"})
async def ready_route(request: Request) -> Response:
    service = service_of(request)
    try:
        state = await service.run(service.holder.ready)
    except (EngineError, StoreError) as error:
        answer = problem(503, str(error.code), "还不能回答检索：" + str(error))
        answer.headers["Retry-After"] = "5"
        return answer
    return json({"status": "ready", "library": state.library_json})


@router.get(
    "/metrics",
    summary="监控指标（Prometheus 文本）",
    response_class=PlainTextResponse,
    openapi_extra={"x-try": "/metrics"},
)
async def metrics_route(request: Request) -> Response:
    return PlainTextResponse(request.app.state.meter.text(), media_type="text/plain; version=0.0.4")
