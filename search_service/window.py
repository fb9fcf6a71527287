"""The window of a ranked search: the engine's best hits, collapsed, ordered and grouped (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.library import Library
from corpus.model import Level, split_unit_id
from indexer.engine import EnginePage

CONTEXT_BONUS = 0.5
"""Share of the best score that is added to hits of the law a query names (行诉法 起诉期限): they come first unless
they have nothing to do with the topic. Fixes: `行诉法 起诉期限`, `劳动法 加班费`."""

_LEVEL_RANK = {str(level): place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One hit of the window. `same_text` are units of other works that say the same, `more` hits of its law."""

    id: str
    work_id: str
    version_key: str
    unit_key: str
    score: float
    same_text: tuple[str, ...] = ()
    more: int | None = None


@dataclass(slots=True)
class _Group:
    first: Candidate
    others: list[str] = field(default_factory=list)


def collapse(page: EnginePage, library: Library) -> list[Candidate]:
    """Hits without repeats, best first.

    Of one unit in several versions the newest is kept, at the place of the best; a unit of another work (or of
    another number) with the same text is listed under the first.
    """
    by_text: dict[int, _Group] = {}
    at: dict[tuple[str, str], int] = {}
    for (hit_id, score), text in zip(page.hits, page.text_hashes, strict=True):
        work_id, version_key, unit_key = split_unit_id(hit_id)
        hit = Candidate(hit_id, work_id, version_key, unit_key, score)
        place = (work_id, unit_key)
        seen = at.get(place)
        if seen is not None:
            group = by_text[seen]
            if _newer(library, hit, group.first):
                group.first = replace(hit, score=group.first.score)
            continue
        group = by_text.setdefault(text, _Group(hit))
        at[place] = text
        if group.first is not hit and work_id != group.first.work_id:
            group.others.append(hit_id)
    return [replace(each.first, same_text=tuple(each.others)) for each in by_text.values()]


def _newer(library: Library, hit: Candidate, other: Candidate) -> bool:
    """Is `hit` from a later version than `other`, of the same unit?"""
    if (hit.work_id, hit.unit_key) != (other.work_id, other.unit_key):
        return False
    work = library.work(hit.work_id)
    order = [each.key for each in work.versions] if work else []
    return order.index(hit.version_key) > order.index(other.version_key)


def prefer(hits: Sequence[Candidate], works: Sequence[str]) -> list[Candidate]:
    """The hits of the law that a query names as its context come first, unless they are far off."""
    if not works or not hits:
        return list(hits)
    bonus, named = CONTEXT_BONUS * hits[0].score, frozenset(works)
    return sorted(hits, key=lambda hit: -(hit.score + bonus * (hit.work_id in named)))


def ordered(
    hits: list[Candidate], sort: Literal["relevance", "date", "level"], library: Library
) -> list[Candidate]:
    """By publish day (newest first) or by level (highest first); equal ones stay in order of relevance."""
    if sort == "date":
        return sorted(hits, key=lambda hit: _published(library, hit), reverse=True)
    if sort == "level":
        return sorted(hits, key=lambda hit: _level(library, hit))
    return hits


def by_law(hits: Sequence[Candidate]) -> list[Candidate]:
    """The best hit of each law, with the number of its other hits."""
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.work_id] = counts.get(hit.work_id, -1) + 1
    firsts: dict[str, Candidate] = {}
    for hit in hits:
        firsts.setdefault(hit.work_id, replace(hit, more=counts[hit.work_id]))
    return list(firsts.values())


def _published(library: Library, hit: Candidate) -> str:
    work = library.work(hit.work_id)
    version = next((each for each in work.versions if each.key == hit.version_key), None) if work else None
    return version.publish_date.isoformat() if version and version.publish_date else ""


def _level(library: Library, hit: Candidate) -> int:
    work = library.work(hit.work_id)
    return _LEVEL_RANK[str(work.level)] if work else len(_LEVEL_RANK)
