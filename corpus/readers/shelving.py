"""Tables of policy cases and of published documents → entries for their shelves, every row accounted for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.cases import reading as cases
from corpus.cases.tables import BadRow, TableRow, record_of, records
from corpus.model import Problem, Rejection
from corpus.precedents import reading as precedents
from corpus.precedents.columns import FIELDS
from corpus.readers.cells import Cells, text_of
from corpus.readers.outcomes import Skipped
from corpus.readers.record_pages import Table
from corpus.readers.records import is_example
from corpus.shelved import CASE, ShelfEntry, case_entry, precedent_entry

Outcome = ShelfEntry | Rejection | Skipped


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the records of one shelf are read; `naming`: the columns whose merged cells join rows."""

    name: str
    naming: tuple[str, ...]
    read: Callable[[TableRow, str, str], ShelfEntry | Problem]


def shelved_rows(
    above: Sequence[Cells], headings: Sequence[str], rows: Iterable[Cells], table: Table, shelf: str
) -> Iterator[Outcome]:
    """The records below a heading row; `above` are the rows printed over it. The first outcome says what the
    table was taken for (`shelf_table`)."""
    kind = _kind(shelf)
    lines = (next((text for value in each.values if (text := text_of(value))), "") for each in above)
    caption = "，".join(dict.fromkeys(filter(None, lines)))
    yield _told(table, kind, headings)
    for row in records(rows, headings, caption=caption, naming=kind.naming):
        yield _outcome(row, headings, table, kind)


def shelved_objects(objects: Iterable[tuple[str, Any]], table: Table, shelf: str) -> Iterator[Outcome]:
    """The records of a JSON file: (place, object or problem) of each. The first outcome as of `shelved_rows`."""
    kind = _kind(shelf)
    for number, (where, found) in enumerate(objects, 1):
        if isinstance(found, Problem):
            yield Rejection(table.source, f"{table.path} {where}", found)
            continue
        if number == 1:
            yield _told(table, kind, list(map(str, found)))
        yield _outcome(record_of(number, found), (), table, kind, where)


def _outcome(
    row: TableRow | BadRow, headings: Sequence[str], table: Table, kind: _Kind, where: str = ""
) -> Outcome:
    path = f"{table.path} {where or row.place}"
    if isinstance(row, BadRow):
        return Rejection(table.source, path, row.problem)
    first = next(filter(None, row.values.values()), "")
    if is_example(first):
        return Skipped(
            table.source, path, Problem("template_row", "模板里的说明或示例，没有读取。", row.place)
        )
    if headings and all(name == value for name, value in row.values.items()):
        return Skipped(table.source, path, Problem("template_row", "又印了一遍的表头。", row.place))
    entry = kind.read(row, path, table.source)
    if isinstance(entry, Problem):
        return Rejection(table.source, path, replace(entry, where=where or row.place))
    return entry


def _kind(shelf: str) -> _Kind:
    if shelf == CASE:
        return _Kind("政策案例", cases.columns_naming(), _case)
    return _Kind("外地文件", FIELDS["title"], _precedent)


def _case(row: TableRow, path: str, source: str) -> ShelfEntry | Problem:
    found = cases.read_row(row)
    if isinstance(found, cases.RejectedRow):
        return found.problem
    return case_entry(found.case, path=path, source=source, reader=cases.READER, raw=_raw(row.values))


def _precedent(row: TableRow, path: str, source: str) -> ShelfEntry | Problem:
    found = precedents.read_row(row)
    if isinstance(found, precedents.RejectedRow):
        return found.problem
    raw = _raw(row.values)
    return precedent_entry(found.document, path=path, source=source, reader=precedents.READER, raw=raw)


def _raw(values: Mapping[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def _told(table: Table, kind: _Kind, headings: Sequence[str]) -> Skipped:
    named = "、".join(f"“{each}”" for each in headings if each)
    message = f"按列名认作{kind.name}的表，放入{kind.name}，不进法规：{named}。"
    return Skipped(table.source, table.path, Problem("shelf_table", message))
