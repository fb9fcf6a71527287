"""Which column of a table holds what: headings → fields, guessed from names and told so that it can be checked.

The names are data (`corpus/data/columns.toml`). A caller who knows better gives `stated`: field → heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from corpus import datafile
from corpus.cases import columns as case_columns
from corpus.normalize import fold
from corpus.precedents.columns import holds_precedents
from corpus.shelved import CASE, DOCUMENT

TITLE, TEXT, ARTICLE, ARTICLES, KEY = "title", "text", "article", "articles", "id"
DATES = ("publish_date", "version_date", "effective_date")
_OF_LAWS = frozenset({ARTICLE, ARTICLES, "effective_date", "status", "level", "category"})

FARTHEST_HEADING = 30
"""The heading row is looked for in so many first rows: above it stand titles, units, notes."""

_NOTE = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_MARKS = re.compile(r"[\s*:《》_-]+")
_LONGEST_HEADING = 24


class _Tables(NamedTuple):
    fields: dict[str, str]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """`places`: field → index of its column; `headings`: the row as printed.

    `shelf` is `case` or `document` where the table holds policy cases or published documents, and no laws; `names` are
    then the headings by which its records are read (`cases.columns.renamed`).
    """

    places: Mapping[str, int]
    headings: tuple[str, ...]
    shelf: str | None = None
    names: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether texts can be read: a title, and text or a list of articles."""
        return TITLE in self.places and (TEXT in self.places or ARTICLES in self.places)

    @property
    def unused(self) -> tuple[str, ...]:
        taken = set(self.places.values())
        return tuple(name for at, name in enumerate(self.headings) if name and at not in taken)

    def described(self, *, letters: bool = False) -> str:
        """标题←“法规名称”（A 列）、…；没有用到的列：“序号”. `letters`: the columns are a spreadsheet's."""
        read = "、".join(
            f"{self._label(field)}←“{shown(self.headings[at])}”" + (f"（{letter(at)} 列）" if letters else "")
            for field, at in sorted(self.places.items(), key=lambda each: each[1])
        )
        unused = "、".join(f"“{shown(name)}”" for name in self.unused)
        return f"{read or '没有认出任何列'}{f'；没有用到的列：{unused}' if unused else ''}"

    def _label(self, field: str) -> str:
        return case_columns.label_of(field) if self.shelf == CASE else label_of(field)


def guess(headings: Sequence[str], stated: Mapping[str, str] | None = None) -> Columns:
    """The fields of a heading row. `stated` (field → heading) goes before what is guessed."""
    names = tuple(" ".join(each.split()) for each in headings)
    as_cases = case_columns.renamed(names, stated)
    if case_columns.holds_cases(as_cases):
        found = {field: as_cases.index(name) for name, field in case_columns.guess(as_cases).items()}
        return Columns(found, names, CASE, as_cases)
    folded = [plain_heading(each) for each in names]
    places: dict[str, int] = {}
    tables = _tables()
    for field, heading in (stated or {}).items():
        if field in tables.labels and plain_heading(heading) in folded:
            places[field] = folded.index(plain_heading(heading))
    for at, name in enumerate(folded):
        known = tables.fields.get(name)
        if known is not None and known not in places and at not in places.values():
            places[known] = at
    shelf = DOCUMENT if holds_precedents(names) and not places.keys() & _OF_LAWS else None
    return Columns(dict(places), names, shelf, names)


def heading_row(rows: Sequence[Sequence[str]], stated: Mapping[str, str] | None = None) -> int | None:
    """The index of the row of headings among the first rows: the first with most names known, two at least."""
    best, most = None, 1
    for at, row in enumerate(rows[:FARTHEST_HEADING]):
        if any(len(each) > _LONGEST_HEADING * 2 for each in row):
            continue
        known = len(guess(row, stated).places)
        if known > most:
            best, most = at, known
    return best


def label_of(field: str) -> str:
    """The Chinese name of a field of laws."""
    return _tables().labels[field]


def known_fields() -> dict[str, str]:
    """Every field that a column of laws or of cases may be stated to hold, with its Chinese name."""
    of_cases = {field: case_columns.label_of(field) for field in case_columns.fields()}
    return {**of_cases, **_tables().labels}


def letter(at: int) -> str:
    """The name of a column in a spreadsheet: 0 → A, 26 → AA."""
    name = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown(heading: str) -> str:
    """A heading, shortened for a message."""
    return heading if len(heading) <= _LONGEST_HEADING else heading[:_LONGEST_HEADING] + "…"


def plain_heading(heading: str) -> str:
    """A heading without marks, spaces and the note in brackets behind it: 文件名（必填）* → 文件名."""
    plain = _MARKS.sub("", fold(heading).lower())
    return _MARKS.sub("", _NOTE.sub("", plain))


@cache
def _tables() -> _Tables:
    data = datafile.load("columns.toml")
    names = {plain_heading(name): field for field, each in data["field"].items() for name in each["names"]}
    labels = {field: each["label"] for field, each in data["field"].items()}
    return _Tables(names, labels)


@cache
def validity() -> dict[str, str]:
    """The words for the figures of sxx."""
    return dict(datafile.load("columns.toml")["validity"])
