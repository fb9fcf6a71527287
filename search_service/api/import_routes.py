"""`/imports`: loads over HTTP; files sent, their load watched, cancelled, resumed, reported, undone."""

from __future__ import annotations

import errno
import json as plain_json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import Response

from corpus.readers import templates
from corpus.readers.columns import known_fields
from corpus.store import LoadState, StoreError
from corpus.store.records import OutcomeKind
from indexer.tasks import UPLOAD, Task
from indexer.undoing import KIND as UNDO
from indexer.undoing import check_undoable, label_of, task_of
from search_service.access import caller_of
from search_service.api import import_shapes
from search_service.api.params import NoParams, Params, Switch, openapi_parameters, parse
from search_service.api.respond import json, today
from search_service.api.search_routes import PROBLEMS
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError, bad_request, not_found
from search_service.imports import account, uploads
from search_service.imports.report_book import report_book

router = APIRouter(prefix="/api/v1", tags=["载入"])

NOT_FOUND = {**PROBLEMS, 404: PROBLEMS[400]}
WRITING = {**PROBLEMS, 403: PROBLEMS[400], 404: PROBLEMS[400], 409: PROBLEMS[400]}
MOST_FILES = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {".xlsx": XLSX, ".csv": "text/csv; charset=utf-8"}

ImportId = Annotated[int, Path(ge=1, le=2**31, description="批次号")]
Position = Annotated[int, Path(ge=0, le=2**31, description="第几行，从 0 起")]

STATE_NAMES = {account.STATES.get(each, str(each)): each for each in LoadState}


class ImportsParams(Params):
    """`GET /api/v1/imports`"""

    state: tuple[Annotated[str, Field(max_length=20)], ...] = ()
    """状态，可重复：queued、running、finished、interrupted、cancelled、failed、undone。"""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """第几页，从 1 起。"""
    size: Annotated[int, Field(ge=1, le=100)] = 20
    """每页条数，不超过 100。"""


class ItemsParams(Params):
    """`GET /api/v1/imports/{id}/items`"""

    outcome: OutcomeKind | None = None
    """只列这一种结果：new、new_version、changed、same、conflict、rejected、skipped。"""
    warned: Switch = False
    """只列有提示的。"""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """第几页，从 1 起。"""
    size: Annotated[int, Field(ge=1, le=500)] = 50
    """每页条数，不超过 500。"""


