"""From drafts to units: what all ways of reading share — glued articles, gaps, repeats, keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.model import Problem, Unit, UnitKind
from corpus.numerals import NUMBER_CLASS, ordinal_label, to_chinese
from corpus.structure.lines import article

_LETTERS = {UnitKind.ARTICLE: "a", UnitKind.ITEM: "i", UnitKind.PARAGRAPH: "p", UnitKind.ANNEX: "x"}
_INNER_ARTICLE = re.compile(
    rf"(?:(?<=[。！？；”）])|(?<=\n))[ \t\u3000]*(?=第[{NUMBER_CLASS} \u3000]{{1,12}}条)"
)

_OFTEN = 5


@dataclass(frozen=True, slots=True)
class Structure:
    """The units of a text in its order, and what was odd about it."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Draft:
    """A unit while its lines are being gathered. `series` grows where the numbering starts anew."""

    kind: UnitKind
    number: int | None
    sub: int
    label: str
    path: tuple[str, ...]
    parts: list[str] = field(default_factory=list)
    series: int = 0

    @property
    def text(self) -> str:
        return "\n".join(part for part in self.parts if part)


def finish(drafts: list[Draft], problems: list[Problem]) -> Structure:
    """Units with their keys; `problems` so far, then those of the numbering."""
    found = list(problems)
    drafts = _unglued(drafts, found)
    _check_breaks(drafts, found)
    _check_numbers(drafts, found)
    return Structure(_keyed(drafts, found), tuple(found))


def _unglued(drafts: list[Draft], problems: list[Problem]) -> list[Draft]:
    """Split out an article that stands at the end of its neighbour, when exactly its number is missing."""
    held = {(each.series, each.number, each.sub) for each in drafts if each.kind is UnitKind.ARTICLE}
    result: list[Draft] = []
    for draft in drafts:
        result.append(draft)
        rest = _split(draft, held)
        while rest is not None:
            before = result[-1].label
            problems.append(Problem("article_glued", f"{rest.label}与{before}连排，已拆开", rest.label))
            result.append(rest)
            rest = _split(rest, held)
    return result


def _split(draft: Draft, held: set[tuple[int, int | None, int]]) -> Draft | None:
    if draft.kind is not UnitKind.ARTICLE or draft.number is None:
        return None
    number, text = draft.number, draft.text
    after = ((number + 1, 0), (number, draft.sub + 1))
    wanted = [each for each in after if (draft.series, *each) not in held]
    if not wanted or "条" not in text:
        return None
    for match in _INNER_ARTICLE.finditer(text):
        mark = article(text[match.end() :])
        if mark is None or (mark.number, mark.sub) not in wanted or mark.cites or not mark.rest:
            continue
        if not mark.spaced and (draft.series, number + 2, 0) not in held:
            continue
        draft.parts = [text[: match.start()].rstrip()]
        held.add((draft.series, mark.number, mark.sub))
        return Draft(draft.kind, mark.number, mark.sub, mark.label, draft.path, [mark.rest], draft.series)
    return None


def _check_breaks(drafts: list[Draft], problems: list[Problem]) -> None:
    """Name units before a gap whose text goes on, in the middle of a word, with the missing article's rest.

    A line starts inside a word when its first characters stand often in this text, and always behind the
    same character (境主管部门 behind 环).
    """
    whole = ""
    for draft, after in pairwise(drafts):
        if draft.kind is not UnitKind.ARTICLE or (after.number or 0) <= (draft.number or 0) + 1:
            continue
        whole = whole or "\n".join(each.text for each in drafts).replace(" ", "")
        for line in draft.text.split("\n")[1:]:
            if _starts_inside_a_word(line[:4], whole):
                where = ordinal_label((draft.number or 0) + 1)
                message = f"{draft.label}之后混入了{where}的残文：{line[:16]}"
                problems.append(Problem("text_broken", message, draft.label))


def _starts_inside_a_word(start: str, whole: str) -> bool:
    if len(start) < 4 or not start.isalpha():
        return False
    places = [match.start() for match in re.finditer(re.escape(start), whole)]
    before = {whole[place - 1] for place in places if place and whole[place - 1] != "\n"}
    return len(places) > _OFTEN and len(before) == 1 and before.pop().isalpha()


def _check_numbers(drafts: list[Draft], problems: list[Problem]) -> None:
    """Gaps and repeats in the numbering of articles and items, series by series."""
    last: dict[tuple[UnitKind, int], tuple[int, int]] = {}
    seen: set[tuple[UnitKind, int, int, int]] = set()
    for draft in drafts:
        if draft.kind not in (UnitKind.ARTICLE, UnitKind.ITEM) or draft.number is None:
            continue
        place = (draft.kind, draft.series)
        identity = (*place, draft.number, draft.sub)
        if identity in seen:
            problems.append(Problem("number_repeated", f"{draft.label}出现不止一次", draft.label))
        seen.add(identity)
        before = last.get(place)
        if before is None:
            if draft.number > 1:
                problems.append(Problem("number_start", f"从{draft.label}开始，之前没有条文", draft.label))
        elif draft.number > before[0] + 1:
            problems.append(_gap(before[0] + 1, draft.number - 1, draft.kind))
        elif draft.number < before[0] or (draft.number == before[0] and draft.sub < before[1]):
            if identity in seen and (draft.number, draft.sub) != before:
                problems.append(Problem("number_order", f"{draft.label}排在更后的条文之后", draft.label))
            continue
        elif draft.sub > (before[1] + 1 if draft.number == before[0] else 1):
            lost = ordinal_label(draft.number, draft.sub - 1)
            problems.append(Problem("number_gap", f"缺{lost}", lost))
        last[place] = (draft.number, draft.sub)


def _gap(first: int, final: int, kind: UnitKind) -> Problem:
    one = ordinal_label if kind is UnitKind.ARTICLE else _item_label
    where = one(first) if first == final else f"{one(first)}至{one(final)}"
    return Problem("number_gap", f"缺{where}（{final - first + 1}个）", where)


def _item_label(number: int) -> str:
    return f"{to_chinese(number)}、"


def _keyed(drafts: list[Draft], problems: list[Problem]) -> tuple[Unit, ...]:
    """Unit keys of DESIGN §3: a133, a133-1, i3, p12, pre, x1; ~2 and on where a key is taken."""
    counts: dict[str, int] = {}
    orders: dict[UnitKind, int] = {}
    units = []
    for draft in drafts:
        orders[draft.kind] = order = orders.get(draft.kind, 0) + 1
        if draft.kind is UnitKind.PREAMBLE:
            key = "pre"
        else:
            number = order if draft.number is None else draft.number
            key = f"{_LETTERS[draft.kind]}{number}" + (f"-{draft.sub}" if draft.sub else "")
        counts[key] = times = counts.get(key, 0) + 1
        if times > 1:
            key = f"{key}~{times}"
        if not draft.text:
            problems.append(Problem("unit_empty", f"{draft.label or key}没有正文", draft.label or key))
        number_ = draft.number if draft.number is not None or draft.kind is UnitKind.PREAMBLE else order
        units.append(Unit(key, draft.kind, number_, draft.sub, draft.label, draft.path, draft.text))
    return tuple(units)
