"""The page of the citation check: a form, then the text with every citation marked and judged. Nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from corpus.drafts import DraftError, read_draft
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.respond import today
from search_service.api.review_routes import download
from search_service.api.service import Service, service_of
from search_service.checking import checked
from search_service.citation_files import FORMATS, Checked, Format, output
from search_service.errors import ServiceError, bad_request
from search_service.pages import checked_text
from search_service.pages.failures import said
from search_service.pages.forms import File, form_of, form_page
from search_service.pages.render import render

router = APIRouter(include_in_schema=False)
FIELDS = ("text", "law", "as_of", "form")
FORMS = {"": "在页面上看", **{str(form): name for form, name in FORMATS.items()}}


@router.get("/check")
async def check_form(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_form, service)


@router.post("/check")
async def check_page(request: Request) -> Response:
    service = service_of(request)
    try:
        values, file = await form_of(request, FIELDS, service.settings.max_body_bytes)
    except ServiceError as error:
        return await service.run(_form, service, {}, error.detail, error.status)
    return await service.run(_answer, service, values, file)


def _answer(service: Service, values: dict[str, str], file: File | None) -> Response:
    """The check, or the form again with a sentence that says what is wrong."""
    try:
        return _checked(service, values, file)
    except DraftError as error:
        sentence, status = error.message, 422
    except ServiceError as error:
        sentence, status = error.detail, error.status
    except (EngineError, StoreError) as error:
        sentence, status = said(error), 503
    return _form(service, values, sentence, status)


def _checked(service: Service, values: dict[str, str], file: File | None) -> Response:
    form = values.get("form", "")
    if form not in FORMS:
        raise bad_request("unknown_value", "没有这种形式的结果。")
    text = read_draft(*file) if file else values.get("text", "")
    if not text.strip():
        raise bad_request("bad_parameter", "请粘贴文本，或者选择一个文件。")
    state, day = service.state(), _day(values.get("as_of", ""))
    told = checked(state, text, values.get("law"), day, service.settings)
    found = Checked(text, told, file[0] if file else "")
    if form:
        return download(output(found, Format(form), file[1] if file else None))
    page = checked_text.shown(found)
    return render("check.html", state=state, **_common(values), error=None, page=page, text=text)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given) if given else today()
    except ValueError:
        raise bad_request("bad_date", "核验日期应写作 2026-01-31。") from None


def _form(
    service: Service, values: dict[str, str] | None = None, error: str | None = None, status: int = 200
) -> Response:
    given = values or {}
    return form_page(service, "check.html", _common(given), given.get("text", ""), error, status)


def _common(values: dict[str, str]) -> dict[str, Any]:
    return {
        "given": {name: values.get(name, "") for name in FIELDS},
        "forms": FORMS,
        "as_of": values.get("as_of") or today().isoformat(),
    }
