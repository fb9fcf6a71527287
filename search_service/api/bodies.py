"""Request bodies: JSON, or a form with one file; wrong ones are named in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from search_service.errors import ServiceError

MOST_FIELDS = 20


class Body(BaseModel):
    """Base of body models: `text`, or a file in its place; no unknown members."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    text: str = ""


B = TypeVar("B", bound=Body)
J = TypeVar("J", bound=BaseModel)


async def read_body(request: Request, model: type[B]) -> tuple[B, tuple[str, bytes] | None]:
    """(the body, (file name, bytes) where a file was sent). ServiceError 400/415/422 when it is neither."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _form(request, model)
    if kind not in ("application/json", ""):
        raise ServiceError(415, "unsupported_media_type", "请提交 JSON，或用 multipart/form-data 提交文件。")
    try:
        asked = model.model_validate_json(await request.body())
    except ValidationError as error:
        raise _invalid(error) from None
    if "text" not in asked.model_fields_set:
        raise ServiceError(422, "invalid_body", "缺少 text：要提交的文本。", extra={"fields": ["text"]})
    return asked, None


async def read_json(request: Request, model: type[J]) -> J:
    """A body that is JSON and nothing else. ServiceError 400/415/422 when it is not."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", ""):
        raise ServiceError(415, "unsupported_media_type", "请提交 JSON。")
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        raise _invalid(error) from None


async def _form(request: Request, model: type[B]) -> tuple[B, tuple[str, bytes] | None]:
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            upload = form.get("file")
            values = {name: value for name, value in form.items() if isinstance(value, str) and value}
            if not isinstance(upload, UploadFile):
                raise file_missing()
            data = await upload.read()
            name = upload.filename or ""
    except (MultiPartException, HTTPException) as error:
        raise ServiceError(400, "invalid_body", "表单格式不对，无法读取文件；一次请提交一个文件。") from error
    try:
        return model.model_validate(values), (name, data)
    except ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> ServiceError:
    first = error.errors()[0]
    where = ["/".join(map(str, each["loc"])) for each in error.errors()]
    if first["type"] == "json_invalid":
        return ServiceError(400, "invalid_json", "请求正文不是有效的 JSON。")
    if not first["loc"]:
        return ServiceError(422, "invalid_body", "请求正文应是一个 JSON 对象。", extra={"fields": []})
    allowed = f"；可用：{_choices(first)}" if first["type"] == "enum" else ""
    return ServiceError(
        422, "invalid_body", f"请求内容的格式不对：{'、'.join(where)}{allowed}", extra={"fields": where}
    )


def _choices(error: ErrorDetails) -> str:
    return str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").replace(", ", "、")


def json_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """`requestBody` of a route that takes JSON only, for its documentation."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def file_body(fields: Mapping[str, Any], *required: str) -> dict[str, Any]:
    """`requestBody` of a route that takes a form with one file and text fields (name → schema), for its
    documentation."""
    properties = {"file": {"type": "string", "format": "binary"}, **fields}
    form = {"type": "object", "required": ["file", *required], "properties": properties}
    return {"required": True, "content": {"multipart/form-data": {"schema": form}}}


def file_missing() -> ServiceError:
    """The form of a call has no file."""
    return ServiceError(422, "invalid_body", "表单里没有文件（字段名 file）。", extra={"fields": ["file"]})


def request_body(model: type[Body], example: dict[str, Any]) -> dict[str, Any]:
    """`requestBody` of a route that takes JSON or a file, for its documentation."""
    schema = model.model_json_schema()
    others = {name: each for name, each in schema["properties"].items() if name != "text"}
    file = {"type": "string", "format": "binary", "description": ".docx、.txt 或 .md 文件"}
    form = {"type": "object", "properties": {"file": file, **others}, "required": ["file"]}
    return {
        "required": True,
        "content": {
            "application/json": {"schema": {**schema, "required": ["text"]}, "example": example},
            "multipart/form-data": {"schema": form},
        },
    }
