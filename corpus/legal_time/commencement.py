"""When one text begins (施行日期): from an amending act, its own clause, its history, or a source's word.

DESIGN §4. The order: the amending act of the same day that this text prints; the text's own clause with a
day not before its publication; 自公布之日起 of a first act; the history's own line; a source's date that is
not before publication. An earlier day is the first act's and says nothing of this text: unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.legal_time.clause import Clause, ClauseKind, Extraction, When
from corpus.legal_time.events import Evidence, add_delay, evidence_of
from corpus.model import Level, Version, Work
from corpus.normalize import plain_title

PASSAGE_MONTHS = 12
"""A text is approved and published some months after it passes; later than this it is another text."""

_WITHOUT_CLAUSE = re.compile(r"(?:决定|决议|解释|批复|答复|复函|意见|通知|公告|命令)(?:（[^（）]*）)?$")

STATED_YEARS = 10
"""A source's date this long after publication, without a clause, is an annex's (香港基本法: 2021)."""


class How(StrEnum):
    """What the day of a beginning rests on."""

    ACT = "act"  # the amending act's own clause
    CLAUSE = "clause"  # the text's clause with a printed day
    PUBLICATION = "publication"  # 自公布之日起施行 of a first act
    HISTORY = "history"  # a line of the printed history
    STATED = "stated"  # a source's word
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Beginning:
    """`day` None when not established. `first_act`: True/False when known, None when nothing tells.

    `clause_day` is the printed day of the text's own clause, `until` the later of two days on which sources
    that disagree say it begins.
    """

    day: date | None
    how: How
    evidence: Evidence | None
    first_act: bool | None
    clause_day: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An amending act that names this work, as needed here: publish day, own beginning, its clause."""

    published: date | None
    begins: date | None
    evidence: Evidence


def history_of(version: Version) -> tuple[date | None, bool]:
    """(day of enactment or first publication, has it been amended since) by the printed histories."""
    acts = [act for witness in version.witnesses for act in witness.acts]
    enacted = [act.day for act in acts if act.kind in {"enacted", "published"} and act.day]
    amended = any(act.kind == "amended" for act in acts)
    return (min(enacted) if enacted else None), amended


def is_first_act(
    work: Work, version: Version, extraction: Extraction, named: date | None, acted: bool
) -> bool | None:
    """Is this the text of the first act under its title? None when nothing tells either way.

    `named`: the oldest other text that names the work; `acted`: an amending act of the same day is held.
    Against: an amendment in the history, an older text, an older date, an older text that names it, a repeal
    of its own title (原法同时废止). For: a history that only enacts, a repeal of works of other titles.
    """
    published = version.publish_date
    enacted, amended = history_of(version)
    repealed = {plain_title(each) for clause in extraction.of(ClauseKind.REPEAL) for each in clause.targets}
    own = {plain_title(work.title), plain_title(version.title)}
    if acted or amended or repealed & own:
        return False
    if published is None:
        return None
    older = (each.publish_date for each in work.versions if each.publish_date is not None)
    stated = (each.effective_date for each in version.witnesses if each.effective_date is not None)
    clause_day = _printed_day(extraction.of(ClauseKind.COMMENCEMENT))
    days = [*older, *stated, *(each for each in (clause_day, named) if each)]
    if enacted is not None:
        days.append(add_delay(enacted, (PASSAGE_MONTHS, "month")))
    if any(each < published for each in days):
        return False
    return True if enacted is not None or repealed else None


def _printed_day(clauses: Sequence[Clause]) -> date | None:
    days = [each.day for each in clauses if each.day is not None]
    return max(days) if days else None


def beginning(
    work: Work, version: Version, extraction: Extraction, named: date | None, acts: Sequence[Act]
) -> Beginning:
    """When `version` begins. `acts` are the amending acts of `work`; `named` see `is_first_act`.

    A first act of a kind that need not say when it begins (批复, 决定) begins with its publication.
    """
    published = version.publish_date
    same_day = [each for each in acts if published is not None and each.published == published]
    first = is_first_act(work, version, extraction, named, bool(same_day))
    clauses = extraction.of(ClauseKind.COMMENCEMENT)
    printed = _printed_day(clauses)
    if published is None:
        return Beginning(None, How.UNKNOWN, None, first, printed)
    for act in same_day:
        if act.begins is not None:
            return Beginning(act.begins, How.ACT, act.evidence, False, printed)
    for clause in clauses:
        if clause.day is not None and clause.day == printed and printed >= published:
            return Beginning(printed, How.CLAUSE, evidence_of(work, version, clause), first, printed)
    at_publication = [each for each in clauses if each.when == When.PUBLICATION]
    if at_publication and first is not False:
        day = add_delay(published, at_publication[0].delay)
        return Beginning(day, How.PUBLICATION, evidence_of(work, version, at_publication[0]), first, printed)
    stated = _stated(version, published, first, printed, bool(at_publication))
    if stated.day is None and first is True and not clauses and _needs_no_clause(work, version):
        return Beginning(published, How.PUBLICATION, None, first)
    return stated


def _needs_no_clause(work: Work, version: Version) -> bool:
    """Kinds that begin with their publication unless they say otherwise (法发〔2007〕12号 25: 司法解释).

    A law or regulation always says; where its text does not, the decree does (香港基本法: 1997-07-01).
    """
    interpretations = {Level.JUDICIAL_INTERPRETATION, Level.LEGISLATIVE_INTERPRETATION}
    return work.level in interpretations or bool(_WITHOUT_CLAUSE.search(version.title))


def _stated(
    version: Version, published: date, first: bool | None, printed: date | None, at_publication: bool
) -> Beginning:
    """A beginning that only sources state; what they drew from the first act's clause counts for nothing."""
    history = [
        act.day
        for witness in version.witnesses
        for act in witness.acts
        if act.kind == "effective" and act.day is not None and act.day >= published
    ]
    if history:
        return Beginning(max(history), How.HISTORY, None, first, printed)
    last = add_delay(published, (STATED_YEARS, "year"))
    days = {
        each.effective_date
        for each in version.witnesses
        if each.effective_date is not None
        and published <= each.effective_date <= last
        and not (at_publication and each.effective_date == published)
    }
    if not days:
        return Beginning(None, How.UNKNOWN, None, first, printed)
    until = max(days) if len(days) > 1 else None
    return Beginning(min(days), How.STATED, None, first, printed, until)
