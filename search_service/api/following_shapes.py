"""What the calls about subscriptions and notices take and give."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from search_service.api.workflow_shapes import Asked


class Follow(Asked):
    """`POST /api/v1/subscriptions`: a law, or the page of a search with its parameters."""

    law: Annotated[str, Field(max_length=200)] | None = None
    """法规：编号，或法名的任何写法。"""
    place: Annotated[str, Field(max_length=20)] = "/"
    """检索的页面：/ 法规，/cases 政策案例，/documents 外地文件。"""
    query: Annotated[str, Field(max_length=4000)] = ""
    """检索的参数，写法与页面地址相同，例如 q=停车&level=法律；也可以只有筛选条件，例如 category=行政法。"""
    send: bool = False
    """也用邮件或 webhook 通知。"""


class MarkRead(Asked):
    """`POST /api/v1/subscriptions/read`, `POST /api/v1/notices/read`"""

    id: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    """哪一条；不写是全部。"""


class SubscriptionShape(BaseModel):
    id: int
    name: str
    law: str | None
    place: str
    query: str
    link: str
    send: bool
    made_at: str


class SubscriptionsShape(BaseModel):
    subscriptions: list[SubscriptionShape]
    feed_made_at: str | None


class NewsShape(BaseModel):
    id: int
    uid: str
    at: str
    shelf: str
    item: str
    title: str
    happened: str
    name: str
    sentence: str
    due: str | None
    link: str
    by: list[str]
    read: bool


class NewsListShape(BaseModel):
    news: list[NewsShape]
    total: int
    page: int
    size: int


class ReadShape(BaseModel):
    marked: int


class FeedShape(BaseModel):
    link: str


class NoticeShape(BaseModel):
    id: int
    subject: str
    link: str
    made_at: str
    how: str
    sent_at: str | None
    problem: str | None
    read: bool


class NoticesShape(BaseModel):
    notices: list[NoticeShape]
    total: int
    page: int
    size: int
