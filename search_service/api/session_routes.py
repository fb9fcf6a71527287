"""`/session` and `/accounts`: signing in, and who may."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from search_service.api import workflow_shapes as shapes
from search_service.api.bodies import json_body, read_json
from search_service.api.respond import json
from search_service.api.search_routes import PROBLEMS
from search_service.working import wire
from search_service.working.sessions import (
    actor_of,
    clear_cookie,
    desk_of,
    login_of,
    permitted,
    place_of,
    set_cookie,
    token_of,
)
from workflow.accounts import Login

PROBLEM = PROBLEMS[400]
GUARDED: dict[int | str, dict[str, Any]] = {**PROBLEMS, 401: PROBLEM, 403: PROBLEM}
BODY: dict[int | str, dict[str, Any]] = {**GUARDED, 409: PROBLEM, 413: PROBLEM, 415: PROBLEM, 422: PROBLEM}

router = APIRouter(prefix="/api/v1", tags=["账号"], dependencies=[Depends(permitted)])


class Examples:
    SIGN_IN: ClassVar[dict[str, Any]] = {"login": "zhangsan", "password": "一句只有你知道的话"}
    ACCOUNT: ClassVar[dict[str, Any]] = {
        "login": "zhangsan",
        "name": "张三",
        "office": "法规处",
        "roles": ["drafter"],
    }


def _session(login: Login) -> dict[str, Any]:
    return {"account": wire.account(login.account), "csrf": login.csrf}


@router.post(
    "/session",
    summary="登录",
    description="成功后给出 Cookie 和 csrf；以后凡是改变数据的请求，都要在请求头 X-CSRF-Token 里带上它。",
    response_model=shapes.SessionShape,
    responses={**BODY, 429: PROBLEM},
    openapi_extra={"requestBody": json_body(shapes.SignIn, Examples.SIGN_IN)},
)
async def sign_in_route(request: Request) -> Response:
    desk, asked = desk_of(request), await read_json(request, shapes.SignIn)
    login = await desk.run(
        desk.logins.sign_in, asked.login, asked.password, token_of(request), place_of(request)
    )
    response = json(_session(login))
    set_cookie(request, response, login)
    return response


@router.get("/session", summary="谁在登录", response_model=shapes.SessionShape, responses=GUARDED)
async def session_route(request: Request) -> Response:
    login = login_of(request)
    assert login is not None  # noqa: S101  (permitted)
    return json(_session(login))


@router.delete("/session", summary="退出", status_code=204, responses=GUARDED)
async def sign_out_route(request: Request) -> Response:
    desk = desk_of(request)
    await desk.run(desk.logins.sign_out, token_of(request))
    response = Response(status_code=204)
    clear_cookie(response)
    return response


@router.get("/sessions", summary="我的登录", response_model=shapes.SessionsShape, responses=GUARDED)
async def sessions_route(request: Request) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    found = await desk.run(desk.sessions.of, actor.id, token_of(request))
    return json({"sessions": [asdict(each) for each in found]})


@router.delete(
    "/sessions",
    summary="在所有地方退出",
    description="这一次登录也结束。",
    status_code=204,
    responses=GUARDED,
)
async def sign_out_everywhere_route(request: Request) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    await desk.run(desk.sessions.end_all, actor.login, actor.id)
    response = Response(status_code=204)
    clear_cookie(response)
    return response


@router.delete("/sessions/{session_id}", summary="结束自己的一次登录", status_code=204, responses=GUARDED)
async def end_session_route(request: Request, session_id: str) -> Response:
    desk = desk_of(request)
    await desk.run(desk.sessions.end, actor_of(request), session_id)
    return Response(status_code=204)


@router.delete(
    "/accounts/{account_id}/sessions", summary="结束一个人的全部登录", status_code=204, responses=GUARDED
)
async def end_sessions_route(request: Request, account_id: str) -> Response:
    desk = desk_of(request)
    await desk.run(desk.sessions.end_all, actor_of(request).login, number(account_id))
    return Response(status_code=204)


@router.get("/accounts", summary="账号", response_model=shapes.AccountsShape, responses=GUARDED)
async def accounts_route(request: Request) -> Response:
    desk = desk_of(request)
    found = await desk.run(desk.accounts.all)
    return json({"accounts": [wire.account(each) for each in found]})


@router.post(
    "/accounts",
    summary="建立账号",
    description="答案里的 link 是本人设立密码用的一次性链接（路径部分），48 小时内有效。",
    status_code=201,
    response_model=shapes.LinkShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.NewAccount, Examples.ACCOUNT)},
)
async def new_account_route(request: Request) -> Response:
    desk, asked = desk_of(request), await read_json(request, shapes.NewAccount)
    by = actor_of(request).login
    made, token = await desk.run(desk.accounts.create, by, asked.login, asked.name, asked.office, asked.roles)
    return json({"account": wire.account(made), "link": f"/welcome/{token}"}, 201)


@router.post(
    "/accounts/{account_id}",
    summary="修改账号",
    response_model=shapes.AccountShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.AccountChange, {"roles": ["drafter", "librarian"]})},
)
async def change_account_route(request: Request, account_id: str) -> Response:
    desk, asked = desk_of(request), await read_json(request, shapes.AccountChange)
    given = asked.model_dump(exclude_unset=True)
    changed = await desk.run(desk.accounts.change, actor_of(request).login, number(account_id), **given)
    return json(wire.account(changed))


@router.post(
    "/accounts/{account_id}/link",
    summary="另发设立密码的链接",
    response_model=shapes.LinkShape,
    responses=BODY,
)
async def account_link_route(request: Request, account_id: str) -> Response:
    desk = desk_of(request)
    token = await desk.run(desk.accounts.link, actor_of(request).login, number(account_id))
    found = await desk.run(desk.accounts.get, number(account_id))
    return json({"account": wire.account(found), "link": f"/welcome/{token}"})


def number(text: str) -> int:
    """An id of an address; 0, which nothing has, when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
