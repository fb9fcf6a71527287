"""A draft's text → its clauses: title, addressee, headings, articles, items, paragraphs, closing lines.

Every character that is no white space is in exactly one clause. A clause is the smallest part that stands on
its own: an article's first paragraph is one, each of its items and further paragraphs another, which point to
it by `parent`. Linear in the length of the text; any text is taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corpus.drafts import shapes
from corpus.drafts.ahead import closing_lines, numbers_ahead
from corpus.drafts.marks import BEFORE, Level, Mark
from corpus.drafts.pieces import Piece, pieces
from corpus.drafts.sentences import Sentence, sentences
from corpus.structure.lines import Line, heading, is_toc, squeezed

__all__ = ["Clause", "ClauseKind", "Sentence", "clauses", "sentences"]

_LONGEST_HEADING = 40
_LONGEST_WITH_COMMA = 20
_HEADING_END = frozenset("。；：！？;:!?")
_LONGEST_CAPTION = 16
_MOST_TITLE_LINES = 5
_NEAR = 40
"""The list of attachments is at most this many lines long."""


class ClauseKind(StrEnum):
    """What a clause is in its document."""

    TITLE = "title"  # 标题
    DOCUMENT_NUMBER = "document_number"  # 发文字号
    HISTORY = "history"  # 题注、标题下的日期
    CONTENTS = "contents"  # 目录
    ADDRESSEE = "addressee"  # 主送机关
    HEADING = "heading"  # 编、章、节，一、 and （一） as headings without text
    PREAMBLE = "preamble"  # text before the first number
    ARTICLE = "article"  # 第…条, its first paragraph
    ITEM = "item"  # 一、（一）1.（1）
    PARAGRAPH = "paragraph"  # text without a number
    ATTACHMENTS = "attachments"  # 附件说明: the list above the signature
    ATTACHMENT_HEADING = "attachment_heading"  # 附件1, where the attachment begins
    CLOSING = "closing"  # signature, date, 特此通知, 抄送


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: `text[start:end]` of the draft as sent (code points), without white space at its ends.

    `label` is the number as printed (第三条, （二）, 一、, '' without one); `headings` are those above, outermost
    first; `parent` is the index of the clause that it belongs to: an item's article, a paragraph's item; None
    where only headings stand above it.
    """

    start: int
    end: int
    text: str
    kind: ClauseKind
    label: str
    headings: tuple[str, ...]
    parent: int | None


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a draft in the order of the text; an empty text has none."""
    return _Walk(text, pieces(text)).clauses()


class _Open(NamedTuple):
    """An article or item that deeper ones belong to; `listed`: it stands in a list that a colon introduced."""

    level: Level
    place: int
    parent: int | None
    listed: bool


class _Heading(NamedTuple):
    level: int
    text: str
    in_article: bool


class _Walk:
    """One pass over the pieces; a document with attachments is several parts, each with a front of its own."""

    def __init__(self, text: str, found: list[Piece]) -> None:
        self._text = text
        self._pieces = found
        self._texts = [text[each.start : each.end] for each in found]
        self._closing = closing_lines(self._texts, found)
        self._numbered = numbers_ahead(found, self._closing)
        self._later = Counter(squeezed(each) for each in self._texts if len(each) <= 80)
        self._found: list[Clause] = []
        self._in_contents = False
        self._in_attachments = False
        self._new_part()

    def _new_part(self) -> None:
        self._front, self._counted, self._ended = True, False, False
        self._headings: list[_Heading] = []
        self._open: list[_Open] = []
        self._sibling: dict[Level, ClauseKind] = {}

    def clauses(self) -> tuple[Clause, ...]:
        for place, piece in enumerate(self._pieces):
            self._later[squeezed(self._texts[place])] -= len(self._texts[place]) <= 80
            self._read(place, piece, self._texts[place])
        return tuple(self._found)

    def _read(self, place: int, piece: Piece, text: str) -> None:
        if self._contents(text) or self._attachment(place, piece, text):
            return
        if self._closing[place] and not self._front:
            self._ended = True
            self._open.clear()
            self._headings.clear()
            self._add(piece, text, ClauseKind.CLOSING, None)
            return
        if self._ended or (self._counted and piece.mark is None and self._opens_part(place)):
            self._new_part()
        if piece.mark is not None:
            self._marked(place, piece, text, piece.mark)
        elif not self._unnumbered_heading(piece, text):
            self._plain(place, piece, text)

    def _add(self, piece: Piece, text: str, kind: ClauseKind, parent: int | None, label: str = "") -> int:
        above = tuple(each.text for each in self._headings)
        self._found.append(Clause(piece.start, piece.end, text, kind, label, above, parent))
        return len(self._found) - 1

    def _opens_part(self, place: int) -> bool:
        """A title in the midst of a text, above a numbering that begins anew: a second document."""
        if self._texts[place - 1][-1] not in "。）)" or not shapes.is_title(self._texts[place]):
            return False
        last = place
        while last + 1 < min(place + _MOST_TITLE_LINES, len(self._texts)) and not (
            shapes.names_document(self._texts[last]) or self._pieces[last + 1].mark
        ):
            last += 1
        if not shapes.is_title(self._texts[last]) or not shapes.names_document(self._texts[last]):
            return False
        marks = (each.mark for each in self._pieces[last + 1 : last + 4] if each.mark is not None)
        first = next(marks, None)
        return first is not None and first.place == (1, 0) and first.level <= Level.ITEM

    # contents and attachments

    def _contents(self, text: str) -> bool:
        """目录 and its entries: headings that are printed again below, or that carry page numbers."""
        entry = len(text) <= 80 and (is_toc(text) or self._later[squeezed(text)] > 0)
        self._in_contents = squeezed(text) == "目录" or (self._in_contents and entry)
        if self._in_contents:
            self._found.append(self._bare(text, ClauseKind.CONTENTS))
        return self._in_contents

    def _bare(self, text: str, kind: ClauseKind) -> Clause:
        piece = self._pieces[len(self._found)]
        return Clause(piece.start, piece.end, text, kind, "", (), None)

    def _attachment(self, place: int, piece: Piece, text: str) -> bool:
        found = shapes.attached(text) if piece.mark is None and not piece.inside else None
        if found is not None:
            self._in_attachments = found[1] and not self._ended and self._goes_on(place)
            if self._in_attachments:
                self._open.clear()
                self._add(piece, text, ClauseKind.ATTACHMENTS, None)
                return True
            self._new_part()
            self._add(piece, text, ClauseKind.ATTACHMENT_HEADING, None, found[0])
            return True
        listed = piece.mark is not None and piece.mark.level == Level.FIGURE
        self._in_attachments = self._in_attachments and listed and not self._closing[place]
        if self._in_attachments:
            self._add(piece, text, ClauseKind.ATTACHMENTS, None)
        return self._in_attachments

    def _goes_on(self, place: int) -> bool:
        """Does the document go on after 附件：…, to its signature or to the attachments themselves?"""
        near = range(place + 1, min(place + _NEAR, len(self._pieces)))
        return any(self._closing[each] or shapes.attached(self._texts[each]) for each in near)

    # without a number

    def _unnumbered_heading(self, piece: Piece, text: str) -> bool:
        opens = BEFORE.match(text)
        signs = text[: opens.end()] if opens else ""
        bare = text[len(signs) :].strip("* ")
        level = signs.count("#")
        if not bare or heading(Line(bare, level)) is None:
            return False
        if level == 1 and self._front and not self._found:
            self._add(piece, text, ClauseKind.TITLE, None)
            return True
        self._enter(piece, text, Level.CHAPTER if not level else Level(min(level, Level.SECTION)), bare)
        return True

    def _plain(self, place: int, piece: Piece, text: str) -> None:
        kind = self._front_kind(place, text) if self._front else None
        if kind is not None:
            self._front = kind not in (ClauseKind.ADDRESSEE, ClauseKind.PREAMBLE)
            self._add(piece, text, kind, None)
            return
        self._front = False
        if shapes.is_commencement(text) and not (self._open and self._open[0].level == Level.ARTICLE):
            self._open.clear()
            self._headings.clear()
        if not self._counted and self._is_caption(place, text):
            self._headings = [each for each in self._headings if each.level < Level.ITEM]
            self._add(piece, text, ClauseKind.HEADING, None)
            self._headings.append(_Heading(Level.ITEM, text, in_article=False))
            return
        if self._is_preamble(place, text):
            self._add(piece, text, ClauseKind.PREAMBLE, None)
            return
        while self._open and self._open[-1].listed and self._found[-1].text[-1] not in "：:":
            self._open.pop()
        self._add(piece, text, ClauseKind.PARAGRAPH, self._open[-1].place if self._open else None)

    def _front_kind(self, place: int, text: str) -> ClauseKind | None:
        """What a line before the body is; None when the body begins with it."""
        if shapes.is_document_number(text):
            return ClauseKind.DOCUMENT_NUMBER
        if shapes.is_history(text):
            return ClauseKind.HISTORY
        if shapes.is_addressee(text):
            return ClauseKind.ADDRESSEE
        if shapes.is_title(text) and place + 1 < len(self._pieces):
            return ClauseKind.TITLE
        return None

    def _is_preamble(self, place: int, text: str) -> bool:
        """Above the first number of a document; above （一） only when it gives a reason (为…, 根据…)."""
        ahead = self._numbered[place]
        if self._counted or self._headings or self._open or ahead is None:
            return False
        return ahead <= Level.ITEM or shapes.gives_reason(text)

    def _is_caption(self, place: int, text: str) -> bool:
        """契税补贴: a heading without a number, above a sentence or figures."""
        if len(text) > _LONGEST_CAPTION or not shapes.is_title(text) or any(map(str.isdigit, text)):
            return False
        if place + 1 >= len(self._pieces) or not self._found or self._closing[place + 1]:
            return False
        following, mark = self._texts[place + 1], self._pieces[place + 1].mark
        return (
            mark.level > Level.ITEM if mark else following[-1] == "。" and len(following) > _LONGEST_HEADING
        )

    # with a number

    def _marked(self, place: int, piece: Piece, text: str, mark: Mark) -> None:
        self._front, self._counted = False, True
        if mark.level < Level.ARTICLE:
            self._enter(piece, text, mark.level, text, mark.label)
        elif mark.level == Level.ARTICLE:
            self._headings = [each for each in self._headings if not each.in_article]
            self._open.clear()
            self._sibling.clear()
            index = self._add(piece, text, ClauseKind.ARTICLE, None, mark.label)
            self._open.append(_Open(mark.level, index, None, False))
        else:
            self._item(place, piece, text, mark)

    def _item(self, place: int, piece: Piece, text: str, mark: Mark) -> None:
        last = self._found[-1] if self._found else None
        introduced = last is not None and last.kind not in _FRONT and shapes.introduces(last.text)
        before = self._close(mark.level)
        if self._is_heading(place, piece, mark, introduced):
            self._sibling[mark.level] = ClauseKind.HEADING
            self._enter(piece, text, mark.level, text, mark.label)
            return
        while self._headings and self._headings[-1].level >= mark.level:
            self._headings.pop()
        listed = introduced and (mark.level > Level.ITEM or bool(self._open))
        parent = self._open[-1].place if self._open else None
        if before is not None:
            parent, listed = before.parent, before.listed
        elif listed and last is not None and last.kind in (ClauseKind.PARAGRAPH, ClauseKind.PREAMBLE):
            parent = len(self._found) - 1
        self._sibling[mark.level] = ClauseKind.ITEM
        index = self._add(piece, text, ClauseKind.ITEM, parent, mark.label)
        self._open.append(_Open(mark.level, index, parent, listed))

    def _close(self, level: Level) -> _Open | None:
        """Leave what is as deep or deeper; the item before at the same level, if one was open."""
        before = None
        while self._open and self._open[-1].level >= level:
            before = self._open.pop()
        for deeper in [each for each in self._sibling if each > level]:
            del self._sibling[deeper]
        return before if before is not None and before.level == level else None

    def _enter(self, piece: Piece, text: str, level: int, title: str, label: str = "") -> None:
        in_article = bool(self._open) and self._open[0].level == Level.ARTICLE and level > Level.ARTICLE
        while self._headings and self._headings[-1].level >= level:
            self._headings.pop()
        if level < Level.ARTICLE:
            self._open.clear()
            self._sibling.clear()
        self._front, self._counted = False, True
        parent = self._open[-1].place if self._open else None
        self._add(piece, text, ClauseKind.HEADING, parent, label)
        self._headings.append(_Heading(level, " ".join(title.split()), in_article))

    def _is_heading(self, place: int, piece: Piece, mark: Mark, introduced: bool) -> bool:
        """一、工作目标: short, no sentence, with text or deeper numbers below it; not the entry of a list."""
        rest = self._text[mark.end : piece.end]
        longest = _LONGEST_WITH_COMMA if "，" in rest or "," in rest else _LONGEST_HEADING
        if not rest.strip() or len(rest) > longest or any(each in rest for each in _HEADING_END):
            return False
        if place + 1 >= len(self._pieces) or self._closing[place + 1]:
            return False
        following = self._pieces[place + 1].mark
        if following is not None:
            return following.level > mark.level
        is_list = self._sibling.get(mark.level) == ClauseKind.ITEM
        return not is_list and not (introduced and mark.level >= Level.FIGURE)


_FRONT = frozenset({ClauseKind.TITLE, ClauseKind.ADDRESSEE, ClauseKind.HEADING, ClauseKind.CONTENTS})
