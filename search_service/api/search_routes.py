"""`/search` and `/suggest`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from search_service.api import other_shapes, schemas, search_shapes
from search_service.api.params import Params, openapi_parameters
from search_service.api.respond import today
from search_service.api.service import answered, service_of
from search_service.request import SearchRequest
from search_service.search import search
from search_service.suggesting import suggest

router = APIRouter(prefix="/api/v1", tags=["检索"])
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": schemas.ProblemShape, "description": "请求有误，code 说明原因"},
    503: {"model": schemas.ProblemShape, "description": "索引暂不可用"},
}
EXAMPLES = {
    "q": "规范性文件 设定 罚款",
    "law": "行政许可法",
    "level": ["法律"],
    "as_of": "2026-01-31",
    "facets": ["level"],
}


class SuggestRequest(Params):
    """`GET /api/v1/suggest`"""

    q: Annotated[str, Field(max_length=100)] = ""
    """已输入的文字：法名、拼音、拼音首字母或法名加条号。"""
    size: Annotated[int, Field(ge=1, le=50)] = 10
    """最多给出几条。"""


@router.get(
    "/search",
    summary="检索法律依据",
    description="按主题排序，或直接定位条文、法规、文号。",
    response_model=search_shapes.SearchAnswer,
    responses=PROBLEMS,
    openapi_extra={
        **openapi_parameters(SearchRequest, EXAMPLES),
        "x-try": "/api/v1/search?q=高空抛物&size=3",
    },
)
async def search_route(request: Request) -> Response:
    settings = service_of(request).settings
    return await answered(
        request, SearchRequest, lambda state, asked: search(state, asked, settings, today())
    )


@router.get(
    "/suggest",
    summary="输入联想",
    description="法名、简称、条文和用语；支持拼音与首字母。",
    response_model=other_shapes.SuggestAnswer,
    responses={400: PROBLEMS[400]},
    openapi_extra={**openapi_parameters(SuggestRequest, {"q": "xzcf"}), "x-try": "/api/v1/suggest?q=xzcf"},
)
async def suggest_route(request: Request) -> Response:
    return await answered(
        request, SuggestRequest, lambda state, asked: suggest(state, asked.q, asked.size, today())
    )
