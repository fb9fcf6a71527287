"""What can be followed of this library: the facts of everything it holds, and what a saved search finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from corpus.store import Store
from search_service import cases, documents
from search_service.api.params import Params, parse, without_blanks
from search_service.errors import ServiceError, bad_request
from search_service.filters import filtering, lets_through
from search_service.laws import work_of
from search_service.request import CurrencyFilter, Kind, SearchRequest
from search_service.search import search
from search_service.settings import Settings
from search_service.shelf_request import CasesRequest, DocumentsRequest
from search_service.shelves import Shelved
from search_service.state import Holder, State
from search_service.working.desk import Desk
from workflow.following import Sources, Subscription, Target
from workflow.following.delivering import LibraryMoved, deliver
from workflow.following.facts import Fact, Facts, facts_of
from workflow.following.journal import CASE, DOCUMENT, LAW, Item, Mark

PLACES: dict[str, type[Params]] = {"/": SearchRequest, "/cases": CasesRequest, "/documents": DocumentsRequest}
_SHOWING = frozenset({"page", "size", "sort", "facets", "group", "explain", "vectors", "as_of", "kind"})
"""Parameters that say how a list is shown, not what is in it. A saved search always looks at today."""
_NAMES = {
    "law": "限定",
    "level": "位阶",
    "currency": "时效性",
    "region": "地区",
    "issuer": "机关",
    "category": "类别",
    "year": "年份",
    "published_from": "公布不早于",
    "published_to": "公布不晚于",
    "unit": "条文",
}
_LISTS = {"/": "检索", "/cases": "政策案例", "/documents": "外地文件"}
_MOST_PAGES = 10


def settled(store: Store, state: State, shelved: Shelved) -> bool:
    """Whether what is answered from is what the store holds, index and shelves too.

    Only then may it be compared with the journal. Of several services that share a store, one that lags behind would
    take back what another has noted; and what the index does not hold yet, nobody would be told of by a search.
    """
    held = store.info().version
    shelves = {each.shelf.revision for each in (shelved.cases, shelved.documents)}
    return state.index.library_version == state.info.version == held and shelves == {store.shelf_revision()}


def key_of(state: State, shelved: Shelved) -> str:
    """Names what is held at this moment: library and shelves."""
    return ":".join(
        (state.info.version, shelved.cases.shelf.info.version, shelved.documents.shelf.info.version)
    )


def sources_of(state: State, shelved: Shelved, day: date) -> Sources:
    """The facts of everything that is held, on a day."""
    items: dict[Item, tuple[str, Facts]] = {
        (LAW, work.id): (work.title, facts_of(state.timeline, work.id, day)) for work in state.library.works()
    }
    for shelf, held in ((CASE, shelved.cases.shelf), (DOCUMENT, shelved.documents.shelf)):
        for item, digest in held.hashes():
            items[shelf, item] = (held.title(item), (Fact("content", "", "", digest[:16]),))
    return Sources(key_of(state, shelved), state.info.version, items)


def noted(desk: Desk, state: State) -> Mark | None:
    """The mark of the journal for exactly this state, brought up to it where it must be. None where this service is
    not the one to say (`settled`), or another one was faster."""
    before = desk.journal.mark()  # before anything is looked at: see `Journal.run`
    today = desk.journal.today()
    shelved = state.shelves.current()
    if not settled(desk.database, state, shelved):
        return None
    if before is not None and not before.behind(key_of(state, shelved), today):
        return before
    day = before.day_after(today) if before else today
    return desk.journal.run(before, sources_of(state, shelved, day), day)


def begun(desk: Desk, state: State) -> Mark | None:
    """Up to where the journal is, which the background keeps up to date (`follow`); the first stock is taken here.
    None where that must wait for the index."""
    return desk.journal.mark() or noted(desk, state) or desk.journal.mark()


def follow(desk: Desk, holder: Holder) -> int:
    """Note what became of the library, and tell those who follow it; how much they are told."""
    state = holder.current()
    mark = noted(desk, state)
    if mark is None:
        return 0

    def found(target: Target) -> frozenset[Item]:
        items = found_now(state, target, desk.settings, date.fromisoformat(mark.day))
        if key_of(state, state.shelves.current()) != mark.key:
            raise LibraryMoved
        return items

    return deliver(desk.database, desk.journal, mark, found)


def found_now(state: State, target: Target, settings: Settings, day: date) -> frozenset[Item]:
    """What a saved search finds; nothing where it can no longer be run: its law was taken back, say."""
    try:
        return frozenset(matching(state, target, settings, day))
    except ServiceError:
        return frozenset()


# What is followed


def law_target(state: State, name: str) -> Target:
    """A law, by its id or a form of its title. ServiceError 404 `law_not_found`, 400 `ambiguous_law`."""
    work = work_of(state, name)
    return Target(f"{LAW}:{work.id}", "", work.title)


def search_target(place: str, query: QueryParams) -> Target:
    """A search in its canonical form: what only says how the list is shown is left out, and the order plays no part.

    ServiceError 400 as the search itself, and `nothing_to_follow` for one without words and filters.
    """
    asked = without_blanks(query)
    kind = asked.get("kind")
    if place == "/" and kind in (Kind.CASE, Kind.DOCUMENT):
        place = f"/{kind}s"
        asked = QueryParams({"q": asked.get("q", "")})
    if place not in PLACES:
        raise bad_request(
            "unknown_value", "能订阅的是检索、政策案例、外地文件的检索结果。", parameter="place"
        )
    parse(PLACES[place], asked)
    pairs = sorted({(name, value.strip()) for name, value in asked.multi_items() if name not in _SHOWING})
    if place == "/" and not [name for name, _ in pairs if name == "q" or name in _FILTERS]:
        raise bad_request("nothing_to_follow", "请写明检索词，或者至少一个筛选条件。")
    return Target(place, urlencode(pairs), _name(place, pairs))


_FILTERS = frozenset({"level", "region", "issuer", "category", "year", "published_from", "published_to"})


def _name(place: str, pairs: Iterable[tuple[str, str]]) -> str:
    """检索“停车”，地区：某市"""
    words = "".join(f"“{value}”" for name, value in pairs if name == "q")
    filters = [f"{_NAMES[name]}：{value}" for name, value in pairs if name in _NAMES]
    return "，".join((f"{_LISTS[place]}{words}", *filters))


def matching(state: State, target: Target, settings: Settings, day: date) -> Iterator[Item]:
    """What a target is about now: the law, or everything that its search finds, in every state (unless the search says
    which): whoever follows a topic wants to know when a law of it is repealed. ServiceError as the search."""
    if target.law:
        yield LAW, target.law
        return
    asked = parse(PLACES[target.place], QueryParams(target.query))
    if isinstance(asked, CasesRequest):
        yield from ((CASE, each.id) for each in cases.matching(state, asked, day).found)
    elif isinstance(asked, DocumentsRequest):
        yield from ((DOCUMENT, each.id) for each in documents.matching(state, asked, day).found)
    elif isinstance(asked, SearchRequest):
        wide = {} if asked.currency else {"currency": (CurrencyFilter.ANY,)}
        yield from ((LAW, each) for each in _laws(state, asked.model_copy(update=wide), settings, day))


def _laws(state: State, asked: SearchRequest, settings: Settings, day: date) -> Iterator[str]:
    """The laws that a search finds: those of its whole window; without words, all that its filters let through."""
    if not asked.q.strip():
        if filtering(asked):
            yield from (work.id for work in state.library.works() if lets_through(state, work.id, asked, day))
        return
    for page in range(1, _MOST_PAGES + 1):
        found = _page(
            state, asked.model_copy(update={"group": "law", "size": 100, "page": page}), settings, day
        )
        yield from (hit["law"]["id"] for hit in found["hits"] if hit["law"]["id"])
        if page * 100 >= found["total"]:
            return


def _page(state: State, asked: SearchRequest, settings: Settings, day: date) -> dict[str, Any]:
    try:
        return search(state, asked, settings, day)
    except ServiceError as error:
        if error.code != "page_too_deep":
            raise
        return {"hits": [], "total": 0}


def subscribed(desk: Desk, state: State, login: str, target: Target, send: bool) -> Subscription:
    """Follow a target from now on. ServiceError as the search, WorkflowError as `Subscriptions.subscribe`."""
    begun(desk, state)
    searched = () if target.law else matching(state, target, desk.settings, desk.journal.today())
    return desk.subscriptions.subscribe(login, target, searched, send=send)
