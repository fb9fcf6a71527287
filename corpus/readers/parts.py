"""Files that are parts of one text, told apart by a subtitle, joined to one (民法典: a file for each 编).

Parts belong together when title and day are the same and they lie in one folder of one source. The
subtitle becomes the outermost heading of the units' paths; the parts are put in the order of their article
numbers, and the gaps between them are reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from corpus.model import Problem, SourceDocument, Unit, UnitKind
from corpus.normalize import plain_title
from corpus.numerals import ordinal_label

_PART = re.compile(
    r"(?:第[0-9零〇一二三四五六七八九十百]+(?:编|分编|篇|部分|卷|册)[\s　]*)?\S*(?:编|篇|卷|册|部分)"
    r"|第[0-9零〇一二三四五六七八九十百]+(?:编|分编|篇|部分|卷|册)[\s　]*\S*"
    r"|序言|前言|总则|分则|附则|附件\S{0,4}|附录\S{0,4}"
)
_GAP_CODE, _START_CODE = "number_gap", "number_start"
_FIRST = ("序言", "前言")
_LAST = ("附件", "附录")


@dataclass(frozen=True, slots=True)
class Part:
    """One file that holds a part of a text: the document read from it, and the part's name as printed."""

    subtitle: str
    document: SourceDocument


def is_part_name(subtitle: str) -> bool:
    """True for the name of a part (物权编, 总则, 第一编 总则), not for an alias or a longer title."""
    return _PART.fullmatch(subtitle.strip()) is not None


def join(parts: Iterable[Part]) -> list[tuple[SourceDocument, tuple[str, ...]]]:
    """The joined texts, each with the paths of the files that went into it, the first the document's own."""
    return [_joined(sorted(group, key=_order)) for group in _groups(parts)]


def _groups(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Parts of one text: same title, day and folder; where a subtitle comes twice, same history too.

    The history alone is no key: one of nine files may lack the line with the effective date.
    """
    for group in _by(parts, _place):
        subtitles = {part.subtitle for part in group}
        yield from [group] if len(subtitles) == len(group) else _by(group, lambda part: part.document.acts)


def _by(parts: Iterable[Part], key: Callable[[Part], object]) -> Iterable[list[Part]]:
    groups: dict[object, list[Part]] = {}
    for part in parts:
        groups.setdefault(key(part), []).append(part)
    return groups.values()


def _place(part: Part) -> tuple[object, ...]:
    document = part.document
    folder = str(PurePosixPath(document.path).parent)
    return document.source, folder, plain_title(document.title), document.version_date


def _order(part: Part) -> tuple[int, int, str]:
    """By first article; 序言 before all, parts without articles after those with, 附件 last."""
    first = _first_number(part.document.units)
    if part.subtitle.startswith(_FIRST):
        return (0, 0, part.document.path)
    if part.subtitle.startswith(_LAST):
        return (3, 0, part.document.path)
    return (2, 0, part.document.path) if first is None else (1, first, part.document.path)


def _joined(parts: Sequence[Part]) -> tuple[SourceDocument, tuple[str, ...]]:
    paths = tuple(part.document.path for part in parts)
    units = _unique_keys([_below(unit, part.subtitle) for part in parts for unit in part.document.units])
    problems = [
        replace(problem, where=f"{part.subtitle} {problem.where}".strip())
        for part in parts
        for problem in part.document.problems
        if problem.code != _START_CODE  # a part that begins with 第二百零五条 misses nothing by itself
    ]
    fullest = max((part.document for part in parts), key=lambda document: len(document.acts))
    document = replace(
        fullest,
        path=paths[0],
        units=units,
        raw="\n\n".join(part.document.raw for part in parts),
        problems=(*problems, *_gaps(parts)),
    )
    return document, paths


def _below(unit: Unit, subtitle: str) -> Unit:
    heading = " ".join(subtitle.split())
    return unit if unit.path[:1] == (heading,) else replace(unit, path=(heading, *unit.path))


def _unique_keys(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The same units; a key that an earlier part has gets `~2`, `~3` as inside one text (DESIGN §3)."""
    seen: Counter[str] = Counter()
    taken = {unit.key for unit in units}
    unique = []
    for unit in units:
        key = unit.key
        seen[key] += 1
        if seen[key] > 1:
            base, number = key.partition("~")[0], 2
            while f"{base}~{number}" in taken:
                number += 1
            key = f"{base}~{number}"
            taken.add(key)
        unique.append(unit if key == unit.key else replace(unit, key=key))
    return tuple(unique)


def _gaps(parts: Sequence[Part]) -> list[Problem]:
    """The numbers missing before the first part and between parts."""
    problems, last = [], 0
    for part in parts:
        first = _first_number(part.document.units)
        if first is None:
            continue
        if first > last + 1:
            problems.append(_gap(last + 1, first - 1, part.subtitle))
        last = max(last, *_numbers(part.document.units))
    return problems


def _gap(start: int, end: int, subtitle: str) -> Problem:
    span = ordinal_label(start) if start == end else f"{ordinal_label(start)}至{ordinal_label(end)}"
    return Problem(_GAP_CODE, f"《{subtitle}》之前缺{span}：可能少了一个文件。", subtitle)


def _first_number(units: Sequence[Unit]) -> int | None:
    return min(_numbers(units), default=None)


def _numbers(units: Sequence[Unit]) -> list[int]:
    return [unit.number for unit in units if unit.kind is UnitKind.ARTICLE and unit.number is not None]
