"""The page of what somebody follows (订阅): what became of it, the list of subscriptions, the address of their feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.following_routes import NewsRequest, news_json, subscription_json
from search_service.api.params import parse
from search_service.api.service import Service, address_of, service_of
from search_service.api.session_routes import number
from search_service.errors import ServiceError
from search_service.pages.account_routes import next_path
from search_service.pages.desk_routes import me, signed_in
from search_service.pages.desk_routes import said as refused
from search_service.pages.desk_shapes import local
from search_service.pages.failures import said
from search_service.pages.listing import pager
from search_service.pages.render import render
from search_service.working.following import law_target, search_target, subscribed
from search_service.working.sessions import desk_of, form_of, permitted
from workflow.accounts import Login
from workflow.errors import WorkflowError
from workflow.following import Target

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])
PATH = "/desk/following"
_FAILURES = (ServiceError, WorkflowError, EngineError, StoreError)


@router.get(PATH)
async def following_page(request: Request) -> Response:
    asked = parse(NewsRequest, request.query_params)
    return await desk_of(request).run(_page, service_of(request), signed_in(request), asked)


@router.post(PATH)
async def follow(request: Request) -> Response:
    """Every form of this page, and the button on the pages of laws and searches; `do` tells which."""
    service, login, form = service_of(request), signed_in(request), await form_of(request)
    try:
        token = await desk_of(request).run(_do, service, login, form)
    except _FAILURES as error:
        status, sentence = (
            refused(error) if isinstance(error, ServiceError | WorkflowError) else (503, said(error))
        )
        return await desk_of(request).run(_page, service, login, NewsRequest(), form, sentence, "", status)
    if token:
        address = f"{address_of(request)}/feeds/mine/{token}.atom"
        answer = await desk_of(request).run(_page, service, login, NewsRequest(), {}, "", address, 200)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return RedirectResponse(next_path(form.get("next") or PATH), 303)


def _do(service: Service, login: Login, form: Mapping[str, str]) -> str:
    """What a form asks for; the token of a feed where one was made."""
    act, who, mine = form.get("do", ""), login.account.login, service.desk.subscriptions
    if act == "feed":
        return mine.new_token(who)
    if act == "read":
        mine.mark_read(who)
        service.desk.mark_read(who, link=PATH)
    elif act == "read-one":
        mine.mark_read(who, number(form.get("id", "")))
    elif act == "cancel":
        mine.cancel(who, number(form.get("id", "")))
    elif act in ("subscribe", "topic"):
        state = service.state()
        target = law_target(state, form["law"]) if form.get("law") else _search(act, form)
        subscribed(service.desk, state, who, target, form.get("send") == "true")
    else:
        raise ServiceError(422, "unknown_act", "没有这种办理。")
    return ""


def _search(act: str, form: Mapping[str, str]) -> Target:
    if act == "topic":
        named = {"q": form.get("words", ""), "category": form.get("category", "")}
        return search_target("/", QueryParams(urlencode(named)))
    return search_target(form.get("place", ""), QueryParams(form.get("query", "")))


def _page(
    service: Service,
    login: Login,
    asked: NewsRequest,
    given: Mapping[str, str] | None = None,
    error: str = "",
    address: str = "",
    status: int = 200,
) -> Response:
    mine, who = service.desk.subscriptions, login.account.login
    unread = asked.state == "unread"
    found, total = mine.told(who, unread=unread, offset=asked.offset, limit=asked.size)
    given = given or {}
    made = mine.token_made(who)
    return render(
        "following.html",
        status,
        me=me(service.desk, login),
        news=[_news(news_json(each)) for each in found],
        total=total,
        unread=unread,
        unread_count=total if unread else mine.told(who, unread=True, limit=0)[1],
        pager=pager({"page": asked.page, "size": asked.size, "total": total}, lambda **to: _link(asked, to)),
        subscriptions=[_subscription(subscription_json(each)) for each in mine.all(who)],
        categories=_categories(service),
        given={name: given.get(name, "") for name in ("words", "category")},
        feed_made=local(made) if made else "",
        address=address,
        error=error,
    )


def _link(asked: NewsRequest, changes: Mapping[str, Any]) -> str:
    return f"{PATH}?{urlencode({'state': asked.state, **changes})}"


def _news(each: dict[str, Any]) -> dict[str, Any]:
    return {**each, "at": local(each["at"])}


def _subscription(each: dict[str, Any]) -> dict[str, Any]:
    return {**each, "made_at": local(each["made_at"])}


def _categories(service: Service) -> list[str]:
    """What a topic can be chosen from: the categories that the library's laws have."""
    try:
        state = service.state()
    except (EngineError, StoreError):
        return []
    return sorted({work.category for work in state.library.works() if work.category})
