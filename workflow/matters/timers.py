"""What is due when, and by whom. Pure: matter, calendar and day in. Nothing is stored, so a newer calendar counts at
once."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.database import local_day, moment
from workflow.matters.acts import Side
from workflow.matters.procedure import Stage
from workflow.matters.state import Matter
from workflow.workdays import Due, Workdays


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that is due. `kind` is a key of `KIND_NAMES`; `who` a login,
    an office, or a name as it was written; `certain` false where the holidays of a year were not known."""

    kind: str
    who: str
    day: date
    certain: bool = True


KIND_NAMES = {
    "acceptance": "受理",
    "review": "提交审核意见",
    "late_review": "应急印发后补审",
    "filing": "备案",
    "evaluation": "实施后评估",
    "risk": "落实风险措施",
}


def deadlines(matter: Matter, days: Workdays) -> list[Deadline]:
    """Everything due on a running matter, the nearest first."""
    if matter.over:
        return []
    found = [*_of_stage(matter, days), *_of_haste(matter, days)]
    found += [
        Deadline("risk", each.owner, each.due) for each in matter.risks if each.due and not each.outcome
    ]
    return sorted(found, key=lambda each: (each.day, each.kind, each.who))


def _of_stage(matter: Matter, days: Workdays) -> list[Deadline]:
    if matter.stage == Stage.ACCEPTANCE:
        due = days.after(local_day(moment(matter.since)), matter.procedure.acceptance_days)
        return [Deadline("acceptance", "审核机构", due.day, due.certain)]
    if matter.stage == Stage.REVIEW:
        return _of_review(matter, days)
    if matter.stage == Stage.FILING and matter.issued:
        day = matter.issued.issued_on + timedelta(matter.procedure.filing_days)
        return [Deadline("filing", matter.owner, day)]
    if matter.stage == Stage.EVALUATION and matter.issued:
        day = months_after(matter.issued.effective_on, matter.procedure.evaluation_months)
        return [Deadline("evaluation", matter.owner, day)]
    return []


def _of_review(matter: Matter, days: Workdays) -> list[Deadline]:
    now = matter.round
    due = review_due(matter, days)
    if now is None or due is None:
        return []
    waiting = [matter.reviewer(side) for side in Side if now.of(side) is None]
    return [Deadline("review", who, due.day, due.certain) for who in waiting]


def review_due(matter: Matter, days: Workdays) -> Due | None:
    """When the opinions of the current round are due: the term begins anew with each version."""
    if not matter.review_since:
        return None
    return days.after(local_day(moment(matter.review_since)), matter.days)


def _of_haste(matter: Matter, days: Workdays) -> list[Deadline]:
    if not matter.hasty or matter.haste is None or matter.reviewed:
        return []
    due = days.after(local_day(moment(matter.haste.answered_at)), matter.procedure.haste_days)
    return [Deadline("late_review", "审核机构", due.day, due.certain)]


def months_after(day: date, months: int) -> date:
    """The same day some months later, the last of the month where there is none (民法典 202)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