class ImportForm(BaseModel):
    """The fields of `POST /api/v1/imports` beside the files."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    dry_run: Switch = False
    """只检查，不载入：报告与真的载入一样，法规库不变。"""
    source: Annotated[str, Field(max_length=200)] | None = None
    """来源名称，默认取文件名。"""
    columns: dict[str, Annotated[str, Field(max_length=200)]] | None = None
    """表格的列名对应，JSON 对象：{"title": "名称", "text": "内容"}；省略时按列名猜。"""

    @field_validator("columns", mode="before")
    @classmethod
    def _parsed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return plain_json.loads(value)
        except ValueError:
            raise ValueError("not JSON") from None

    @field_validator("columns")
    @classmethod
    def _known(cls, value: dict[str, str] | None) -> dict[str, str] | None:
        if value is not None and not value.keys() <= set(known_fields()):
            raise ValueError("unknown field")
        return value


def _form_described() -> dict[str, Any]:
    others = ImportForm.model_json_schema()["properties"]
    columns = {"type": "string", "description": others["columns"]["description"]}
    schema = {
        "type": "object",
        "properties": {
            "file": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "description": "要载入的文件，可以有几个；文件名里可以带文件夹，例如 地方性法规/某某条例.docx",
            },
            **{name: each for name, each in others.items() if name != "columns"},
            "columns": columns,
        },
        "required": ["file"],
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


@router.post(
    "/imports",
    status_code=202,
    summary="上传并载入",
    description="用 multipart/form-data 提交一个或几个文件，在后台载入。立即返回批次，之后查询它的进度和报告。"
    "需要载入的权限。",
    response_model=import_shapes.ImportAccepted,
    responses={**WRITING, 413: PROBLEMS[400], 415: PROBLEMS[400], 422: PROBLEMS[400]},
    openapi_extra=_form_described(),
)
async def import_route(request: Request) -> Response:
    who = caller_of(request).name
    service = service_of(request)
    parse(NoParams, request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise ServiceError(415, "unsupported_media_type", "请用 multipart/form-data 提交文件。")
    try:
        async with request.form(max_files=MOST_FILES, max_fields=20) as form:
            given: dict[str, str] = {}
            files: list[UploadFile] = []
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    if value.filename:
                        files.append(value)
                elif value:
                    given[name] = value
            asked = _asked(given)
            kept = await service.run(
                uploads.keep,
                service.settings.home,
                [(each.filename or "", each.file) for each in files],
            )
    except (MultiPartException, HTTPException) as error:
        sentence = f"表单格式不对，无法读取文件；一次至多 {MOST_FILES} 个文件。"
        raise ServiceError(400, "invalid_body", sentence) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreError("disk_full") from error
        raise
    return await service.run(lambda: _queued(service, asked, kept, who))


def _asked(given: dict[str, str]) -> ImportForm:
    try:
        return ImportForm.model_validate(given)
    except ValidationError as error:
        where = list(dict.fromkeys(str(each["loc"][0]) for each in error.errors() if each["loc"]))
        hint = f"；columns 的键可用：{'、'.join(known_fields())}" if "columns" in where else ""
        sentence = f"表单的字段不对：{'、'.join(where)}{hint}"
        raise ServiceError(422, "invalid_body", sentence, extra={"fields": where}) from None


def _queued(service: Service, asked: ImportForm, kept: uploads.Kept, who: str) -> Response:
    task = Task(kept.paths, asked.source or None, asked.columns, UPLOAD, kept.label)
    try:
        seq = service.holder.store.jobs.queue(
            asked.source or kept.label,
            who,
            UPLOAD,
            task.as_json(),
            checksum=kept.checksum,
            dry_run=asked.dry_run,
        )
    except BaseException:
        uploads.drop(kept.folder)
        raise
    return _accepted(service, seq)


def _accepted(service: Service, seq: int) -> Response:
    """202 with the load that now waits."""
    service.queue.wake()
    store = service.holder.store
    answer = json(
        {
            "import": account.card(store, account.record_of(store, seq)),
            "library": account.library_json(store),
        },
        202,
    )
    answer.headers["Location"] = f"/api/v1/imports/{seq}"
    return answer


@router.get(
    "/imports",
    summary="载入记录",
    description="全部载入，新的在前：谁、何时、载入了什么，校验和、状态、进度、结果。命令行的载入也在内。",
    response_model=import_shapes.ImportsAnswer,
    responses=PROBLEMS,
    openapi_extra={**openapi_parameters(ImportsParams), "x-try": "/api/v1/imports"},
)
async def imports_route(request: Request) -> Response:
    asked = parse(ImportsParams, request.query_params)
    unknown = next((each for each in asked.state if each not in STATE_NAMES), None)
    if unknown is not None:
        known = "、".join(STATE_NAMES)
        raise bad_request("unknown_value", f"参数 state 的值无效，可用：{known}。", parameter="state")
    service = service_of(request)
    states = [STATE_NAMES[each] for each in asked.state]
    return await service.run(
        lambda: json(account.listed(service.holder.store, states, asked.page, asked.size))
    )


@router.get(
    "/imports/{import_id}",
    summary="一次载入",
    description="进度（阶段、完成数、速度、剩余时间），各种结果的数量，拒收的每一行和原因，提示，可以做什么。",
    response_model=import_shapes.ImportAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(NoParams), "x-try": "/api/v1/imports/1"},
)
async def one_import_route(request: Request, import_id: ImportId) -> Response:
    parse(NoParams, request.query_params)
    service = service_of(request)
    return await service.run(lambda: json(account.one(service.holder.store, import_id)))


@router.get(
    "/imports/{import_id}/items",
    summary="一次载入的逐项结果",
    description="每个文件、每一行的结果、原因、提示；更新的有对照的地址。",
    response_model=import_shapes.ItemsAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(ItemsParams), "x-try": "/api/v1/imports/1/items?size=3"},
)
async def items_route(request: Request, import_id: ImportId) -> Response:
    asked = parse(ItemsParams, request.query_params)
    service = service_of(request)

    def answer() -> Response:
        store = service.holder.store
        return json(account.lines(store, import_id, asked.outcome, asked.warned, asked.page, asked.size))

    return await service.run(answer)


@router.get(
    "/imports/{import_id}/items/{position}/compare",
    summary="更新前后的对照",
    description="载入之前与之后的文本，逐条对照；与“比较两个文本”的答案同形。",
    response_model=import_shapes.ImportCompareAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(NoParams), "x-try": "/api/v1/imports/1/items/0/compare"},
)
async def item_compare_route(request: Request, import_id: ImportId, position: Position) -> Response:
    parse(NoParams, request.query_params)
    service = service_of(request)
    return await service.run(
        lambda: json(account.compared(service.holder.store, import_id, position, today()))
    )


@router.get(
    "/imports/{import_id}/report.xlsx",
    summary="下载载入报告",
    description="Excel 文件：概要、逐项结果、提示、更新对照。",
    response_class=Response,
    responses={**NOT_FOUND, 200: {"content": {XLSX: {}}, "description": "报告"}},
    openapi_extra={**openapi_parameters(NoParams), "x-try": "/api/v1/imports/1/report.xlsx"},
)
async def report_route(request: Request, import_id: ImportId) -> Response:
    parse(NoParams, request.query_params)
    service = service_of(request)

    def answer() -> Response:
        store = service.holder.store
        data = report_book(store, account.record_of(store, import_id))
        return _file(data, f"载入报告 第{import_id}批.xlsx", XLSX)

    return await service.run(answer)


def _file(data: bytes, name: str, media_type: str) -> Response:
    """A file as an answer, to be saved under its name (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media_type, headers={"Content-Disposition": disposition})


