"""The pages: search, law, article, API description. Rendered on the server, usable without script."""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service import laws
from search_service.api.law_routes import DayRequest
from search_service.api.params import parse
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError
from search_service.pages import shapes
from search_service.request import SearchRequest
from search_service.search import search
from search_service.state import State

router = APIRouter(include_in_schema=False)
STATIC = Path(__file__).parent / "static"
FACETS = ("level", "category", "region")


@cache
def _static(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may keep it."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("search_service.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static"] = _static
    return templates


def mount(app: FastAPI) -> None:
    """Serve the static files of the pages."""
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


def _render(name: str, status: int = 200, state: State | None = None, **values: Any) -> HTMLResponse:
    page = {"library": state.info if state else None, "as_of": today().isoformat(), "q": "", **values}
    return HTMLResponse(_templates().get_template(name).render(page), status)


def _failed(error: Exception) -> HTMLResponse:
    if isinstance(error, ServiceError):
        title = "没有找到" if error.status == 404 else "无法显示"
        return _render("error.html", error.status, title=title, detail=error.detail)
    return _render("error.html", 503, title="暂时不能检索", detail=str(error))


@router.get("/")
async def search_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_search_page, service, request.query_params)


def _search_page(service: Service, query: QueryParams) -> Response:
    kept = [(name, value) for name, value in query.multi_items() if value.strip() or name == "q"]
    asked = QueryParams(kept)
    values: dict[str, Any] = {
        "q": asked.get("q", ""),
        "law": asked.get("law", ""),
        "currency": asked.get("currency", ""),
        "day_given": asked.get("as_of", ""),
        "chosen": {name: asked.getlist(name) for name in FACETS},
        "link": lambda **changes: _link(asked, changes),
        "page": None,
        "pages": None,
        "error": None,
    }
    try:
        state = service.state()
        values["state"] = state
        if values["q"].strip():
            request = parse(SearchRequest, asked).model_copy(update={"facets": FACETS})
            found = search(state, request, service.settings, today())
            values |= {"page": shapes.results(found), "pages": shapes.pages(found), "as_of": found["as_of"]}
    except ServiceError as error:
        return _render("search.html", error.status, **{**values, "error": error.detail})
    except (EngineError, StoreError) as error:
        return _render("search.html", 503, **{**values, "error": str(error)})
    return _render("search.html", **values)


def _link(asked: QueryParams, changes: dict[str, Any]) -> str:
    """This search with some parameters changed; None removes one."""
    pairs = [(name, value) for name, value in asked.multi_items() if name not in changes]
    pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
    return "/?" + urlencode(pairs)


@router.get("/laws/{law_id}")
async def law_page(request: Request, law_id: str) -> Response:
    service = service_of(request)
    return await service.run(_law_page, service, law_id, request.query_params)


def _law_page(service: Service, law_id: str, query: QueryParams) -> Response:
    try:
        asked = parse(DayRequest, query)
        state, day = service.state(), asked.as_of or today()
        work = laws.work_of(state, law_id)
        key = laws.version_of(work, asked.version).key if asked.version else None
        told = laws.law(state, work, key, day)
        units = state.library.units(work.id, told["law"]["version"])
        return _render("law.html", state=state, **shapes.law(told, units, _address(work.id, asked)))
    except (ServiceError, EngineError, StoreError) as error:
        return _failed(error)


@router.get("/laws/{law_id}/articles/{no}")
async def article_page(request: Request, law_id: str, no: str) -> Response:
    service = service_of(request)
    return await service.run(_unit_page, service, law_id, request.query_params, no, None)


@router.get("/laws/{law_id}/units/{key}")
async def unit_page(request: Request, law_id: str, key: str) -> Response:
    service = service_of(request)
    return await service.run(_unit_page, service, law_id, request.query_params, None, key)


def _unit_page(
    service: Service, law_id: str, query: QueryParams, no: str | None, key: str | None
) -> Response:
    try:
        asked = parse(DayRequest, query)
        state, day = service.state(), asked.as_of or today()
        work = laws.work_of(state, law_id)
        version = laws.version_of(work, asked.version).key if asked.version else None
        told = (
            laws.article(state, work, no, version, day)
            if no is not None
            else laws.unit(state, work, key or "", version, day)
        )
        return _render("article.html", state=state, **shapes.article(told, _address(work.id, asked)))
    except (ServiceError, EngineError, StoreError) as error:
        return _failed(error)


def _address(work_id: str, asked: DayRequest) -> shapes.Address:
    """How links inside a law keep the day and the version that were asked for."""
    kept: dict[str, str | date] = {}
    if asked.as_of:
        kept["as_of"] = asked.as_of
    if asked.version:
        kept["version"] = asked.version
    tail = f"?{urlencode(kept)}" if kept else ""
    return lambda key: f"/laws/{work_id}/units/{quote(key)}{tail}"


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    return _render("docs.html", api=request.app.openapi())
