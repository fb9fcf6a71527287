"""Files → rows with headings: JSON lines, CSV, and Excel as offices make it.

An Excel sheet of this kind begins with title rows, has its headings below them, and merged cells: a value
merged over several rows belongs to each of them, and rows whose *naming* column is merged are one record
whose other columns have several values. What is above the headings is the table's caption.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.cases.cleaning import cell
from corpus.model import Problem
from corpus.readers.decoding import decode
from corpus.readers.outcomes import ReaderError

_MIB = 1024 * 1024
MOST_LINE_BYTES = 4 * _MIB  # one record; the largest of the 605 known rows has 9 KiB
MOST_SHEET_BYTES = 64 * _MIB  # unpacked: openpyxl needs about 50 times its size in memory as objects
MOST_COLUMNS = 200
HEADING_WITHIN = 20  # rows searched for the headings
SUFFIXES = (".jsonl", ".ndjson", ".csv", ".xlsx")

Known = Callable[[Sequence[str]], bool]
"""Says whether the texts of a row are the headings of the table that is looked for."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record. `numbers` are the lines or sheet rows it stands in, the first names it; `sheet` for Excel.

    `parts` are the single rows of a record that stands in several: a cell belongs to those beside it.
    """

    numbers: tuple[int, ...]
    values: dict[str, str]
    caption: str = ""
    sheet: str = ""
    parts: tuple[dict[str, str], ...] = ()

    @property
    def place(self) -> str:
        """For people: 第5行, Sheet1 第5、6行."""
        lines = "第" + "、".join(map(str, self.numbers)) + "行"
        return f"{self.sheet} {lines}" if self.sheet else lines


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that is no record, with the reason."""

    number: int
    problem: Problem
    sheet: str = ""

    @property
    def place(self) -> str:
        return f"{self.sheet} 第{self.number}行" if self.sheet else f"第{self.number}行"


def read_table(path: Path, headings: Known, naming: Sequence[str] = ()) -> Iterator[TableRow | BadRow]:
    """The records of a file; `naming` are the headings of columns that name a record (for merged cells).

    ReaderError: `unsupported_file`, `bad_encoding`, `no_headings`, `unreadable_sheet`, `archive_too_large`.
    """
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        yield from _json_lines(path)
    elif suffix == ".csv":
        yield from _csv(path, headings)
    elif suffix == ".xlsx":
        yield from _workbook(path, headings, naming)
    else:
        raise ReaderError("unsupported_file", f"不支持的表格格式：{path.name}。支持 {'、'.join(SUFFIXES)}。")


def first_headings(path: Path, headings: Known) -> Sequence[str]:
    """The headings of a file's first table, as far as they can be told cheaply; empty when there are none."""
    try:
        for each in read_table(path, headings):
            if isinstance(each, TableRow):
                return list(each.values)
    except ReaderError:
        return []
    return []


# JSON lines


def _json_lines(path: Path) -> Iterator[TableRow | BadRow]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_LINE_BYTES + 1):
            number += 1
            if len(line) > MOST_LINE_BYTES:
                yield BadRow(number, Problem("row_too_large", "这一行超过 4 MiB，未读取。"))
                while line and not line.endswith(b"\n"):
                    line = file.readline(_MIB)
                continue
            if line.strip():
                yield _record(number, line)


def _record(number: int, line: bytes) -> TableRow | BadRow:
    decoded = decode(line)
    if decoded.text is None:
        return BadRow(number, decoded.problem or Problem("bad_encoding", "认不出文字编码。"))
    try:
        found = json.loads(decoded.text)
    except (ValueError, RecursionError):
        return BadRow(number, Problem("bad_json", "这一行不是完整的 JSON 记录。"))
    if not isinstance(found, dict):
        return BadRow(number, Problem("bad_json", "这一行不是一条记录（应为 {…}）。"))
    return TableRow((number,), {str(key): _text(value) for key, value in found.items()})


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value)))
    return "" if isinstance(value, dict) else cell(value)


# CSV


