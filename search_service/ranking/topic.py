"""A topic → its candidates, best first: the engine's window, dense neighbours, collapse, the learned order, context."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from indexer.engine import EnginePage, Mode, SearchPlan
from indexer.vectors.embedder import EmbedderError
from search_service import lookup, window
from search_service.plans import plan_of
from search_service.query.model import Note, Query
from search_service.ranking.dense_features import Meaning
from search_service.ranking.ranker import Look, Ranker
from search_service.request import SearchRequest
from search_service.state import State
from search_service.window import Candidate

NO_VECTORS = Note("vectors_unavailable", "本机没有可用的语义向量，只按文字检索。")

CONTEXT_SHARE = 0.5
"""Share of the engine's best score that is added to hits of the law a query names (行诉法 起诉期限): they come first
unless they have nothing to do with the topic. Fixes: `行诉法 起诉期限`, `劳动法 加班费`."""

CONTEXT_NATS = 2.5
"""The same in the learned order: e to 2.5, twelve times as likely."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What was found for a topic. `page` is the engine's own; `whole`: it holds everything that matches and
    nothing was added to it."""

    plan: SearchPlan
    page: EnginePage
    hits: list[Candidate]
    meaning: Meaning | None
    notes: tuple[Note, ...]
    look: Look | None = None

    @property
    def whole(self) -> bool:
        return len(self.page.hits) < self.plan.limit and self.meaning is None

    def explained(self, unit_id: str) -> list[dict[str, object]]:
        """What each feature adds to the learned score of one hit, the largest first; empty where the engine's
        order stands."""
        parts = self.look.parts(unit_id) if self.look else {}
        ordered = sorted(parts.items(), key=lambda each: -abs(each[1]))
        return [{"feature": name, "score": round(part, 4)} for name, part in ordered if round(part, 4)]


def ranked(state: State, request: SearchRequest, query: Query, day: date, size: int) -> Topic:
    """The ranked window of `size` hits of the engine, for a query of type `topic`."""
    ranker = state.ranker
    found, context = gathered(state, ranker, request, query, day, size)
    hits = found.hits
    if ranker is not None and found.plan.mode is Mode.SIMPLE:
        look = ranker.look(query, hits, found.meaning)
        if look.chosen:
            return replace(found, hits=window.prefer(look.ordered(), context, CONTEXT_NATS), look=look)
    if hits:
        hits = window.prefer(hits, context, CONTEXT_SHARE * hits[0].score)
    return replace(found, hits=hits)


def gathered(
    state: State, ranker: Ranker | None, request: SearchRequest, query: Query, day: date, size: int
) -> tuple[Topic, tuple[str, ...]]:
    """The window before it is ordered anew, and the works that the query names as its context."""
    context, notes = lookup.standing_context(state, query, day)
    limits = query.context_work_ids if request.law is not None else ()
    plan = plan_of(query, request, day, limits, size)
    page = state.engine.search(plan)
    # Something is always nearest; what the engine does not know at all stays not found.
    meaning, meaning_notes = _meaning(ranker, request, query, plan) if page.hits else (None, ())
    wide = ranker.widened(plan, page, meaning) if ranker and meaning else page
    hits = window.absorb(window.collapse(wide, state.library, state.several), state.incorporated)
    return Topic(plan, page, hits, meaning, (*notes, *meaning_notes)), () if limits else context


def _meaning(
    ranker: Ranker | None, request: SearchRequest, query: Query, plan: SearchPlan
) -> tuple[Meaning | None, tuple[Note, ...]]:
    """The query's meaning where vectors are wanted and at hand. Who asked for them by name is told otherwise; a
    model that fails costs a search nothing but its part."""
    if request.vectors is False or plan.mode is Mode.ADVANCED:
        return None, ()
    said = (NO_VECTORS,) if request.vectors else ()
    try:
        meaning = ranker.meaning(query) if ranker is not None else None
    except EmbedderError as error:
        return None, (Note("vectors_unavailable", f"{error.message_zh}这次只按文字检索。"),)
    return meaning, said if meaning is None else ()
