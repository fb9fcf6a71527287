"""Rows of a table, whatever file they come from: the heading row found, its columns told, the rest as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from corpus.model import Problem, Rejection
from corpus.readers.cells import Cells, text_of
from corpus.readers.columns import FARTHEST_HEADING, Columns, guess, heading_row
from corpus.readers.limits import Limits
from corpus.readers.outcomes import Skipped
from corpus.readers.record_pages import Record, Table
from corpus.readers.records import Outcome, documents
from corpus.readers.shelving import shelved_rows

_SAMPLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """How a table will be read, to be confirmed: `heading` is the number of its heading row (None: not found).

    `columns` maps fields to headings and `unused` names the others; `rows` holds the first rows as printed.
    """

    path: str
    heading: int | None
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    usable: bool
    message: str
    rows: tuple[tuple[str, ...], ...]


def read_rows(
    rows: Iterable[Cells], table: Table, stated: Mapping[str, str] | None = None, *, what: str = "表格"
) -> Iterator[Outcome]:
    """The texts of a table. First a `Skipped` that tells which column was read as what (`table_columns`).

    Of the whole table: Rejection `no_heading`, `no_text_column`; Skipped `empty_table`. A table of policy cases or
    of published documents gives entries for their shelves (`readers.shelving`).
    """
    found, rest = _beginning(rows)
    if not found:
        problem = Problem("empty_table", f"{what}是空的。")
        yield Skipped(table.source, table.path, problem)
        return
    at, columns = _headed(found, stated)
    refusal = _refusal(at, columns, table, what)
    if refusal is not None or at is None or columns is None:
        yield refusal or Rejection(table.source, table.path, _no_heading(what))
        return
    if columns.shelf is not None:
        below = chain(found[at + 1 :], rest)
        yield from shelved_rows(found[:at], columns.names, below, table, columns.shelf)
        return
    message = f"表头在第 {found[at].number} 行：{columns.described(letters=True)}。"
    yield Skipped(table.source, table.path, Problem("table_columns", message, f"第{found[at].number}行"))
    yield from documents(_records(chain(found[at + 1 :], rest), columns), table)


def preview(
    rows: Iterable[Cells], path: str, stated: Mapping[str, str] | None = None, *, what: str = "表格"
) -> Preview:
    """What `read_rows` would make of a table, from its first rows alone."""
    found, rest = _beginning(rows)
    at, columns = _headed(found, stated)
    if at is None or columns is None:
        return Preview(path, None, {}, (), usable=False, message=_no_heading(what).message, rows=())
    refusal = _refusal(at, columns, Table("", path, "", "", Limits()), what)
    shown = tuple(
        tuple(text_of(value)[:200] for value in each.values)
        for each in islice(chain(found[at + 1 :], rest), _SAMPLE_ROWS)
    )
    return Preview(
        path,
        found[at].number,
        {name: columns.headings[place] for name, place in columns.places.items()},
        columns.unused,
        usable=refusal is None,
        message=refusal.problem.message if refusal else f"{columns.described(letters=True)}。",
        rows=shown,
    )


def _beginning(rows: Iterable[Cells]) -> tuple[list[Cells], Iterator[Cells]]:
    """The first rows that hold something, and the others that do."""
    filled = (row for row in rows if not row.empty)
    found = list(islice(filled, FARTHEST_HEADING))
    return found, filled


def _headed(found: list[Cells], stated: Mapping[str, str] | None) -> tuple[int | None, Columns | None]:
    printed = [[text_of(value) for value in each.values] for each in found]
    at = heading_row(printed, stated)
    return at, None if at is None else guess(printed[at], stated)


def _refusal(at: int | None, columns: Columns | None, table: Table, what: str) -> Rejection | None:
    if at is None or columns is None:
        return Rejection(table.source, table.path, _no_heading(what))
    if columns.shelf is None and not columns.usable:
        message = f"{what}里缺标题或正文的列，没有读取。{columns.described(letters=True)}。请把列名改成模板里的名称。"
        return Rejection(table.source, table.path, Problem("no_text_column", message))
    return None


def _no_heading(what: str) -> Problem:
    message = f"{what}的前 {FARTHEST_HEADING} 行里找不到表头：要有“标题”“正文”一类的列名。可以先下载模板。"
    return Problem("no_heading", message)


def _records(rows: Iterable[Cells], columns: Columns) -> Iterator[Record]:
    names = tuple(columns.headings)
    for row in rows:
        if tuple(" ".join(text_of(value).split()) for value in row.values)[: len(names)] == names:
            continue  # the heading row, printed again on the next page
        values = {
            name: row.values[place] if place < len(row.values) else None
            for name, place in columns.places.items()
        }
        yield Record(values, f"第{row.number}行", row.problem)
