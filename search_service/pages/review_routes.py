"""The page of the draft check: a form, then the draft with its marks and the findings. Nothing is stored."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from corpus.drafts import DraftError, read_draft
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from review.model import DocType, IssuerLevel
from search_service.api.respond import today
from search_service.api.review_routes import DraftCheckRequest, download, profile_of
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError, bad_request
from search_service.pages.forms import form_of, form_page
from search_service.pages.marked import shown
from search_service.pages.render import render
from search_service.reviewing.outputs import Format, output
from search_service.reviewing.run import reviewed

router = APIRouter(include_in_schema=False)

FORMS = {
    "": "在页面上看",
    "docx": "带批注的 Word 文稿",
    "opinion": "审查意见（Word）",
    "xlsx": "问题清单（Excel）",
}
FIELDS = ("text", "doc_type", "issuer_level", "title", "as_of", "form")


@router.get("/review")
async def review_form(request: Request) -> Response:
    return await service_of(request).run(_form, service_of(request))


@router.post("/review")
async def review_page(request: Request) -> Response:
    service = service_of(request)
    try:
        values, file = await form_of(request, FIELDS, service.settings.max_body_bytes)
    except ServiceError as error:
        return await service.run(_form, service, {}, error.detail, error.status)
    return await service.run(_answer, service, values, file)


def _answer(service: Service, values: dict[str, str], file: tuple[str, bytes] | None) -> Response:
    """The review, or the form again with a sentence that says what is wrong."""
    try:
        return _reviewed(service, values, file)
    except ValidationError as error:
        wrong = "、".join(_NAMES.get(str(each["loc"][0]), str(each["loc"][0])) for each in error.errors())
        sentence, status = f"这些内容的格式不对：{wrong}。", 422
    except DraftError as error:
        sentence, status = error.message, 422
    except ServiceError as error:
        sentence, status = error.detail, error.status
    except (EngineError, StoreError) as error:
        sentence, status = error.message_zh, 503
    return _form(service, values, sentence, status)


def _reviewed(service: Service, values: dict[str, str], file: tuple[str, bytes] | None) -> Response:
    form = values.get("form", "")
    if form not in FORMS:
        raise bad_request("unknown_value", "没有这种形式的结果。")
    asked = DraftCheckRequest.model_validate({name: values[name] for name in values if name != "form"})
    text = read_draft(*file) if file else asked.text
    if not text.strip():
        raise bad_request("bad_parameter", "请粘贴文稿，或者选择一个文件。")
    state = service.state()
    name = file[0] if file else ""
    found = reviewed(state, text, profile_of(asked), service.settings, name=name)
    if form:
        return download(output(found, Format(form), file[1] if file else None))
    return render("review.html", state=state, **_common(values), error=None, page=shown(found), text=text)


_NAMES = {"doc_type": "文种", "issuer_level": "制定机关层级", "title": "标题", "as_of": "审查日"}


def _form(
    service: Service, values: dict[str, str] | None = None, error: str | None = None, status: int = 200
) -> Response:
    given = values or {}
    return form_page(service, "review.html", _common(given), given.get("text", ""), error, status)


def _common(values: dict[str, str]) -> dict[str, Any]:
    return {
        "given": {name: values.get(name, "") for name in FIELDS},
        "doc_types": [str(each) for each in DocType],
        "levels": [str(each) for each in IssuerLevel],
        "forms": FORMS,
        "as_of": today().isoformat(),
    }
