"""Sheets of Excel files that the service writes: every text stands as text, so that = begins no formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search_service.printable import printable

LONGEST_CELL = 32_000
"""Excel takes 32,767 characters in a cell."""

Cell = str | int | None
Columns = Mapping[str, int]
"""Titles and widths, in characters."""


def add_sheet(book: Any, name: str, columns: Columns, rows: Iterable[Sequence[Cell]]) -> None:
    """Add a sheet to a write-only workbook of openpyxl, row by row."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(columns.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(value: Cell) -> Any:
        made = WriteOnlyCell(sheet, printable(value)[:LONGEST_CELL] if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
        made.alignment = wrapped
        return made

    def heading(title: str) -> Any:
        made = WriteOnlyCell(sheet, title)
        made.font = bold
        return made

    sheet.append([heading(title) for title in columns])
    for row in rows:
        sheet.append([cell(value) for value in row])
