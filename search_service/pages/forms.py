"""Forms with a text or a file, as browsers send them. Nothing of them is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import Response

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.service import Service
from search_service.errors import bad_request
from search_service.pages.render import render

MOST_FIELDS = 20
UNREADABLE = "没有收到完整的表单；一次请提交一个文件。"

File = tuple[str, bytes]
"""Name and content of a file."""


async def form_of(request: Request, fields: Iterable[str], most: int) -> tuple[dict[str, str], File | None]:
    """The filled fields, and the file where one was chosen; `most` bytes for a field.

    ServiceError 400 `invalid_body` when the form is broken or holds several files.
    """
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=most) as form:
            upload = form.get("file")
            file = None
            if isinstance(upload, UploadFile) and upload.filename:
                file = (upload.filename, await upload.read())
            return _values(form, fields), file
    except (MultiPartException, HTTPException) as error:
        raise bad_request("invalid_body", UNREADABLE) from error


def _values(form: FormData, fields: Iterable[str]) -> dict[str, str]:
    """The fields of the form; a browser sends the line ends of a text as two characters."""
    given = {name: form.get(name) for name in fields}
    return {
        name: value.replace("\r\n", "\n") for name, value in given.items() if isinstance(value, str) and value
    }


def form_page(
    service: Service, template: str, shown: Mapping[str, Any], text: str, error: str | None, status: int
) -> Response:
    """The form of a check with what was typed in it; the file must be chosen again, for browsers keep none. It is
    shown without an index too."""
    try:
        state = service.state()
    except (EngineError, StoreError):
        state = None
    return render(template, status, state=state, **shown, error=error, page=None, text=text)
