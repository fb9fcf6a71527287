"""The pages about the library: what is loaded, every law of it, what is odd in it; and the help."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.responses import Response

from corpus.legal_time.resolve import label_of
from corpus.model import Level
from corpus.store import LoadState
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service import laws
from search_service.api.params import NoParams, Params, parse, without_blanks
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError
from search_service.imports import account
from search_service.imports.words import OUTCOMES, STATES
from search_service.index_report import index_report
from search_service.library_health import CODES, health_report
from search_service.overview import overview
from search_service.pages.failures import failed
from search_service.pages.listing import pager
from search_service.pages.render import render
from search_service.verdicts import CURRENCIES, VERDICTS

router = APIRouter(include_in_schema=False)
LAWS_ON_A_PAGE = 50
MOST_ISSUES = 200
"""Issues of one kind that the page lists; `faju doctor library --code` and the interface have them all."""
MOST_LOADS = 10
"""Loads that the page lists; the interface has them all."""
LOAD_STATES = {account.STATES.get(LoadState(name), name): words for name, words in STATES.items()}
LOAD_PHASES = {"store": "读取并入库", "index": "更新索引", "citing": "整理引用", "undo": "撤回"}
PHASES = {
    "compare": "比较",
    "write": "写入",
    "commit": "提交",
    "verify": "校验",
    "swap": "启用",
}
_FAILURES = (ServiceError, EngineError, StoreError)


class LawsPageRequest(Params):
    """The list of laws."""

    q: Annotated[str, Field(max_length=300)] = ""
    level: Level | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class HealthPageRequest(Params):
    """What is odd in the library."""

    code: Annotated[str, Field(max_length=60)] = ""


@router.get("/library")
async def library_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_library, service, request.query_params)


def _library(service: Service, query: QueryParams) -> Response:
    """Without a usable index it still tells what the index lacks."""
    try:
        parse(NoParams, query)
        cluster = service.settings.cluster
        index = index_report(service.settings.home, cluster.impatient() if cluster else None)
        current = service.holder.store.info().version
    except _FAILURES as error:
        return failed(error)
    try:
        state = service.state()
        told = overview(state)
    except (EngineError, StoreError):
        state, told = None, None
    return render(
        "library.html",
        state=state,
        loads=[_load(each) for each in account.listed(service.holder.store, (), 1, MOST_LOADS)["imports"]],
        words={"outcomes": OUTCOMES, "states": LOAD_STATES, "phases": LOAD_PHASES},
        limit=service.settings.max_query_chars,
        told=told,
        index=index,
        phase=PHASES.get(index["building"]["phase"], "") if index["building"] else "",
        built_at=local(index["built_at"]) if index["built_at"] else "",
        up_to_date=index["library_version"] == current,
    )


def _load(each: dict[str, Any]) -> dict[str, Any]:
    """A load of the log as a line of the page."""
    counted = "，".join(
        f"{OUTCOMES.get(name, name)} {count}" for name, count in each["counts"].items() if count
    )
    return {
        "id": each["id"],
        "label": each["label"],
        "state": each["state"],
        "said": LOAD_STATES.get(each["state"], each["state"]) + ("（只检查）" if each["dry_run"] else ""),
        "at": local(each["asked_at"]),
        "counted": counted,
        "error": each["error"]["message"] if each["error"] else "",
        "report": each["links"]["report"],
    }


def local(moment: str) -> str:
    """A moment (ISO, UTC) in the time of this machine, to the minute."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


@router.get("/library/laws")
async def laws_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_laws, service, request.query_params)


def _laws(service: Service, query: QueryParams) -> Response:
    try:
        given = without_blanks(query)
        asked = parse(LawsPageRequest, given)
        state = service.state()
        level = str(asked.level) if asked.level else None
        told = laws.listed(state, asked.q or None, level, asked.page, LAWS_ON_A_PAGE, today())

        def link(**changes: Any) -> str:
            pairs = {**dict(given), **changes}
            return "/library/laws?" + urlencode({name: value for name, value in pairs.items() if value})

        return render(
            "laws.html",
            state=state,
            limit=service.settings.max_query_chars,
            asked=asked.q,
            level=level or "",
            levels=[str(each) for each in Level],
            told=told,
            pager=pager({**told, "page": asked.page, "size": LAWS_ON_A_PAGE}, link),
        )
    except _FAILURES as error:
        return failed(error)


@router.get("/library/health")
async def health_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_health, service, request.query_params)


def _health(service: Service, query: QueryParams) -> Response:
    try:
        asked = parse(HealthPageRequest, without_blanks(query))
        state = service.state()
        found = health_report(state.library, state.timeline, state.graphs.complete(), today())
        issues: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for each in found["issues"]:
            issues[each["code"]].append(each)
        kinds = [
            {
                "code": code,
                "name": name,
                "count": len(issues[code]),
                "rows": [_issue(each) for each in issues[code][:MOST_ISSUES]] if code == asked.code else [],
            }
            for code, name in CODES.items()
            if issues[code]
        ]
        return render(
            "health.html",
            state=state,
            limit=service.settings.max_query_chars,
            kinds=kinds,
            total=sum(found["counts"].values()),
            complete=found["citations_complete"],
        )
    except _FAILURES as error:
        return failed(error)


def _issue(each: dict[str, Any]) -> dict[str, str]:
    version = {"version": each["version_key"]} if each["version_key"] else {}
    tail = f"?{urlencode(version)}" if version else ""
    unit = f"/units/{quote(each['unit_key'])}" if each["unit_key"] else ""
    place = label_of(each["unit_key"]) or each["unit_key"] or ""
    return {
        "href": f"/laws/{each['work_id']}{unit}{tail}",
        "name": f"《{each['title']}》{place}",
        "message": each["message"],
    }


@router.get("/help")
async def help_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_help, service)


def _help(service: Service) -> Response:
    try:
        state = service.state()
    except (EngineError, StoreError):
        state = None
    words = {name: said for name, said in VERDICTS.items() if name != "in_force"}
    return render("help.html", state=state, verdicts=words, currencies=CURRENCIES)
