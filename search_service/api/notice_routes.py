"""`/notices`: everything that somebody was told, or is going to be."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from search_service.api import following_shapes as shapes
from search_service.api.bodies import json_body, read_json
from search_service.api.following_routes import NewsRequest
from search_service.api.params import openapi_parameters, parse
from search_service.api.respond import json
from search_service.api.session_routes import BODY, GUARDED
from search_service.working.sessions import actor_of, desk_of, permitted
from workflow.notices import Notice

router = APIRouter(prefix="/api/v1", tags=["通知"], dependencies=[Depends(permitted)])


@router.get(
    "/notices",
    summary="我的通知",
    description="已经发出、等着发出、只在页面上看的通知，新的在前。how：page 只在页面，waiting 等着发，"
    "failing 发不出去还在重试，sent 已发出。",
    response_model=shapes.NoticesShape,
    responses=GUARDED,
    openapi_extra=openapi_parameters(NewsRequest),
)
async def notices_route(request: Request) -> Response:
    desk, login = desk_of(request), actor_of(request).login
    asked = parse(NewsRequest, request.query_params)

    def answer() -> Response:
        found, total = desk.outbox.of(
            login, unread=asked.state == "unread", offset=asked.offset, limit=asked.size
        )
        notices = [notice_json(each) for each in found]
        return json({"notices": notices, "total": total, "page": asked.page, "size": asked.size})

    return await desk.run(answer)


@router.post(
    "/notices/read",
    summary="把通知标为已读",
    response_model=shapes.ReadShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.MarkRead, {})},
)
async def read_route(request: Request) -> Response:
    desk, login = desk_of(request), actor_of(request).login
    asked = await read_json(request, shapes.MarkRead)
    return json({"marked": await desk.run(desk.mark_read, login, asked.id)})


def notice_json(each: Notice) -> dict[str, Any]:
    return {
        "id": each.id,
        "subject": each.subject,
        "link": each.link,
        "made_at": each.made_at,
        "how": how(each),
        "sent_at": each.sent_at,
        "problem": each.problem,
        "read": each.read,
    }


def how(each: Notice) -> str:
    """How a notice stands on its way."""
    if not each.send:
        return "page"
    if each.sent_at:
        return "sent"
    return "failing" if each.problem else "waiting"
