"""The pages of signing in: the form, one-time links, the list of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from search_service.api.respond import today
from search_service.api.session_routes import number
from search_service.errors import ServiceError
from search_service.pages.desk_routes import me, said, signed_in
from search_service.pages.desk_shapes import local
from search_service.pages.render import render
from search_service.working.desk import Desk
from search_service.working.sessions import (
    clear_cookie,
    desk_of,
    form_of,
    login_of,
    permitted,
    place_of,
    set_cookie,
    token_of,
    trusted_user,
)
from workflow.accounts import Login, Role
from workflow.accounts.model import ROLE_NAMES
from workflow.database import moment
from workflow.errors import WorkflowError

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])


@router.get("/login")
async def login_page(request: Request) -> Response:
    """The form; whom a trusted proxy has signed in goes on at once."""
    desk, where = desk_of(request), next_path(request.query_params.get("next", ""))
    if login_of(request) is not None:
        return RedirectResponse(where, 303)
    user = trusted_user(request.headers, desk.settings)
    if user is not None:
        try:
            login = await desk.run(desk.logins.trust, user, token_of(request), place_of(request))
        except WorkflowError as error:
            return _login_form(where, "", error.message_zh, error.kind.value)
        return _signed_in(request, login, where)
    return _login_form(where, "", "", 200)


@router.post("/login")
async def sign_in(request: Request) -> Response:
    desk, form = desk_of(request), await form_of(request)
    where, name = next_path(form.get("next", "")), form.get("login", "")[:64]
    try:
        password = form.get("password", "")[:201]
        login = await desk.run(desk.logins.sign_in, name, password, token_of(request), place_of(request))
    except WorkflowError as error:
        return _login_form(where, name, error.message_zh, error.kind.value)
    return _signed_in(request, login, where)


def _signed_in(request: Request, login: Login, where: str) -> Response:
    response = RedirectResponse(where, 303)
    set_cookie(request, response, login)
    return response


def _login_form(where: str, name: str, error: str, status: int) -> Response:
    return _kept_out_of_caches(render("login.html", status, me=None, next=where, login=name, error=error))


def next_path(given: str) -> str:
    """Where to go after signing in: a path of this site, never another one."""
    safe = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if safe and len(given) < 500 else "/desk"


@router.post("/logout")
async def sign_out(request: Request) -> Response:
    desk = desk_of(request)
    await desk.run(desk.logins.sign_out, token_of(request))
    response = RedirectResponse("/", 303)
    clear_cookie(response)
    return response


@router.get("/welcome/{token}")
async def welcome_page(request: Request, token: str) -> Response:
    return await desk_of(request).run(_welcome, desk_of(request), token, {}, "", 200)


@router.post("/welcome/{token}")
async def set_password(request: Request, token: str) -> Response:
    desk, form = desk_of(request), await form_of(request)
    password = form.get("password", "")

    def use() -> Login:
        if password != form.get("again", ""):
            raise ServiceError(422, "passwords_differ", "两次输入的密码不同。")
        made = desk.accounts.use_link(token, password, login=form.get("login", ""), name=form.get("name", ""))
        return desk.logins.sign_in(made.login, password, token_of(request), place_of(request))

    try:
        login = await desk.run(use)
    except (WorkflowError, ServiceError) as error:
        status, sentence = said(error)
        return await desk.run(_welcome, desk, token, form, sentence, status)
    return _signed_in(request, login, "/desk")


def _welcome(desk: Desk, token: str, given: Mapping[str, str], error: str, status: int) -> Response:
    owner = desk.accounts.opened(token)
    kept = {name: given.get(name, "") for name in ("login", "name")}
    page = render("welcome.html", status, me=None, owner=owner, given=kept, error=error)
    page.headers["Referrer-Policy"] = "no-referrer"
    return _kept_out_of_caches(page)


def _kept_out_of_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/accounts")
async def accounts_page(request: Request) -> Response:
    desk = desk_of(request)
    return await desk.run(_accounts, desk, signed_in(request), {}, "", "", 200)


@router.post("/accounts")
async def change_accounts(request: Request) -> Response:
    """One form for each account, and one for a new one; `do` tells which button was pressed."""
    desk, login, form = desk_of(request), signed_in(request), await form_of(request)
    try:
        link = await desk.run(_change, desk, login.account.login, form)
    except (WorkflowError, ServiceError) as error:
        status, sentence = said(error)
        return await desk.run(_accounts, desk, login, form, sentence, "", status)
    if not link:
        return RedirectResponse("/accounts", 303)
    address = f"{request.url.scheme}://{request.headers.get('host', '')}/welcome/{link}"
    return _kept_out_of_caches(await desk.run(_accounts, desk, login, {}, "", address, 200))


def _change(desk: Desk, by: str, form: Mapping[str, str]) -> str:
    """Do what a form of the list asks for; the token of a link where one was made."""
    roles = [Role(each) for each in form.get("roles", "").split() if each in set(Role)]
    name, office, act = form.get("name", ""), form.get("office", ""), form.get("do", "")
    account_id = number(form.get("id", ""))
    if act == "create":
        return desk.accounts.create(by, form.get("login", ""), name, office, roles)[1]
    if act == "link":
        return desk.accounts.link(by, account_id)
    if act == "sign-out":
        desk.sessions.end_all(by, account_id)
    elif act == "unlock":
        desk.accounts.change(by, account_id, unlock=True)
    elif act == "save":
        active = form.get("active") == "true"
        mail = form.get("mail", "")
        desk.accounts.change(by, account_id, name=name, office=office, roles=roles, active=active, mail=mail)
    else:
        raise ServiceError(422, "unknown_act", "没有这种办理。")
    return ""


def _accounts(
    desk: Desk, login: Login, given: Mapping[str, str], error: str, link: str, status: int
) -> Response:
    now = desk.matters.today()
    sessions = desk.sessions.counts()
    shown: list[dict[str, Any]] = [
        {
            "id": each.id,
            "sessions": sessions.get(each.id, 0),
            "login": each.login,
            "name": each.name,
            "office": each.office,
            "roles": {str(role) for role in each.roles},
            "active": each.active,
            "locked": local(each.locked_until or "")
            if each.locked_until and moment(each.locked_until).astimezone().date() >= now
            else "",
            "has_password": each.has_password,
            "mail": each.mail,
        }
        for each in desk.accounts.all()
    ]
    return render(
        "accounts.html",
        status,
        me=me(desk, login),
        accounts=shown,
        roles=[(str(each), ROLE_NAMES[each]) for each in Role],
        given={name: given.get(name, "") for name in ("login", "name", "office", "roles")},
        error=error,
        link=link,
        outbox=desk.outbox.waiting(),
        day=today(),
    )
