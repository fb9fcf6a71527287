"""The pages: search and API description. Rendered on the server, usable without script."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.params import parse
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError
from search_service.pages import listing
from search_service.pages.facet_groups import FACETS, Counts, alternatives
from search_service.pages.failures import later, said
from search_service.pages.render import TITLES, mount, render
from search_service.pages.viewing import Viewer
from search_service.request import SearchRequest
from search_service.search import search
from search_service.state import State

__all__ = ["mount", "router"]

router = APIRouter(include_in_schema=False)
SHELVES = {"case": "/cases", "document": "/documents"}
PUBLISHED = ("published_from", "published_to")
IN_FORM = frozenset({"q", "law", "currency", "as_of", "mode", "page", *PUBLISHED})
"""Parameters that have a field in the form; the others are kept in hidden ones."""


@router.get("/")
async def search_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_search_page, service, request.query_params, Viewer(request))


def _search_page(service: Service, query: QueryParams, viewer: Viewer) -> Response:
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
        "follow": None,
        "unread": 0,
        "error": None,
        "failure": "没有执行检索",
    }
    try:
        values |= {"state": service.state(), "unread": viewer.unread(service)}
        if values["q"].strip():
            request = parse(SearchRequest, asked).model_copy(update={"facets": FACETS})
            found = service.answer(lambda state: _found(service, state, request))
            shown = listing.results(
                found, request, lambda **changes: _link(asked, changes), service.settings.window
            )
            follow = viewer.following_search(service, "/", asked)
            values |= {"page": shown, "as_of": found["as_of"], "follow": follow}
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


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    return render("docs.html", api=request.app.openapi())
