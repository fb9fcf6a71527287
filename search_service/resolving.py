"""`GET /resolve`: one citation as people write it, judged on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.legal_time.resolve import (
    Place,
    Resolution,
    ambiguous,
    not_held,
    resolve,
    resolve_ghost,
)
from search_service.errors import bad_request
from search_service.laws import resolution
from search_service.query.understand import understand
from search_service.state import State

KINDS = frozenset({"citation", "title"})


def resolve_text(state: State, q: str, day: date) -> dict[str, Any]:
    """The verdict of `q` (商标法 第十条; a bare title judges the law). ServiceError 400 `not_a_citation`."""
    query = understand(q, titles=state.titles)
    if query.type not in KINDS or not query.title:
        raise bad_request(
            "not_a_citation", "没有认出法名和条号，请写作“行政处罚法 第十六条”。", query_type=query.type
        )
    target = query.targets[0] if query.targets else None
    asked = target.place if target else None
    place = Place(asked.number, asked.sub, asked.paragraph, asked.item) if asked else Place()
    works = target.work_ids if target else query.work_ids
    return resolution(state, _judged(state, target.title if target else query.title, works, place, day), day)


def _judged(state: State, title: str, works: tuple[str, ...], place: Place, day: date) -> Resolution:
    if len(works) == 1:
        return resolve(state.library, state.timeline, works[0], place, day)
    if works:
        held = [work for each in works if (work := state.library.work(each)) is not None]
        return ambiguous(title, held, place)
    ghost = state.timeline.ghost(title)
    return resolve_ghost(state.timeline, ghost, place, day) if ghost else not_held(title, place)
