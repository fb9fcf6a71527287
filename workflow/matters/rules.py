"""Whether an act may follow: by role, by part in the matter, by stage, by what is still missing. Pure.

`refusal` is the only place that decides; pages and programs ask it too (`possible`), so that what is offered is what is
allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.accounts.model import ROLE_NAMES, Account, Role
from workflow.matters import acts, needs
from workflow.matters.acts import Act
from workflow.matters.needs import Around, Refusal
from workflow.matters.procedure import Stage
from workflow.matters.state import PART_NAMES, Matter, Part

BEFORE_ISSUE = frozenset(
    {
        Stage.BASIS,
        Stage.DRAFTING,
        Stage.ACCEPTANCE,
        Stage.REVIEW,
        Stage.CONCLUSION,
        Stage.HANDLING,
        Stage.DELIBERATION,
        Stage.ISSUE,
    }
)
UNDER_REVIEW = frozenset({Stage.ACCEPTANCE, Stage.REVIEW, Stage.CONCLUSION, Stage.HANDLING})
ALIVE = BEFORE_ISSUE | {Stage.FILING, Stage.EVALUATION}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do an act, and when. `parts`: the parts a person must have, or gets by doing it."""

    roles: frozenset[Role]
    parts: frozenset[Part]
    stages: frozenset[Stage]


def _rule(roles: set[Role], parts: set[Part], *stages: Stage) -> Rule:
    return Rule(frozenset(roles), frozenset(parts), frozenset(stages))


_AUTHOR = ({Role.DRAFTER}, {Part.AUTHOR})
_APPROVER = ({Role.APPROVER}, {Part.APPROVER})
_REVIEWERS = ({Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT}, {Part.LEGAL, Part.BUSINESS})
_JUDGES = (
    {Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER},
    {Part.LEGAL, Part.BUSINESS, Part.APPROVER},
)
_HANDS = ({Role.DRAFTER, Role.APPROVER}, {Part.AUTHOR, Part.APPROVER})
_ANYONE = (
    {Role.DRAFTER, Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER},
    {Part.AUTHOR, Part.LEGAL, Part.BUSINESS, Part.APPROVER},
)

RULES: dict[type[Act], Rule] = {
    acts.StateBases: _rule(*_AUTHOR, Stage.BASIS, Stage.DRAFTING),
    acts.AddVersion: _rule(
        *_AUTHOR,
        Stage.DRAFTING,
        Stage.REVIEW,
        Stage.CONCLUSION,
        Stage.HANDLING,
        Stage.DELIBERATION,
        Stage.ISSUE,
    ),
    acts.AddMaterial: _rule(*_AUTHOR, *BEFORE_ISSUE),
    acts.HandleFinding: _rule(*_AUTHOR, *BEFORE_ISSUE),
    acts.Submit: _rule(*_AUTHOR, Stage.DRAFTING),
    acts.SendBack: _rule(*_APPROVER, Stage.ACCEPTANCE),
    acts.Accept: _rule(*_APPROVER, Stage.ACCEPTANCE),
    acts.Reassign: _rule(*_APPROVER, Stage.REVIEW),
    acts.Say: _rule(*_ANYONE, *ALIVE),
    acts.Opine: _rule(*_REVIEWERS, Stage.REVIEW),
    acts.AskMarket: _rule(*_JUDGES, Stage.ACCEPTANCE, Stage.REVIEW, Stage.CONCLUSION),
    acts.ReviewFair: _rule(*_JUDGES, Stage.REVIEW, Stage.CONCLUSION),
    acts.Hear: _rule(*_JUDGES, *UNDER_REVIEW),
    acts.AddRisk: _rule(*_ANYONE, *ALIVE),
    acts.SettleRisk: _rule(*_ANYONE, *ALIVE),
    acts.Conclude: _rule(*_APPROVER, Stage.CONCLUSION),
    acts.HandleItem: _rule(*_AUTHOR, Stage.HANDLING),
    acts.Present: _rule(*_AUTHOR, Stage.HANDLING),
    acts.Deliberate: _rule(*_APPROVER, Stage.DELIBERATION),
    acts.Issue: _rule(*_HANDS, Stage.ISSUE),
    acts.FileAway: _rule(*_HANDS, Stage.FILING),
    acts.Evaluate: _rule(*_HANDS, Stage.EVALUATION),
    acts.Withdraw: _rule(*_HANDS, *BEFORE_ISSUE),
    acts.AskHaste: _rule(*_AUTHOR, Stage.DRAFTING, Stage.ACCEPTANCE, Stage.REVIEW),
    acts.AnswerHaste: _rule(*_APPROVER, Stage.DRAFTING, Stage.ACCEPTANCE, Stage.REVIEW),
}
"""Every act but `Open`, which drafters may do. A test holds it complete."""

