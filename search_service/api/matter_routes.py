"""`/matters`: documents under review, from opening to evaluation."""

from __future__ import annotations

from typing import Any, ClassVar, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from search_service.api import workflow_shapes as shapes
from search_service.api.bodies import file_body, file_missing, json_body, read_json
from search_service.api.params import Params, openapi_parameters, parse
from search_service.api.respond import json, today
from search_service.api.session_routes import BODY, GUARDED, number
from search_service.errors import ServiceError
from search_service.working import wire
from search_service.working.acting import perform
from search_service.working.archive import archive
from search_service.working.board import board
from search_service.working.ledger import ledger
from search_service.working.sessions import actor_of, desk_of, file_of, form_of, permitted
from workflow import record
from workflow.matters.acts import Open
from workflow.matters.service import Upload

router = APIRouter(prefix="/api/v1", tags=["送审"], dependencies=[Depends(permitted)])

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Examples:
    OPEN: ClassVar[dict[str, Any]] = {
        "title": "示例市停车管理办法",
        "doc_type": "规范性文件",
        "issuer_level": "设区的市",
        "market": True,
    }
    ACT: ClassVar[dict[str, Any]] = {
        "revision": 7,
        "act": {"act": "accept", "legal": "lisi", "business": "wangwu", "days": 10},
    }


class ListRequest(Params):
    """`GET /api/v1/matters`"""

    state: Literal["running", "over", "all"] = "running"
    """running 在办，over 已办结或终止，all 全部。"""


FILE_FIELDS: dict[str, Any] = {
    "revision": {"type": "integer", "minimum": 1},
    "kind": {"type": "string"},
    "note": {"type": "string"},
}
_RUNNING = {"running": True, "over": False, "all": None}


@router.get("/procedures", summary="送审程序", response_model=shapes.ProceduresShape, responses=GUARDED)
async def procedures_route(request: Request) -> Response:
    known = desk_of(request).matters.procedures()
    return json({"procedures": [each.model_dump(mode="json") for each in known]})


@router.get(
    "/matters",
    summary="送审事项",
    description="看得到的送审事项，最近办理的在前。起草人看本单位的，审核人、负责人、审计员看全部。",
    response_model=shapes.MattersShape,
    responses=GUARDED,
    openapi_extra=openapi_parameters(ListRequest),
)
async def matters_route(request: Request) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    asked = parse(ListRequest, request.query_params)

    def answer() -> Response:
        found = desk.matters.all(actor, running=_RUNNING[asked.state])
        lines = [wire.line(each, desk.workdays, today()) for each in found]
        return json({"matters": lines, "total": len(lines)})

    return await desk.run(answer)


@router.post(
    "/matters",
    summary="立项",
    status_code=201,
    response_model=shapes.MatterShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(Open, Examples.OPEN)},
)
async def open_route(request: Request) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    asked = await read_json(request, Open)
    found = await desk.run(desk.matters.open, actor, asked)
    return json(wire.whole(found, actor, desk.workdays, today()), 201)


@router.get(
    "/matters/{matter_id}", summary="一件送审事项", response_model=shapes.MatterShape, responses=GUARDED
)
async def matter_route(request: Request, matter_id: str) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    found = await desk.run(desk.matters.get, actor, matter_id)
    return json(wire.whole(found, actor, desk.workdays, today()))


@router.post(
    "/matters/{matter_id}/acts",
    summary="办理",
    description="办理一步。`revision` 是打开时看到的；别人先办理了的，答复 409 `matter_moved_on`，什么也不改变。"
    "种类与内容见 docs/workflow.md；提交文件用 /files。",
    response_model=shapes.MatterShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.ActAsked, Examples.ACT)},
)
async def act_route(request: Request, matter_id: str) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    asked = await read_json(request, shapes.ActAsked)
    try:
        found = await desk.run(perform, desk.matters, actor, matter_id, asked.revision, asked.act)
    except ValidationError as error:
        fields = [".".join(map(str, each["loc"])) for each in error.errors()]
        detail = "办理的内容不对：" + "、".join(fields[:10])
        raise ServiceError(422, "invalid_body", detail, extra={"fields": fields}) from None
    return json(wire.whole(found, actor, desk.workdays, today()))


