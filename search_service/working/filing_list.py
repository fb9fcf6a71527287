"""The list (.xlsx) that says what the files of an archive are: its rows, and which file each row means."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from corpus.model import Problem
from corpus.readers.cells import day_of, text_of
from corpus.readers.columns import plain_heading
from corpus.readers.limits import Limits
from corpus.readers.outcomes import FileProblem
from corpus.readers.workbooks import first_sheet

COLUMNS = {
    "file": ("文件名", "文件", "文件名称"),
    "title": ("标题", "名称", "文件标题"),
    "doc_number": ("文号", "发文字号", "发文号"),
    "issued_on": ("日期", "印发日期", "发布日期", "成文日期", "发文日期"),
    "office": ("单位", "发文单位", "起草单位", "机关", "发文机关", "制定机关"),
}
FIELDS = {word: name for name, words in COLUMNS.items() for word in words}
MOST_ALIKE = 100
"""Files of one name among which the end of a path is looked for; among more only a whole path tells them apart."""
MOST_NAMED = 5
Note = Callable[[str, str, str], None]
"""Told the list's name, a code, a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a list says of `file`, a path or a bare name. `bad_date`: it says a date that is none."""

    where: str
    file: str
    title: str = ""
    doc_number: str = ""
    issued_on: date | None = None
    office: str = ""
    bad_date: bool = False


def rows_of(name: str, data: bytes, limits: Limits) -> list[Row]:
    """The rows of a list: a heading, then one document a row. FileProblem `list_not_recognised` for a sheet without a
    column of file names, and what a broken workbook gives."""
    columns: dict[str, int] = {}
    found: list[Row] = []
    for row in first_sheet(io.BytesIO(data), limits):
        values = [text_of(each) for each in row.values]
        if not columns:
            columns = _columns(values)
            continue
        told = {field: values[at].strip() for field, at in columns.items() if at < len(values)}
        file = told.get("file", "").replace("\\", "/").removeprefix("./").strip("/")
        if file:
            day = day_of(row.values[columns["issued_on"]]) if told.get("issued_on") else None
            bad = bool(told.get("issued_on")) and day is None
            number, office = told.get("doc_number", ""), told.get("office", "")
            found.append(Row(name, file, told.get("title", ""), number, day, office, bad))
    if not columns:
        sentence = "没有“文件名”这一列，没有当作目录采用。目录的列名：文件名、标题、文号、日期、单位。"
        raise FileProblem(Problem("list_not_recognised", sentence))
    return found


def _columns(values: Sequence[str]) -> dict[str, int]:
    """Field → place of its column, where this is the row of headings; otherwise nothing."""
    found: dict[str, int] = {}
    for at, value in enumerate(values):
        field = FIELDS.get(plain_heading(value))
        if field is not None:
            found.setdefault(field, at)
    return found if "file" in found else {}


def matched(names: Sequence[str], rows: Sequence[Row], note: Note) -> dict[str, Row]:
    """Name of a file in the archive → the row that means it: by its whole path, or by the end of it (the bare name,
    say) where no other file ends so. What was not followed is noted once for each list and kind."""
    known = set(names)
    alike: dict[str, list[str]] = defaultdict(list)
    for each in names:
        alike[PurePosixPath(each).name].append(each)
    meant: dict[str, list[Row]] = defaultdict(list)
    unclear: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        there = [row.file] if row.file in known else alike.get(PurePosixPath(row.file).name, [])
        if len(there) <= MOST_ALIKE:
            there = [each for each in there if f"/{each}".endswith(f"/{row.file}")]
        if len(there) == 1:
            meant[there[0]].append(row)
        else:
            unclear[row.where, "list_name_ambiguous" if there else "list_file_missing"].append(row)
    for several in meant.values():
        if len(several) > 1:
            unclear[several[0].where, "list_name_ambiguous"] += several
    told = {name: each[0] for name, each in meant.items() if len(each) == 1}
    for row in told.values():
        if row.bad_date:
            unclear[row.where, "list_bad_date"].append(row)
    for (where, code), some in sorted(unclear.items()):
        note(where, code, _sentence(code, some))
    return told


def _sentence(code: str, rows: Sequence[Row]) -> str:
    named = "、".join(dict.fromkeys(each.file for each in rows[:MOST_NAMED]))
    named += " 等" if len(rows) > MOST_NAMED else ""
    if code == "list_file_missing":
        return f"{len(rows)} 行写的文件不在压缩包里：{named}。"
    if code == "list_bad_date":
        return f"{len(rows)} 行的日期认不出，没有采用：{named}。应写作 2026-01-31。"
    return f"{len(rows)} 行分不清是哪一份，没有采用：{named}。同名的请连文件夹一起写，一份文件只写一行。"
