"""The report of a load as an Excel workbook: figures, every line, what is odd, which words changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from corpus.legal_time.compare import UnitStatus, compare
from corpus.store import LoadItem, LoadRecord, Store
from corpus.store.records import OutcomeKind
from indexer.segment import split_words
from search_service.imports.words import KINDS, OUTCOMES, STATES
from search_service.office import Cell, Columns, add_sheet

LINES: Columns = {
    "序号": 8, "文件、行": 60, "种类": 10, "结果": 16, "名称": 40, "文本版本": 14, "代码": 24, "说明": 60,
}  # fmt: skip
WARNINGS: Columns = {"文件、行": 60, "名称": 40, "代码": 24, "说明": 80, "位置": 16}
CHANGES: Columns = {
    "名称": 40, "自": 14, "至": 14, "变化": 12, "原条文号": 14, "新条文号": 14, "删去": 40, "增加": 40,
    "原文": 60, "新文": 60,
}  # fmt: skip
UNIT_STATUSES = {
    UnitStatus.CHANGED: "修改",
    UnitStatus.MOVED: "移动",
    UnitStatus.MOVED_AND_CHANGED: "移动并修改",
    UnitStatus.NEW: "新增",
    UnitStatus.DELETED: "删去",
}
PAGE = 500
MOST_LINES = 1_000_000
"""Excel takes 1,048,576 rows in a sheet."""
MOST_COMPARED = 200


def report_book(store: Store, record: LoadRecord) -> bytes:
    """The .xlsx. Rows are written as they are read, so that a load of any size can be reported."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    add_sheet(book, "概要", {"项目": 20, "内容": 80}, _summary(store, record))
    add_sheet(book, "逐项结果", LINES, _lines(store, record.seq))
    add_sheet(book, "提示", WARNINGS, _warnings(store, record.seq))
    add_sheet(book, "更新对照", CHANGES, _changes(store, record.seq))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _summary(store: Store, record: LoadRecord) -> Iterator[Sequence[Cell]]:
    report = record.report or {}
    yield "批次", record.seq
    yield "内容", record.label
    yield "方式", "只检查，没有载入" if record.dry_run else "载入"
    yield "状态", STATES[record.state]
    yield "载入人", record.who
    yield "开始", local(record.started_at)
    yield "结束", local(record.finished_at) if record.finished_at else None
    yield "校验和", record.checksum
    for kind, counts in store.account.counts(record.seq).items():
        for outcome, count in counts.items():
            yield f"{KINDS[kind]}：{OUTCOMES[outcome]}", count
    if record.error:
        yield "错误", f"{record.error['message']}（{record.error['code']}）"
    for name, label in (("works", "涉及法规"), ("versions", "涉及文本"), ("units", "涉及条文")):
        if report.get(name) is not None:
            yield label, report[name]
    yield "法规库版本，载入前", report.get("library_before")
    yield "法规库版本，载入后", report.get("library_version")


def _lines(store: Store, seq: int) -> Iterator[Sequence[Cell]]:
    for each, title in _read(store, seq):
        yield (
            each.position + 1,
            each.path,
            KINDS[each.shelf or "law"],
            OUTCOMES[each.outcome],
            title,
            each.version_key,
            each.code,
            each.message,
        )


def _warnings(store: Store, seq: int) -> Iterator[Sequence[Cell]]:
    for each, title in _read(store, seq, odd=True):
        for problem in each.problems:
            yield each.path, title, problem.code, problem.message, problem.where


def _changes(store: Store, seq: int) -> Iterator[Sequence[Cell]]:
    done = 0
    for kind in (OutcomeKind.CHANGED, OutcomeKind.NEW_VERSION, OutcomeKind.CONFLICT):
        for each, title in _read(store, seq, outcome=kind):
            found = store.account.compared(each)
            if found is None:
                continue
            if done == MOST_COMPARED:
                yield (f"更新的超过 {MOST_COMPARED} 部，其余请在系统里对照。",)
                return
            done += 1
            for unit in compare(found.old, found.new, split_words):
                if unit.status is not UnitStatus.SAME:
                    yield (
                        title, found.old_key, found.new_key, UNIT_STATUSES[unit.status], unit.old_no, unit.new_no,
                        "、".join(unit.removed), "、".join(unit.added),
                        unit.old.text if unit.old else None, unit.new.text if unit.new else None,
                    )  # fmt: skip


def _read(store: Store, seq: int, **which: Any) -> Iterator[tuple[LoadItem, str | None]]:
    """Lines with their titles, a page at a time."""
    for offset in range(0, MOST_LINES, PAGE):
        found, _ = store.account.items(seq, offset=offset, limit=PAGE, **which)
        titles = store.account.titles(found)
        yield from ((each, titles.get(each.work_id or "")) for each in found)
        if len(found) < PAGE:
            return


def local(moment: str) -> str:
    """A moment of the store (UTC) in the time of this machine."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
