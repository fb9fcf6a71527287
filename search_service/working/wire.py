"""Accounts, matters and entries as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.store import codec
from workflow.accounts import Account
from workflow.matters import acts, rules, timers
from workflow.matters.acts import ACTS
from workflow.matters.service import Summary
from workflow.record.chain import Entry
from workflow.workdays import Workdays


def account(each: Account) -> dict[str, Any]:
    return {
        "id": each.id,
        "login": each.login,
        "name": each.name,
        "office": each.office,
        "roles": sorted(each.roles),
        "active": each.active,
        "locked_until": each.locked_until,
        "has_password": each.has_password,
        "mail": each.mail,
    }


def deadlines(found: Summary, days: Workdays, today: date) -> list[dict[str, Any]]:
    """What is due on a matter, the nearest first; `days_left` counts working days, negative when overdue."""
    return [
        {
            "kind": each.kind,
            "name": timers.KIND_NAMES[each.kind],
            "who": each.who,
            "day": each.day.isoformat(),
            "days_left": days.left(today, each.day),
            "certain": each.certain,
        }
        for each in timers.deadlines(found.matter, days)
    ]


def line(found: Summary, days: Workdays, today: date) -> dict[str, Any]:
    """A matter in a list."""
    matter = found.matter
    return {
        "id": found.id,
        "number": found.number,
        "title": matter.title,
        "doc_type": str(matter.doc_type),
        "stage": str(matter.stage),
        "stage_name": matter.procedure.name_of(matter.stage),
        "office": matter.office,
        "owner": matter.owner,
        "revision": matter.revision,
        "hasty": matter.hasty,
        "deadlines": deadlines(found, days, today),
    }


def whole(found: Summary, actor: Account, days: Workdays, today: date) -> dict[str, Any]:
    """A matter with all that its reader may see, and what they may do now."""
    possible = [kind.model_fields["act"].default for kind in rules.possible(found.matter, actor)]
    return {
        **line(found, days, today),
        "state": found.matter.model_dump(mode="json", exclude={"procedure"}),
        "possible": possible,
    }


def entry(each: Entry, shown: bool) -> dict[str, Any]:
    """An entry of the record; a sealed one without its body."""
    kind = ACTS.get(each.act, acts.Act)
    return {
        "seq": each.seq,
        "at": each.at,
        "who": each.who,
        "act": each.act,
        "name": kind.name or each.act,
        "body": codec.load(each.body) if shown else None,
        "previous": each.previous,
        "hash": each.hash,
    }
