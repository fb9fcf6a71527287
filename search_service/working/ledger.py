"""The ledger (台账) as a workbook: one line for each matter that the reader sees."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from search_service.office import Columns, add_sheet
from search_service.working import wire
from search_service.working.desk import Desk
from workflow.accounts import Account
from workflow.database import moment
from workflow.matters.acts import Conclusion
from workflow.matters.service import Summary
from workflow.matters.state import Matter

CONCLUSIONS = {Conclusion.LAWFUL: "合法", Conclusion.AMEND: "应当予以修改", Conclusion.UNLAWFUL: "不合法"}
COLUMNS: Columns = {
    "编号": 10,
    "文件名称": 40,
    "文种": 12,
    "程序": 24,
    "起草单位": 16,
    "起草人": 10,
    "立项": 12,
    "现在的步骤": 12,
    "版本数": 8,
    "审核轮次": 8,
    "法律审核人": 12,
    "业务审核人": 12,
    "最近的结论": 14,
    "公平竞争审查": 14,
    "未采纳的意见": 12,
    "文号": 20,
    "印发": 12,
    "施行": 12,
    "备案": 20,
    "应急": 6,
    "最近期限": 24,
    "剩余工作日": 10,
    "风险点（未销号）": 16,
}


def ledger(desk: Desk, actor: Account, day: date) -> bytes:
    """The workbook's bytes."""
    from openpyxl import Workbook

    names = {login: each.name for login, each in desk.matters.people().items()}
    book = Workbook(write_only=True)
    add_sheet(book, "送审台账", COLUMNS, (_row(desk, each, names, day) for each in desk.matters.all(actor)))
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _row(desk: Desk, found: Summary, names: dict[str, str], day: date) -> list[Any]:
    matter = found.matter
    due = wire.deadlines(found, desk.workdays, day)
    issued = matter.issued
    return [
        found.number,
        matter.title,
        str(matter.doc_type),
        matter.procedure.name,
        matter.office,
        names.get(matter.owner, matter.owner),
        moment(matter.opened_at).astimezone().date().isoformat(),
        matter.procedure.name_of(matter.stage),
        len(matter.versions),
        len(matter.rounds),
        names.get(matter.legal, matter.legal),
        names.get(matter.business, matter.business),
        _conclusion(matter),
        _fair(matter),
        sum(item.adopted is False for each in matter.rounds for one in each.opinions for item in one.items),
        issued.doc_number if issued else "",
        issued.issued_on.isoformat() if issued else "",
        issued.effective_on.isoformat() if issued else "",
        matter.filed.receipt if matter.filed else "",
        "是" if matter.hasty else "",
        f"{due[0]['name']} {due[0]['day']}" if due else "",
        due[0]["days_left"] if due else "",
        sum(not each.outcome for each in matter.risks),
    ]


def _conclusion(matter: Matter) -> str:
    given = [each.judgement for each in matter.rounds if each.judgement]
    return CONCLUSIONS[given[-1].conclusion] if given else ""


def _fair(matter: Matter) -> str:
    if not matter.market:
        return "不需要"
    return "已审查" if matter.round and matter.round.fair else "待审查"
