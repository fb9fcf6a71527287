"""What a review asks of a library, as small protocols, and their answer from `corpus` alone.

The search service adds a `BasisFinder`, whose ranking needs an index; all else is answered here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.citations.check import Check, check
from corpus.legal_time.resolve import Place, resolve
from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.model import Verdict
from corpus.numerals import parse_label
from corpus.titles import TitleBook


@dataclass(frozen=True, slots=True)
class Held:
    """A provision that the library holds on a day: `law` as printed, `article_no` as printed, its text."""

    law_id: str
    law: str
    article_no: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provision that a finder offers as the basis of a clause; `sure` where its ranking is confident."""

    law_id: str
    law: str
    level: str
    article_no: str
    text: str
    sure: bool


class Sources(Protocol):
    """The library on a day."""

    def check_citations(self, text: str, day: date, title: str | None) -> Check:
        """Every citation of a text, judged."""
        ...

    def article(self, law: str, article_no: str, day: date) -> Held | None:
        """A provision in force that day by any form of the title and the printed number; None: not held."""
        ...

    def work(self, law: str) -> tuple[str, str] | None:
        """Id and printed title of a held work; None when no or several works bear the name."""
        ...


class BasisFinder(Protocol):
    """Finds provisions that a clause may rest on (DESIGN §7, `drafts/bases`), best first."""

    def find(self, clause: str, day: date, size: int) -> Sequence[Candidate]: ...


@dataclass(frozen=True, slots=True)
class CorpusSources:
    """`Sources` over a library, its timeline and its book of titles."""

    library: Library
    timeline: Timeline
    titles: TitleBook

    def check_citations(self, text: str, day: date, title: str | None) -> Check:
        return check(
            text, library=self.library, timeline=self.timeline, titles=self.titles, day=day, title=title
        )

    def work(self, law: str) -> tuple[str, str] | None:
        ids = {each.work_id for each in self.titles.lookup(law) if each.work_id}
        found = self.library.work(next(iter(ids))) if len(ids) == 1 else None
        return (found.id, found.title) if found else None

    def article(self, law: str, article_no: str, day: date) -> Held | None:
        found, place = self.work(law), parse_label(article_no)
        if found is None or place is None:
            return None
        answer = resolve(self.library, self.timeline, found[0], Place(place[0], place[1]), day)
        if answer.unit is None or answer.verdict not in _SHOWN:
            return None
        return Held(found[0], found[1], answer.article_no, answer.unit.text)


_SHOWN = frozenset({Verdict.OK, Verdict.STALE_TEXT, Verdict.VERSION_UNKNOWN, Verdict.UNDETERMINED})
"""Verdicts under which an article's text may be shown as a basis; a repealed one may not."""
