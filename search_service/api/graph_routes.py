"""`/laws/{id}/citations`: the citation graph."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from search_service import laws
from search_service.api.graph_shapes import CitationsAnswer
from search_service.api.law_routes import NOT_FOUND, LawId
from search_service.api.params import Day, Params, openapi_parameters
from search_service.api.respond import today
from search_service.api.service import answered
from search_service.graph import Direction, citations
from search_service.state import State

router = APIRouter(prefix="/api/v1", tags=["法规库"])


class CitationsRequest(Params):
    """`GET /api/v1/laws/{id}/citations`"""

    article: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    """条文号（133、133-1、第一百三十三条之一）或条文单元的键；省略时为整部法规。"""
    direction: Direction = "both"
    """out：它引用了什么；in：什么引用了它；both：两者。"""
    currency: Literal["in_force", "any"] = "in_force"
    """in_force：只列当日有效（或效力待定）的文本所作的引用；any：也列已废止、尚未施行的文本。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """第几页，从 1 起。"""
    size: Annotated[int, Field(ge=1, le=100)] = 20
    """每个方向每页的引用数。"""


@router.get(
    "/laws/{law_id}/citations",
    summary="引用与被引用",
    description="一部法规或一条条文引用了什么（out）、被什么引用（in），按法规分组，附原文片段和两端当日的效力。"
    "刚载入的文本还在整理时 complete 为 false，progress 给出进度。",
    response_model=CitationsAnswer,
    responses=NOT_FOUND,
    openapi_extra={
        **openapi_parameters(CitationsRequest, {"article": "10"}),
        "x-try": "/api/v1/laws/商标法/citations?article=10",
    },
)
async def citations_route(request: Request, law_id: LawId) -> Response:
    def build(state: State, asked: CitationsRequest) -> dict[str, Any]:
        return citations(
            state,
            laws.work_of(state, law_id),
            asked.article,
            asked.as_of or today(),
            direction=asked.direction,
            every=asked.currency == "any",
            page=asked.page,
            size=asked.size,
        )

    return await answered(request, CitationsRequest, build)
