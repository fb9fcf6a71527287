"""What comes of an act: matter and entry → the next matter. Pure and total: `rules` has let the act through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.matters import acts
from workflow.matters.acts import Act
from workflow.matters.procedure import Procedure, Stage
from workflow.matters.state import (
    Fair,
    Filed,
    Haste,
    Issued,
    Item,
    Judgement,
    MaterialFile,
    Matter,
    Meeting,
    Message,
    Opinion,
    Part,
    Risk,
    Round,
    Version,
)


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: by whom (login) and when (`workflow.database.stamp`)."""

    act: Act
    by: str
    at: str


def opened(matter_id: str, done: Done, procedure: Procedure, office: str) -> Matter:
    """The matter that an `Open` begins."""
    asked = done.act
    assert isinstance(asked, acts.Open)  # noqa: S101
    return Matter(
        id=matter_id,
        revision=1,
        title=asked.title,
        doc_type=asked.doc_type,
        issuer_level=asked.issuer_level,
        procedure=procedure,
        office=office,
        owner=done.by,
        opened_at=done.at,
        stage=Stage.BASIS if procedure.has(Stage.BASIS) else Stage.DRAFTING,
        since=done.at,
        market=asked.market and procedure.fair_competition,
        parts={done.by: Part.AUTHOR},
    )


def fold(matter: Matter, done: Done) -> Matter:
    """The matter after an act; `since` moves with the stage."""
    changes = _FOLDS[type(done.act)](matter, done.act, done)
    if changes.get("stage", matter.stage) != matter.stage:
        changes["since"] = done.at
    return matter.model_copy(update={"revision": matter.revision + 1, **changes})


def _with_part(matter: Matter, who: str, part: Part) -> dict[str, Part]:
    return matter.parts if who in matter.parts else {**matter.parts, who: part}


def _state_bases(matter: Matter, act: acts.StateBases, done: Done) -> dict[str, Any]:
    changes: dict[str, Any] = {"bases": act.bases, "bases_check": act.check}
    return changes | ({"stage": Stage.DRAFTING} if matter.stage == Stage.BASIS else {})


def _add_version(matter: Matter, act: acts.AddVersion, done: Done) -> dict[str, Any]:
    number = len(matter.versions) + 1
    version = Version(
        number=number,
        file=act.file,
        text=act.text,
        by=done.by,
        at=done.at,
        note=act.note,
        check=act.check,
    )
    changes: dict[str, Any] = {
        "versions": (*matter.versions, version),
        "parts": _with_part(matter, done.by, Part.AUTHOR),
        "must_revise": False,
    }
    if matter.rounds:  # what was reviewed is no longer what there is: both reviews begin anew
        again = Round(number=len(matter.rounds) + 1, version=number)
        changes |= {
            "rounds": (*matter.rounds, again),
            "stage": Stage.REVIEW,
            "review_since": done.at,
            "meeting": None,
        }
    elif matter.stage in (Stage.DELIBERATION, Stage.ISSUE):  # in haste: what was deliberated on has changed
        changes |= {"stage": Stage.DELIBERATION, "meeting": None}
    return changes


def _add_material(matter: Matter, act: acts.AddMaterial, done: Done) -> dict[str, Any]:
    given = MaterialFile(kind=act.kind, file=act.file, by=done.by, at=done.at)
    return {
        "materials": (*matter.materials, given),
        "parts": _with_part(matter, done.by, Part.AUTHOR),
    }


def _handle_finding(matter: Matter, act: acts.HandleFinding, done: Done) -> dict[str, Any]:
    return {"kept_findings": {**matter.kept_findings, act.key: act.reason}}


def _submit(matter: Matter, act: acts.Submit, done: Done) -> dict[str, Any]:
    """A submission that lacks something is returned at once, and that is on record."""
    if missing := matter.missing():
        return {"returned": "缺少：" + "、".join(missing)}
    return {"stage": Stage.ACCEPTANCE, "returned": ""}


def _send_back(matter: Matter, act: acts.SendBack, done: Done) -> dict[str, Any]:
    return {
        "stage": Stage.DRAFTING,
        "returned": act.reason,
        "parts": _with_part(matter, done.by, Part.APPROVER),
    }


