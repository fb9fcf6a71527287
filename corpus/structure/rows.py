"""Articles that a source has already split into rows (the starter library)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Problem, UnitKind
from corpus.numerals import parse_label, to_chinese, to_int
from corpus.structure.finish import Draft, Structure, finish
from corpus.structure.headings import Path
from corpus.structure.lines import Line, clean, heading, in_quotation, single_spaced, squeezed
from corpus.structure.parse import drafts_of
from corpus.structure.scheme import is_numbering
from corpus.structure.walk import FARTHEST_GAP

_ITEM_LABEL = re.compile(r"条目(?P<no>.+)")
_WHOLE_TEXT = "全文"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its printed label (第X条, 条目三, 全文 or none), the headings above it, its text."""

    label: str | None
    path: tuple[str, ...]
    text: str


def from_rows(rows: Iterable[Row]) -> Structure:
    """Units of rows in their order; keys and problems as `parse` gives them.

    A row 全文 holds a whole text and is read like a document. A row without a label becomes a paragraph
    (`unit_unnumbered`). Rows whose numbers are no numbering (a decision that quotes articles of treaties, and
    was split at them) become paragraphs that keep the number in their text (`rows_are_citations`).
    """
    drafts: list[Draft] = []
    problems: list[Problem] = []
    above = Path()
    left: tuple[str, ...] | None = None  # the row's headings that a heading behind it has closed
    for row in rows:
        label = squeezed(clean(row.label or ""))
        below = tuple(filter(None, (single_spaced(clean(each)) for each in row.path)))
        left = left if below == left else None
        path = above.titles() + (below if left is None else ())
        if label == _WHOLE_TEXT:
            drafts.extend(_whole(row.text, path))
            continue
        draft = _draft(label, path, [line for line in map(clean, row.text.splitlines()) if line])
        if drafts and _is_quoted(draft, drafts[-1]):
            drafts[-1].parts.append(f"{label} {draft.text}")
            continue
        if draft.kind is UnitKind.PARAGRAPH:
            shown = row.text.strip()[:20]
            problems.append(Problem("unit_unnumbered", f"有一段没有条文号：{shown}", label or "无编号"))
        drafts.append(draft)
        for line in _headings_behind(draft):
            above.open(line)
            left = below
    _demote(drafts, problems)
    if not drafts:
        problems.append(Problem("no_body", "只有标题，没有正文"))
    return finish(drafts, problems)


def _headings_behind(draft: Draft) -> list[Line]:
    """Headings 编, 分编 and 附则 that a source left at the end of the article before them; taken out of it."""
    found: list[Line] = []
    if draft.kind is not UnitKind.ARTICLE:
        return found
    while len(draft.parts) > 1:
        line = Line(draft.parts[-1], 0)
        numbered = heading(line)
        if squeezed(line.text) != "附则" and (numbered is None or numbered[0] not in ("编", "分编")):
            break
        found.insert(0, line)
        draft.parts.pop()
    return found


def _draft(label: str, path: tuple[str, ...], parts: list[str]) -> Draft:
    article = parse_label(label) if label.startswith("第") else None
    if article is not None:
        return Draft(UnitKind.ARTICLE, *article, label, path, parts)
    item = _ITEM_LABEL.fullmatch(label)
    number = to_int(item["no"]) if item else None
    if number is not None:
        return Draft(UnitKind.ITEM, number, 0, f"{to_chinese(number)}、", path, parts)
    return Draft(UnitKind.PARAGRAPH, None, 0, label, path, parts)


def _is_quoted(draft: Draft, before: Draft) -> bool:
    """Whether a row is new wording that the row before announces: a far number after 内容如下："""
    if draft.kind is not UnitKind.ARTICLE or before.kind is not UnitKind.ARTICLE:
        return False
    distance = (draft.number or 0) - (before.number or 0)
    return distance > FARTHEST_GAP and in_quotation(before.parts)


def _demote(drafts: list[Draft], problems: list[Problem]) -> None:
    """Make paragraphs of articles whose numbers are citations."""
    articles = [each for each in drafts if each.kind is UnitKind.ARTICLE]
    if not articles or is_numbering([(each.number or 0, each.sub) for each in articles]):
        return
    for draft in articles:
        draft.kind, draft.number, draft.sub = UnitKind.PARAGRAPH, None, 0
        draft.parts = [f"{draft.label}{draft.text}"]
        draft.label = ""
    problems.append(Problem("rows_are_citations", "条文号是引用其他文件的条文，已按段落收录"))


def _whole(text: str, path: tuple[str, ...]) -> list[Draft]:
    drafts = drafts_of(text)
    for draft in drafts:
        draft.path = path + draft.path
    return drafts
