"""The pages of a law: its text, one article, two texts held against each other."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.responses import Response

from corpus.model import Work
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from indexer.shelf_search import Found
from search_service import cases, laws
from search_service.api.law_routes import DayRequest
from search_service.api.params import parse, without_blanks
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.comparing import texts_of
from search_service.errors import ServiceError
from search_service.graph import citations, laws_around
from search_service.pages import compared, finding, shapes, shelf_shapes
from search_service.pages.failures import failed
from search_service.pages.render import render
from search_service.pages.viewing import Viewer
from search_service.state import State
from search_service.working.following import law_target

router = APIRouter(include_in_schema=False)
MOST_CITATIONS = 20
"""Citations of one direction that an article page lists; the interface has them all."""
MOST_CASES = 10
"""Cases that an article page lists; the list of cases has them all."""
_FAILURES = (ServiceError, EngineError, StoreError)


class LawPageRequest(DayRequest):
    """The page of a law."""

    find: Annotated[str, Field(max_length=100)] = ""
    """在本法中查找的词，空格隔开的须都出现。"""


class ComparePageRequest(DayRequest):
    """The page of a comparison; without `from` the text before, without `to` the text of the day."""

    from_: Annotated[str, Field(alias="from", max_length=40)] = ""
    to: Annotated[str, Field(max_length=40)] = ""
    view: compared.View = compared.View.SIDE
    show: compared.Shown = compared.Shown.CHANGED


@router.get("/laws/{law_id}")
async def law_page(request: Request, law_id: str) -> Response:
    service = service_of(request)
    return await service.run(_law_page, service, law_id, request.query_params, Viewer(request))


def _law_page(service: Service, law_id: str, query: QueryParams, viewer: Viewer) -> Response:
    try:
        asked = parse(LawPageRequest, without_blanks(query))
        state, day = service.state(), asked.as_of or today()
        work = laws.work_of(state, law_id)
        key = laws.version_of(work, asked.version).key if asked.version else None
        told = laws.law(state, work, key, day)
        units = state.library.units(work.id, told["law"]["version"])
        page = shapes.law(told, units, _address(work.id, asked))
        if asked.find.strip():
            page |= finding.found(page["units"], units, asked.find)
        page |= _around(state, work, told, day)
        page["unread"] = viewer.unread(service)
        page["follow"] = viewer.following(service, law_target(state, work.id))
        return render("law.html", state=state, **_common(service, asked, day), **page)
    except _FAILURES as error:
        return failed(error)


def _around(state: State, work: Work, told: dict[str, Any], day: date) -> dict[str, Any]:
    """What cites the law and its articles and what it cites; of the text of the day only. Its cases."""
    case_ids = state.shelves.current().links.cases.of_work(work.id)
    href = "/cases?" + urlencode({"law": work.id})
    shown: dict[str, Any] = {"cases": {"total": len(case_ids), "href": href} if case_ids else None}
    if told["law"]["version"] != state.cards.card(work.id, None, day)["version"]:
        return {**shown, "around": [], "cited": {}}
    found = laws_around(state, work, day)
    return {**shown, "around": shapes.around(found), "cited": found["articles"]}


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
        page["compare"] = (
            f"/laws/{work.id}/compare?to={told['law']['version']}" if len(work.versions) > 1 else ""
        )
        return render("article.html", state=state, **_common(service, asked, day), **page)
    except _FAILURES as error:
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


@router.get("/laws/{law_id}/compare")
async def compare_page(request: Request, law_id: str) -> Response:
    service = service_of(request)
    return await service.run(_compare_page, service, law_id, request.query_params)


def _compare_page(service: Service, law_id: str, query: QueryParams) -> Response:
    try:
        asked = parse(ComparePageRequest, without_blanks(query))
        state, day = service.state(), asked.as_of or today()
        work = laws.work_of(state, law_id)
        keys = compared.texts(work, state.cards.version(work, None, day), asked.from_, asked.to)
        texts = texts_of(state, work, *keys) if keys else None
        page = compared.page(laws.versions(state, work, day), texts, asked.view, asked.show, query)
        law = state.cards.card(work.id, texts.new.key if texts else None, day)
        return render("compare.html", state=state, law=law, **_common(service, asked, day), **page)
    except _FAILURES as error:
        return failed(error)


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
