"""The pages of the workflow: the desk, a matter, its figures. Forms on the server, usable without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from corpus.drafts import DraftError
from review.model import DocType, IssuerLevel
from search_service.api.respond import today
from search_service.api.session_routes import number
from search_service.errors import ServiceError
from search_service.pages import desk_forms, desk_shapes, plots
from search_service.pages.render import render
from search_service.working.acting import perform
from search_service.working.board import board, figures
from search_service.working.desk import Desk
from search_service.working.sessions import desk_of, file_of, form_of, login_of, permitted
from workflow.accounts import Account, Login, Role
from workflow.accounts.model import ROLE_NAMES
from workflow.errors import WorkflowError
from workflow.matters import rules
from workflow.matters.acts import Act, Open
from workflow.matters.procedure import Stage
from workflow.matters.service import Summary, Upload

router = APIRouter(include_in_schema=False, dependencies=[Depends(permitted)])

Failed = (WorkflowError, ServiceError, DraftError, ValidationError)


def me(desk: Desk, login: Login) -> dict[str, Any]:
    """Who is signed in, for the head of every page of the workflow."""
    account = login.account
    return {
        "name": account.name,
        "office": account.office,
        "roles": [ROLE_NAMES[each] for each in Role if each in account.roles],
        "csrf": login.csrf,
        "reviews": account.has(*_REVIEW),
        "drafts": Role.DRAFTER in account.roles,
        "administers": Role.ADMINISTRATOR in account.roles,
        "unread": desk.unread(account.login),
    }


_REVIEW = (Role.DRAFTER, Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER, Role.AUDITOR)


def signed_in(request: Request) -> Login:
    """The session of a page that needs one."""
    login = login_of(request)
    assert login is not None  # noqa: S101  (permitted)
    return login


def said(error: Exception) -> tuple[int, str]:
    """(status, sentence) of what was refused."""
    if isinstance(error, WorkflowError):
        return error.kind.value, error.message_zh
    if isinstance(error, ServiceError):
        return error.status, error.detail
    if isinstance(error, DraftError):
        return 422, error.message
    if isinstance(error, ValidationError):
        return 422, f"这些内容没有填对：{'、'.join(_labels(error))}。"
    raise error


def _labels(error: ValidationError) -> list[str]:
    kinds: list[type[Act]] = [*rules.RULES, Open]
    titles = {name: info.title for kind in kinds for name, info in kind.model_fields.items() if info.title}
    found = (str(each["loc"][0]) if each["loc"] else "" for each in error.errors())
    return list(dict.fromkeys(titles.get(name, name) or name for name in found))


@router.get("/desk")
async def desk_page(request: Request) -> Response:
    return await desk_of(request).run(_desk, desk_of(request), signed_in(request))


def _desk(desk: Desk, login: Login) -> Response:
    """What waits for me, then everything that runs."""
    account, day = login.account, today()
    waiting: list[dict[str, Any]] = []
    shown: dict[str, Any] = {"stages": [], "overdue": [], "late_reviews": [], "matters": []}
    names: dict[str, str] = {}
    if account.has(*_REVIEW):
        shown = board(desk, account, day)
        names = desk_shapes.names_of(desk.matters.people())
        lines = {each["id"]: each for each in shown["matters"]}
        for each in desk.matters.all(account, running=True):
            todo = _todo(each, account, lines[each.id]["deadlines"])
            if todo:
                waiting.append({**lines[each.id], "todo": todo})
    return render("desk.html", me=me(desk, login), board=shown, waiting=waiting, names=names, day=day)


SOON = 20
"""Working days before it is due that an evaluation, years away, begins to wait for somebody."""


def _todo(found: Summary, account: Account, deadlines: list[dict[str, Any]]) -> str:
    """The first thing on a matter that waits for this person; empty when nothing does."""
    steps = [kind for kind in rules.possible(found.matter, account) if kind in desk_forms.FIRST]
    if found.matter.stage == Stage.EVALUATION and all(each["days_left"] > SOON for each in deadlines):
        return ""
    steps.sort(key=desk_forms.FIRST.index)
    mine = found.matter.parts.get(account.login) is not None or Role.APPROVER in account.roles
    return steps[0].name if steps and mine else ""


@router.get("/desk/figures")
async def figures_page(request: Request) -> Response:
    desk, login = desk_of(request), signed_in(request)

    def answer() -> Response:
        told = figures(desk.matters.all(login.account))
        drawn = {"offices": plots.offices(told["offices"]), "months": plots.months(told["months"])}
        return render("figures.html", me=me(desk, login), figures=told, plots=drawn)

    return await desk.run(answer)


@router.get("/matters/new")
async def new_page(request: Request) -> Response:
    desk = desk_of(request)
    return await desk.run(_new, desk, signed_in(request), {}, "", 200)


@router.post("/matters/new")
async def open_matter(request: Request) -> Response:
    desk, login, form = desk_of(request), signed_in(request), await form_of(request)
    given = {name: form[name] for name in ("title", "doc_type", "issuer_level", "market") if form.get(name)}
    try:
        found = await desk.run(desk.matters.open, login.account, Open.model_validate(given))
    except Failed as error:
        status, sentence = said(error)
        return await desk.run(_new, desk, login, form, sentence, status)
    return RedirectResponse(f"/matters/{found.id}", 303)


def _new(desk: Desk, login: Login, given: Mapping[str, str], error: str, status: int) -> Response:
    return render(
        "matter_new.html",
        status,
        me=me(desk, login),
        given={name: given.get(name, "") for name in ("title", "doc_type", "issuer_level", "market")},
        error=error,
        doc_types=[str(each) for each in DocType],
        levels=[str(each) for each in IssuerLevel],
    )


@router.get("/matters/{matter_id}")
async def matter_page(request: Request, matter_id: str) -> Response:
    desk, login = desk_of(request), signed_in(request)
    return await desk.run(_matter, desk, login, matter_id, {}, "", 200)


@router.post("/matters/{matter_id}")
async def act_on_matter(request: Request, matter_id: str) -> Response:
    desk, login = desk_of(request), signed_in(request)
    form, file = await form_of(request), await file_of(request)
    try:
        await desk.run(_act, desk, login.account, matter_id, form, file)
    except Failed as error:
        status, sentence = said(error)
        return await desk.run(_matter, desk, login, matter_id, form, sentence, status)
    return RedirectResponse(f"/matters/{matter_id}", 303)


def _act(
    desk: Desk, actor: Account, matter_id: str, form: Mapping[str, str], file: tuple[str, bytes] | None
) -> None:
    revision, act = number(form.get("revision", "")), form.get("act", "")
    if act in ("add_version", "add_material"):
        if file is None:
            raise ServiceError(422, "invalid_body", "请选择一个文件。")
        if act == "add_version":
            desk.matters.add_version(actor, matter_id, revision, Upload(*file), form.get("note", "")[:20_000])
        else:
            desk.matters.add_material(actor, matter_id, revision, form.get("kind", ""), Upload(*file))
        return
    matter = desk.matters.get(actor, matter_id).matter
    perform(desk.matters, actor, matter_id, revision, desk_forms.asked(form, matter))


def _matter(
    desk: Desk, login: Login, matter_id: str, given: Mapping[str, str], error: str, status: int
) -> Response:
    actor, day = login.account, today()
    found = desk.matters.get(actor, matter_id)
    people = desk.matters.people()
    return render(
        "matter.html",
        status,
        me=me(desk, login),
        matter=desk_shapes.matter(found, people, desk.workdays, day),
        forms=desk_forms.forms(found.matter, actor, people, day, given),
        given=given,
        entries=desk_shapes.entries(desk.matters.entries(actor, matter_id), desk_shapes.names_of(people)),
        error=error,
    )
