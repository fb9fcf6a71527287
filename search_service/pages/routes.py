"""The pages: search, law, article, API description. Rendered on the server, usable without script."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from corpus.model import Work
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from indexer.shelf_search import Found
from search_service import cases, laws
from search_service.api.law_routes import DayRequest
from search_service.api.params import parse
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError
from search_service.graph import citations
from search_service.pages import listing, shapes, shelf_shapes
from search_service.pages.facet_groups import FACETS, Counts, alternatives
from search_service.pages.failures import failed, later, said
from search_service.pages.render import TITLES, mount, render
from search_service.request import SearchRequest
from search_service.search import search
from search_service.state import State

__all__ = ["mount", "router"]

router = APIRouter(include_in_schema=False)
MOST_CITATIONS = 20
"""Citations of one direction that an article page lists; the interface has them all."""
SHELVES = {"case": "/cases", "document": "/documents"}
PUBLISHED = ("published_from", "published_to")
IN_FORM = frozenset({"q", "law", "currency", "as_of", "mode", "page", *PUBLISHED})
"""Parameters that have a field in the form; the others are kept in hidden ones."""
MOST_CASES = 10
"""Cases that an article page lists; the list of cases has them all."""


@router.get("/")
async def search_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_search_page, service, request.query_params)


def _search_page(service: Service, query: QueryParams) -> Response:
    kept = [(name, value) for name, value in query.multi_items() if value.strip() or name == "q"]
    asked = QueryParams(kept)
    if asked.get("kind") in SHELVES:  # they have pages of their own
        return RedirectResponse(f"{SHELVES[asked['kind']]}?{urlencode({'q': asked.get('q', '')})}")
    values: dict[str, Any] = {
        "q": asked.get("q", ""),
        "law": asked.get("law", ""),
        "currency": asked.getlist("currency"),
        "published": [_printable_day(asked.get(name, "")) for name in PUBLISHED],
        "day_given": _printable_day(asked.get("as_of", "")),
        "mode": asked.get("mode", ""),
        "kept": [pair for pair in kept if pair[0] not in IN_FORM],
        "link": lambda **changes: _link(asked, changes),
        "limit": service.settings.max_query_chars,
        "page": None,
        "error": None,
        "failure": "没有执行检索",
    }
    try:
        values["state"] = service.state()
        if values["q"].strip():
            request = parse(SearchRequest, asked).model_copy(update={"facets": FACETS})
            found = service.answer(lambda state: _found(service, state, request))
            shown = listing.results(found, request, lambda **changes: _link(asked, changes))
            values |= {"page": shown, "as_of": found["as_of"]}
    except ServiceError as error:
        return render("search.html", error.status, **{**values, "kept": [], "error": error.detail})
    except (EngineError, StoreError) as error:
        return later(render("search.html", 503, **{**values, "error": said(error), "failure": TITLES[503]}))
    return render("search.html", **values)


def _found(service: Service, state: State, request: SearchRequest) -> dict[str, Any]:
    """The answer, with the counts of what else could be chosen."""

    def counts(wider: SearchRequest) -> Counts:
        told: Counts = search(state, wider, service.settings, today())["facets"]
        return told

    found = search(state, request, service.settings, today())
    return {**found, "facets": alternatives(request, found["facets"], counts)}


def _printable_day(given: str) -> str:
    """A day for the date field; empty when it is none (the answer says so): browsers complain of others."""
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return ""


def _link(asked: QueryParams, changes: dict[str, Any]) -> str:
    """This search with some parameters changed; None removes one."""
    pairs = [(name, value) for name, value in asked.multi_items() if name not in changes]
    for name, value in changes.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(each)) for each in values if each is not None]
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
        page = shapes.law(told, units, _address(work.id, asked))
        return render("law.html", state=state, **_common(service, asked, day), **page)
    except (ServiceError, EngineError, StoreError) as error:
        return failed(error)


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
        page = shapes.article(told, _address(work.id, asked))
        page["relations"] = _relations(state, work, told, day)
        page["cases"] = _cases(state, work, told)
        return render("article.html", state=state, **_common(service, asked, day), **page)
    except (ServiceError, EngineError, StoreError) as error:
        return failed(error)


def _relations(state: State, work: Work, told: dict[str, Any], day: date) -> list[dict[str, Any]]:
    """What the article cites and what cites it; of the text of the day only, which citations speak of."""
    if told["key"] is None or told["law"]["version"] != state.cards.card(work.id, None, day)["version"]:
        return []
    return shapes.relations(citations(state, work, told["key"], day, size=MOST_CITATIONS))


def _cases(state: State, work: Work, told: dict[str, Any]) -> dict[str, Any] | None:
    """The policy cases that apply the article of this very text, or whose article of an older text it is."""
    key, version = told["key"], told["law"]["version"]
    ids = state.shelves.current().links.cases.of_unit(work.id, version, key) if key else ()
    if not ids:
        return None
    shown = [(rank, Found(each, 0.0)) for rank, each in enumerate(ids[:MOST_CASES], 1)]
    href = "/cases?" + urlencode({"law": work.id, "unit": key})
    return shelf_shapes.applying(cases.hits(state, shown, ""), len(ids), href)


def _common(service: Service, asked: DayRequest, day: date) -> dict[str, Any]:
    return {
        "limit": service.settings.max_query_chars,
        "as_of": day.isoformat(),
        "day_given": asked.as_of.isoformat() if asked.as_of else "",
    }


def _address(work_id: str, asked: DayRequest) -> shapes.Address:
    """Links inside a law keep the day and the version that were asked for."""
    kept: dict[str, str | date] = {}
    if asked.as_of:
        kept["as_of"] = asked.as_of
    if asked.version:
        kept["version"] = asked.version
    tail = f"?{urlencode(kept)}" if kept else ""
    law = f"/laws/{work_id}"
    return lambda key: f"{law}/units/{quote(key)}{tail}" if key else f"{law}{tail}"


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    return render("docs.html", api=request.app.openapi())
