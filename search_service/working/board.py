"""The board (督办): what runs where, what is overdue and with whom; and figures by office and month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from search_service.working import wire
from search_service.working.desk import Desk
from workflow.accounts import Account
from workflow.database import local_day, moment
from workflow.matters.procedure import ORDER, Stage
from workflow.matters.service import Summary


def board(desk: Desk, actor: Account, day: date) -> dict[str, Any]:
    """Running matters that the actor sees: how many in each stage, the overdue first, then by what is due next."""
    lines = [wire.line(each, desk.workdays, day) for each in desk.matters.all(actor, running=True)]
    lines.sort(key=_urgency)
    names = {each["stage"]: each["stage_name"] for each in lines}
    counted = Counter(each["stage"] for each in lines)
    return {
        "stages": [
            {"stage": str(stage), "name": names[stage], "count": counted[stage]}
            for stage in ORDER
            if counted[stage]
        ],
        "overdue": [each for each in lines if overdue(each)],
        "late_reviews": [
            each for each in lines if any(one["kind"] == "late_review" for one in each["deadlines"])
        ],
        "matters": lines,
    }


def overdue(each: dict[str, Any]) -> bool:
    return any(one["days_left"] < 0 for one in each["deadlines"])


def _urgency(each: dict[str, Any]) -> tuple[str, str]:
    return (min((one["day"] for one in each["deadlines"]), default="9999-12-31"), each["number"])


def figures(found: Sequence[Summary]) -> dict[str, Any]:
    """By office and by month of opening: how many were opened, issued, sent for revision, issued in haste; how many
    days (of the calendar) the way from opening to issue took, as a median."""
    offices: dict[str, list[Summary]] = defaultdict(list)
    months: dict[str, list[Summary]] = defaultdict(list)
    for each in found:
        offices[each.matter.office].append(each)
        months[local_day(moment(each.matter.opened_at)).strftime("%Y-%m")].append(each)
    return {
        "total": _row("", found),
        "offices": [_row(name, some) for name, some in sorted(offices.items())],
        "months": [_row(name, some) for name, some in sorted(months.items())],
    }


def _row(name: str, found: Sequence[Summary]) -> dict[str, Any]:
    issued = [each.matter for each in found if each.matter.issued]
    days = sorted(
        (each.issued.issued_on - local_day(moment(each.opened_at))).days for each in issued if each.issued
    )
    return {
        "name": name,
        "opened": len(found),
        "running": sum(not each.matter.over for each in found),
        "issued": len(issued),
        "revised": sum(len(each.matter.rounds) > 1 for each in found),
        "hasty": sum(each.matter.hasty for each in found),
        "ended": sum(each.matter.stage == Stage.ENDED for each in found),
        "days": days[len(days) // 2] if days else None,
    }
