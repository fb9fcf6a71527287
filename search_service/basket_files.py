"""The table of bases as a file: Word or Markdown."""

from __future__ import annotations

from enum import StrEnum
from io import BytesIO

from search_service.basket import Basket
from search_service.citation_files import DISCLAIMER, markdown_cell
from search_service.printable import printable
from search_service.reviewing.outputs.files import MARKDOWN, WORD, Output
from search_service.reviewing.outputs.opinion import document_of, table

TITLE = "法律依据表"
COLUMNS = ("序号", "依据", "效力位阶", "时效性", "条文")
WIDTHS = (1.2, 4.2, 2.0, 1.8, 7.0)
"""Centimetres; together the width of the text on A4."""


class Format(StrEnum):
    """How the table is given."""

    DOCX = "docx"
    MD = "md"


def output(found: Basket, form: Format) -> Output:
    """The file."""
    if form == Format.DOCX:
        return Output(f"{TITLE}.docx", WORD, _document(found))
    return Output(f"{TITLE}.md", MARKDOWN, _markdown(found).encode())


def facts(found: Basket) -> list[str]:
    """What the table was made with, a sentence each."""
    library = found.library
    return [
        f"核验日期：{found.day.isoformat()}",
        f"法规库：{library['works']} 部、{library['units']} 条，版本 {library['version']}",
        DISCLAIMER,
    ]


def _rows(found: Basket) -> list[tuple[str, str, str, str, str]]:
    return [
        (str(number), row.citation, row.law["level"], row.said, row.text)
        for number, row in enumerate(found.rows, 1)
    ]


def _document(found: Basket) -> bytes:
    from docx.shared import Cm

    document = document_of(TITLE)
    shown = table(document, COLUMNS, _rows(found))
    for column, width in zip(shown.columns, WIDTHS, strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    for line in facts(found):
        document.add_paragraph(printable(line))
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _markdown(found: Basket) -> str:
    lines = [f"# {TITLE}", "", "| " + " | ".join(COLUMNS) + " |", "| ---: | --- | --- | --- | --- |"]
    for row in _rows(found):
        lines.append("| " + " | ".join(map(markdown_cell, row)) + " |")
    return "\n".join([*lines, "", *(f"- {line}" for line in facts(found))]) + "\n"
