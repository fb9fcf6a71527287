"""法律依据表: chosen articles with what is true of them on a day. The choice is a list of unit ids, not kept here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.model import Level, split_unit_id, unit_id
from search_service.cards import cited_as, heading
from search_service.state import State
from search_service.verdicts import CURRENCIES

MOST_UNITS = 200
"""Articles in one table: more make the address of its page too long."""
MOST_LINES = 100
_RANK = {str(level): place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the table; `newest` is the same article of the text of the day, where this is an older text."""

    id: str
    citation: str
    law: dict[str, Any]
    currency: str
    text: str
    newest: str | None

    @property
    def said(self) -> str:
        """Its currency in words."""
        return CURRENCIES.get(self.currency, self.currency)


@dataclass(frozen=True, slots=True)
class Basket:
    """The table: its rows in the order wanted; the ids of which nothing is held (any more); the day."""

    rows: Sequence[Row]
    gone: Sequence[str]
    day: date
    library: dict[str, object]


def basket(state: State, ids: Iterable[str], day: date, by_level: bool = False) -> Basket:
    """The table of these units, each once; unknown ids are told, never dropped silently."""
    wanted = list(dict.fromkeys(ids))[:MOST_UNITS]
    well = [each for each in wanted if each.count(":") == 2 and all(each.split(":"))]
    units = state.library.units_by_id(dict.fromkeys(well))
    rows = [_row(state, each, units[each], day) for each in well if each in units]
    if by_level:
        rows.sort(key=lambda row: _RANK[row.law["level"]])
    return Basket(rows, [each for each in wanted if each not in units], day, state.library_json)


def _row(state: State, name: str, unit: Any, day: date) -> Row:
    work_id, version_key, key = split_unit_id(name)
    law = state.cards.card(work_id, version_key, day)
    told = state.cards.told(work_id, version_key, unit, day)
    current = state.cards.card(work_id, None, day)["version"]
    newest = None
    if current != version_key and state.library.unit(work_id, current, key) is not None:
        newest = unit_id(work_id, current, key)
    return Row(name, cited_as(law["title"], heading(unit)), law, told.currency, unit.text, newest)


def named(state: State, lines: str, day: date) -> tuple[list[str], list[str]]:
    """(ids of the articles that the lines name in the texts of the day, lines that name none).

    A line is read as a search: 行政处罚法第十六条, 民法典 1254, 《行政许可法》第十二条、第十三条.
    """
    found: list[str] = []
    unknown: list[str] = []
    for line in list(filter(None, map(str.strip, lines.splitlines())))[:MOST_LINES]:
        ids = _articles(state, line[:300], day)
        found += ids
        if not ids:
            unknown.append(line[:80])
    return list(dict.fromkeys(found)), unknown


def _articles(state: State, line: str, day: date) -> list[str]:
    found = []
    for target in state.understood(line, None, "simple", False).targets:
        key = f"a{target.place.number}" + (f"-{target.place.sub}" if target.place.sub else "")
        for work_id in target.work_ids:
            version_key = state.cards.card(work_id, None, day)["version"]
            if state.library.unit(work_id, version_key, key) is not None:
                found.append(unit_id(work_id, version_key, key))
    return found
