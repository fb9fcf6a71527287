"""What may be done to a matter: one model for each act, as it is asked for and as the record keeps it.

Fields' titles are Chinese: pages make their forms of them. Text from people is bounded and kept as it was written;
pages escape it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from review.model import DocType, IssuerLevel

MOST_ITEMS = 60

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Maybe = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Hash = Annotated[str, StringConstraints(pattern=r"[0-9a-f]{64}")]


class Side(StrEnum):
    LEGAL = "legal"
    BUSINESS = "business"


class Overall(StrEnum):
    AGREE = "agree"
    AMEND = "amend"
    REJECT = "reject"


class Conclusion(StrEnum):
    LAWFUL = "lawful"
    AMEND = "amend"
    UNLAWFUL = "unlawful"


class FairResult(StrEnum):
    FIT = "fit"
    EXCEPTION = "exception"
    UNFIT = "unfit"


class Outcome(StrEnum):
    PASSED = "passed"
    REVISE = "revise"
    REJECTED = "rejected"


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileRef(Value):
    """A file by the hash of its bytes; its name as it was given, to be shown only."""

    hash: Hash
    name: str = Field(min_length=1, max_length=200)
    size: int = Field(ge=0)


class CheckFinding(Value):
    """One finding of the draft check. `key` is the same for the same mark in a later version."""

    key: str = Field(max_length=32)
    rule: str
    severity: Literal["error", "warning", "info"]
    excerpt: str = ""
    message: str
    basis: tuple[str, ...] = ()
    suggestion: str = ""


class Check(Value):
    """What the draft check said of a version, and with which library and rules."""

    findings: tuple[CheckFinding, ...] = ()
    left_out: int = 0
    as_of: str = ""
    library_version: str = ""
    rule_pack: str = ""
    problem: str = ""


class Act(Value):
    """Base of all acts. `name` is what people call it."""

    name: ClassVar[str] = ""


class Open(Act):
    name = "立项"
    act: Literal["open"] = "open"
    title: Line = Field(title="文件名称")
    doc_type: DocType = Field(title="文种")
    issuer_level: IssuerLevel | None = Field(default=None, title="制定机关层级")
    market: bool = Field(title="涉及经营者经济活动（需要公平竞争审查）")


class StateBases(Act):
    name = "依据检查"
    act: Literal["state_bases"] = "state_bases"
    bases: Words = Field(title="拟依据的法律、法规、规章和文件（写明条款）")
    despite: Maybe = Field(default="", title="检查发现问题而仍要采用的，写明理由")
    check: Check = Check()


class AddVersion(Act):
    name = "提交文稿"
    act: Literal["add_version"] = "add_version"
    file: FileRef = Field(title="文稿")
    text: FileRef
    note: Maybe = Field(default="", title="这一版的说明")
    check: Check = Check()


class AddMaterial(Act):
    name = "提交材料"
    act: Literal["add_material"] = "add_material"
    kind: str = Field(title="材料种类", max_length=31)
    file: FileRef = Field(title="文件")


class HandleFinding(Act):
    name = "处理审查问题"
    act: Literal["handle_finding"] = "handle_finding"
    key: str = Field(title="问题", max_length=32)
    reason: Words = Field(title="保留原文的理由")


class Submit(Act):
    name = "送审"
    act: Literal["submit"] = "submit"
    note: Maybe = Field(default="", title="送审说明")


class SendBack(Act):
    name = "退回"
    act: Literal["send_back"] = "send_back"
    reason: Words = Field(title="退回的原因，需要补充的材料")


class Accept(Act):
    name = "受理并指定审核人"
    act: Literal["accept"] = "accept"
    legal: Line = Field(title="法律审核人")
    business: Line = Field(title="业务审核人")
    days: int = Field(title="审核期限（工作日）", ge=1, le=60)


class Reassign(Act):
    name = "更换审核人"
    act: Literal["reassign"] = "reassign"
    side: Side = Field(title="哪一项审核")
    to: Line = Field(title="换成")
    reason: Words = Field(title="原因")


class Say(Act):
    name = "提问、说明事实"
    act: Literal["say"] = "say"
    words: Words = Field(title="内容（只写事实和问题，不写审核意见）")


class PartOpinion(Value):
    """What a review says of one part of the sheet."""

    part: Line
    fit: bool
    words: Maybe = ""


class Opine(Act):
    name = "提交审核意见"
    act: Literal["opine"] = "opine"
    side: Side
    overall: Overall = Field(title="总的意见")
    sheet: tuple[PartOpinion, ...] = Field(default=(), max_length=20)
    items: tuple[Words, ...] = Field(default=(), title="修改意见", max_length=MOST_ITEMS)


class AskMarket(Act):
    name = "要求公平竞争审查"
    act: Literal["ask_market"] = "ask_market"
    reason: Words = Field(title="为什么涉及经营者经济活动")


class ReviewFair(Act):
    name = "公平竞争审查"
    act: Literal["review_fair"] = "review_fair"
    result: FairResult = Field(title="结论")
    heard: Words = Field(title="听取意见的情况")
    reason: Words = Field(title="理由；适用例外的，写明第十二条哪一项和为什么没有影响更小的办法")
    ends_on: date | None = Field(default=None, title="适用例外的实施期限")


class Hear(Act):
    name = "合法性论证会"
    act: Literal["hear"] = "hear"
    held_on: date = Field(title="日期")
    participants: Words = Field(title="参加人")
    opinions: Words = Field(title="论证意见")
    adopted: Words = Field(title="采纳情况")


class AddRisk(Act):
    name = "登记风险点"
    act: Literal["add_risk"] = "add_risk"
    risk: Words = Field(title="风险点")
    measure: Words = Field(title="应对措施")
    owner: Line = Field(title="责任人")
    due: date | None = Field(default=None, title="完成日期")


class SettleRisk(Act):
    name = "销号风险点"
    act: Literal["settle_risk"] = "settle_risk"
    number: int = Field(title="风险点", ge=1)
    outcome: Words = Field(title="落实情况")


class Conclude(Act):
    name = "作出结论"
    act: Literal["conclude"] = "conclude"
    conclusion: Conclusion = Field(title="结论")
    reason: Words = Field(title="理由")


class HandleItem(Act):
    name = "处理审核意见"
    act: Literal["handle_item"] = "handle_item"
    item: str = Field(title="意见", max_length=40)
    adopted: bool = Field(title="是否采纳")
    reason: Maybe = Field(default="", title="不采纳的理由")


class Present(Act):
    name = "提请审议"
    act: Literal["present"] = "present"
    note: Maybe = Field(default="", title="说明")


class Deliberate(Act):
    name = "登记审议结果"
    act: Literal["deliberate"] = "deliberate"
    held_on: date = Field(title="会议日期")
    body: Line = Field(title="会议名称")
    participants: Words = Field(title="参加人")
    outcome: Outcome = Field(title="结果")
    note: Maybe = Field(default="", title="说明")


class Issue(Act):
    name = "登记印发"
    act: Literal["issue"] = "issue"
    doc_number: Line = Field(title="文号")
    issued_on: date = Field(title="印发日期")
    effective_on: date = Field(title="施行日期")


class FileAway(Act):
    name = "登记备案"
    act: Literal["file_away"] = "file_away"
    filed_on: date = Field(title="报备日期")
    to: Line = Field(title="备案机关")
    receipt: Line = Field(title="备案编号或回执")


class Evaluate(Act):
    name = "登记评估结果"
    act: Literal["evaluate"] = "evaluate"
    outcome: Literal["keep", "amend", "repeal"] = Field(title="结论")
    report: Words = Field(title="评估情况")


class Withdraw(Act):
    name = "终止"
    act: Literal["withdraw"] = "withdraw"
    reason: Words = Field(title="原因")


class AskHaste(Act):
    name = "申请应急程序"
    act: Literal["ask_haste"] = "ask_haste"
    reason: Words = Field(title="为什么来不及先审核")


class AnswerHaste(Act):
    name = "答复应急申请"
    act: Literal["answer_haste"] = "answer_haste"
    granted: bool = Field(title="是否批准")
    reason: Words = Field(title="理由")


AnyAct = Annotated[
    Open
    | StateBases
    | AddVersion
    | AddMaterial
    | HandleFinding
    | Submit
    | SendBack
    | Accept
    | Reassign
    | Say
    | Opine
    | AskMarket
    | ReviewFair
    | Hear
    | AddRisk
    | SettleRisk
    | Conclude
    | HandleItem
    | Present
    | Deliberate
    | Issue
    | FileAway
    | Evaluate
    | Withdraw
    | AskHaste
    | AnswerHaste,
    Field(discriminator="act"),
]
"""Every act, told apart by its `act`."""


class Asked(BaseModel):
    """An act as a program asks for it."""

    model_config = ConfigDict(extra="forbid")
    act: AnyAct


ACTS: dict[str, type[Act]] = {
    each.model_fields["act"].default: each
    for each in Act.__subclasses__()  # every model above that names an act
}
