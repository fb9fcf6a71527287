"""The page of notices (通知): everything that somebody was told, or is going to be, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from search_service.api.following_routes import NewsRequest
from search_service.api.notice_routes import notice_json
from search_service.api.params import parse
from search_service.api.session_routes import number
from search_service.errors import ServiceError
from search_service.pages.desk_routes import me, signed_in
from search_service.pages.desk_shapes import local
from search_service.pages.listing import pager
from search_service.pages.render import render
from search_service.working.desk import Desk
from search_service.working.sessions import desk_of, form_of, permitted
from workflow.accounts import Login

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])
PATH = "/desk/notices"
HOW = {"page": "只在这里", "sent": "已发出", "waiting": "等着发出", "failing": "没有发出去，还在重试"}


@router.get(PATH)
async def notices_page(request: Request) -> Response:
    asked = parse(NewsRequest, request.query_params)
    desk = desk_of(request)
    return await desk.run(_page, desk, signed_in(request), asked)


@router.post(PATH)
async def mark_read(request: Request) -> Response:
    """All, or one; the button on one leads to where it points."""
    desk, login, form = desk_of(request), signed_in(request).account.login, await form_of(request)
    if form.get("do") == "read":
        await desk.run(desk.mark_read, login)
    elif form.get("do") == "read-one":
        await desk.run(desk.mark_read, login, number(form.get("id", "")))
    else:
        raise ServiceError(422, "unknown_act", "没有这种办理。")
    return RedirectResponse(PATH, 303)


def _page(desk: Desk, login: Login, asked: NewsRequest) -> Response:
    who, unread = login.account.login, asked.state == "unread"
    found, total = desk.outbox.of(who, unread=unread, offset=asked.offset, limit=asked.size)
    return render(
        "notices.html",
        me=me(desk, login),
        notices=[_shown(notice_json(each)) for each in found],
        total=total,
        unread_only=unread,
        unread_count=total if unread else desk.outbox.unread(who),
        pager=pager({"page": asked.page, "size": asked.size, "total": total}, lambda **to: _link(asked, to)),
    )


def _link(asked: NewsRequest, changes: Mapping[str, Any]) -> str:
    return f"{PATH}?{urlencode({'state': asked.state, **changes})}"


def _shown(each: dict[str, Any]) -> dict[str, Any]:
    return {
        **each,
        "made_at": local(each["made_at"]),
        "sent_at": local(each["sent_at"] or ""),
        "how": HOW[each["how"]],
    }
