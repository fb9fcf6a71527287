"""The search: a request in, the answer of `GET /api/v1/search` out. Route first, rank second (DESIGN §5)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.model import Unit, split_unit_id
from indexer.engine import EngineError, EngineErrorCode, Mode
from search_service import facets, lookup, shelf_hits, window
from search_service.cards import article_no
from search_service.errors import bad_request
from search_service.filters import unknown_values
from search_service.highlight import marks_of, spans
from search_service.query.confidence import confident, weighed
from search_service.query.model import Note, Query
from search_service.ranking.topic import Topic, ranked
from search_service.request import FACETS, Kind, SearchRequest
from search_service.settings import Settings
from search_service.state import State
from search_service.window import Candidate

LOOKUPS = frozenset({"citation", "article_number", "title", "doc_number"})
NOT_OF_THIS_LIBRARY = "索引与法规库不符：索引里的条文不在这个法规库里。请运行 faju index build 重建。"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found before it is shown: hits (one page), counts, notes."""

    hits: list[dict[str, Any]]
    total: int
    exact: bool
    confident: bool
    notes: tuple[Note, ...] = ()
    facets: Mapping[str, list[dict[str, object]]] | None = None


def search(state: State, request: SearchRequest, settings: Settings, today: date) -> dict[str, Any]:
    """The answer as a dictionary in the shape of `api.search_shapes.SearchAnswer`.

    ServiceError 400: `empty_query`, `query_too_long`, `unknown_law`, `page_too_deep`.
    """
    started = time.perf_counter()
    day = request.as_of or today
    query = _understood(state, request, settings)
    found = _find(state, request, query, day, settings)
    return {
        "query": {
            "text": query.text,
            "type": query.type,
            "normalized": query.normalized,
            "tokens": list(query.terms),
            "did_you_mean": query.did_you_mean,
            "notes": [{"code": each.code, "message": each.message} for each in (*query.notes, *found.notes)],
        },
        "total": found.total,
        "total_relation": "eq" if found.exact else "gte",
        "took_ms": round(1000 * (time.perf_counter() - started), 2),
        "as_of": day.isoformat(),
        "confident": found.confident,
        "others": {
            **shelf_hits.counts(state, query, day),
            "work": len(lookup.works_named(state, query, request, day)),
        },
        "hits": found.hits,
        "facets": found.facets or {},
        "page": request.page,
        "size": request.size,
        "library": state.library_json,
    }


def _understood(state: State, request: SearchRequest, settings: Settings) -> Query:
    if len(request.q) > settings.max_query_chars:
        raise bad_request(
            "query_too_long",
            f"检索词有 {len(request.q)} 个字符，最多 {settings.max_query_chars} 个。整篇文稿请用引用核验。",
            limit=settings.max_query_chars,
        )
    query = state.understood(request.q, request.law, request.mode, request.expand)
    if query.type == "empty":
        raise bad_request("empty_query", "检索词里没有可以检索的文字，请输入主题、法名或条文号。")
    return query


def _find(state: State, request: SearchRequest, query: Query, day: date, settings: Settings) -> Found:
    extra = unknown_values(state, request)
    if request.kind in (Kind.CASE, Kind.DOCUMENT):
        hits, total, sure = shelf_hits.hits(state, request, query, day)
        return Found(hits, total, True, sure, extra)
    if request.kind == Kind.WORK:
        hits, total = lookup.works(state, query, request, day)
        return Found(hits, total, True, bool(hits), extra)
    if query.type in LOOKUPS:
        hits, total, sure, notes = lookup.units(state, query, request, day)
        return Found(hits, total, True, sure, (*extra, *notes))
    return _ranked(state, request, query, day, settings, extra)


def _ranked(
    state: State,
    request: SearchRequest,
    query: Query,
    day: date,
    settings: Settings,
    notes: tuple[Note, ...],
) -> Found:
    topic = ranked(state, request, query, day, settings.window)
    hits = topic.hits
    best = hits[0] if hits else None
    hits = window.ordered(hits, request.sort, state.library)
    counted = _facets(state, request, hits, day)
    if request.group == "law":
        hits = window.by_law(hits)
    total, exact = _total(state, topic, hits, request)
    shown = _page(hits, request, exact)
    units = _units(state, shown, best)
    if shown and not units:  # never an empty list for what is an error
        raise EngineError(EngineErrorCode.INDEX_BROKEN, NOT_OF_THIS_LIBRARY)
    shower = _Shower(state, query, day, units, topic if request.explain else None)
    return Found(
        hits=shower.hits(shown, (request.page - 1) * request.size + 1),
        total=total,
        exact=exact,
        confident=best is not None and _confident(state, query, best, units.get(best.id)),
        notes=(*notes, *topic.notes),
        facets=counted,
    )


