"""The window of a ranked search: the engine's best hits, collapsed, ordered and grouped (DESIGN §5).

Three hundred candidates pass here for every search, so they are changed in place and made only once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.library import Library
from corpus.model import Level, unit_id
from indexer.engine import EnginePage
from search_service.incorporated import Place

CONTEXT_BONUS = 0.5
"""Share of the best score that is added to hits of the law a query names (行诉法 起诉期限): they come first
unless they have nothing to do with the topic. Fixes: `行诉法 起诉期限`, `劳动法 加班费`."""

_LEVEL_RANK = {str(level): place for place, level in enumerate(Level)}


@dataclass(slots=True)
class Candidate:
    """One hit of the window.

    `place` is the unit, whatever its version; `same_text` are units elsewhere that say the same (other works,
    amending clauses), `more` the number of further hits of its law when grouped.
    """

    id: str
    work_id: str
    version_key: str
    place: Place
    score: float
    same_text: tuple[str, ...] = ()
    more: int | None = None


def collapse(page: EnginePage, library: Library) -> list[Candidate]:
    """Hits without repeats, best first.

    Of one unit in several versions the newest is kept, at the place of the best; a unit of another work with
    the same text is listed under the first.
    """
    by_text: dict[int, Candidate] = {}
    seen: dict[Place, Candidate] = {}
    for (name, score), text in zip(page.hits, page.text_hashes, strict=True):
        work_id, version_key, unit_key = name.split(":")
        place = (work_id, unit_key)
        if place in seen:
            if seen[place].place == place:
                _keep_newer(library, seen[place], version_key)
            continue
        first = by_text.get(text)
        if first is None:
            by_text[text] = first = Candidate(name, work_id, version_key, place, score)
        elif first.work_id != work_id:
            first.same_text = (*first.same_text, name)
        seen[place] = first
    return list(by_text.values())


def _keep_newer(library: Library, kept: Candidate, version_key: str) -> None:
    """Let `kept` stand for its unit in another version, where that is a later one."""
    work = library.work(kept.work_id)
    order = [each.key for each in work.versions] if work else []
    if order.index(version_key) > order.index(kept.version_key):
        kept.version_key = version_key
        kept.id = unit_id(kept.work_id, version_key, kept.place[1])


def absorb(hits: list[Candidate], into: Mapping[Place, frozenset[Place]]) -> list[Candidate]:
    """Hits without amending clauses whose article is a hit too; the article takes the better of both places."""
    amending = [hit for hit in hits if hit.place in into]
    if not amending:
        return hits
    at = {hit.place: hit for hit in hits}
    absorbed: set[str] = set()
    for hit in amending:
        for target in into[hit.place]:
            article = at.get(target)
            if article is not None:
                article.score = max(article.score, hit.score)
                article.same_text = (*article.same_text, hit.id)
                absorbed.add(hit.id)
    kept = [hit for hit in hits if hit.id not in absorbed]
    return sorted(kept, key=lambda hit: -hit.score) if absorbed else hits


def prefer(hits: list[Candidate], works: Sequence[str]) -> list[Candidate]:
    """The hits of the law that a query names as its context come first, unless they are far off."""
    if not works or not hits:
        return hits
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
    counts = Counter(hit.work_id for hit in hits)
    firsts: dict[str, Candidate] = {}
    for hit in hits:
        firsts.setdefault(hit.work_id, hit).more = counts[hit.work_id] - 1
    return list(firsts.values())


def _published(library: Library, hit: Candidate) -> str:
    work = library.work(hit.work_id)
    version = next((each for each in work.versions if each.key == hit.version_key), None) if work else None
    return version.publish_date.isoformat() if version and version.publish_date else ""


def _level(library: Library, hit: Candidate) -> int:
    work = library.work(hit.work_id)
    return _LEVEL_RANK[str(work.level)] if work else len(_LEVEL_RANK)
