"""The chain of numbered steps behind a name: 第十三条第一款第（一）、（二）项、第十四条和第十六条.

A step refines what stands before it (条 → 款 → 项 → 目) or, after 、和或及至, starts a new target that keeps
the numbers above its own rank. A range gives one target for each member, all with the span of the range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.citations.model import Kind, Path
from corpus.citations.patterns import GAP, JOINER, LOOSE_ITEMS, MEMBER, NAKED_ARTICLE, STEP
from corpus.numerals import to_int

WIDEST_RANGE = 200
"""A range of more members is cited by its two ends only, and said to be so (`range_too_wide`)."""

_RANKS = {"编": 0, "分编": 0, "章": 1, "节": 2, "条": 3, "款": 4, "项": 5, "目": 6}
_FIELDS = ("part", "chapter", "section", "number", "paragraph", "item", "subitem")
_KINDS = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM)


@lru_cache(maxsize=8192)
def number_of(text: str) -> int | None:
    return to_int(re.sub(r"\s+", "", text))


@dataclass(frozen=True, slots=True)
class Target:
    """One cited place: span in the folded text, numbers, and the rank of the deepest."""

    start: int
    end: int
    path: Path
    rank: int

    @property
    def kind(self) -> Kind:
        return _KINDS[self.rank]


@dataclass(frozen=True, slots=True)
class Chain:
    """The targets of one chain, where it ends, and ranges too wide to be written out."""

    targets: tuple[Target, ...]
    end: int
    wide: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Member:
    number: int
    sub: int
    start: int
    end: int
    ranged: bool


def with_number(path: Path, rank: int, number: int, sub: int = 0) -> Path:
    """`path` cut above `rank`, with `number` there."""
    values: dict[str, int | None] = dict.fromkeys(_FIELDS[rank:])
    values[_FIELDS[rank]] = number
    kept = replace(path, **values)  # type: ignore[arg-type]
    if rank == 3:
        return replace(kept, sub=sub)
    return replace(kept, sub=0) if rank < 3 else kept


def number_at(path: Path, rank: int) -> tuple[int, int] | None:
    value = getattr(path, _FIELDS[rank])
    return None if value is None else (value, path.sub if rank == 3 else 0)


def rank_of(unit: str) -> int:
    return _RANKS[unit]


def chain(
    text: str,
    place: int,
    start: int,
    *,
    seed: tuple[Path, int] = (Path(), -1),
    first: re.Match[str] | None = None,
) -> Chain:
    """All steps from `place` on; the first target's span opens at `start` (the name's, or the step's own).

    `seed` is what the words before have named (前条, 本条), and its rank; `first` a step already matched.
    """
    builder = _Builder(start, *seed)
    joiner: re.Match[str] | None = None
    while True:
        step = first or _next(text, place, joined=joiner is not None)
        first = None
        if step is None or not builder.add(step, joiner):
            break
        place = step.end()
        joiner = JOINER.match(text, place)
        if joiner:
            place = joiner.end()
    return builder.chain()


def _next(text: str, place: int, *, joined: bool) -> re.Match[str] | None:
    """The step at `place`, or behind a gap; on a new line only 款, 项 and 目 go on, 第…条 there is a head.

    A joined article may lack its 第: 第一百四十三条、一百四十四条.
    """
    gap = GAP.match(text, place)
    after = gap.end() if gap else place
    step = STEP.match(text, after) or LOOSE_ITEMS.match(text, after)
    if step is None and joined:
        step = NAKED_ARTICLE.match(text, after)
    if step is not None and "\n" in text[place:after] and _RANKS[step["unit"]] < 4:
        return None
    return step


class _Builder:
    def __init__(self, start: int, seed: Path, seed_rank: int) -> None:
        self._start = start
        self._path = seed
        self._rank = seed_rank
        self._targets: list[Target] = []
        self._wide: list[tuple[int, int]] = []
        self._end = start

    def chain(self) -> Chain:
        return Chain(tuple(self._targets), self._end, tuple(self._wide))

    def add(self, step: re.Match[str], joiner: re.Match[str] | None) -> bool:
        """Take one step; False when its numbers are none."""
        rank = _RANKS[step["unit"]]
        members = list(_members(step))
        if not members:
            return False
        ranged = joiner is not None and joiner["range"] is not None
        if not self._targets or (joiner is None and rank > self._rank):
            self._refine(rank, members, step)
        else:
            self._append(rank, members, step, ranged)
        self._end = step.end()
        return True

    def _refine(self, rank: int, members: list[_Member], step: re.Match[str]) -> None:
        """The step goes deeper into the last target (or opens the first)."""
        begin = self._start
        if self._targets:
            begin = self._targets.pop().start
        self._rank = rank
        self._spread(rank, members, step, begin)

    def _append(self, rank: int, members: list[_Member], step: re.Match[str], ranged: bool) -> None:
        """The step opens a new target beside the last one, or closes a range that the last one opened."""
        last = self._targets[-1]
        opened = number_at(last.path, rank)
        if self._rank < 3 <= rank:
            self._path = Path()
        self._rank = rank
        begin = step.start()
        if ranged and opened is not None:
            if last.rank == rank:
                self._targets.pop()
                begin = last.start
                opened_member = _Member(*opened, last.start, last.end, False)
            else:
                opened_member = _Member(opened[0] + 1, 0, begin, begin, False)
            closing = replace(members[0], ranged=True)
            self._spread(rank, [opened_member, closing, *members[1:]], step, begin)
            return
        self._spread(rank, members, step, begin)

    def _spread(self, rank: int, members: list[_Member], step: re.Match[str], begin: int) -> None:
        """One target for each member; members of a range share the span of the range."""
        base = self._path
        for index, each in enumerate(members):
            end = step.end() if index == len(members) - 1 else each.end
            if each.ranged and index:
                self._range(rank, members[index - 1], each, end)
                continue
            start = begin if index == 0 else each.start
            self._targets.append(Target(start, end, with_number(base, rank, each.number, each.sub), rank))
        self._path = self._targets[-1].path

    def _range(self, rank: int, first: _Member, last: _Member, end: int) -> None:
        opening = self._targets.pop()
        ends = [(first.number, first.sub), (last.number, last.sub)]
        if last.number - first.number + last.sub > WIDEST_RANGE:
            self._wide.append((opening.start, end))
            places = ends
        else:
            places = _between(*ends)
        for number, sub in places:
            self._targets.append(
                Target(opening.start, end, with_number(opening.path, rank, number, sub), rank)
            )


def _between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """The members of a range; a range that runs backwards is its two ends."""
    if last <= first:
        return [first, last] if last != first else [first]
    if first[0] == last[0]:
        return [(first[0], sub) for sub in range(first[1], last[1] + 1)]
    middle = [(number, 0) for number in range(first[0] + 1, last[0] + 1)]
    return [first, *middle] + [(last[0], sub) for sub in range(1, last[1] + 1)]


def _members(step: re.Match[str]) -> Iterator[_Member]:
    """The numbers of a step's list with their places; nothing when one of them is no number."""
    offset = step.start("list")
    text = step["list"]
    found: list[_Member] = []
    for match in MEMBER.finditer(text):
        number = number_of(match["no"])
        sub = number_of(match["sub"].lstrip("\n ").removeprefix("之")) if match["sub"] else 0
        if number is None or sub is None:
            return
        found.append(
            _Member(number, sub, offset + match.end("join"), offset + match.end(), match["range"] is not None)
        )
    if found and step["sub"]:
        sub = number_of(step["sub"].lstrip("\n ").removeprefix("之"))
        if sub:
            found[-1] = replace(found[-1], sub=sub)
    yield from _dashed(found)


def _dashed(found: list[_Member]) -> Iterator[_Member]:
    """第133-1条 is 第一百三十三条之一, 第13-15条 is a range: a dash before a smaller number is 之."""
    for index, each in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if each.ranged and index and each.number <= found[index - 1].number:
            continue
        if following is not None and following.ranged and following.number <= each.number:
            yield replace(each, sub=following.number, end=following.end)
        else:
            yield each
