"""`GET /resolve`: one citation as people write it, judged on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.citations.extract import extract
from corpus.citations.judge import Judge
from corpus.legal_time.resolve import (
    Place,
    Resolution,
    ambiguous,
    not_held,
    resolve,
    resolve_ghost,
)
from corpus.model import Verdict
from search_service.errors import bad_request
from search_service.laws import resolution
from search_service.query.understand import understand
from search_service.state import State

KINDS = frozenset({"citation", "title"})


def resolve_text(state: State, q: str, day: date) -> dict[str, Any]:
    """The verdict of `q` (商标法 第十条; a bare title judges the law; a document number judges its document).

    ServiceError 400 `not_a_citation`.
    """
    query = understand(q, titles=state.titles)
    if query.type not in KINDS or not query.title:
        found = _extracted(state, q, day)
        if found is None or found.verdict == Verdict.UNRESOLVED_CONTEXT:  # 第一条: of which law?
            raise bad_request(
                "not_a_citation", "没有认出法名和条号，请写作“行政处罚法 第十六条”。", query_type=query.type
            )
        return resolution(state, found, day)
    target = query.targets[0] if query.targets else None
    asked = target.place if target else None
    place = Place(asked.number, asked.sub, asked.paragraph, asked.item) if asked else Place()
    works = target.work_ids if target else query.work_ids
    if len(works) > 1:
        held = [work for each in works if (work := state.library.work(each)) is not None]
        return resolution(state, ambiguous(_as_asked(state, q, query.title), held, place), day)
    return resolution(state, _judged(state, target.title if target else query.title, works, place, day), day)


def _extracted(state: State, q: str, day: date) -> Resolution | None:
    """The first citation that the grammar of texts finds in `q` (《刑法修正案（十二）》第四项, 国办发〔2018〕37号)."""
    extraction = extract(q, titles=state.titles)
    if not extraction.citations:
        return None
    judge = Judge(extraction, state.library, state.timeline, day)
    return judge.resolution(extraction.citations[0], q)


def _as_asked(state: State, q: str, title: str) -> str:
    """An ambiguous name as it was written, not the title of one of its works."""
    match = state.titles.prefix(q)
    return match.form if match is not None else title


def _judged(state: State, title: str, works: tuple[str, ...], place: Place, day: date) -> Resolution:
    if works:
        return resolve(state.library, state.timeline, works[0], place, day)
    ghost = state.timeline.ghost(title)
    return resolve_ghost(state.timeline, ghost, place, day) if ghost else not_held(title, place)
