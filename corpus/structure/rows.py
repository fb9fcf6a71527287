"""Articles that a source has already split into rows (the starter library)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Problem, UnitKind
from corpus.numerals import parse_label, to_chinese, to_int
from corpus.structure.finish import Draft, Structure, finish
from corpus.structure.lines import clean, single_spaced, squeezed
from corpus.structure.parse import drafts_of

_ITEM_LABEL = re.compile(r"条目(?P<no>.+)")
WHOLE_TEXT = "全文"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its printed label (第X条, 条目三, 全文 or none), the headings above it, its text."""

    label: str | None
    path: tuple[str, ...]
    text: str


def from_rows(rows: Iterable[Row]) -> Structure:
    """Units of rows in their order; keys and problems as `parse` gives them.

    A row 全文 holds a whole text and is read like a document; a row without a label becomes a paragraph and
    is reported (`unit_unnumbered`).
    """
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for row in rows:
        label = squeezed(clean(row.label or ""))
        path = tuple(filter(None, (single_spaced(clean(each)) for each in row.path)))
        parts = [line for line in map(clean, row.text.splitlines()) if line]
        if label == WHOLE_TEXT:
            drafts.extend(_whole(row.text, path))
            continue
        item = _ITEM_LABEL.fullmatch(label)
        number = to_int(item["no"]) if item else None
        article = parse_label(label) if label.startswith("第") else None
        if article is not None:
            drafts.append(Draft(UnitKind.ARTICLE, *article, label, path, parts))
        elif number is not None:
            drafts.append(Draft(UnitKind.ITEM, number, 0, f"{to_chinese(number)}、", path, parts))
        else:
            drafts.append(Draft(UnitKind.PARAGRAPH, None, 0, label, path, parts))
            problems.append(
                Problem("unit_unnumbered", f"有一段没有条文号：{row.text.strip()[:20]}", label or "无编号")
            )
    return finish(drafts, problems)


def _whole(text: str, path: tuple[str, ...]) -> list[Draft]:
    drafts = drafts_of(text)
    for draft in drafts:
        draft.path = path + draft.path
    return drafts