def _csv(path: Path, headings: Known) -> Iterator[TableRow | BadRow]:
    if path.stat().st_size > MOST_SHEET_BYTES:
        raise ReaderError("archive_too_large", f"{path.name} 超过 64 MiB。请分成几个文件，或改用 JSONL。")
    decoded = decode(path.read_bytes())
    if decoded.text is None:
        raise ReaderError("bad_encoding", decoded.problem.message if decoded.problem else "认不出文字编码。")
    reader = csv.reader(io.StringIO(decoded.text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    bad: list[BadRow] = []
    while True:
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error:
            bad.append(BadRow(reader.line_num, Problem("bad_csv", "这一行的引号或分隔符不完整。")))
            continue
        rows.append((reader.line_num, [cell(each) for each in values[:MOST_COLUMNS]]))
    yield from bad
    yield from _below_headings(rows, headings, "", path.name, {}, ())


# Excel


def _workbook(path: Path, headings: Known, naming: Sequence[str]) -> Iterator[TableRow | BadRow]:
    _check_package(path)
    try:
        from openpyxl import load_workbook

        book = load_workbook(path, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises KeyError, ValueError, TypeError … on damaged files
        message = f"读不出这个 Excel 文件：{path.name}。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
        raise ReaderError("unreadable_sheet", message) from error
    found = False
    for sheet in book.worksheets:
        rows = _sheet_rows(sheet)
        if _heading_at(rows, headings) is None:
            continue
        found = True
        joined = _joined_rows(sheet)
        yield from _below_headings(rows, headings, sheet.title, path.name, joined, naming)
    if not found:
        raise _no_headings(path.name)


def _check_package(path: Path) -> None:
    """An .xlsx is a zip of XML: its size is bounded, and XML that declares entities is refused."""
    try:
        with zipfile.ZipFile(path) as package:
            if sum(each.file_size for each in package.infolist()) > MOST_SHEET_BYTES:
                raise ReaderError(
                    "archive_too_large", f"{path.name} 解开后超过 64 MiB。请分成几个文件再导入。"
                )
            for each in package.infolist():
                if each.filename.endswith((".xml", ".rels")):
                    with package.open(each) as part:
                        if b"<!DOCTYPE" in part.read(4096).upper():
                            raise ReaderError(
                                "unreadable_sheet", f"{path.name} 含有外部实体声明，出于安全不予读取。"
                            )
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        message = f"{path.name} 不是完整的 .xlsx 文件（可能损坏、加了密码，或其实是 .xls）。请另存为 .xlsx。"
        raise ReaderError("unreadable_sheet", message) from error


def _sheet_rows(sheet: Any) -> list[tuple[int, list[str]]]:
    """The rows that hold something, each value of a merged range in all its cells."""
    filled: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                filled[row, column] = value
    found = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        values = [cell(filled.get((number, at), value)) for at, value in enumerate(cells, 1)]
        if any(values):
            found.append((number, values))
    return found


def _joined_rows(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Column → ranges of rows that a merged cell of that column spans."""
    found: dict[int, list[tuple[int, int]]] = {}
    for area in sheet.merged_cells.ranges:
        if area.max_row > area.min_row:
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                found.setdefault(column - 1, []).append((area.min_row, area.max_row))
    return found


# Rows below headings


def _heading_at(rows: Sequence[tuple[int, list[str]]], headings: Known) -> int | None:
    near = enumerate(rows[:HEADING_WITHIN])
    return next((at for at, (_, values) in near if headings([each for each in values if each])), None)


def _below_headings(
    rows: Sequence[tuple[int, list[str]]],
    headings: Known,
    sheet: str,
    name: str,
    joined: dict[int, list[tuple[int, int]]],
    naming: Sequence[str],
) -> Iterator[TableRow | BadRow]:
    at = _heading_at(rows, headings)
    if at is None:
        raise _no_headings(name)
    titles = [each.replace("\n", "") for each in rows[at][1]]
    above = [next(filter(None, values)) for _, values in rows[:at] if any(values)]
    caption = "，".join(dict.fromkeys(above))
    spans = [span for column in _columns(titles, naming) for span in joined.get(column, ())]
    for group in _groups(rows[at + 1 :], spans):
        values = _united(titles, [each for _, each in group])
        if any(values.values()):
            parts = tuple(_united(titles, [each]) for _, each in group) if len(group) > 1 else ()
            yield TableRow(tuple(number for number, _ in group), values, caption, sheet, parts)


def _columns(titles: Sequence[str], naming: Sequence[str]) -> list[int]:
    return [at for at, each in enumerate(titles) if each in naming]


def _groups(
    rows: Sequence[tuple[int, list[str]]], spans: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[int, list[str]]]]:
    """Rows one by one; those that one merged naming cell spans together."""
    group: list[tuple[int, list[str]]] = []
    for row in rows:
        if group and not any(first <= group[-1][0] and row[0] <= last for first, last in spans):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _united(titles: Sequence[str], rows: Sequence[list[str]]) -> dict[str, str]:
    """One record of one or more rows: different values of a column stand below each other."""
    values: dict[str, str] = {}
    for at, title in enumerate(titles):
        if title:
            column = dict.fromkeys(row[at] for row in rows if at < len(row) and row[at])
            values[title] = "\n".join(column)
    return values


def _no_headings(name: str) -> ReaderError:
    return ReaderError("no_headings", f"{name} 的前 {HEADING_WITHIN} 行里没有认得的列名。请用模板的列名。")
