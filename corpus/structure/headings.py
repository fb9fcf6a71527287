"""The path of a unit: 编, 分编, 章, 节 and other headings above it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.structure.lines import Line, bracketed, heading, item, single_spaced, squeezed

_RANKS = {"部分": 5, "编": 10, "分编": 20, "章": 30, "节": 40}
_ITEM_RANK = 50
_BRACKETED_RANK = 55
_FREE_RANK = 60


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    level: int
    title: str


class Path:
    """The headings in force at a place of the text.

    Numbered headings (第一编 …) nest by their unit, whatever number of # they carry: real files are careless
    with it. Other headings nest by their #; a bare 附则 or 总则 stands beside the outermost heading.
    """

    def __init__(self) -> None:
        self._stack: list[_Heading] = []

    def open(self, line: Line) -> None:
        """Enter a heading; the line must be one."""
        found = heading(line)
        unit = found[0] if found else ""
        title = single_spaced(line.text)
        if unit:
            rank = _RANKS[unit]
            while self._stack and self._stack[-1].rank >= rank:
                self._stack.pop()
        else:
            rank = self._unnumbered(line)
        self._stack.append(_Heading(rank, line.level, title))

    def _unnumbered(self, line: Line) -> int:
        if squeezed(line.text) in {"附则", "总则", "分则"} and not line.level:
            rank = self._stack[0].rank if self._stack else _RANKS["章"]
            self._stack.clear()
            return rank
        rank = _ITEM_RANK if item(line.text) else _BRACKETED_RANK if bracketed(line.text) else _FREE_RANK
        while self._stack:
            above = self._stack[-1]
            by_level = above.level and line.level
            if (above.level < line.level) if by_level else (above.rank < rank):
                break
            rank = self._stack.pop().rank
        return rank

    def titles(self) -> tuple[str, ...]:
        return tuple(each.title for each in self._stack)
