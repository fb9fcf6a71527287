"""The review as an Excel workbook: findings, citations, table of bases, gaps, and what it was made with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from search_service.office import Cell, Columns, add_sheet
from search_service.reviewing.outputs.stamp import stamp, summary
from search_service.reviewing.run import Reviewed
from search_service.reviewing.words import GAPS, SEVERITIES, basis_line
from search_service.verdicts import VERDICTS

FINDINGS: Columns = {"级别": 8, "行": 6, "原文": 50, "问题": 50, "依据": 60, "建议": 40, "规则": 28}
CITATIONS: Columns = {"行": 6, "引用": 40, "结论": 18, "自": 12, "现由": 30}
BASES: Columns = {"依据": 40, "效力位阶": 12, "结论": 18, "引用": 8, "推荐": 8, "原文": 60}
GAP_COLUMNS: Columns = {"行": 6, "条": 10, "内容": 60, "性质": 20}


def workbook(found: Reviewed) -> bytes:
    """The .xlsx. Every text stands as text: a draft that begins with = is no formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    add_sheet(book, "问题", FINDINGS, _findings(found))
    add_sheet(book, "引用", CITATIONS, _citations(found))
    add_sheet(book, "依据表", BASES, _bases(found))
    add_sheet(book, "没有依据的条文", GAP_COLUMNS, _gaps(found))
    add_sheet(book, "说明", {"说明": 100}, ([line] for line in (summary(found), *stamp(found))))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _findings(found: Reviewed) -> Iterator[Sequence[Cell]]:
    for each in found.report.findings:
        bases = "\n".join(map(basis_line, each.basis))
        line = _line(found.text, each.start) if each.excerpt else None
        yield (
            SEVERITIES[each.severity], line, each.excerpt, each.message, bases, each.suggestion, each.rule
        )  # fmt: skip


def _citations(found: Reviewed) -> Iterator[Sequence[Cell]]:
    for each in found.report.citations:
        successor = each.replaced_by["title"] if each.replaced_by else None
        yield _line(found.text, each.start), each.text, VERDICTS[each.verdict], each.since, successor


def _bases(found: Reviewed) -> Iterator[Sequence[Cell]]:
    for each in found.rows:
        row = each.as_json()
        said = "、".join(VERDICTS[verdict] for verdict in row["verdicts"])
        yield row["citation"], each.level or "未收录", said, len(each.cited), len(each.suggested), each.quote


def _gaps(found: Reviewed) -> Iterator[Sequence[Cell]]:
    for each in found.gaps:
        kinds = "、".join(GAPS[kind] for kind in each.kinds)
        yield _line(found.text, each.start), each.label, each.excerpt, kinds
