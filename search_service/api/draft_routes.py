"""`POST /drafts/bases`: what each clause of a draft may rest on."""

from __future__ import annotations

from typing import Annotated, ClassVar

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from corpus.drafts import read_draft
from search_service.api import draft_shapes
from search_service.api.bodies import Body, read_body, request_body
from search_service.api.params import Day
from search_service.api.respond import json, today
from search_service.api.search_routes import PROBLEMS
from search_service.api.service import service_of
from search_service.bases import find

router = APIRouter(prefix="/api/v1", tags=["文稿"])


class BasesRequest(Body):
    """`POST /api/v1/drafts/bases`"""

    EXAMPLE: ClassVar[dict[str, str | int]] = {
        "text": "第一条 为规范行政处罚，根据《中华人民共和国行政处罚法》，制定本办法。\n"
        "第二条 对当事人的同一个违法行为，不得给予两次以上罚款。",
        "title": "示例市行政处罚实施办法",
        "size": 3,
        "as_of": "2026-11-23",
    }

    text: str = ""
    """文稿；答案里的区间按它的字符计。"""
    title: Annotated[str, Field(max_length=300)] | None = None
    """文稿的标题；省略时取文稿里的标题行。标题里的词和法名使相应的法规靠前，同名的法规不作依据。"""
    size: Annotated[int, Field(ge=1, le=20)] = 5
    """每条列出的依据数，不超过 20。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""


@router.post(
    "/drafts/bases",
    summary="逐条查找依据",
    description="把文稿分成条文，为每一条找出当天有效、可能作为依据的条文，按相关度排序并按效力位阶分组；没有把握的如实说明。"
    "可以提交 JSON，也可以用 multipart/form-data 提交文件（.docx、.txt、.md），答案的 text 是从文件取出的文字。",
    response_model=draft_shapes.BasesAnswer,
    responses={**PROBLEMS, 413: PROBLEMS[400], 415: PROBLEMS[400], 422: PROBLEMS[400]},
    openapi_extra={"requestBody": request_body(BasesRequest, BasesRequest.EXAMPLE)},
)
async def bases_route(request: Request) -> Response:
    service = service_of(request)
    asked, uploaded = await read_body(request, BasesRequest)
    day = asked.as_of or today()

    def answer() -> Response:
        text = asked.text if uploaded is None else read_draft(*uploaded)
        found = service.answer(
            lambda state: find(
                state, text, title=asked.title, size=asked.size, day=day, settings=service.settings
            )
        )
        return json(found if uploaded is None else {**found, "text": text})

    return await service.run(answer)
