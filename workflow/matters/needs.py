"""What each act needs beside the right person and stage. One short function for each act; None means it may go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.accounts.model import Account, Role
from workflow.matters import acts
from workflow.matters.acts import Act, Conclusion, FairResult, Overall, Side
from workflow.matters.procedure import Stage
from workflow.matters.state import Matter, Part


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: a stable code, and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Around:
    """What a decision needs to know beside the matter: the day, the first day the act may be dated, and who holds
    which roles (login → account)."""

    today: date
    since: date
    opened: date
    people: Mapping[str, Account]


SIDE_NAMES = {Side.LEGAL: "法律审核", Side.BUSINESS: "业务审核"}
SIDE_ROLES = {Side.LEGAL: Role.LEGAL_EXPERT, Side.BUSINESS: Role.BUSINESS_EXPERT}


def state_bases(matter: Matter, act: acts.StateBases, actor: Account, around: Around) -> Refusal | None:
    errors = sum(each.severity == "error" for each in act.check.findings)
    if errors and not act.despite:
        return Refusal(
            "bases_not_standing",
            f"检查发现 {errors} 处依据不能用：{'；'.join(_errors(act.check)[:3])}。请改正；仍要采用的，写明理由。",
        )
    return None


def _errors(check: acts.Check) -> list[str]:
    return [each.message.rstrip("。") for each in check.findings if each.severity == "error"]


def add_version(matter: Matter, act: acts.AddVersion, actor: Account, around: Around) -> Refusal | None:
    version = matter.version
    if version is not None and version.text.hash == act.text.hash and version.file.hash == act.file.hash:
        return Refusal("same_version", "这个文件与上一版完全相同。")
    return None


def add_material(matter: Matter, act: acts.AddMaterial, actor: Account, around: Around) -> Refusal | None:
    if matter.procedure.material_name(act.kind) is None:
        return Refusal("unknown_material", "本程序没有这种材料。")
    return None


def handle_finding(matter: Matter, act: acts.HandleFinding, actor: Account, around: Around) -> Refusal | None:
    found = matter.version.check.findings if matter.version else ()
    if act.key not in {each.key for each in found}:
        return Refusal("unknown_finding", "最新一版里没有这个问题。")
    return None


def submit(matter: Matter, act: acts.Submit, actor: Account, around: Around) -> Refusal | None:
    """Missing materials are no refusal: the submission is returned, on record. Unanswered errors are one."""
    return _unanswered(matter) if not matter.missing() else None


def _unanswered(matter: Matter) -> Refusal | None:
    left = len(matter.open_errors())
    if left:
        return Refusal(
            "findings_open",
            f"最新一版还有 {left} 个错误没有处理：请改出新一版，或者逐个写明保留的理由。",
        )
    return None


def accept(matter: Matter, act: acts.Accept, actor: Account, around: Around) -> Refusal | None:
    if act.legal == act.business:
        return Refusal("same_reviewer", "法律审核和业务审核不能是同一个人。")
    for side, login in ((Side.LEGAL, act.legal), (Side.BUSINESS, act.business)):
        found = _assignable(matter, side, login, actor, around)
        if found is not None:
            return found
    days = matter.procedure.days(matter.doc_type)
    if not days.least <= act.days <= days.most:
        return Refusal("bad_days", f"审核期限应为 {days.least} 到 {days.most} 个工作日。")
    return None


def _assignable(matter: Matter, side: Side, login: str, actor: Account, around: Around) -> Refusal | None:
    person = around.people.get(login)
    if person is None or not person.active or SIDE_ROLES[side] not in person.roles:
        return Refusal("not_a_reviewer", f"{login} 不是可以承担{SIDE_NAMES[side]}的账号。")
    if login == actor.login:
        return Refusal("part_conflict", "不能指定自己为审核人。")
    if matter.parts.get(login, Part(side.value)) != Part(side.value):
        return Refusal("part_conflict", f"{person.name}在这件事里已经另有职责，不能担任{SIDE_NAMES[side]}。")
    return None


def reassign(matter: Matter, act: acts.Reassign, actor: Account, around: Around) -> Refusal | None:
    now = matter.round
    if now is None or now.of(act.side) is not None:
        return Refusal("opinion_given", "这一项审核的意见已经提交，不能再换人。")
    if act.to == matter.reviewer(act.side):
        return Refusal("same_reviewer", "审核人本来就是这个人。")
    return _assignable(matter, act.side, act.to, actor, around)


def opine(matter: Matter, act: acts.Opine, actor: Account, around: Around) -> Refusal | None:
    now = matter.round
    if now is None or matter.reviewer(act.side) != actor.login:
        return Refusal("not_your_part", f"这件事的{SIDE_NAMES[act.side]}不是由你承担。")
    if now.of(act.side) is not None:
        return Refusal("opinion_given", "这一轮的意见已经提交，不能再改；新一版文稿会重新审核。")
    if SIDE_ROLES[act.side] not in actor.roles:
        return Refusal("not_a_reviewer", f"你的账号已经不能承担{SIDE_NAMES[act.side]}。")
    return _opinion_whole(matter, act)


def _opinion_whole(matter: Matter, act: acts.Opine) -> Refusal | None:
    if act.side == Side.LEGAL:
        wanted = [name for name, _ in matter.procedure.parts()]
        if [each.part for each in act.sheet] != wanted:
            return Refusal("sheet_incomplete", f"审查表要逐项填写：{'、'.join(wanted)}。")
    unfit = [each for each in act.sheet if not each.fit]
    if any(not each.words for each in unfit):
        return Refusal("sheet_incomplete", "不符合的项目要写明问题。")
    if act.overall != Overall.AGREE and not act.items:
        return Refusal("items_missing", "要求修改或者不同意的，要逐条写出意见。")
    if act.overall == Overall.AGREE and unfit:
        return Refusal("opinion_contradicts", "有不符合的项目，总的意见不能是同意。")
    return None


def review_fair(matter: Matter, act: acts.ReviewFair, actor: Account, around: Around) -> Refusal | None:
    if not matter.market:
        return Refusal("fair_not_needed", "这份文件没有列为需要公平竞争审查；需要的，先提出要求。")
    if act.result == FairResult.EXCEPTION and (act.ends_on is None or act.ends_on <= around.today):
        return Refusal(
            "exception_without_end", "适用例外要有今天以后的实施期限（公平竞争审查条例第十二条）。"
        )
    return None


def hear(matter: Matter, act: acts.Hear, actor: Account, around: Around) -> Refusal | None:
    return _dated(act.held_on, around.opened, around.today)


def settle_risk(matter: Matter, act: acts.SettleRisk, actor: Account, around: Around) -> Refusal | None:
    found = next((each for each in matter.risks if each.number == act.number), None)
    if found is None:
        return Refusal("unknown_risk", "没有这个风险点。")
    return Refusal("risk_settled", "这个风险点已经销号。") if found.outcome else None


def conclude(matter: Matter, act: acts.Conclude, actor: Account, around: Around) -> Refusal | None:
    now = matter.round
    if now is None or not now.complete:
        return Refusal("reviews_missing", "两项审核的意见都提交以后才能作结论。")
    if {each.by for each in now.opinions} & {actor.login} or len({each.by for each in now.opinions}) < 2:
        return Refusal("part_conflict", "两项审核和结论应由三个不同的人作出。")
    if matter.market and now.fair is None:
        return Refusal(
            "fair_review_missing", "还没有公平竞争审查（公平竞争审查条例第十八条：未经审查不得出台）。"
        )
    if now.fair is not None and now.fair.result == FairResult.UNFIT and act.conclusion == Conclusion.LAWFUL:
        return Refusal("fair_unfit", "公平竞争审查的结论是不符合，不能作出合法的结论。")
    if act.conclusion == Conclusion.LAWFUL and any(each.overall == Overall.REJECT for each in now.opinions):
        return Refusal("opinion_rejects", "有审核人不同意，不能作出合法的结论；请选应当予以修改或者不合法。")
    return _unanswered(matter)


def handle_item(matter: Matter, act: acts.HandleItem, actor: Account, around: Around) -> Refusal | None:
    items = [item for each in matter.rounds[-1].opinions for item in each.items]
    if act.item not in {each.id for each in items}:
        return Refusal("unknown_item", "这一轮里没有这条意见。")
    if not act.adopted and not act.reason:
        return Refusal("reason_missing", "不采纳审核意见要书面说明理由（国办发〔2018〕115号）。")
    return None


def present(matter: Matter, act: acts.Present, actor: Account, around: Around) -> Refusal | None:
    now = matter.round
    if now is None or now.judgement is None or not now.complete:
        return Refusal("reviews_missing", "两项审核和结论齐备以后才能提请审议。")
    if now.judgement.conclusion in matter.procedure.blocking:
        return Refusal("conclusion_blocks", "审核结论是不合法，不得提交集体审议；请改出新一版重新审核。")
    items = [item for each in now.opinions for item in each.items]
    waiting = sum(item.adopted is None for item in items)
    if waiting:
        return Refusal("items_open", f"还有 {waiting} 条审核意见没有处理。")
    if matter.must_revise or any(item.adopted for item in items):
        return Refusal("revision_missing", "采纳了意见，或者审议要求修改：请先提交改好的新一版，重新审核。")
    return None


def deliberate(matter: Matter, act: acts.Deliberate, actor: Account, around: Around) -> Refusal | None:
    if not matter.reviewed and not matter.hasty:
        return Refusal("reviews_missing", "未经合法性审核的文件不得提交集体审议。")
    return _dated(act.held_on, around.since, around.today)


def issue(matter: Matter, act: acts.Issue, actor: Account, around: Around) -> Refusal | None:
    meeting = matter.meeting
    if meeting is None or meeting.outcome != acts.Outcome.PASSED or meeting.version != len(matter.versions):
        return Refusal("deliberation_missing", "这一版还没有审议通过。")
    if not matter.reviewed and not matter.hasty:
        return Refusal("reviews_missing", "未经合法性审核的文件不得印发。")
    if act.effective_on < act.issued_on:
        return Refusal("bad_day", "施行日期不能早于印发日期。")
    return _dated(act.issued_on, meeting.held_on, around.today)


def file_away(matter: Matter, act: acts.FileAway, actor: Account, around: Around) -> Refusal | None:
    issued = matter.issued
    return _dated(act.filed_on, issued.issued_on if issued else around.since, around.today)


def withdraw(matter: Matter, act: acts.Withdraw, actor: Account, around: Around) -> Refusal | None:
    if matter.issued is not None:
        return Refusal("already_issued", "文件已经印发，补审要做完，不能终止。")
    return None


def ask_haste(matter: Matter, act: acts.AskHaste, actor: Account, around: Around) -> Refusal | None:
    return haste_open(matter)


def haste_open(matter: Matter) -> Refusal | None:
    """Why the emergency track cannot be asked for now."""
    if matter.issued is not None:
        return Refusal("already_issued", "文件已经印发。")
    if matter.version is None:
        return Refusal("version_missing", "请先提交文稿，再申请应急程序。")
    if matter.haste is not None and matter.haste.granted is None:
        return Refusal("haste_asked", "已经申请，等待答复。")
    return None


def answer_haste(matter: Matter, act: acts.AnswerHaste, actor: Account, around: Around) -> Refusal | None:
    if matter.haste is None or matter.haste.granted is not None:
        return Refusal("haste_not_asked", "没有等待答复的应急申请。")
    return None


def _dated(day: date, first: date, today: date) -> Refusal | None:
    """Days on record lie between the beginning of their step and today: nothing is dated back or ahead."""
    if not first <= day <= today:
        return Refusal("bad_day", f"日期应在 {first} 到 {today} 之间：不能倒填，也不能提前填。")
    return None


def worth_offering(matter: Matter, kind: type[Act], actor: Account) -> bool:
    """Whether a page should offer an act that role, part and stage allow: not what could only be refused."""
    tests: dict[type[Act], Any] = {
        acts.Opine: lambda: _own_side_open(matter, actor),
        acts.ReviewFair: lambda: matter.market,
        acts.AskMarket: lambda: not matter.market,
        acts.HandleFinding: lambda: bool(matter.open_errors()),
        acts.SettleRisk: lambda: any(not each.outcome for each in matter.risks),
        acts.HandleItem: lambda: any(
            item.adopted is None for each in _opinions(matter) for item in each.items
        ),
        acts.Withdraw: lambda: matter.issued is None,
        acts.AskHaste: lambda: haste_open(matter) is None,
        acts.AnswerHaste: lambda: matter.haste is not None and matter.haste.granted is None,
        acts.StateBases: lambda: matter.stage == Stage.BASIS,
        acts.Reassign: lambda: matter.round is not None and not matter.round.complete,
    }
    test = tests.get(kind)
    return True if test is None else bool(test())


def _opinions(matter: Matter) -> tuple[Any, ...]:
    return matter.round.opinions if matter.round else ()


def _own_side_open(matter: Matter, actor: Account) -> bool:
    now = matter.round
    return now is not None and any(
        matter.reviewer(side) == actor.login and now.of(side) is None for side in Side
    )
