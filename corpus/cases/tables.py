"""Rows of a table → records with headings, for tables of cases and of published documents.

A sheet of this kind begins with title rows, has its headings below them, and merged cells: a value merged over
several rows belongs to each of them, and rows whose *naming* column is merged are one record whose other columns
have several values. What is above the headings is the table's caption.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.cases.cleaning import cell
from corpus.cases.columns import plain
from corpus.model import Problem
from corpus.readers.cells import Cells


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record. `numbers` are the lines or sheet rows it stands in; `caption` is printed above the headings.

    `parts` are the single rows of a record that stands in several: a cell belongs to those beside it.
    """

    numbers: tuple[int, ...]
    values: dict[str, str]
    caption: str = ""
    parts: tuple[dict[str, str], ...] = ()

    @property
    def place(self) -> str:
        """For people: 第5行, 第5、6行."""
        return "第" + "、".join(map(str, self.numbers)) + "行"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no record, with the reason."""

    place: str
    problem: Problem


def records(
    rows: Iterable[Cells], headings: Sequence[str], *, caption: str = "", naming: Sequence[str] = ()
) -> Iterator[TableRow | BadRow]:
    """The records below the headings; `naming` are the names of the columns that name a record."""
    titles = ["".join(each.splitlines()) for each in headings]
    named = {plain(each) for each in naming}
    joining = frozenset(at for at, each in enumerate(titles) if plain(each) in named)
    group: list[Cells] = []
    for row in rows:
        if group and (row.problem is not None or not row.joined & joining):
            yield from _record(group, titles, caption)
            group = []
        if row.problem is not None:
            yield BadRow(f"第{row.number}行", row.problem)
        else:
            group.append(row)
    yield from _record(group, titles, caption)


def record_of(number: int, found: Mapping[str, object]) -> TableRow:
    """One line of JSON as a record."""
    return TableRow((number,), {str(key): _text(value) for key, value in found.items()})


def _record(group: Sequence[Cells], titles: Sequence[str], caption: str) -> Iterator[TableRow]:
    cleaned = [[cell(value) for value in each.values] for each in group]
    values = _united(titles, cleaned)
    if any(values.values()):
        parts = tuple(_united(titles, [each]) for each in cleaned) if len(group) > 1 else ()
        yield TableRow(tuple(each.number for each in group), values, caption, parts)


def _united(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """One record of one or more rows: different values of a column stand below each other."""
    values: dict[str, str] = {}
    for at, title in enumerate(titles):
        if title:
            column = dict.fromkeys(row[at] for row in rows if at < len(row) and row[at])
            values[title] = "\n".join(column)
    return values


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value)))
    return "" if isinstance(value, dict) else cell(value)
