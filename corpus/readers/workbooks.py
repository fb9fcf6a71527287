"""Excel files (.xlsx, .xlsm) → rows of every sheet: read as a stream, saved values instead of formulas.

Macros, links, comments and pictures are never looked at. Cells merged downwards hold their value in each row.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, time, timedelta
from typing import IO, Any

from corpus.model import Problem, Rejection
from corpus.readers import packages
from corpus.readers.cells import Cells, Value
from corpus.readers.limits import Limits
from corpus.readers.outcomes import FileProblem, Skipped
from corpus.readers.record_pages import Table
from corpus.readers.records import Outcome
from corpus.readers.sheet_scan import MOST_COLUMNS, MOST_ROWS, Merge, scan
from corpus.readers.tabular import Preview, preview, read_rows

SUFFIXES = (".xlsx", ".xlsm")
KIND = "Excel（.xlsx）"
_SHARED_STRINGS = 64 * 1024 * 1024
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})
_STREAMED = ("xl/worksheets/", "xl/media/", "xl/embeddings/", "xl/vbaproject.bin")


class _Book:
    """An open workbook, and the package it lies in."""

    def __init__(self, archive: zipfile.ZipFile, workbook: Any) -> None:
        self.archive = archive
        self.workbook = workbook
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())

    def close(self) -> None:
        self.workbook.close()
        self.archive.close()


def read_workbook(
    file: IO[bytes], table: Table, stated: Mapping[str, str] | None = None
) -> Iterator[Outcome]:
    """The texts of all sheets; the path of each is file/sheet/text. Every sheet has an outcome of its own.

    Rejection of the file as `packages.open_package` refuses it. A sheet without headings is rejected
    (`no_heading`), or skipped where another sheet is a table.
    """
    try:
        with closing(_open(file, table.limits)) as book:
            yield from _read(book, table, stated)
    except FileProblem as error:
        yield Rejection(table.source, table.path, error.problem)


def _read(book: _Book, table: Table, stated: Mapping[str, str] | None) -> Iterator[Outcome]:
    notes: list[Rejection] = []  # sheets without a heading row: notes, where another sheet is a table
    tables = 0
    for name, rows in _sheets(book):
        sheet = replace(table, path=f"{table.path}/{_safe(name)}", cells=True)
        try:
            for outcome in read_rows(rows, sheet, stated, what=f"工作表“{name}”"):
                if isinstance(outcome, Rejection) and outcome.problem.code == "no_heading":
                    notes.append(outcome)
                    continue
                tables += isinstance(outcome, Skipped) and outcome.problem.code == "table_columns"
                yield outcome
        except FileProblem as error:
            yield Rejection(table.source, sheet.path, error.problem)
    for note in notes:
        yield Skipped(note.source, note.path, note.problem) if tables else note
    if book.macros:
        message = "文件带有宏：只取了表里的文字，没有运行宏。"
        yield Skipped(table.source, table.path, Problem("macros_ignored", message))


def preview_workbook(
    file: IO[bytes], path: str, limits: Limits, stated: Mapping[str, str] | None = None
) -> list[Preview]:
    """How each sheet would be read. FileProblem where the file cannot be."""
    with closing(_open(file, limits)) as book:
        return [
            preview(rows, f"{path}/{_safe(name)}", stated, what=f"工作表“{name}”")
            for name, rows in _sheets(book)
        ]


def first_sheet(file: IO[bytes], limits: Limits) -> list[Cells]:
    """The filled rows of the first sheet of a workbook that is a list and no table of texts. FileProblem."""
    with closing(_open(file, limits)) as book:
        return next((list(rows) for _, rows in _sheets(book)), [])


def _open(file: IO[bytes], limits: Limits) -> _Book:
    archive = packages.open_package(file, KIND, limits)
    for info in archive.infolist():
        name = info.filename.lower()
        if not name.startswith(_STREAMED):
            most = _SHARED_STRINGS if "sharedstrings" in name else packages.PART_BYTES
            opened = packages.read_part(archive, info.filename, KIND, most)
            if opened is not None:
                opened.close()
    import openpyxl

    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its descriptors raise
        raise FileProblem(_broken()) from error
    return _Book(archive, workbook)


def _sheets(book: _Book) -> Iterator[tuple[str, Iterator[Cells]]]:
    for sheet in book.workbook.worksheets:
        if hasattr(sheet, "iter_rows"):
            yield sheet.title, _rows(book, sheet)


def _rows(book: _Book, sheet: Any) -> Iterator[Cells]:
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    merges = scan(book.archive, part, KIND)
    sheet.reset_dimensions()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
            numbered = (
                Cells(at, _values(row)) for at, row in enumerate(found, 1) if row.count(None) < len(row)
            )
            yield from _filled(numbered, merges)
    except FileProblem:
        raise
    except Exception as error:  # as above: a cell may hold anything
        raise FileProblem(_broken()) from error


def _values(row: tuple[Any, ...]) -> list[Value]:
    values = [_value(each) for each in row]
    while values and values[-1] is None:
        values.pop()
    return values


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return None if value in _ERRORS else value.replace("_x000D_", "")
    if isinstance(value, bool | int | float | date):
        return value
    return str(value) if isinstance(value, time | timedelta) else None


def _filled(rows: Iterator[Cells], merges: tuple[Merge, ...]) -> Iterator[Cells]:
    """The rows with the cells that are merged into one above them."""
    waiting = sorted(merges, key=lambda each: each.first, reverse=True)
    active: dict[int, tuple[int, Value]] = {}  # column → the last row of its merge, the value
    for row in rows:
        values = list(row.values)
        for column, (last, value) in list(active.items()):
            if last < row.number:
                del active[column]
                continue
            values += [None] * (column + 1 - len(values))
            if values[column] is None:
                values[column] = value
        joined = frozenset(active)
        while waiting and waiting[-1].first <= row.number:
            merge = waiting.pop()
            if merge.first == row.number and merge.column < len(row.values):
                active[merge.column] = (merge.last, row.values[merge.column])
        yield replace(row, values=values, joined=joined)


def _safe(name: str) -> str:
    return name.replace("/", "／").replace("\\", "＼").strip() or "未命名"


def _broken() -> Problem:
    return Problem("broken_file", "Excel 文件损坏，读不出来。请用 Excel 或 WPS 打开后重新保存。")