def _total(state: State, topic: Topic, hits: Sequence[Candidate], request: SearchRequest) -> tuple[int, bool]:
    """Exact where the window held everything, and in advanced mode; else what the window holds, as a floor."""
    plan, page = topic.plan, topic.page
    if plan.mode == Mode.ADVANCED and request.group is None and len(page.hits) == plan.limit:
        return (page.total if page.total is not None else state.engine.count(plan)), True
    return len(hits), topic.whole


def _page(hits: Sequence[Candidate], request: SearchRequest, exact: bool) -> Sequence[Candidate]:
    first = (request.page - 1) * request.size
    if first and first >= len(hits) and not (exact and request.page == 1):
        raise bad_request(
            "page_too_deep",
            f"这次检索只能翻到第 {max(1, -(-len(hits) // request.size))} 页，请把条件写得更具体。",
            last_page=max(1, -(-len(hits) // request.size)),
        )
    return hits[first : first + request.size]


def _facets(
    state: State, request: SearchRequest, hits: Sequence[Candidate], day: date
) -> dict[str, list[dict[str, object]]]:
    if not request.facets:
        return {}
    names = FACETS if "all" in request.facets else tuple(dict.fromkeys(request.facets))
    texts = Counter([hit.id.rpartition(":")[0] for hit in hits])
    laws = []
    for text, hits_of_text in texts.items():
        work_id, version_key = text.split(":")
        laws.append((state.cards.card(work_id, version_key, day), hits_of_text))
    return facets.count(laws, names)


def _units(state: State, shown: Sequence[Candidate], best: Candidate | None) -> Mapping[str, Unit]:
    """All texts that an answer needs, in one look into the store."""
    wanted = {name: None for each in shown for name in (each.id, *each.same_text)}
    if best is not None:
        wanted[best.id] = None
    return state.library.units_by_id(wanted)


def _confident(state: State, query: Query, best: Candidate, unit: Unit | None) -> bool:
    work = state.library.work(best.work_id)
    if unit is None or work is None:
        return False
    searched = "\n".join((work.title, *unit.path, unit.text))
    state.frequency.learn(weighed(query))
    return confident(query, searched, state.frequency, state.index.documents)[0]


class _Shower:
    """Turns candidates into hits as answers carry them."""

    def __init__(
        self, state: State, query: Query, day: date, units: Mapping[str, Unit], explained: Topic | None
    ) -> None:
        self._state = state
        self._day = day
        self._units = units
        self._explained = explained
        spelled = [phrase for each in query.expansions for phrase, _ in each.to]
        self._marks = marks_of([*query.terms, *query.phrases, *spelled])

    def hits(self, shown: Sequence[Candidate], first: int) -> list[dict[str, Any]]:
        return [self._hit(each, rank) for rank, each in enumerate(shown, first) if each.id in self._units]

    def _hit(self, hit: Candidate, rank: int) -> dict[str, Any]:
        unit = self._units[hit.id]
        shown = lookup.hit(self._state, hit.work_id, hit.version_key, unit, self._day)
        shown |= {
            "rank": rank,
            "id": hit.id,
            "score": round(hit.score, 4),
            "highlights": spans(unit.text, self._marks),
            "same_text": [self._same(each) for each in hit.same_text if each in self._units],
        }
        if hit.more is not None:
            shown["more_in_law"] = hit.more
        if self._explained is not None:
            shown["explain"] = self._explain(hit.id)
        return shown

    def _same(self, name: str) -> dict[str, Any]:
        work_id, version_key, _ = split_unit_id(name)
        law = self._state.cards.card(work_id, version_key, self._day)
        return {
            "id": name,
            "law": {"id": law["id"], "title": law["title"]},
            "article_no": article_no(self._units[name]),
        }

    def _explain(self, name: str) -> dict[str, Any]:
        topic = self._explained
        assert topic is not None  # noqa: S101  (asked for only then)
        why = self._state.engine.explain(topic.plan, name)
        parts = [
            {"field": each.field, "term": each.term, "score": round(each.score, 4)} for each in why.parts
        ]
        return {"score": round(why.score, 4), "parts": parts, "ranking": topic.explained(name)}
