"""What a precedent cites, unit by unit, judged on the document's own day.

A precedent is no law: its citations say on what basis others wrote, and whether that basis still stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.citations.extract import extract
from corpus.citations.judge import Judge
from corpus.citations.model import Mention
from corpus.citations.names import Titles
from corpus.legal_time.resolve import LawRef, Resolution
from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.model import Verdict
from corpus.precedents.model import Precedent

_APART = "\n\n"


@dataclass(frozen=True, slots=True)
class PrecedentCitation:
    """One citation in one unit; [start, end) are code points of the unit's text.

    `then` is what was true on the document's day, `now` what is true today.
    """

    unit_key: str
    start: int
    end: int
    text: str
    law: LawRef
    article_no: str | None
    then: Verdict
    now: Verdict
    version_key: str | None
    cited_key: str | None
    replaced_by: LawRef | None


def cite(
    document: Precedent, *, library: Library, timeline: Timeline, titles: Titles, today: date
) -> tuple[PrecedentCitation, ...]:
    """Every citation of a document that names a law or document, in order; places in the document itself are
    left out. A document without a date is judged today."""
    pieces: list[str] = []
    starts: list[int] = []
    place = 0
    for unit in document.units:
        head = f"{unit.label} " if unit.label else ""
        starts.append(place + len(head))
        pieces.append(head + unit.text)
        place += len(pieces[-1]) + len(_APART)
    text = _APART.join(pieces)
    extraction = extract(text, titles=titles, title=document.title)
    judges = [Judge(extraction, library, timeline, day) for day in (document.as_of or today, today)]
    found = []
    for mention in extraction.citations:
        at = bisect_right(starts, mention.start) - 1
        if at < 0 or mention.law.own:
            continue
        then, now = (each.resolution(mention, text) for each in judges)
        if then.verdict is not Verdict.UNRESOLVED_CONTEXT:
            found.append(_citation(document.units[at].key, starts[at], mention, then, now))
    return tuple(found)


def _citation(key: str, start: int, mention: Mention, then: Resolution, now: Resolution) -> PrecedentCitation:
    return PrecedentCitation(
        unit_key=key,
        start=mention.start - start,
        end=mention.end - start,
        text=mention.text,
        law=then.law,
        article_no=then.article_no,
        then=then.verdict,
        now=now.verdict,
        version_key=then.version_key,
        cited_key=then.unit.key if then.unit else None,
        replaced_by=now.replaced_by,
    )


class PrecedentLinks:
    """Which documents rest on a law or an article, for one library on one day."""

    def __init__(self, found: Iterable[tuple[str, Sequence[PrecedentCitation]]]) -> None:
        self._citations = {item_id: tuple(some) for item_id, some in found}
        self._by_work: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._by_unit: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for item_id, some in self._citations.items():
            for each in some:
                if each.law.id is not None:
                    self._by_work[each.law.id][item_id] = None
                    if each.cited_key is not None:
                        self._by_unit[each.law.id, each.cited_key][item_id] = None

    def citations(self, item_id: str) -> Sequence[PrecedentCitation]:
        return self._citations.get(item_id, ())

    def of_work(self, work_id: str) -> Sequence[str]:
        """Ids of the documents that cite a law or any part of it."""
        return list(self._by_work.get(work_id, ()))

    def of_unit(self, work_id: str, unit_key: str) -> Sequence[str]:
        """Ids of the documents that cite one article."""
        return list(self._by_unit.get((work_id, unit_key), ()))
