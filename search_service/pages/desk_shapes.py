"""What the pages of the workflow show of a matter: plain values with the words of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from search_service.pages.desk_forms import CHOICES, OVERALL
from search_service.working import wire
from workflow.accounts import Account
from workflow.database import moment
from workflow.matters import acts
from workflow.matters.acts import ACTS, Check, Conclusion
from workflow.matters.needs import SIDE_NAMES
from workflow.matters.procedure import ORDER, Stage
from workflow.matters.service import Summary
from workflow.matters.state import PART_NAMES, Fair, Matter, Round
from workflow.record.chain import Entry
from workflow.workdays import Workdays

Names = Mapping[str, str]


def names_of(people: Mapping[str, Account]) -> dict[str, str]:
    return {login: each.name for login, each in people.items()}


def local(at: str) -> str:
    """A moment of the record in the time of this machine."""
    return moment(at).astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def matter(found: Summary, people: Mapping[str, Account], days: Workdays, today: date) -> dict[str, Any]:
    """Everything of one matter for its page."""
    now, names = found.matter, names_of(people)
    return {
        "id": found.id,
        "number": found.number,
        "title": now.title,
        "revision": now.revision,
        "facts": _facts(now, names),
        "steps": _steps(now),
        "stage_name": now.procedure.name_of(now.stage),
        "hint": next((each.hint for each in now.procedure.stage if each.key == now.stage), now.ended),
        "returned": now.returned if now.stage == Stage.DRAFTING else "",
        "haste": _haste(now, names),
        "deadlines": [
            {**each, "who": names.get(each["who"], each["who"])}
            for each in wire.deadlines(found, days, today)
        ],
        "bases": {"text": now.bases, **_check(now.bases_check, {})} if now.bases else None,
        "versions": [_version(now, each, names) for each in reversed(now.versions)],
        "materials": [
            {
                "kind": now.procedure.material_name(each.kind) or each.kind,
                "file": each.file,
                "by": names.get(each.by, each.by),
                "at": local(each.at),
            }
            for each in now.materials
        ],
        "missing": list(now.missing()),
        "rounds": [_round(each, names) for each in reversed(now.rounds)],
        "messages": [
            {"by": names.get(each.by, each.by), "at": local(each.at), "words": each.words}
            for each in now.messages
        ],
        "hearings": [each.model_dump() for each in now.hearings],
        "risks": [each.model_dump() for each in now.risks],
        "market": now.market,
        "meeting": {**now.meeting.model_dump(), "outcome": CHOICES[now.meeting.outcome]}
        if now.meeting
        else None,
        "issued": now.issued,
        "filed": now.filed,
        "evaluation": now.evaluation,
        "parts": [(names.get(login, login), PART_NAMES[part]) for login, part in now.parts.items()],
    }


def _facts(now: Matter, names: Names) -> str:
    level = f"{now.issuer_level} · " if now.issuer_level else ""
    return (
        f"{now.doc_type} · {level}{now.procedure.name} · {now.office} {names.get(now.owner, now.owner)} · "
        f"{local(now.opened_at)} 立项"
    )


def _steps(now: Matter) -> list[dict[str, str]]:
    """The steps of the procedure: which is done, which is now."""
    order = [each for each in ORDER if now.procedure.has(each)]
    place = order.index(now.stage) if now.stage in order else len(order)
    return [
        {
            "name": now.procedure.name_of(each),
            "state": "now" if at == place else "done" if at < place and now.stage != Stage.ENDED else "",
        }
        for at, each in enumerate(order)
    ]


def _haste(now: Matter, names: Names) -> dict[str, str] | None:
    if now.haste is None:
        return None
    answered = {None: "等待答复", True: "已批准", False: "没有批准"}[now.haste.granted]
    return {
        "reason": now.haste.reason,
        "by": names.get(now.haste.by, now.haste.by),
        "state": answered,
        "answer": now.haste.answer,
        "owed": "审核还没有补上" if now.hasty and not now.reviewed else "",
    }


def _check(check: Check, kept: Mapping[str, str]) -> dict[str, Any]:
    groups = [("error", "错误"), ("warning", "警告"), ("info", "提示")]
    return {
        "problem": check.problem,
        "left_out": check.left_out,
        "stamp": f"{check.as_of}，法规库 {check.library_version[:12]}，规则 {check.rule_pack}"
        if check.as_of
        else "",
        "groups": [
            {
                "severity": severity,
                "name": name,
                "findings": [
                    {**each.model_dump(), "kept": kept.get(each.key, "")}
                    for each in check.findings
                    if each.severity == severity
                ],
            }
            for severity, name in groups
        ],
    }


def _version(now: Matter, each: Any, names: Names) -> dict[str, Any]:
    return {
        "number": each.number,
        "file": each.file,
        "text": each.text,
        "by": names.get(each.by, each.by),
        "at": local(each.at),
        "note": each.note,
        **_check(each.check, now.kept_findings),
    }


def _round(each: Round, names: Names) -> dict[str, Any]:
    judgement = each.judgement
    return {
        "number": each.number,
        "version": each.version,
        "complete": each.complete,
        "opinions": [
            {
                "side": SIDE_NAMES[one.side],
                "by": names.get(one.by, one.by),
                "at": local(one.at),
                "overall": OVERALL[one.overall],
                "sheet": one.sheet,
                "requests": one.items,
            }
            for one in each.opinions
        ],
        "fair": _fair(each.fair, names),
        "judgement": {
            "word": CHOICES[judgement.conclusion],
            "good": judgement.conclusion == Conclusion.LAWFUL,
            "by": names.get(judgement.by, judgement.by),
            "at": local(judgement.at),
            "reason": judgement.reason,
        }
        if judgement
        else None,
    }


def _fair(fair: Fair | None, names: Names) -> dict[str, Any] | None:
    if fair is None:
        return None
    ends = f"，实施至 {fair.ends_on}" if fair.ends_on else ""
    return {
        "word": CHOICES[fair.result] + ends,
        "by": names.get(fair.by, fair.by),
        "at": local(fair.at),
        "heard": fair.heard,
        "reason": fair.reason,
    }


def entries(found: Sequence[tuple[Entry, bool]], names: Names) -> list[dict[str, str]]:
    """The record of a matter, the newest first."""
    return [
        {
            "seq": str(each.seq),
            "at": local(each.at),
            "by": names.get(each.who, each.who),
            "name": ACTS.get(each.act, acts.Act).name or each.act,
            "hash": each.hash,
            "sealed": "" if shown else "意见封存中",
        }
        for each, shown in reversed(found)
    ]
