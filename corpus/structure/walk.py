"""Gathering the units of a text, once it is known how the text is numbered."""

from __future__ import annotations

from collections.abc import Callable

from corpus.model import UnitKind
from corpus.structure.finish import Draft
from corpus.structure.headings import Path
from corpus.structure.lines import (
    ArticleMark,
    ItemMark,
    Line,
    annex,
    article,
    bracketed,
    has_marker,
    heading,
    in_quotation,
    is_front_matter,
    item,
)
from corpus.structure.scheme import follows, runs

FARTHEST_GAP = 30
"""A number that jumps further ahead than this is a citation, unless the next article follows on it."""


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
        if runs(decision, item) > 1:
            return Items(decision, item).read() + self.drafts
        return [Draft(UnitKind.PREAMBLE, None, 0, "", (), front), *self.drafts]


class Articles(_Reader):
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
        if follows(here, self.last):
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
            return near or (following is not None and follows(following, here))
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


class Items(_Reader):
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


def paragraphs(found: list[Line]) -> list[Draft]:
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
