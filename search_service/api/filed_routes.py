"""`/filed`: documents issued elsewhere or earlier, whose citations are watched like those issued here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from search_service.api.bodies import file_body, file_missing
from search_service.api.params import Paged, openapi_parameters, parse
from search_service.api.respond import json
from search_service.api.session_routes import BODY, GUARDED
from search_service.working.filing import file_upload
from search_service.working.sessions import actor_of, desk_of, form_of, opened_file_of, permitted

router = APIRouter(prefix="/api/v1", tags=["预警"], dependencies=[Depends(permitted)])
LONGEST_Q = 100
FIELDS = ("title", "doc_number", "issued_on", "office")


class FiledRequest(Paged):
    """`GET /api/v1/filed`"""

    q: Annotated[str, Field(max_length=LONGEST_Q)] = ""
    """标题、文号、单位里的词，空格隔开的须都出现。"""


class FiledLine(BaseModel):
    id: str
    title: str
    doc_number: str
    issued_on: str
    office: str
    owner: str
    file: str
    filed_at: str


class FiledShape(BaseModel):
    documents: list[FiledLine]
    total: int
    page: int
    size: int


class ToldShape(BaseModel):
    file: str
    code: str
    message: str


class AddedShape(BaseModel):
    new: int
    same: int
    left_out: int
    problems: list[ToldShape]
    notes: list[ToldShape]


@router.get(
    "/filed",
    summary="已发文件",
    description="在别处或以前印发、登记了要监视引用的文件，新登记的在前。",
    response_model=FiledShape,
    responses=GUARDED,
    openapi_extra=openapi_parameters(FiledRequest),
)
async def filed_route(request: Request) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    asked = parse(FiledRequest, request.query_params)

    def answer() -> Response:
        found, total = desk.filing.all(actor, q=asked.q, offset=asked.offset, limit=asked.size)
        documents = [asdict(each) for each in found]
        return json({"documents": documents, "total": total, "page": asked.page, "size": asked.size})

    return await desk.run(answer)


@router.post(
    "/filed",
    summary="登记已发文件",
    description="multipart/form-data：file 是 .docx、.txt、.md，或者它们的 zip（可以附一个 .xlsx 目录："
    "文件名、标题、文号、日期、单位）；单个文件可以写 title、doc_number、issued_on、office。没有写的，从文件开头认。"
    "相同单位、相同文字的只登记一次。left_out 是没有登记的文件数，problems 列出前 200 个；"
    "notes 是登记了、但没有照着办的说明。",
    status_code=201,
    response_model=AddedShape,
    responses=BODY,
    openapi_extra={"requestBody": file_body({name: {"type": "string"} for name in FIELDS})},
)
async def file_route(request: Request) -> Response:
    form, file = await form_of(request), await opened_file_of(request)
    if file is None:
        raise file_missing()
    desk, actor = desk_of(request), actor_of(request)
    name, data = file

    def answer() -> dict[str, Any]:
        said = {field: form.get(field, "") for field in FIELDS}
        done = asdict(file_upload(desk.filing, actor, name, data, said, desk.settings.max_body_bytes))
        return {each: done[each] for each in AddedShape.model_fields}

    return json(await desk.run(answer), 201)


@router.delete("/filed/{document_id}", summary="撤出已发文件", status_code=204, responses=GUARDED)
async def withdraw_route(request: Request, document_id: str) -> Response:
    desk = desk_of(request)
    await desk.run(desk.filing.withdraw, actor_of(request), document_id)
    return Response(status_code=204)
