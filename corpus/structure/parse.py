"""A law's body text, as Markdown or as plain lines, to units.

The numbering decides how a text is read: articles (第一条), items (一、), figures that run through the whole
text (1. … 78.), or nothing, and then every paragraph is a unit.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from corpus.model import Problem, UnitKind
from corpus.structure.finish import Draft, Structure, finish
from corpus.structure.headings import Path
from corpus.structure.lines import (
    ArticleMark,
    ItemMark,
    Line,
    annex,
    article,
    bracketed,
    count,
    has_marker,
    heading,
    in_quotation,
    is_front_matter,
    is_toc,
    item,
    lines,
)

FARTHEST_GAP = 30
"""A number that jumps further ahead than this is a citation, unless the next article follows on it."""

_FEW_ARTICLES = 5
_LONGEST_PREAMBLE = 3
"""A text that does not begin at 第一条, has few articles and much text before them only quotes these."""

_RUNNING_FIGURES = 5
"""Figures that run through several headings are a numbering of the text from this many on."""


def parse(text: str) -> Structure:
    """Units of a body text; the header (title, dates) should be gone, but a title line does no harm.

    Problems: `no_body`, `number_start`, `number_gap`, `number_repeated`, `number_order`, `article_glued`,
    `unit_empty`.
    """
    drafts = drafts_of(text)
    return finish(drafts, [] if drafts else [Problem("no_body", "只有标题，没有正文")])


def drafts_of(text: str) -> list[Draft]:
    """The units of a text before numbers are checked and keys given."""
    found = _without_contents(_without_title(list(lines(text))))
    if _has_articles(found):
        return _Articles(found).read()
    if _figures_run_through(found):
        return _Items(found, count).read()
    if _runs(found, item) > 1 and not _is_sectioned(found):
        return _Items(found, item).read()
    return _paragraphs(found)


def _without_title(found: list[Line]) -> list[Line]:
    """Without the text's own title: a heading of the first level above all others."""
    if found and found[0].level == 1 and all(each.level != 1 for each in found[1:]):
        return found[1:]
    return found


def _without_contents(found: list[Line]) -> list[Line]:
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


def _has_articles(found: list[Line]) -> bool:
    """Whether 第N条 is the numbering of the text, and not what its items quote."""
    marks: list[tuple[int, int]] = []
    first_item, before = False, 0
    for line in found:
        mark = None if line.verbatim else article(line.text)
        here = (mark.number, mark.sub) if mark is not None and not mark.cites else None
        if mark is not None and here and (mark.spaced or (marks and _follows(here, marks[-1]))):
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
    steps = sum(_follows(later, earlier) for earlier, later in pairwise(marks))
    return len(marks) > 1 and steps * 2 >= len(marks) - 1 + quoted_by_items


def _follows(later: tuple[int, int], earlier: tuple[int, int]) -> bool:
    return later in ((earlier[0] + 1, 0), (earlier[0], earlier[1] + 1))


def _runs(found: list[Line], read: Callable[[str], ItemMark | None]) -> int:
    """How far a numbering of lines counts on from one."""
    last = 0
    for line in found:
        mark = None if line.verbatim else read(line.text)
        if mark is not None and mark.number == last + 1:
            last += 1
    return last


def _figures_run_through(found: list[Line]) -> bool:
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


def _is_sectioned(found: list[Line]) -> bool:
    """A text of named sections (基本案情, 裁判结果 …) whose 一、 only count points inside one of them."""
    sections = 0
    for line in found:
        if item(line.text):
            break
        sections += bool(line.level)
    return sections > 1


