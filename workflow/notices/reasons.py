"""For what people are told: derived from where things stand, so that nothing is missed and nothing told twice. Pure.

A notice's key names its reason; the outbox takes each key once. Notices name the matter and the step and nothing of
its content: mail leaves the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.accounts.model import Account, Role
from workflow.matters.acts import Side
from workflow.matters.procedure import Stage
from workflow.matters.state import Matter
from workflow.matters.timers import KIND_NAMES, deadlines
from workflow.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Reason:
    """Somebody (login) has to know something. `key` is stable and unique for the reason and the person; without `send`
    it stays on the page."""

    key: str
    to: str
    subject: str
    link: str
    send: bool = True


def of_matter(matter: Matter, people: Mapping[str, Account], days: Workdays, today: date) -> Iterator[Reason]:
    """What waits on a matter and for whom, and what is overdue."""
    link, title = f"/matters/{matter.id}", f"《{matter.title}》"
    step = matter.procedure.name_of(matter.stage)
    for login in _waiting(matter, people):
        yield Reason(
            f"step:{matter.id}:{matter.stage}:{matter.since}:{login}"[:96],
            login,
            f"{title}等你办理：{step}",
            link,
        )
    if matter.haste is not None and matter.haste.granted is None:
        for login in _approvers(matter, people):
            key = f"haste:{matter.id}:{matter.haste.at}:{login}"[:96]
            yield Reason(key, login, f"{title}申请应急程序，等你答复", link)
    for each in deadlines(matter, days):
        if each.day >= today:
            continue
        told = [each.who] if each.who in people else _approvers(matter, people)
        for login in told:
            key = f"late:{matter.id}:{each.kind}:{each.day}:{login}"[:96]
            yield Reason(key, login, f"{title}{KIND_NAMES[each.kind]}已经超期（{each.day}）", link)


def _waiting(matter: Matter, people: Mapping[str, Account]) -> list[str]:
    """Who has the next step."""
    now = matter.round
    if matter.stage == Stage.ACCEPTANCE:
        return _approvers(matter, people)
    if matter.stage == Stage.REVIEW and now is not None:
        return [matter.reviewer(side) for side in Side if now.of(side) is None]
    if matter.stage in (Stage.CONCLUSION, Stage.DELIBERATION):
        return _approvers(matter, people)
    if matter.stage in (Stage.HANDLING, Stage.ISSUE, Stage.FILING):
        return [matter.owner]
    return [matter.owner] if matter.stage == Stage.DRAFTING and matter.returned else []


def _approvers(matter: Matter, people: Mapping[str, Account]) -> list[str]:
    """Those who have the part already; else everybody who could take it."""
    having = [login for login, part in matter.parts.items() if part == "approver"]
    if having:
        return having
    return [
        login
        for login, each in people.items()
        if each.active and Role.APPROVER in each.roles and login not in matter.parts
    ]
