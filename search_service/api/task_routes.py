"""`/tasks`: citations of issued documents that stand differently than when they were written."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from search_service.api import workflow_shapes as shapes
from search_service.api.bodies import json_body, read_json
from search_service.api.params import Paged, openapi_parameters, parse
from search_service.api.respond import json, today
from search_service.api.session_routes import BODY, GUARDED, number
from search_service.working.sessions import actor_of, desk_of, permitted
from search_service.working.watching import task_json

router = APIRouter(prefix="/api/v1", tags=["预警"], dependencies=[Depends(permitted)])


class TasksRequest(Paged):
    """`GET /api/v1/tasks`"""

    state: Literal["open", "settled"] = "open"
    """open 待办，settled 已处理。"""


@router.get(
    "/tasks",
    summary="预警待办",
    description="印发的文件引用的条文有变化的，每处一项，最近的日期在前；total 是全部项数，一页页都取得到。",
    response_model=shapes.TasksShape,
    responses=GUARDED,
    openapi_extra=openapi_parameters(TasksRequest),
)
async def tasks_route(request: Request) -> Response:
    desk, actor = desk_of(request), actor_of(request)
    asked = parse(TasksRequest, request.query_params)

    def answer() -> Response:
        settled = asked.state == "settled"
        found, total = desk.watch.listed(actor, settled=settled, offset=asked.offset, limit=asked.size)
        tasks = [task_json(each, desk.workdays, today()) for each in found]
        return json({"tasks": tasks, "total": total, "page": asked.page, "size": asked.size})

    return await desk.run(answer)


@router.post(
    "/tasks/{task_id}",
    summary="处理预警待办",
    status_code=204,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.Settled, {"outcome": "已改引《民法典》第一百四十三条"})},
)
async def settle_route(request: Request, task_id: str) -> Response:
    desk, asked = desk_of(request), await read_json(request, shapes.Settled)
    await desk.run(desk.watch.settle, actor_of(request), number(task_id), asked.outcome)
    return Response(status_code=204)