class _Reader:
    """What reading by a numbering has in common: preamble, current unit, annexes, headings."""

    def __init__(self, found: list[Line]) -> None:
        self.found = found
        self.drafts: list[Draft] = []
        self.path = Path()
        self.before: list[str] = []
        self.current: Draft | None = None
        self.in_annex = False

    def start(self, kind: UnitKind, number: int | None, sub: int, label: str, rest: str) -> Draft:
        self.current = Draft(kind, number, sub, label, self.path.titles(), [rest] if rest else [])
        self.drafts.append(self.current)
        return self.current

    def text(self, line: str) -> None:
        """A line that starts nothing: of the current unit, or before the first one."""
        (self.before if self.current is None else self.current.parts).append(line)

    def opens_annex(self, place: int) -> bool:
        """Start an annex when the line opens one; a bare list of the annexes that follow does not."""
        line = self.found[place]
        mark = None if line.verbatim or line.text[0] != "附" else annex(line.text)
        if mark is None or self.current is None:
            return False
        number, label, title = mark
        if number is None and self._is_mention(place, title):
            return False
        self.path = Path()
        self.in_annex = True
        self.start(UnitKind.ANNEX, number, 0, label, title)
        return True

    def _is_mention(self, place: int, title: str) -> bool:
        """Whether a bare 附件： only names annexes: those that follow, or one of a numbered annex's own."""
        if self.in_annex and self.current is not None and self.current.number is not None:
            return True
        later = [annex(line.text) for line in self.found[place + 1 :] if line.text[0] == "附"]
        if has_marker(title):
            return any(mark is not None and mark[0] is not None for mark in later)
        following = self.found[place + 1 : place + 2]
        return bool(title) and any(annex(line.text) is not None for line in following)

    def done(self) -> list[Draft]:
        """All drafts, with what stands in front of the first unit when that is more than a title.

        A decision printed before the text that it changes keeps its items.
        """
        body = [place for place, each in enumerate(self.before) if not is_front_matter(each)]
        if not body:
            return self.drafts
        front = self.before[body[0] :]
        decision = [Line(each) for each in front]
        if _runs(decision, item) > 1:
            return _Items(decision, item).read() + self.drafts
        return [Draft(UnitKind.PREAMBLE, None, 0, "", (), front), *self.drafts]


class _Articles(_Reader):
    """A text numbered by 第N条."""

    def __init__(self, found: list[Line]) -> None:
        super().__init__(found)
        self.last: tuple[int, int] | None = None
        self.series = 0
        self.annex_is_numbered = False
        self.top_items = 0

    def read(self) -> list[Draft]:
        for place, line in enumerate(self.found):
            mark = None if line.verbatim else article(line.text)
            if mark is not None and self._starts(mark, place):
                self._article(mark)
            elif self.opens_annex(place):
                self.annex_is_numbered = False
            elif not line.verbatim and not self.in_annex and self._is_heading(place):
                self.path.open(line)
            else:
                self.text(line.text)
        return self.done()

    def _article(self, mark: ArticleMark) -> None:
        self.in_annex = False
        if self.last is None or (mark.number, mark.sub) > self.last or self._restarts(mark):
            self.last = (mark.number, mark.sub)
        draft = self.start(UnitKind.ARTICLE, mark.number, mark.sub, mark.label, mark.rest)
        draft.series = self.series

    def _restarts(self, mark: ArticleMark) -> bool:
        """Whether the numbering starts anew here: a second text in one file."""
        restarts = mark.number == 1 and mark.sub == 0
        self.series += restarts
        return restarts

    def _starts(self, mark: ArticleMark, place: int) -> bool:
        """Whether a line that opens with 第N条 is that article: by its number, then by its shape."""
        here = (mark.number, mark.sub)
        if mark.cites or (self.in_annex and self._is_of_annex(here)):
            return False
        if self.last is None:
            return mark.spaced
        if _follows(here, self.last):
            return True
        if not mark.spaced or self.in_annex or (self.current and in_quotation(self.current.parts)):
            return False
        return self._is_out_of_turn(here, place)

    def _is_of_annex(self, here: tuple[int, int]) -> bool:
        """Whether the annex has articles of its own: all that follow are its."""
        self.annex_is_numbered = self.annex_is_numbered or here == (1, 0)
        return self.annex_is_numbered

    def _is_out_of_turn(self, here: tuple[int, int], place: int) -> bool:
        """Whether a number that was not expected is a gap, a repeat or a new start; False for a citation."""
        last = self.last or (0, 0)
        following = self._next_mark(place)
        if here == (1, 0):
            return following == (2, 0)
        if here > last:
            near = here[0] - last[0] <= FARTHEST_GAP
            return near or (following is not None and _follows(following, here))
        return True

    def _next_mark(self, place: int) -> tuple[int, int] | None:
        for line in self.found[place + 1 :]:
            mark = None if line.verbatim else article(line.text)
            if mark is not None and mark.spaced and not mark.cites:
                return mark.number, mark.sub
        return None

    def _is_heading(self, place: int) -> bool:
        line = self.found[place]
        if heading(line) is None:
            return self._is_item_heading(place)
        return bool(line.level) or self.current is None or not in_quotation(self.current.parts)

    def _is_item_heading(self, place: int) -> bool:
        """A plain line 二、管辖 or （二）抵押 before an article: short, no sentence, the next of its kind."""
        text = self.found[place].text
        mark = item(text)
        if mark is not None:
            fits = mark.number == self.top_items + 1 and len(text) <= 40 and text[-1] not in "。；：，"
        else:
            fits = bracketed(text)
        if not fits:
            return False
        following = self.found[place + 1] if place + 1 < len(self.found) else None
        after = article(following.text) if following else None
        if after is None or not after.spaced:
            return False
        self.top_items += mark is not None
        return True


