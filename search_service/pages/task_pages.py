"""The page of warnings: what issued documents cite and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from search_service.api.filed_routes import LONGEST_Q
from search_service.api.params import parse, without_blanks
from search_service.api.respond import today
from search_service.api.session_routes import number
from search_service.api.task_routes import TasksRequest
from search_service.pages.desk_routes import me, said, signed_in
from search_service.pages.desk_shapes import names_of
from search_service.pages.listing import pager
from search_service.pages.render import render
from search_service.verdicts import VERDICTS
from search_service.working.desk import Desk
from search_service.working.sessions import desk_of, form_of, permitted
from search_service.working.watching import task_json
from workflow.accounts import Login, Role
from workflow.errors import WorkflowError

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])
PATH, FILED = "/desk/tasks", "/desk/filed"
LAST_PAGE = 100_000
ACTING = (Role.DRAFTER, Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER)


@router.get(PATH)
async def tasks_page(request: Request) -> Response:
    asked = parse(TasksRequest, without_blanks(request.query_params))
    return await desk_of(request).run(_page, desk_of(request), signed_in(request), asked)


@router.post(PATH)
async def settle(request: Request) -> Response:
    desk, login, form = desk_of(request), signed_in(request), await form_of(request)
    asked = TasksRequest(page=min(max(number(form.get("page", "")), 1), LAST_PAGE))
    try:
        await desk.run(
            desk.watch.settle, login.account, number(form.get("task", "")), form.get("outcome", "")
        )
    except WorkflowError as error:
        status, sentence = said(error)
        return await desk.run(_page, desk, login, asked, sentence, status)
    return RedirectResponse(_link(asked, {"page": asked.page}), 303)


def _page(desk: Desk, login: Login, asked: TasksRequest, error: str = "", status: int = 200) -> Response:
    settled = asked.state == "settled"
    page, size = asked.page, asked.size
    found, total = desk.watch.listed(login.account, settled=settled, offset=(page - 1) * size, limit=size)
    if not found and total:  # the last one of the last page was settled
        page = -(-total // size)
        found, total = desk.watch.listed(login.account, settled=settled, offset=(page - 1) * size, limit=size)
    names = names_of(desk.matters.people())
    shown: list[dict[str, Any]] = []
    for each in found:
        told = task_json(each, desk.workdays, today())
        for side in ("old", "new"):
            told[side]["said"] = VERDICTS.get(told[side]["verdict"], told[side]["verdict"])
        told["link"] = (
            f"{FILED}?{urlencode({'q': _words(each.title)})}"
            if each.filed
            else f"/matters/{each.document_id}"
        )
        told["of"] = "，".join(filter(None, (each.number, names.get(each.owner, each.owner))))
        shown.append(told)
    return render(
        "tasks.html",
        status,
        me=me(desk, login),
        tasks=shown,
        total=total,
        page=page,
        pager=pager({"page": page, "size": size, "total": total}, lambda **to: _link(asked, to)),
        settled=settled,
        names=names,
        may=login.account.has(*ACTING) and not settled,
        error=error,
    )


def _words(title: str) -> str:
    """A title as the search for filed documents takes it."""
    return " ".join(title[:LONGEST_Q].split())


def _link(asked: TasksRequest, changes: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in asked.model_dump(exclude_defaults=True).items() if name != "page"}
    kept |= {name: value for name, value in changes.items() if value != 1}
    return f"{PATH}?{urlencode(kept)}" if kept else PATH
