"""The pages of policy cases and of published documents: lists with facets, and one of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service import cases, documents
from search_service.api.params import Params, parse, without_blanks
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError
from search_service.pages import shelf_shapes
from search_service.pages.failures import failed
from search_service.pages.render import render
from search_service.pages.viewing import Viewer
from search_service.shelf_request import CasesRequest, DocumentsRequest
from search_service.state import State

router = APIRouter(include_in_schema=False)

_FAILURES = (ServiceError, EngineError, StoreError)


@router.get("/cases")
async def cases_page(request: Request) -> Response:
    return await _run(request, _list, shelf_shapes.CASES, Viewer(request))


@router.get("/documents")
async def documents_page(request: Request) -> Response:
    return await _run(request, _list, shelf_shapes.DOCUMENTS, Viewer(request))


@router.get("/cases/{case_id}")
async def case_page(request: Request, case_id: str) -> Response:
    def build(state: State) -> dict[str, Any]:
        return shelf_shapes.case(cases.one(state, case_id))

    return await _run(request, _one, "case.html", build)


@router.get("/documents/{document_id}")
async def document_page(request: Request, document_id: str) -> Response:
    def build(state: State) -> dict[str, Any]:
        return shelf_shapes.document(documents.one(state, document_id))

    return await _run(request, _one, "document.html", build)


async def _run(request: Request, page: Callable[..., Response], *values: Any) -> Response:
    service = service_of(request)
    return await service.run(page, service, request.query_params, *values)


def _list(service: Service, query: QueryParams, shelf: shelf_shapes.ShelfPage, viewer: Viewer) -> Response:
    """A list; without a filter of its own the form sends empty parameters, which are none."""
    asked = without_blanks(query)
    try:
        model: type[CasesRequest | DocumentsRequest] = shelf.model
        request = parse(model, asked).model_copy(update={"facets": True})
        state = service.state()
        told = _listed(state, request)
        page = shelf_shapes.listed(shelf, told, request, lambda **changes: _link(shelf.path, asked, changes))
        page["unread"] = viewer.unread(service)
        page["follow"] = viewer.following_search(service, shelf.path, asked)
        return _shown(service, "shelf.html", state, page)
    except _FAILURES as error:
        return failed(error)


def _listed(state: State, request: CasesRequest | DocumentsRequest) -> dict[str, Any]:
    if isinstance(request, CasesRequest):
        return cases.listed(state, request, today())
    return documents.listed(state, request, today())


class _NoParams(Params):
    """A page without parameters."""


def _one(
    service: Service, query: QueryParams, template: str, build: Callable[[State], dict[str, Any]]
) -> Response:
    try:
        parse(_NoParams, query)
        state = service.state()
        return _shown(service, template, state, build(state))
    except _FAILURES as error:
        return failed(error)


def _shown(service: Service, template: str, state: State, page: Mapping[str, Any]) -> HTMLResponse:
    return render(template, state=state, limit=service.settings.max_query_chars, **page)


def _link(path: str, asked: QueryParams, changes: Mapping[str, Any]) -> str:
    """This list with some parameters changed; None removes one."""
    pairs = [(name, value) for name, value in asked.multi_items() if name not in changes]
    pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path
