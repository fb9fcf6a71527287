"""The page of warnings: what issued documents cite and what became of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from search_service.api.respond import today
from search_service.api.session_routes import number
from search_service.pages.desk_routes import me, said, signed_in
from search_service.pages.desk_shapes import names_of
from search_service.pages.render import render
from search_service.verdicts import VERDICTS
from search_service.working.desk import Desk
from search_service.working.sessions import desk_of, form_of, permitted
from search_service.working.watching import task_json
from workflow.accounts import Login, Role
from workflow.errors import WorkflowError

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])
ACTING = (Role.DRAFTER, Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER)


@router.get("/desk/tasks")
async def tasks_page(request: Request) -> Response:
    desk, settled = desk_of(request), request.query_params.get("state") == "settled"
    return await desk.run(_page, desk, signed_in(request), settled, "", 200)


@router.post("/desk/tasks")
async def settle(request: Request) -> Response:
    desk, login, form = desk_of(request), signed_in(request), await form_of(request)
    try:
        await desk.run(
            desk.watch.settle, login.account, number(form.get("task", "")), form.get("outcome", "")
        )
    except WorkflowError as error:
        status, sentence = said(error)
        return await desk.run(_page, desk, login, False, sentence, status)
    return RedirectResponse("/desk/tasks", 303)


def _page(desk: Desk, login: Login, settled: bool, error: str, status: int) -> Response:
    found = desk.watch.tasks(login.account, settled=settled)
    names = names_of(desk.matters.people())
    shown: list[dict[str, Any]] = []
    for each in found:
        told = task_json(each, desk.workdays, today())
        for side in ("old", "new"):
            told[side]["said"] = VERDICTS.get(told[side]["verdict"], told[side]["verdict"])
        shown.append(told)
    may = login.account.has(*ACTING) and not settled
    return render(
        "tasks.html",
        status,
        me=me(desk, login),
        tasks=shown,
        settled=settled,
        names=names,
        may=may,
        error=error,
    )
