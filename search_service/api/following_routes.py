"""`/subscriptions`: what somebody follows, and what they were told of it."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from search_service.api import following_shapes as shapes
from search_service.api.bodies import json_body, read_json
from search_service.api.params import Paged, openapi_parameters, parse
from search_service.api.respond import json
from search_service.api.service import service_of
from search_service.api.session_routes import BODY, GUARDED, number
from search_service.working.following import law_target, search_target, subscribed
from search_service.working.sessions import actor_of, desk_of, permitted
from workflow.following.facts import NAMES
from workflow.following.subscriptions import Subscription, Told

router = APIRouter(prefix="/api/v1", tags=["订阅"], dependencies=[Depends(permitted)])


class NewsRequest(Paged):
    """`GET /api/v1/subscriptions/news`, `GET /api/v1/notices`"""

    state: Literal["all", "unread"] = "all"
    """all 全部，unread 未读。"""


@router.get("/subscriptions", summary="我的订阅", response_model=shapes.SubscriptionsShape, responses=GUARDED)
async def subscriptions_route(request: Request) -> Response:
    desk, login = desk_of(request), actor_of(request).login

    def answer() -> Response:
        mine = [subscription_json(each) for each in desk.subscriptions.all(login)]
        return json({"subscriptions": mine, "feed_made_at": desk.subscriptions.token_made(login)})

    return await desk.run(answer)


@router.post(
    "/subscriptions",
    summary="订阅",
    description="订阅一部法规（law），或者一次检索的结果（place、query）。已经订阅的，只改怎样通知。",
    status_code=201,
    response_model=shapes.SubscriptionShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.Follow, {"law": "行政处罚法"})},
)
async def subscribe_route(request: Request) -> Response:
    service, actor, asked = service_of(request), actor_of(request), await read_json(request, shapes.Follow)

    def answer() -> Response:
        searched = None if asked.law else search_target(asked.place, QueryParams(asked.query))
        state = service.state()
        target = searched or law_target(state, asked.law or "")
        return json(subscription_json(subscribed(service.desk, state, actor.login, target, asked.send)), 201)

    return await service.run(answer)


@router.delete("/subscriptions/{subscription_id}", summary="取消订阅", status_code=204, responses=GUARDED)
async def cancel_route(request: Request, subscription_id: str) -> Response:
    desk, login = desk_of(request), actor_of(request).login
    await desk.run(desk.subscriptions.cancel, login, number(subscription_id))
    return Response(status_code=204)


@router.get(
    "/subscriptions/news",
    summary="订阅的变化",
    description="我订阅的法规、检索结果有了什么变化，新的在前。每条变化只告诉一次，by 是因为哪些订阅。",
    response_model=shapes.NewsListShape,
    responses=GUARDED,
    openapi_extra=openapi_parameters(NewsRequest),
)
async def news_route(request: Request) -> Response:
    desk, login = desk_of(request), actor_of(request).login
    asked = parse(NewsRequest, request.query_params)

    def answer() -> Response:
        found, total = desk.subscriptions.told(
            login, unread=asked.state == "unread", offset=asked.offset, limit=asked.size
        )
        news = [news_json(each) for each in found]
        return json({"news": news, "total": total, "page": asked.page, "size": asked.size})

    return await desk.run(answer)


@router.post(
    "/subscriptions/read",
    summary="标为已读",
    response_model=shapes.ReadShape,
    responses=BODY,
    openapi_extra={"requestBody": json_body(shapes.MarkRead, {})},
)
async def read_route(request: Request) -> Response:
    desk, login = desk_of(request), actor_of(request).login
    asked = await read_json(request, shapes.MarkRead)
    if asked.id is None:
        await desk.run(desk.mark_read, login, link="/desk/following")
    return json({"marked": await desk.run(desk.subscriptions.mark_read, login, asked.id)})


@router.post(
    "/subscriptions/feed",
    summary="自己的 Atom 地址",
    description="建立或更换自己订阅的 Atom 地址（路径部分）；原来的地址随即失效。只在这里给出一次。",
    response_model=shapes.FeedShape,
    responses=GUARDED,
)
async def feed_route(request: Request) -> Response:
    desk, login = desk_of(request), actor_of(request).login
    token = await desk.run(desk.subscriptions.new_token, login)
    return json({"link": f"/feeds/mine/{token}.atom"})


def subscription_json(each: Subscription) -> dict[str, Any]:
    target = each.target
    return {
        "id": each.id,
        "name": target.name,
        "law": target.law,
        "place": "" if target.law else target.place,
        "query": target.query,
        "link": target.link,
        "send": each.send,
        "made_at": each.made_at,
    }


def news_json(each: Told) -> dict[str, Any]:
    entry = each.entry
    return {
        "id": each.id,
        "uid": entry.uid,
        "at": entry.at.isoformat(timespec="milliseconds"),
        "shelf": entry.shelf,
        "item": entry.item,
        "title": entry.title,
        "happened": str(entry.change.happened),
        "name": NAMES[entry.change.happened],
        "sentence": entry.sentence,
        "due": entry.change.day or None,
        "link": entry.link,
        "by": list(each.names),
        "read": each.read,
    }
