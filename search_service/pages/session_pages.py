"""The page of somebody's own sessions: when, from where, with which browser; ended one by one or everywhere."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from search_service.errors import ServiceError
from search_service.pages.desk_routes import me, said, signed_in
from search_service.pages.desk_shapes import local
from search_service.pages.render import render
from search_service.working.desk import Desk
from search_service.working.sessions import clear_cookie, desk_of, form_of, permitted, token_of
from workflow.accounts import Login
from workflow.errors import WorkflowError

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])
PATH = "/desk/sessions"
BY = {"password": "密码", "sso": "单点登录"}
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
"""Words in what a browser calls itself, the telling ones first: many call themselves Chrome and Safari too."""
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@router.get(PATH)
async def sessions_page(request: Request) -> Response:
    desk = desk_of(request)
    return await desk.run(_page, desk, signed_in(request), token_of(request), "", 200)


@router.post(PATH)
async def end(request: Request) -> Response:
    desk, login, form = desk_of(request), signed_in(request), await form_of(request)
    if form.get("do") == "everywhere":
        await desk.run(desk.sessions.end_all, login.account.login, login.account.id)
        response = RedirectResponse("/login", 303)
        clear_cookie(response)
        return response
    if form.get("do") != "end":
        raise ServiceError(422, "unknown_act", "没有这种办理。")
    try:
        await desk.run(desk.sessions.end, login.account, form.get("id", ""))
    except WorkflowError as error:
        status, sentence = said(error)
        return await desk.run(_page, desk, login, token_of(request), sentence, status)
    return RedirectResponse(PATH, 303)


def _page(desk: Desk, login: Login, token: str | None, error: str, status: int) -> Response:
    shown = [
        {
            "id": each.id,
            "here": each.here,
            "by": BY.get(each.by, each.by),
            "created_at": local(each.created_at),
            "seen_at": local(each.seen_at),
            "address": each.address or "没有记下",
            "browser": browser(each.agent),
        }
        for each in desk.sessions.of(login.account.id, token)
    ]
    return render("sessions.html", status, me=me(desk, login), sessions=shown, error=error)


def browser(agent: str) -> str:
    """What a browser is called: Firefox（Windows）; what it calls itself where that says nothing."""
    name = next((name for word, name in BROWSERS if word in agent), "")
    system = next((name for word, name in SYSTEMS if word in agent), "")
    if not name:
        return agent[:60] or "没有记下"
    return f"{name}（{system}）" if system else name
