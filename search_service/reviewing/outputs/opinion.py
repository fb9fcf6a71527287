"""审查意见: the review as a Word document of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from review.model import Finding, Severity
from search_service.printable import printable
from search_service.reviewing.outputs.stamp import called, facts, grave, summary, unseen
from search_service.reviewing.run import Reviewed
from search_service.reviewing.words import DISCLAIMER, GAPS, SEVERITIES, basis_line
from search_service.verdicts import VERDICTS

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FONT = "宋体"
CONCLUSIONS = {
    True: "存在应当改正的问题，建议修改后再提交审核。",
    False: "没有发现应当改正的问题；警告和提示请审查人核对。",
}


def opinion(found: Reviewed) -> bytes:
    """The .docx: conclusion, review sheet, findings by gravity, table of bases, gaps, what was not checked."""
    document = document_of(f"{called(found)}审查意见")
    table(document, ("项目", "内容"), facts(found))
    document.add_heading("一、结论", 1)
    document.add_paragraph(summary(found) + CONCLUSIONS[grave(found)])
    _sheet(document, found)
    document.add_heading("二、问题", 1)
    for severity in SEVERITIES:
        _findings(document, severity, [each for each in found.report.findings if each.severity == severity])
    if not found.report.findings:
        document.add_paragraph("没有发现问题。")
    _bases(document, found)
    document.add_heading("四、没有核验的", 1)
    for line in unseen(found) or ["全部引用和条文都已核验。"]:
        document.add_paragraph(line)
    document.add_paragraph(DISCLAIMER)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def document_of(title: str) -> Any:
    """An empty Word document with a title, in a Chinese typeface."""
    from docx import Document

    document = Document()
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(f"{_W}eastAsia", FONT)
    document.add_heading(printable(title), 0)
    return document


def _sheet(document: Any, found: Reviewed) -> None:
    rows = [
        (
            each.name,
            each.question,
            "由人审查" if each.by_hand else f"错误 {each.errors}，警告 {each.warnings}",
        )
        for each in found.report.sheet
    ]
    if rows:
        table(document, ("审查项目", "审查内容", "结果"), rows)


def _findings(document: Any, severity: Severity, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    document.add_heading(f"{SEVERITIES[severity]}（{len(findings)} 个）", 2)
    for number, each in enumerate(findings, 1):
        title = document.add_paragraph()
        title.add_run(printable(f"{number}. {each.message}")).bold = True
        if each.excerpt:
            document.add_paragraph(printable(f"原文：{each.excerpt}"))
        for basis in each.basis:
            document.add_paragraph(printable(f"依据：{basis_line(basis)}"))
        if each.suggestion:
            document.add_paragraph(printable(f"建议：{each.suggestion}"))


def _bases(document: Any, found: Reviewed) -> None:
    document.add_heading("三、依据表", 1)
    rows = []
    for each in found.rows:
        row = each.as_json()
        said = "、".join(VERDICTS[verdict] for verdict in row["verdicts"])
        how = f"引用 {len(each.cited)} 处" if each.cited else f"检索推荐，{len(each.suggested)} 条"
        rows.append((row["citation"], each.level or "未收录", said, how))
    if rows:
        table(document, ("依据", "效力位阶", "结论", "用在哪里"), rows)
    else:
        document.add_paragraph("文稿没有引用法规，也没有查到有把握的依据。")
    for gap in found.gaps:
        kinds = "、".join(GAPS[kind] for kind in gap.kinds)
        document.add_paragraph(printable(f"没有找到依据（{kinds}）：{gap.label} {gap.excerpt}"))


def table(document: Any, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Any:
    """Add a table with a bold head; the table."""
    made = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(made.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = printable(text)
    return made
