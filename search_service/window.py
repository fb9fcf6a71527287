"""The window of a ranked search: the engine's best hits, collapsed, ordered and grouped (DESIGN §5).

Three hundred candidates pass here for every search, so they are changed in place and made only once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from typing import Literal

from corpus.library import Library
from corpus.model import Level
from indexer.engine import EnginePage
from search_service.incorporated import Incorporated, Place

_LEVEL_RANK = {str(level): place for place, level in enumerate(Level)}


class Candidate:
    """One hit of the window.

    `same_text` are units elsewhere that say the same (other works, amending clauses), `more` the number of
    further hits of its law when grouped.
    """

    __slots__ = ("id", "more", "same_text", "score", "work_id")

    def __init__(self, name: str, work_id: str, score: float) -> None:
        self.id = name
        self.work_id = work_id
        self.score = score
        self.same_text: tuple[str, ...] = ()
        self.more: int | None = None

    @property
    def version_key(self) -> str:
        return self.id.split(":")[1]

    @property
    def place(self) -> Place:
        """The unit, whatever its version."""
        work_id, _, unit_key = self.id.split(":")
        return work_id, unit_key


def collapse(page: EnginePage, library: Library, several: Container[str]) -> list[Candidate]:
    """Hits without repeats, best first.

    Of one unit in several versions the newest is kept, at the place of the best; a unit of another work with
    the same text is listed under the first. `several` are the works with more than one version.
    """
    by_text: dict[int, Candidate] = {}
    seen: dict[Place, Candidate] = {}
    for (name, score), text in zip(page.hits, page.text_hashes, strict=True):
        first = by_text.get(text)
        work_id = name.partition(":")[0]
        if work_id in several:
            hit = Candidate(name, work_id, score)
            kept = seen.setdefault(hit.place, first or hit)
            if kept is not hit:
                _merge(library, kept, hit)
                continue
            by_text[text] = hit
        elif first is None:
            by_text[text] = Candidate(name, work_id, score)
        elif first.work_id != work_id:
            first.same_text = (*first.same_text, name)
    return list(by_text.values())


def _merge(library: Library, kept: Candidate, hit: Candidate) -> None:
    """Let `kept` speak for `hit` too: the same unit in another version, or the same text elsewhere."""
    if kept.place == hit.place:
        work = library.work(kept.work_id)
        order = [each.key for each in work.versions] if work else []
        if order.index(hit.version_key) > order.index(kept.version_key):
            kept.id = hit.id
    elif kept.work_id != hit.work_id:
        kept.same_text = (*kept.same_text, hit.id)


def absorb(hits: list[Candidate], into: Incorporated) -> list[Candidate]:
    """Hits without amending clauses whose article is a hit too; the article takes the better of both places."""
    acts = into.acts
    amending = [hit for hit in hits if hit.work_id in acts and hit.place in into.targets]
    if not amending:
        return hits
    amended = {work_id for hit in amending for work_id, _ in into.targets[hit.place]}
    at = {hit.place: hit for hit in hits if hit.work_id in amended}
    absorbed: set[str] = set()
    for hit in amending:
        for target in into.targets[hit.place]:
            article = at.get(target)
            if article is not None:
                article.score = max(article.score, hit.score)
                article.same_text = (*article.same_text, hit.id)
                absorbed.add(hit.id)
    kept = [hit for hit in hits if hit.id not in absorbed]
    return sorted(kept, key=lambda hit: -hit.score) if absorbed else hits


def prefer(hits: list[Candidate], works: Sequence[str], bonus: float) -> list[Candidate]:
    """The hits of the law that a query names as its context come first, unless they are further off than `bonus`."""
    if not works or not hits:
        return hits
    named = frozenset(works)
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
