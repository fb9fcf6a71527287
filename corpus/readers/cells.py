"""Values of cells as text and as days, however a table writes them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corpus.model import Problem
from corpus.readers.header import find_dates

Value = str | int | float | bool | date | list[object] | None
"""What a cell of a spreadsheet, a field of JSON or a column of a database holds."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]{0,80}>", re.IGNORECASE)
_DAY_FIGURES = re.compile(r"([12]\d{3})([01]\d)([0-3]\d)")
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 80_000)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row with its number in the file (1 is the first); `problem` where it could not be read.

    `joined` are the columns, from 0, whose cell is merged with the one above.
    """

    number: int
    values: Sequence[Value]
    problem: Problem | None = None
    joined: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        return self.problem is None and not any(map(text_of, self.values))


def text_of(value: Value) -> str:
    """A cell as text: whole numbers without .0, days in ISO form, None as nothing."""
    if value is None or isinstance(value, list):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip(" \t　\r\n\ufeff\u200b\xa0")


def plain(value: Value) -> str:
    """A cell as text without the tags of web pages: paragraphs and breaks as lines, marks of hits dropped."""
    text = text_of(value)
    if "<" not in text or _TAG.search(text) is None:
        return text
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()


def day_of(value: Value) -> date | None:
    """A day in a cell: a date, any printed form, 20240606, the number by which Excel counts days."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if match := _DAY_FIGURES.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    found = find_dates(text[:60])
    return found[0][2] if found else None
