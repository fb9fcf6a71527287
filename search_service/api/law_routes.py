"""`/laws` and `/resolve`: the library, browsable."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from corpus.model import Level, Work
from search_service import laws, resolving
from search_service.api import law_shapes
from search_service.api.params import Day, Params, openapi_parameters
from search_service.api.respond import today
from search_service.api.search_routes import PROBLEMS
from search_service.api.service import answered
from search_service.comparing import compared
from search_service.state import State

router = APIRouter(prefix="/api/v1", tags=["法规库"])
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {**PROBLEMS[400], "description": "没有收录，也不知道"},
    400: PROBLEMS[400],
}
LawId = Annotated[str, Path(description="法规编号，或法名的任何写法", examples=["行政处罚法"])]
Number = Annotated[str, Path(description="条号：133、133-1 或 第一百三十三条之一", examples=["第十六条"])]
Key = Annotated[str, Path(description="条文单元的键：a133、a133-1、i3、p12、pre、x1", examples=["a16"])]


class LawsRequest(Params):
    """`GET /api/v1/laws`"""

    q: Annotated[str, Field(max_length=300)] | None = None
    """法名的任何写法：全称、简称、俗称、拼音；省略时列出全部。"""
    level: Level | None = None
    """效力位阶。"""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """第几页，从 1 起。"""
    size: Annotated[int, Field(ge=1, le=100)] = 20
    """每页条数。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""


class DayRequest(Params):
    """A law, an article or a unit on a day."""

    as_of: Day | None = None
    """核验日期，默认今天。"""
    version: Annotated[str, Field(max_length=40)] | None = None
    """指定文本版本（键或公布日期）；省略时取核验日期施行的文本。"""


class CompareRequest(Params):
    """`GET /api/v1/laws/{id}/compare`"""

    from_: Annotated[str, Field(alias="from", min_length=1, max_length=40)]
    """旧文本：版本键或公布日期。"""
    to: Annotated[str, Field(min_length=1, max_length=40)]
    """新文本：版本键或公布日期。"""


class ResolveRequest(Params):
    """`GET /api/v1/resolve`"""

    q: Annotated[str, Field(min_length=1, max_length=300)]
    """一处引用，例如“商标法 第十条”。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""


def _text_of(state: State, law_id: str, asked: DayRequest) -> tuple[Work, str | None]:
    """The work, and the key of the version asked for."""
    work = laws.work_of(state, law_id)
    return work, laws.version_of(work, asked.version).key if asked.version else None


@router.get(
    "/laws",
    summary="法规列表",
    description="按法名的任何写法查找，或列出全部。",
    response_model=law_shapes.LawsAnswer,
    responses={400: PROBLEMS[400]},
    openapi_extra={**openapi_parameters(LawsRequest, {"q": "行诉法"}), "x-try": "/api/v1/laws?q=行诉法"},
)
async def laws_route(request: Request) -> Response:
    def build(state: State, asked: LawsRequest) -> dict[str, Any]:
        level = str(asked.level) if asked.level else None
        return laws.listed(state, asked.q, level, asked.page, asked.size, asked.as_of or today())

    return await answered(request, LawsRequest, build)


@router.get(
    "/laws/{law_id}",
    summary="一部法规",
    description="法规信息、核验日期施行的文本、目录与各版本。没有收录而知道它已废止的法规同样给出结论与替代法规。",
    response_model=law_shapes.LawAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(DayRequest), "x-try": "/api/v1/laws/行政处罚法"},
)
async def law_route(request: Request, law_id: LawId) -> Response:
    def build(state: State, asked: DayRequest) -> dict[str, Any]:
        day = asked.as_of or today()
        if asked.version is None and (told := laws.known(state, law_id, None, day)):
            return told
        work, version = _text_of(state, law_id, asked)
        return laws.law(state, work, version, day)

    return await answered(request, DayRequest, build)


@router.get(
    "/laws/{law_id}/versions",
    summary="文本版本",
    description="这部法规的全部文本，各自的施行区间，以及每个来源怎么说。",
    response_model=law_shapes.VersionsAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(DayRequest), "x-try": "/api/v1/laws/商标法/versions"},
)
async def versions_route(request: Request, law_id: LawId) -> Response:
    def build(state: State, asked: DayRequest) -> dict[str, Any]:
        day = asked.as_of or today()
        found = laws.versions(state, laws.work_of(state, law_id), day)
        return {"versions": found, "as_of": day.isoformat(), "library": state.library_json}

    return await answered(request, DayRequest, build)


@router.get(
    "/laws/{law_id}/compare",
    summary="比较两个文本",
    description="逐条对应：不变、修改、移动、移动并修改、新增、删去；忽略纯排版差异。",
    response_model=law_shapes.CompareAnswer,
    responses=NOT_FOUND,
    openapi_extra={
        **openapi_parameters(CompareRequest, {"from": "2019-04-23", "to": "2026-06-26"}),
        "x-try": "/api/v1/laws/商标法/compare?from=2019-04-23&to=2026-06-26",
    },
)
async def compare_route(request: Request, law_id: LawId) -> Response:
    def build(state: State, asked: CompareRequest) -> dict[str, Any]:
        return compared(state, laws.work_of(state, law_id), asked.from_, asked.to, today())

    return await answered(request, CompareRequest, build)


@router.get(
    "/laws/{law_id}/articles/{no}",
    summary="一条条文",
    description="条号可写 133、133-1 或 第一百三十三条之一。不再有效的条文同样给出，附结论、依据与替代法规。",
    response_model=law_shapes.ArticleAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(DayRequest), "x-try": "/api/v1/laws/民法典/articles/1254"},
)
async def article_route(request: Request, law_id: LawId, no: Number) -> Response:
    def build(state: State, asked: DayRequest) -> dict[str, Any]:
        day = asked.as_of or today()
        if asked.version is None and (told := laws.known(state, law_id, no, day)):
            return told
        work, version = _text_of(state, law_id, asked)
        return laws.article(state, work, no, version, day)

    return await answered(request, DayRequest, build)


@router.get(
    "/laws/{law_id}/units/{key}",
    summary="一个条文单元",
    description="按键取条文单元：a133、a133-1（之一）、i3、p12、pre、x1。",
    response_model=law_shapes.ArticleAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(DayRequest), "x-try": "/api/v1/laws/民法典/units/a1254"},
)
async def unit_route(request: Request, law_id: LawId, key: Key) -> Response:
    def build(state: State, asked: DayRequest) -> dict[str, Any]:
        work, version = _text_of(state, law_id, asked)
        return laws.unit(state, work, key, version, asked.as_of or today())

    return await answered(request, DayRequest, build)


@router.get(
    "/resolve",
    summary="核验一处引用",
    description="某一天这一条是否有效、哪个文本有效、依据是什么。",
    response_model=law_shapes.ResolveAnswer,
    responses={400: PROBLEMS[400]},
    openapi_extra={
        **openapi_parameters(ResolveRequest, {"q": "商标法 第十条", "as_of": "2026-12-31"}),
        "x-try": "/api/v1/resolve?q=商标法 第十条",
    },
)
async def resolve_route(request: Request) -> Response:
    def build(state: State, asked: ResolveRequest) -> dict[str, Any]:
        return resolving.resolve_text(state, asked.q, asked.as_of or today())

    return await answered(request, ResolveRequest, build)
