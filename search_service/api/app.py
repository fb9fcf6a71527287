"""The application: routes, pages, errors, guard, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from search_service.access.middleware import Access
from search_service.access.origins import frame_ancestors
from search_service.api import (
    check_routes,
    draft_routes,
    filed_routes,
    following_routes,
    graph_routes,
    import_routes,
    law_routes,
    matter_routes,
    notice_routes,
    operation_routes,
    problems,
    review_routes,
    search_routes,
    session_routes,
    shelf_routes,
    task_routes,
)
from search_service.api.describing import describe
from search_service.api.guard import Guard, Meter
from search_service.api.service import Service
from search_service.feeds import routes as feed_routes
from search_service.pages import (
    account_routes,
    basket_pages,
    check_pages,
    desk_routes,
    filed_pages,
    following_pages,
    law_pages,
    library_pages,
    notice_pages,
    session_pages,
    shelf_pages,
    task_pages,
)
from search_service.pages import review_routes as review_page_routes
from search_service.pages import routes as page_routes
from search_service.settings import Settings
from search_service.widget import routes as widget_routes
from search_service.working.watching import keep_watch

DESCRIPTION = (
    "法据：检索法律依据，核验引用在某一天是否有效。所有答案都带法规库版本；错误一律为 RFC 9457 格式。"
)

ROUTERS = tuple(
    routes.router
    for routes in (
        search_routes,
        law_routes,
        graph_routes,
        shelf_routes,
        check_routes,
        draft_routes,
        review_routes,
        import_routes,
        operation_routes,
        page_routes,
        law_pages,
        shelf_pages,
        check_pages,
        basket_pages,
        library_pages,
        review_page_routes,
        widget_routes,
        session_routes,
        matter_routes,
        task_routes,
        account_routes,
        desk_routes,
        task_pages,
        following_routes,
        following_pages,
        feed_routes,
        notice_routes,
        notice_pages,
        session_pages,
        filed_routes,
        filed_pages,
    )
)


def create_app(settings: Settings) -> FastAPI:
    """The service for one home. StoreError when the store cannot be opened; a missing index answers 503."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service.warm()
        watching = asyncio.create_task(keep_watch(app.state.service.desk, app.state.service.holder))
        yield
        watching.cancel()
        app.state.service.close()

    app = FastAPI(
        title="法据 Faju",
        description=DESCRIPTION,
        version=version("faju"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = Service(settings)
    app.state.meter = Meter()
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    page_routes.mount(app)
    describe(app)
    app.add_middleware(Access, service=app.state.service, routers=ROUTERS)
    app.add_middleware(
        Guard,
        meter=app.state.meter,
        max_body_bytes=settings.max_body_bytes,
        larger=dict.fromkeys(("/api/v1/imports", "/api/v1/filed", "/desk/filed"), settings.max_upload_bytes),
        frame_ancestors=frame_ancestors(settings.origins),
    )
    return app