def _accept(matter: Matter, act: acts.Accept, done: Done) -> dict[str, Any]:
    parts = {**matter.parts, act.legal: Part.LEGAL, act.business: Part.BUSINESS}
    version = len(matter.versions)
    return {
        "stage": Stage.REVIEW,
        "legal": act.legal,
        "business": act.business,
        "days": act.days,
        "review_since": done.at,
        "rounds": (*matter.rounds, Round(number=len(matter.rounds) + 1, version=version)),
        "parts": {**parts, done.by: Part.APPROVER},
    }


def _reassign(matter: Matter, act: acts.Reassign, done: Done) -> dict[str, Any]:
    leaving = matter.reviewer(act.side)
    spoke = any(each.by == leaving for each_round in matter.rounds for each in each_round.opinions)
    parts = {who: part for who, part in matter.parts.items() if who != leaving or spoke}
    parts |= {act.to: Part(act.side.value), done.by: Part.APPROVER}
    return {act.side.value: act.to, "parts": parts}


def _say(matter: Matter, act: acts.Say, done: Done) -> dict[str, Any]:
    return {"messages": (*matter.messages, Message(by=done.by, at=done.at, words=act.words))}


def _this_round(matter: Matter, **changes: Any) -> tuple[Round, ...]:
    return (*matter.rounds[:-1], matter.rounds[-1].model_copy(update=changes))


def _opine(matter: Matter, act: acts.Opine, done: Done) -> dict[str, Any]:
    now = matter.rounds[-1]
    items = tuple(
        Item(id=f"{now.number}-{act.side.value}-{at}", side=act.side, words=words)
        for at, words in enumerate(act.items, 1)
    )
    opinion = Opinion(
        side=act.side,
        by=done.by,
        at=done.at,
        version=now.version,
        overall=act.overall,
        sheet=act.sheet,
        items=items,
    )
    rounds = _this_round(matter, opinions=(*now.opinions, opinion))
    return {"rounds": rounds} | ({"stage": Stage.CONCLUSION} if rounds[-1].complete else {})


def _ask_market(matter: Matter, act: acts.AskMarket, done: Done) -> dict[str, Any]:
    return {"market": True}


def _review_fair(matter: Matter, act: acts.ReviewFair, done: Done) -> dict[str, Any]:
    fair = Fair(
        by=done.by,
        at=done.at,
        version=matter.rounds[-1].version,
        result=act.result,
        heard=act.heard,
        reason=act.reason,
        ends_on=act.ends_on,
    )
    return {"rounds": _this_round(matter, fair=fair)}


def _hear(matter: Matter, act: acts.Hear, done: Done) -> dict[str, Any]:
    return {"hearings": (*matter.hearings, act)}


def _add_risk(matter: Matter, act: acts.AddRisk, done: Done) -> dict[str, Any]:
    risk = Risk(
        number=len(matter.risks) + 1,
        risk=act.risk,
        measure=act.measure,
        owner=act.owner,
        due=act.due,
        by=done.by,
    )
    return {"risks": (*matter.risks, risk)}


def _settle_risk(matter: Matter, act: acts.SettleRisk, done: Done) -> dict[str, Any]:
    settled = (
        each.model_copy(update={"outcome": act.outcome}) if each.number == act.number else each
        for each in matter.risks
    )
    return {"risks": tuple(settled)}


def _conclude(matter: Matter, act: acts.Conclude, done: Done) -> dict[str, Any]:
    judgement = Judgement(
        by=done.by,
        at=done.at,
        version=matter.rounds[-1].version,
        conclusion=act.conclusion,
        reason=act.reason,
    )
    return {
        "rounds": _this_round(matter, judgement=judgement),
        "stage": Stage.HANDLING,
        "parts": _with_part(matter, done.by, Part.APPROVER),
    }


def _handle_item(matter: Matter, act: acts.HandleItem, done: Done) -> dict[str, Any]:
    answer = {"adopted": act.adopted, "reason": act.reason}
    opinions = tuple(
        each.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update=answer) if item.id == act.item else item for item in each.items
                )
            }
        )
        for each in matter.rounds[-1].opinions
    )
    return {"rounds": _this_round(matter, opinions=opinions)}


def _present(matter: Matter, act: acts.Present, done: Done) -> dict[str, Any]:
    """On to deliberation; what was issued in haste and stands as it was reviewed need not be issued again."""
    if matter.issued is not None and matter.issued.version == len(matter.versions):
        return {"stage": _behind(matter, Stage.ISSUE)}
    return {"stage": Stage.DELIBERATION}