@router.get(
    "/templates/{name}",
    summary="下载模板",
    description="法规和政策案例的空白表格：laws.xlsx、laws.csv、cases.xlsx、cases.csv。",
    response_class=Response,
    responses={**NOT_FOUND, 200: {"content": {XLSX: {}}, "description": "模板"}},
    openapi_extra={**openapi_parameters(NoParams), "x-try": "/api/v1/templates/laws.xlsx"},
)
async def template_route(
    request: Request, name: Annotated[str, Path(max_length=40, description="模板的文件名")]
) -> Response:
    parse(NoParams, request.query_params)
    known = {f"{kind}{suffix}": (kind, suffix) for kind in templates.KINDS for suffix in templates.FORMATS}
    if name not in known:
        raise not_found("template_not_found", f"没有这个模板；可用：{'、'.join(known)}。")
    kind, suffix = known[name]
    data = await service_of(request).run(templates.template, kind, suffix)
    title = {"laws": "法规模板", "cases": "案例模板"}[kind]
    return _file(data, title + suffix, MEDIA[suffix])


@router.post(
    "/imports/{import_id}/cancel",
    status_code=202,
    summary="取消载入",
    description="等待的立即取消；进行中的在两份文件之间停下，已载入的保留，可以继续或撤回。需要载入的权限。",
    response_model=import_shapes.ImportAccepted,
    responses=WRITING,
    openapi_extra=openapi_parameters(NoParams),
)
async def cancel_route(request: Request, import_id: ImportId) -> Response:
    return await _changed(request, import_id, "cancel")


@router.post(
    "/imports/{import_id}/resume",
    status_code=202,
    summary="继续载入",
    description="从停下的地方继续一次中断、取消或失败的载入。需要载入的权限。",
    response_model=import_shapes.ImportAccepted,
    responses=WRITING,
    openapi_extra=openapi_parameters(NoParams),
)
async def resume_route(request: Request, import_id: ImportId) -> Response:
    return await _changed(request, import_id, "resume")


@router.post(
    "/imports/{import_id}/confirm",
    status_code=202,
    summary="检查之后载入",
    description="用同样的文件真的载入一次只检查过的批次，不用重新上传。返回新的批次。需要载入的权限。",
    response_model=import_shapes.ImportAccepted,
    responses=WRITING,
    openapi_extra=openapi_parameters(NoParams),
)
async def confirm_route(request: Request, import_id: ImportId) -> Response:
    who = caller_of(request).name
    return await _changed(request, import_id, "confirm", who)


@router.post(
    "/imports/{import_id}/undo",
    status_code=202,
    summary="撤回载入",
    description="整批撤回：它说的都不再算数，法规库和索引随之更新。撤回本身也是一个批次。需要载入的权限。",
    response_model=import_shapes.ImportAccepted,
    responses=WRITING,
    openapi_extra=openapi_parameters(NoParams),
)
async def undo_route(request: Request, import_id: ImportId) -> Response:
    who = caller_of(request).name
    return await _changed(request, import_id, "undo", who)


async def _changed(request: Request, seq: int, what: str, who: str = "") -> Response:
    """Do `what` with a load where that can be done. ServiceError 404 `import_not_found`, 409 `import_state`."""
    parse(NoParams, request.query_params)
    service = service_of(request)
    store = service.holder.store

    def answer() -> Response:
        record = account.record_of(store, seq)
        if not account.may(record)[what]:
            raise _wrong_state(account.card(store, record)["state"])
        try:
            if what == "cancel":
                store.jobs.cancel(seq)
            elif what == "resume":
                store.jobs.resume(seq)
            elif what == "confirm":
                return _accepted(
                    service,
                    store.jobs.queue(record.label, who, UPLOAD, record.task or {}, checksum=record.checksum),
                )
            else:
                check_undoable(store, seq)
                return _accepted(service, store.jobs.queue(label_of(seq), who, UNDO, task_of(seq)))
        except StoreError as error:
            if error.code.startswith("load_"):  # it changed meanwhile
                raise _wrong_state(account.card(store, account.record_of(store, seq))["state"]) from error
            raise
        return _accepted(service, seq)

    return await service.run(answer)


def _wrong_state(state: str) -> ServiceError:
    sentence = f"这个批次现在的状态是 {state}，不能这样做；can 说明可以做什么。"
    return ServiceError(409, "import_state", sentence, extra={"state": state})