@router.post(
    "/matters/{matter_id}/files",
    summary="提交文稿或材料",
    description="multipart/form-data：file 文件，revision 打开时看到的，note 说明，kind 材料的种类，不写是文稿。"
    "文稿（.docx、.txt、.md）提交时即审查，结果记在这一版里。",
    status_code=201,
    response_model=shapes.MatterShape,
    responses=BODY,
    openapi_extra={"requestBody": file_body(FILE_FIELDS, "revision")},
)
async def files_route(request: Request, matter_id: str) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    form, file = await form_of(request), await file_of(request)
    if file is None:
        raise file_missing()
    revision, kind = number(form.get("revision", "")), form.get("kind", "")
    if kind:
        call = desk.run(desk.matters.add_material, actor, matter_id, revision, kind, Upload(*file))
    else:
        note = form.get("note", "")[:20_000]
        call = desk.run(desk.matters.add_version, actor, matter_id, revision, Upload(*file), note)
    return json(wire.whole(await call, actor, desk.workdays, today()), 201)


@router.get("/matters/{matter_id}/files/{digest}", summary="下载文稿或材料", responses=GUARDED)
async def file_route(request: Request, matter_id: str, digest: str) -> Response:
    desk = desk_of(request)
    name, data = await desk.run(desk.matters.file, actor_of(request), matter_id, digest)
    return attachment(name, data)


@router.get(
    "/matters/{matter_id}/record",
    summary="一件事项的办理记录",
    description="从立项起的每一步，附哈希。另一项审核提交以前，封存的意见没有 body。",
    response_model=shapes.EntriesShape,
    responses=GUARDED,
)
async def entries_route(request: Request, matter_id: str) -> Response:
    desk = desk_of(request)
    found = await desk.run(desk.matters.entries, actor_of(request), matter_id)
    return json({"entries": [wire.entry(*each) for each in found]})


@router.get(
    "/matters/{matter_id}/export",
    summary="归档包",
    description="zip：各版文稿与文字、材料、意见、审查结果、办理记录（可独立校验）。",
    responses=GUARDED,
)
async def export_route(request: Request, matter_id: str) -> Response:
    desk = desk_of(request)
    name, data = await desk.run(archive, desk, actor_of(request), matter_id)
    return attachment(name, data, "application/zip")


@router.get(
    "/board",
    summary="督办",
    description="在办事项按步骤的件数，超期的、应急印发后待补审的排在前面。",
    response_model=shapes.BoardShape,
    responses=GUARDED,
)
async def board_route(request: Request) -> Response:
    desk = desk_of(request)
    return json(await desk.run(board, desk, actor_of(request), today()))


@router.get("/ledger.xlsx", summary="台账（Excel）", responses=GUARDED)
async def ledger_route(request: Request) -> Response:
    desk = desk_of(request)
    data = await desk.run(ledger, desk, actor_of(request), today())
    return attachment(f"送审台账 {today()}.xlsx", data, EXCEL)


@router.get(
    "/record",
    summary="校验办理记录",
    description="从头校验全部办理记录的哈希链，并从记录重新推出每件事项，与现存的比较。",
    response_model=shapes.RecordShape,
    responses=GUARDED,
)
async def record_route(request: Request) -> Response:
    desk = desk_of(request)
    (seq, digest), faults = await desk.run(record.verify, desk.database)
    differing = await desk.run(desk.matters.differing)
    return json(
        {
            "whole": not faults and not differing,
            "entries": seq,
            "hash": digest,
            "faults": [{"code": each.code, "seq": each.seq} for each in faults],
            "differing": differing,
        }
    )


def attachment(name: str, data: bytes, media_type: str = "application/octet-stream") -> Response:
    """Bytes to be saved, never shown: a file that somebody handed in might hold a page (RFC 6266)."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type=media_type, headers=headers)
