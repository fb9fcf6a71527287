"""`/feeds/…`: the public feeds, which are open to whoever may read the library, and one's own under its token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from search_service.api.params import NoParams, parse
from search_service.api.respond import today
from search_service.api.service import Service, address_of, service_of
from search_service.errors import ServiceError
from search_service.feeds.atom import MEDIA_TYPE, Feed, atom
from search_service.feeds.conditional import conditional
from search_service.laws import work_of
from search_service.state import State
from search_service.working.following import begun, key_of, matching, search_target
from search_service.working.sessions import permitted
from workflow.database import moment
from workflow.following.journal import LAW, Entry, Mark

router = APIRouter(include_in_schema=False)
MOST = 100
"""Entries of a feed, the newest."""


@router.get("/feeds/all.atom")
async def all_feed(request: Request) -> Response:
    """Everything."""
    parse(NoParams, request.query_params)

    def build(state: State, service: Service) -> Response:
        mark = _mark(service, state)
        found = service.desk.journal.newest(MOST)
        return _answer(request, mark, "all", "法据：法规库的变化", "/library", found, _newest(found, mark))

    return await _built(request, build)


@router.get("/feeds/laws/{law_id}.atom")
async def law_feed(request: Request, law_id: str) -> Response:
    """One law."""
    parse(NoParams, request.query_params)

    def build(state: State, service: Service) -> Response:
        mark, work = _mark(service, state), work_of(state, law_id)
        found = service.desk.journal.newest(MOST, item=(LAW, work.id))
        about, page = f"law:{work.id}", f"/laws/{work.id}"
        return _answer(request, mark, about, f"法据：{work.title}", page, found, _newest(found, mark))

    return await _built(request, build)


@router.get("/feeds/search.atom")
@router.get("/feeds/cases.atom")
@router.get("/feeds/documents.atom")
async def search_feed(request: Request) -> Response:
    """What a search finds, with the parameters of its page."""
    name = request.url.path.removeprefix("/feeds/").removesuffix(".atom")
    target = search_target("/" if name == "search" else f"/{name}", request.query_params)

    def build(state: State, service: Service) -> Response:
        mark = _mark(service, state)
        # What is found can become less without an entry: the moment of the last run counts, not that of the entry.
        # Until the run for what is found here, there is no such moment.
        same = mark.key == key_of(state, state.shelves.current())
        among = frozenset(matching(state, target, service.settings, today()))
        found = service.desk.journal.newest(MOST, among=among)
        about, changed = f"{target.place}?{target.query}", moment(mark.at) if same else None
        return _answer(request, mark, about, f"法据：{target.name}", target.link, found, changed)

    return await _built(request, build)


@router.get("/feeds/mine/{token}.atom", dependencies=[Depends(permitted)])
async def own_feed(request: Request, token: str) -> Response:
    """What somebody was told, under an address that only they know. It needs no sign-in: feed readers have none."""
    service = service_of(request)
    desk = service.desk

    def build() -> Response:
        login = desk.subscriptions.owner_of(token)
        mark = desk.journal.mark() or _mark(service, service.state())
        found = [each.entry for each in desk.subscriptions.told(login, limit=MOST)[0]]
        about, title, changed = f"mine:{login}", "法据：我的订阅", _newest(found, mark)
        return _answer(request, mark, about, title, "/desk/following", found, changed, private=True)

    return await desk.run(build)


async def _built(request: Request, build: Callable[[State, Service], Response]) -> Response:
    service = service_of(request)
    return await service.run(lambda: service.answer(lambda state: build(state, service)))


def _mark(service: Service, state: State) -> Mark:
    """Up to where the journal is. A feed never moves it on: it is of what the background has noted."""
    mark = begun(service.desk, state)
    if mark is None:
        detail = "索引还没有跟上法规库，订阅源要等它跟上以后才有。"
        raise ServiceError(503, "feed_not_ready", detail, retry_after=30)
    return mark


def _newest(found: Sequence[Entry], mark: Mark) -> datetime:
    """When the newest entry was noticed; without one, the last run."""
    return max((each.at for each in found), default=moment(mark.at))


def _answer(
    request: Request,
    mark: Mark,
    about: str,
    title: str,
    page: str,
    found: Sequence[Entry],
    changed: datetime | None,
    *,
    private: bool = False,
) -> Response:
    feed = Feed(mark.uid, about, title, address_of(request), _path(request), page, _newest(found, mark))
    answer = conditional(request, atom(feed, found), MEDIA_TYPE, changed, private=private)
    if private:
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _path(request: Request) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return quote(request.url.path) + (f"?{query}" if query else "")
