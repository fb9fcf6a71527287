"""`POST /drafts/check`: a draft reviewed before it is issued."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from corpus.drafts import read_draft
from review.model import DocType, IssuerLevel, Profile
from search_service.api.bodies import Body, read_body, request_body
from search_service.api.params import Day, Params, openapi_parameters, parse
from search_service.api.respond import json, today
from search_service.api.review_shapes import DraftCheckAnswer
from search_service.api.search_routes import PROBLEMS
from search_service.api.service import service_of
from search_service.reviewing.outputs import Format, Output, output
from search_service.reviewing.run import Bases, reviewed
from search_service.reviewing.wire import as_json

router = APIRouter(prefix="/api/v1", tags=["文稿"])


class DraftCheckRequest(Body):
    """`POST /api/v1/drafts/check`"""

    EXAMPLE: ClassVar[dict[str, str]] = {
        "text": "第一条 为规范停车，根据《中华人民共和国合同法》，制定本办法。\n"
        "第二条 违反本办法的，由市城市管理部门处五百元以上二千元以下罚款。",
        "doc_type": "规范性文件",
        "issuer_level": "设区的市",
        "title": "示例市停车管理办法",
        "as_of": "2026-11-23",
    }

    text: str = ""
    """文稿；答案里的区间按它的字符计。"""
    doc_type: DocType = DocType.NORMATIVE_DOCUMENT
    """文种，默认规范性文件。能规定什么由它决定。"""
    issuer_level: IssuerLevel | None = None
    """制定机关的层级；省略时，只约束某些层级的规则不适用。"""
    title: Annotated[str, Field(max_length=300)] | None = None
    """文稿的标题；省略时取文稿里的标题行。"""
    as_of: Day | None = None
    """审查日，默认今天。"""


class DraftCheckParams(Params):
    """Query parameters of `POST /api/v1/drafts/check`"""

    bases: Bases = Bases.AUTO
    """逐条查找依据：auto 查前面的若干条，on 查全部（不超过 FAJU_MAX_BASIS_CLAUSES），off 不查。"""
    format: Format = Format.JSON
    """答案的形式：json；docx 是带批注的文稿（.docx 的批注加在副本上）；opinion 是审查意见；xlsx 是问题清单。"""


def profile_of(asked: DraftCheckRequest) -> Profile:
    """What a request says of its draft."""
    return Profile(asked.doc_type, asked.issuer_level, asked.as_of or today(), asked.title or None)


def download(file: Output) -> Response:
    """A file as an answer, to be saved under its name (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": disposition})


def _described() -> dict[str, Any]:
    body = request_body(DraftCheckRequest, DraftCheckRequest.EXAMPLE)
    return {**openapi_parameters(DraftCheckParams), "requestBody": body}


@router.post(
    "/drafts/check",
    summary="审查文稿",
    description="在印发前审查一篇文稿：引用是否有效，是否越权规定处罚、许可、强制，是否妨碍公平竞争、减损权利或者增加义务，"
    "程序、格式、结构有无问题，并列出依据表和没有依据的条文。每个问题都带依据。"
    "可以提交 JSON，也可以用 multipart/form-data 提交文件（.docx、.txt、.md），答案的 text 是从文件取出的文字。"
    "文稿不保存。涉密材料不得提交。",
    response_model=DraftCheckAnswer,
    responses={**PROBLEMS, 413: PROBLEMS[400], 415: PROBLEMS[400], 422: PROBLEMS[400]},
    openapi_extra=_described(),
)
async def draft_check_route(request: Request) -> Response:
    service = service_of(request)
    params = parse(DraftCheckParams, request.query_params)
    asked, uploaded = await read_body(request, DraftCheckRequest)

    def answer() -> Response:
        text = asked.text if uploaded is None else read_draft(*uploaded)
        name = uploaded[0] if uploaded else ""
        found = reviewed(
            service.state(), text, profile_of(asked), service.settings, bases=params.bases, name=name
        )
        if params.format != Format.JSON:
            return download(output(found, params.format, uploaded[1] if uploaded else None))
        return json(as_json(found) if uploaded is None else {**as_json(found), "text": text})

    return await service.run(answer)
