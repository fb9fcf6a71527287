"""How a text is numbered: articles, items, figures, or nothing; and what stands before its body."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from corpus.structure.lines import ItemMark, Line, article, count, heading, is_front_matter, is_toc, item

_FEW_ARTICLES = 5
_LONGEST_PREAMBLE = 3
"""A text that does not begin at 第一条, has few articles and much text before them only quotes these."""

_RUNNING_FIGURES = 5
"""Figures that run through several headings are a numbering of the text from this many on."""


def without_title(found: list[Line]) -> list[Line]:
    """Without the text's own title: a heading of the first level above all others."""
    if found and found[0].level == 1 and all(each.level != 1 for each in found[1:]):
        return found[1:]
    return found


def without_contents(found: list[Line]) -> list[Line]:
    """Without a table of contents: 目录 and the headings printed twice, and entries with page numbers."""
    kept: list[Line] = []
    in_contents = False
    for place, line in enumerate(found):
        if line.verbatim:
            kept.append(line)
        elif is_toc(line.text):
            in_contents = True
        elif in_contents and heading(line) is not None and _again(found, place):
            continue
        else:
            in_contents = in_contents and heading(line) is not None
            kept.append(line)
    return kept


def _again(found: list[Line], place: int) -> bool:
    mark = found[place].text.split()
    return any(later.text.split() == mark for later in found[place + 1 : place + 400])


def has_articles(found: list[Line]) -> bool:
    """Whether 第N条 is the numbering of the text, and not what its items quote."""
    marks: list[tuple[int, int]] = []
    first_item, before = False, 0
    for line in found:
        mark = None if line.verbatim else article(line.text)
        here = (mark.number, mark.sub) if mark is not None and not mark.cites else None
        if mark is not None and here and (mark.spaced or (marks and follows(here, marks[-1]))):
            marks.append(here)
        elif not marks and not line.level:
            started = item(line.text)
            first_item = first_item or (started is not None and started.number == 1)
            before += not is_front_matter(line.text)
    if not marks or (marks[0][0] > 1 and len(marks) < _FEW_ARTICLES and before > _LONGEST_PREAMBLE):
        return False
    return is_numbering(marks, quoted_by_items=first_item)


def is_numbering(marks: list[tuple[int, int]], quoted_by_items: bool = False) -> bool:
    """Whether (number, sub) in the order of a text are its own numbering, not citations.

    A numbering begins at one, or mostly counts on; under items 一、 it has to count on in any case.
    """
    if marks[0][0] == 1 and not quoted_by_items:
        return True
    steps = sum(follows(later, earlier) for earlier, later in pairwise(marks))
    return len(marks) > 1 and steps * 2 >= len(marks) - 1 + quoted_by_items


def follows(later: tuple[int, int], earlier: tuple[int, int]) -> bool:
    return later in ((earlier[0] + 1, 0), (earlier[0], earlier[1] + 1))


def runs(found: list[Line], read: Callable[[str], ItemMark | None]) -> int:
    """How far a numbering of lines counts on from one."""
    last = 0
    for line in found:
        mark = None if line.verbatim else read(line.text)
        if mark is not None and mark.number == last + 1:
            last += 1
    return last


def figures_run_through(found: list[Line]) -> bool:
    """Whether figures 1. 2. … number the whole text: they count on under the next heading, never anew."""
    last, crossed, heading_since = 0, False, False
    for line in found:
        mark = None if line.verbatim or line.level else count(line.text)
        if line.level:
            heading_since = True
        elif mark is not None and mark.number == last + 1:
            crossed = crossed or (heading_since and last > 0)
            last, heading_since = mark.number, False
        elif mark is not None and mark.number == 1:
            return False
    return crossed and last >= _RUNNING_FIGURES


def is_sectioned(found: list[Line]) -> bool:
    """A text of named sections (基本案情, 裁判结果 …) whose 一、 only count points inside one of them."""
    sections = 0
    for line in found:
        if item(line.text):
            break
        sections += bool(line.level)
    return sections > 1