def _deliberate(matter: Matter, act: acts.Deliberate, done: Done) -> dict[str, Any]:
    meeting = Meeting(
        held_on=act.held_on,
        body=act.body,
        participants=act.participants,
        outcome=act.outcome,
        note=act.note,
        version=len(matter.versions),
    )
    changes: dict[str, Any] = {
        "meeting": meeting,
        "parts": _with_part(matter, done.by, Part.APPROVER),
    }
    if act.outcome == acts.Outcome.PASSED:
        return changes | {"stage": Stage.ISSUE}
    if act.outcome == acts.Outcome.REJECTED and matter.issued is None:
        return changes | {"stage": Stage.ENDED, "ended": "审议没有通过"}
    back = Stage.HANDLING if matter.rounds else Stage.DRAFTING
    return changes | {"stage": back, "must_revise": True}


def _issue(matter: Matter, act: acts.Issue, done: Done) -> dict[str, Any]:
    issued = Issued(
        doc_number=act.doc_number,
        issued_on=act.issued_on,
        effective_on=act.effective_on,
        version=len(matter.versions),
        by=done.by,
    )
    # Issued in haste, the review follows.
    stage = _behind(matter, Stage.ISSUE) if matter.reviewed else _review_stage(matter)
    return {"issued": issued, "stage": stage}


def _review_stage(matter: Matter) -> Stage:
    """Where a review that was overtaken by the emergency track goes on."""
    now = matter.round
    if now is None:
        return Stage.ACCEPTANCE
    if not now.complete:
        return Stage.REVIEW
    return Stage.CONCLUSION if now.judgement is None else Stage.HANDLING


def _behind(matter: Matter, stage: Stage) -> Stage:
    """The next step of the procedure that it has."""
    later = (Stage.FILING, Stage.EVALUATION) if stage == Stage.ISSUE else (Stage.EVALUATION,)
    return next((each for each in later if matter.procedure.has(each)), Stage.CLOSED)


def _file_away(matter: Matter, act: acts.FileAway, done: Done) -> dict[str, Any]:
    filed = Filed(filed_on=act.filed_on, to=act.to, receipt=act.receipt)
    return {"filed": filed, "stage": _behind(matter, Stage.FILING)}


def _evaluate(matter: Matter, act: acts.Evaluate, done: Done) -> dict[str, Any]:
    return {"evaluation": f"{act.outcome}: {act.report}", "stage": Stage.CLOSED}


def _withdraw(matter: Matter, act: acts.Withdraw, done: Done) -> dict[str, Any]:
    return {"stage": Stage.ENDED, "ended": act.reason}


def _ask_haste(matter: Matter, act: acts.AskHaste, done: Done) -> dict[str, Any]:
    return {"haste": Haste(reason=act.reason, by=done.by, at=done.at)}


def _answer_haste(matter: Matter, act: acts.AnswerHaste, done: Done) -> dict[str, Any]:
    assert matter.haste is not None  # noqa: S101
    answered = matter.haste.model_copy(
        update={
            "granted": act.granted,
            "answered_by": done.by,
            "answered_at": done.at,
            "answer": act.reason,
        }
    )
    changes = {"haste": answered, "parts": _with_part(matter, done.by, Part.APPROVER)}
    return changes | ({"stage": Stage.DELIBERATION} if act.granted else {})


_FOLDS: dict[type[Act], Callable[[Matter, Any, Done], dict[str, Any]]] = {
    acts.StateBases: _state_bases,
    acts.AddVersion: _add_version,
    acts.AddMaterial: _add_material,
    acts.HandleFinding: _handle_finding,
    acts.Submit: _submit,
    acts.SendBack: _send_back,
    acts.Accept: _accept,
    acts.Reassign: _reassign,
    acts.Say: _say,
    acts.Opine: _opine,
    acts.AskMarket: _ask_market,
    acts.ReviewFair: _review_fair,
    acts.Hear: _hear,
    acts.AddRisk: _add_risk,
    acts.SettleRisk: _settle_risk,
    acts.Conclude: _conclude,
    acts.HandleItem: _handle_item,
    acts.Present: _present,
    acts.Deliberate: _deliberate,
    acts.Issue: _issue,
    acts.FileAway: _file_away,
    acts.Evaluate: _evaluate,
    acts.Withdraw: _withdraw,
    acts.AskHaste: _ask_haste,
    acts.AnswerHaste: _answer_haste,
}
