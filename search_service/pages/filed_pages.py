"""The page of documents issued elsewhere or earlier: filed to be watched, listed, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from corpus.drafts import DraftError
from search_service.api.filed_routes import FIELDS, FiledRequest
from search_service.api.params import parse, without_blanks
from search_service.errors import ServiceError
from search_service.pages.desk_routes import me, said, signed_in
from search_service.pages.desk_shapes import local, names_of
from search_service.pages.listing import pager
from search_service.pages.render import render
from search_service.pages.task_pages import ACTING
from search_service.working.desk import Desk
from search_service.working.filing import Report, file_upload
from search_service.working.sessions import desk_of, form_of, opened_file_of, permitted
from workflow.accounts import Login
from workflow.errors import WorkflowError

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])
PATH = "/desk/filed"


@router.get(PATH)
async def filed_page(request: Request) -> Response:
    asked = parse(FiledRequest, without_blanks(request.query_params))
    return await desk_of(request).run(_page, desk_of(request), signed_in(request), asked)


@router.post(PATH)
async def change_filed(request: Request) -> Response:
    desk, login = desk_of(request), signed_in(request)
    form, file = await form_of(request), await opened_file_of(request)

    def act() -> Response:
        if form.get("do") == "withdraw":
            desk.filing.withdraw(login.account, form.get("id", ""))
            return RedirectResponse(PATH, 303)
        if form.get("do") != "add" or file is None:
            raise ServiceError(422, "invalid_body", "请选择一个文件。")
        named = {field: form.get(field, "") for field in FIELDS}
        done = file_upload(desk.filing, login.account, *file, named, desk.settings.max_body_bytes)
        return _page(desk, login, FiledRequest(), done=done)

    try:
        return await desk.run(act)
    except (WorkflowError, ServiceError, DraftError) as error:
        status, sentence = said(error)
        return await desk.run(_page, desk, login, FiledRequest(), given=form, error=sentence, status=status)


def _page(
    desk: Desk,
    login: Login,
    asked: FiledRequest,
    *,
    given: Mapping[str, str] | None = None,
    done: Report | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    found, total = desk.filing.all(login.account, q=asked.q, offset=asked.offset, limit=asked.size)
    names = names_of(desk.matters.people())
    shown: list[dict[str, Any]] = [
        {**asdict(each), "owner": names.get(each.owner, each.owner), "filed_at": local(each.filed_at)}
        for each in found
    ]
    return render(
        "filed.html",
        status,
        me=me(desk, login),
        documents=shown,
        total=total,
        asked=asked.q,
        may=login.account.has(*ACTING),
        pager=pager({"page": asked.page, "size": asked.size, "total": total}, lambda **to: _link(asked, to)),
        given={name: (given or {}).get(name, "") for name in FIELDS},
        done=done,
        error=error,
    )


def _link(asked: FiledRequest, changes: Mapping[str, Any]) -> str:
    return f"{PATH}?{urlencode({'q': asked.q, **changes})}"
