"""`/cases` and `/documents`: policy cases and published documents of other places."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from search_service import cases, documents
from search_service.api import shelf_shapes
from search_service.api.law_routes import NOT_FOUND
from search_service.api.params import Params, openapi_parameters
from search_service.api.respond import today
from search_service.api.service import answered
from search_service.shelf_request import CasesRequest, DocumentsRequest
from search_service.state import State

router = APIRouter(prefix="/api/v1", tags=["案例和外地文件"])

CaseId = Annotated[str, Path(description="案例编号；合并前的编号也可以")]
DocumentId = Annotated[str, Path(description="文件编号")]


class NoParams(Params):
    """A call without parameters."""


@router.get(
    "/cases",
    summary="政策案例",
    description="检索或列出政策案例；law、unit 筛出引用某部法规、某一条的案例，当时所引的和今天所在的条文都算。",
    response_model=shelf_shapes.CasesAnswer,
    responses=NOT_FOUND,
    openapi_extra={
        **openapi_parameters(CasesRequest, {"q": "限定 本地企业 招标", "category": ["9.3"], "unit": "9"}),
        "x-try": "/api/v1/cases?q=限定 本地企业 招标&size=3",
    },
)
async def cases_route(request: Request) -> Response:
    def build(state: State, asked: CasesRequest) -> dict[str, Any]:
        return cases.listed(state, asked, today())

    return await answered(request, CasesRequest, build)


@router.get(
    "/cases/{case_id}",
    summary="一个案例",
    description="案例的措施、认定、处理结果和来源；所引的每一条，在案例当日的结论和今天所在的条文。",
    response_model=shelf_shapes.CaseAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(NoParams), "x-try": "/api/v1/cases/zitiztxxcevg"},
)
async def case_route(request: Request, case_id: CaseId) -> Response:
    return await answered(request, NoParams, lambda state, _: cases.one(state, case_id))


@router.get(
    "/documents",
    summary="外地文件",
    description="检索或列出外地发布的政策文件：别处怎样写、依据什么。不是法规，不进法规的排序。",
    response_model=shelf_shapes.DocumentsAnswer,
    responses=NOT_FOUND,
    openapi_extra={
        **openapi_parameters(DocumentsRequest, {"q": "房屋 租赁 备案"}),
        "x-try": "/api/v1/documents?q=房屋 租赁&size=3",
    },
)
async def documents_route(request: Request) -> Response:
    def build(state: State, asked: DocumentsRequest) -> dict[str, Any]:
        return documents.listed(state, asked, today())

    return await answered(request, DocumentsRequest, build)


@router.get(
    "/documents/{document_id}",
    summary="一份外地文件",
    description="文件的全文；所引的每一处，在文件当日和今天的结论。",
    response_model=shelf_shapes.DocumentAnswer,
    responses=NOT_FOUND,
    openapi_extra={**openapi_parameters(NoParams), "x-try": "/api/v1/documents/2p6ydoqg3kqm"},
)
async def document_route(request: Request, document_id: DocumentId) -> Response:
    return await answered(request, NoParams, lambda state, _: documents.one(state, document_id))