TAKES_PART = frozenset({Part.AUTHOR, Part.APPROVER})
"""Parts a person takes by acting; reviewers are assigned."""


def may_open(actor: Account) -> Refusal | None:
    return None if Role.DRAFTER in actor.roles else _role_refusal(frozenset({Role.DRAFTER}))


def refusal(matter: Matter, act: Act, actor: Account, around: Around) -> Refusal | None:
    """Why an act may not be done; None when it may."""
    found = by_rule(matter, type(act), actor)
    if found is not None:
        return found
    need = _NEEDS.get(type(act))
    return None if need is None else need(matter, act, actor, around)


def by_rule(matter: Matter, kind: type[Act], actor: Account) -> Refusal | None:
    """The part of `refusal` that depends on role, part and stage alone."""
    rule = RULES[kind]
    if actor.roles.isdisjoint(rule.roles):
        return _role_refusal(rule.roles)
    if matter.stage not in rule.stages:
        return Refusal(
            "wrong_stage",
            f"现在是“{matter.procedure.name_of(matter.stage)}”，不能{kind.name}。",
        )
    part = matter.parts.get(actor.login)
    if part is None:
        takes = {each for each in rule.parts & TAKES_PART if _fits(each, actor, matter)}
        if not takes:
            return Refusal("not_your_part", f"{kind.name}由这件事的{_names(rule.parts)}办理。")
    elif part not in rule.parts:
        return Refusal(
            "part_conflict",
            f"你是这件事的{PART_NAMES[part]}，不能{kind.name}：起草、法律审核、业务审核、负责各由不同的人。",
        )
    return None


def _fits(part: Part, actor: Account, matter: Matter) -> bool:
    """Whether a person without a part may take this one: authors come from the drafting office."""
    if part == Part.APPROVER:
        return Role.APPROVER in actor.roles
    return Role.DRAFTER in actor.roles and bool(actor.office) and actor.office == matter.office


def possible(matter: Matter, actor: Account) -> tuple[type[Act], ...]:
    """The acts that an actor may try now, for pages; details may still be refused."""
    return tuple(
        kind
        for kind in RULES
        if by_rule(matter, kind, actor) is None and needs.worth_offering(matter, kind, actor)
    )


def _role_refusal(roles: frozenset[Role]) -> Refusal:
    names = "、".join(ROLE_NAMES[each] for each in Role if each in roles)
    return Refusal("role_needed", f"需要这个角色：{names}。")


def _names(parts: frozenset[Part]) -> str:
    return "、".join(PART_NAMES[each] for each in Part if each in parts)


_NEEDS: dict[type[Act], Callable[[Matter, Any, Account, Around], Refusal | None]] = {
    acts.StateBases: needs.state_bases,
    acts.AddVersion: needs.add_version,
    acts.AddMaterial: needs.add_material,
    acts.HandleFinding: needs.handle_finding,
    acts.Submit: needs.submit,
    acts.Accept: needs.accept,
    acts.Reassign: needs.reassign,
    acts.Opine: needs.opine,
    acts.ReviewFair: needs.review_fair,
    acts.Hear: needs.hear,
    acts.SettleRisk: needs.settle_risk,
    acts.Conclude: needs.conclude,
    acts.HandleItem: needs.handle_item,
    acts.Present: needs.present,
    acts.Deliberate: needs.deliberate,
    acts.Issue: needs.issue,
    acts.FileAway: needs.file_away,
    acts.Withdraw: needs.withdraw,
    acts.AskHaste: needs.ask_haste,
    acts.AnswerHaste: needs.answer_haste,
}
