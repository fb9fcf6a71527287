"""`POST /citations/check` and `/library/health`: what stands, and what is odd in the library."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from corpus.drafts import read_draft
from search_service.api import other_shapes
from search_service.api.bodies import Body, read_body, request_body
from search_service.api.params import Day, Params, openapi_parameters
from search_service.api.respond import json, today
from search_service.api.search_routes import PROBLEMS
from search_service.api.service import answered, service_of
from search_service.checking import checked
from search_service.library_health import health_report
from search_service.state import State

router = APIRouter(prefix="/api/v1", tags=["核验"])


class CheckRequest(Body):
    """`POST /api/v1/citations/check`"""

    EXAMPLE: ClassVar[dict[str, str]] = {
        "text": "依照《中华人民共和国合同法》第五十二条的规定，该合同无效。",
        "as_of": "2026-11-23",
    }

    text: str = ""
    """要核验的文本；答案里的区间按它的字符计。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""
    current_law: Annotated[str, Field(max_length=300)] | None = None
    """文中“本法”“本条例”所指的法规：编号或法名。"""


class HealthRequest(Params):
    """`GET /api/v1/library/health`"""

    as_of: Day | None = None
    """核验日期，默认今天。"""


@router.post(
    "/citations/check",
    summary="核验全部引用",
    description="找出文本里的每一处引用，给出结论、依据和条文；没有核验的部分单独计数。"
    "可以提交 JSON，也可以用 multipart/form-data 提交文件（.docx、.txt、.md），答案的 text 是从文件取出的文字。",
    response_model=other_shapes.CheckAnswer,
    responses={**PROBLEMS, 413: PROBLEMS[400], 415: PROBLEMS[400], 422: PROBLEMS[400]},
    openapi_extra={"requestBody": request_body(CheckRequest, CheckRequest.EXAMPLE)},
)
async def check_route(request: Request) -> Response:
    service = service_of(request)
    asked, uploaded = await read_body(request, CheckRequest)
    day = asked.as_of or today()

    def answer() -> Response:
        text = asked.text if uploaded is None else read_draft(*uploaded)
        found = checked(service.state(), text, asked.current_law, day, service.settings)
        return json(found if uploaded is None else {**found, "text": text})

    return await service.run(answer)


@router.get(
    "/library/health",
    summary="法规库体检",
    description="状态与条款矛盾、缺号、粘连、重复、引用已废止的法规、没有日期的文本。",
    response_model=other_shapes.HealthAnswer,
    responses=PROBLEMS,
    openapi_extra={**openapi_parameters(HealthRequest), "x-try": "/api/v1/library/health"},
)
async def health_route(request: Request) -> Response:
    return await answered(request, HealthRequest, lambda state, asked: _health(state, asked.as_of or today()))


def _health(state: State, day: date) -> dict[str, Any]:
    found = health_report(state.library, state.timeline, state.graphs.complete(), day)
    return {**found, "library": state.library_json}