class _Items(_Reader):
    """A text numbered by 一、 or by figures that run through it."""

    def __init__(self, found: list[Line], read: Callable[[str], ItemMark | None]) -> None:
        super().__init__(found)
        self.mark = read
        self.last = 0
        self.series = 0
        self.heading_since = False

    def read(self) -> list[Draft]:
        for place, line in enumerate(self.found):
            mark = None if line.verbatim or self.in_annex else self.mark(line.text)
            if mark is not None and self._starts(mark):
                self.last = mark.number
                self.heading_since = False
                self.start(UnitKind.ITEM, mark.number, 0, mark.label, mark.rest).series = self.series
            elif self.opens_annex(place):
                continue
            elif line.level and not self.in_annex:
                self.path.open(line)
                self.heading_since = True
            else:
                self.text(line.text)
        return self.done()

    def _starts(self, mark: ItemMark) -> bool:
        if mark.number == self.last + 1:
            return True
        if mark.number == 1 and self.heading_since:
            self.series += 1
            return True
        return False


def _paragraphs(found: list[Line]) -> list[Draft]:
    """A text without numbering: each paragraph a unit, with its list or its table."""
    reader = _Reader(found)
    started = False
    for place, line in enumerate(found):
        if not started and not line.level and is_front_matter(line.text) and not line.verbatim:
            reader.before.append(line.text)
            continue
        started = started or not line.level
        if not reader.opens_annex(place):
            _paragraph(reader, line)
    if not reader.drafts:
        for text in reader.before:
            reader.start(UnitKind.PARAGRAPH, None, 0, "", text)
    return reader.drafts


def _paragraph(reader: _Reader, line: Line) -> None:
    if reader.in_annex and reader.current is not None:
        reader.current.parts.append(line.text)
    elif line.level:
        reader.path.open(line)
        reader.current = None
    elif reader.current is not None and (line.verbatim or _continues(reader.current, line.text)):
        reader.current.parts.append(line.text)
    else:
        reader.start(UnitKind.PARAGRAPH, None, 0, "", line.text)


def _continues(draft: Draft, text: str) -> bool:
    """Whether a line belongs to the list that the paragraph before it introduces."""
    return has_marker(text) and (draft.parts[-1][-1] in "：:" or has_marker(draft.parts[-1]))
