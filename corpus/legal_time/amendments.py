"""Amending acts (修正案, 关于修改《…》的决定): which articles of which law they replace, add, delete, move.

An act's lines are instructions or quoted new wording. The wording is cut out first (a line that opens with a
quotation mark is wording as a whole), then the instruction's article numbers are read by their role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from corpus.legal_time.clause import Change, Clause, ClauseKind, Op
from corpus.legal_time.folded import Folded, folded
from corpus.model import Unit
from corpus.normalize import fold
from corpus.numerals import NUMBER_CLASS, to_int

_BY_TITLE = re.compile(r"关于(?:修改|修订|修正)(?!后)(?P<what>.+?)的(?:决定|决议)(?:\([^()]*\))?$")
_AMENDMENT_TITLE = re.compile(r"^(?P<law>.+?)修正案(?:\((?:[^()]*)\))?$")
_SECTION = re.compile(
    r"^(?:第[一二三四五六七八九十百]+条|[一二三四五六七八九十百]+、|\([一二三四五六七八九十]+\)|[0-9]+[.、])?"
    r"(?:将|对|修改)?《(?P<law>[^《》]*(?:《[^《》]*》[^《》]*)*)》(?:\([^()]*\))?(?:作出?(?:如下|以下)?修改|的?修改|$|第|中)"
)
_NO = f"第(?:[{NUMBER_CLASS}]+)条(?:之[{NUMBER_CLASS}]+)?"
_ARTICLE = re.compile(f"第(?P<no>[{NUMBER_CLASS}]+)条(?:之(?P<sub>[{NUMBER_CLASS}]+))?")
_LIST = f"{_NO}(?:(?:、|和|,|及|至|以及|到){_NO})*"
_ADDED = re.compile(f"增加[{NUMBER_CLASS}]+条[^。;]{{0,16}}?(?:分别)?(?:作|列)为(?P<list>{_LIST})")
_ADDED_CHAPTER = re.compile(f"增加[{NUMBER_CLASS}]+[章节][^。]{{0,60}}?(?:包括|即)(?P<list>{_LIST})")
_RENUMBERED = re.compile(
    f"(?P<old>{_LIST})(?:中的[^。;,]{{0,20}})?(?:相应|依次|分别)*(?:改为|作为)(?P<new>{_LIST})"
)
_MERGED = re.compile(f"(?P<old>{_NO}[^。;]{{0,80}}?)合并,?(?:作为|为|改为)(?P<new>{_NO})")
_DELETED = re.compile(f"(?:删去|删除)(?:[^第。;,]{{0,12}})(?P<list>{_LIST})(?!第|中|[^。;]{{0,4}}[款项])")
_AFTER = re.compile(
    f"(?:在)?[^第。;,]{{0,12}}(?P<list>{_NO})(?:之)?[后前],?(?:增加|增写)[{NUMBER_CLASS}]+[条章节]"
)
_PREAMBLE = re.compile("序言")
_INLINE = re.compile('"[^"]*(?:"|$)')
_WORDING = re.compile('(?:修改为|改为|作为第[^"]{0,20}|规定|内容为|增加|增写)[:,]?"(?P<text>[^"]+)')


def targets_of(title: str) -> tuple[str, ...]:
    """The laws that a title says it amends: 刑法修正案（十二） → 刑法; 关于修改《甲》《乙》的决定 → 甲, 乙.

    Empty for titles that amend nothing and for those that name no law (关于修改部分法律的决定).
    """
    plain = re.sub(r"\s+", "", fold(title))
    match = _AMENDMENT_TITLE.match(plain)
    if match and "关于" not in plain:
        return (match["law"],)
    match = _BY_TITLE.search(plain)
    if match is None:
        return ()
    named = _outer(match["what"])
    if named:
        return named
    what = re.sub("等.{0,12}$", "", match["what"])
    return () if re.search("部分|有关|若干|个别|一些|[0-9一二三四五六七八九十]+[件部]", what) else (what,)


def is_amending(title: str) -> bool:
    """Is this the title of an act that amends other texts?"""
    plain = re.sub(r"\s+", "", fold(title))
    return bool(targets_of(title)) or bool(_BY_TITLE.search(plain))


def _outer(text: str) -> tuple[str, ...]:
    found, depth, begin = [], 0, 0
    for place, character in enumerate(text):
        if character == "《":
            depth += 1
            begin = place + 1 if depth == 1 else begin
        elif character == "》" and depth:
            depth -= 1
            if depth == 0:
                found.append(text[begin:place])
    return tuple(found)


def amendment_clauses(title: str, units: Iterable[Unit]) -> list[Clause]:
    """One clause for each unit of an amending act that changes articles; none for other texts."""
    if not is_amending(title):
        return []
    targets = targets_of(title)
    law = targets[0] if len(targets) == 1 else ""
    found: list[Clause] = []
    for unit in units:
        body = folded(unit.text)
        changes, law = _unit_changes(body, law, targets)
        if changes:
            laws = tuple(dict.fromkeys(each.law for each in changes))
            quote = body.original.strip().split("\n")[0]
            found.append(Clause(ClauseKind.AMENDMENT, quote, unit.key, targets=laws, changes=tuple(changes)))
    if targets and not found:
        found.append(Clause(ClauseKind.AMENDMENT, title, "", targets=targets))
    return found


def _unit_changes(body: Folded, law: str, targets: tuple[str, ...]) -> tuple[list[Change], str]:
    """The changes of one unit and the law in hand at its end."""
    changes: list[Change] = []
    current: tuple[int, int] | None = None
    at = -1
    for line in body.text.split("\n"):
        if line.startswith('"'):
            at = _add_wording(changes, line.strip('"'), at)
            continue
        section = _SECTION.match(line)
        if section:
            law, current = section["law"], None
        instruction = _INLINE.sub("", line)
        if not law or not _acts(instruction):
            continue
        read = list(dict.fromkeys(_instruction(instruction, law)))
        if not read and current is not None and re.search("增加|修改|删去", instruction):
            read = [Change(law, *current, Op.REPLACED)]
        wording = _WORDING.search(line)
        if wording and len({(each.number, each.sub) for each in read if each.op != Op.DELETED}) <= 2:
            read = [replace(each, text=wording["text"]) for each in read]
        changes += [each for each in read if each not in changes]
        at = len(changes) - 1
        current = (read[-1].number, read[-1].sub) if read else current
    return changes, law


def _acts(instruction: str) -> bool:
    return bool(re.search("修改|增加|增写|删去|删除|改为|合并|作为", instruction))


def _add_wording(changes: list[Change], line: str, at: int) -> int:
    """Give a quoted line to the change whose article it opens with, else to the one at `at`; where it went."""
    head = _ARTICLE.match(line)
    if head:
        named = numbers(head.group())
        found = next((place for place, each in enumerate(changes) if (each.number, each.sub) in named), None)
        if found is not None:
            at, line = found, line[head.end() :]
    if 0 <= at < len(changes):
        changes[at] = replace(changes[at], text=f"{changes[at].text}\n{line}".strip())
    return at


def _instruction(text: str, law: str) -> list[Change]:
    """The changes that one instruction (quotations cut out) makes."""
    changes: list[Change] = []
    used: list[tuple[int, int]] = []

    def take(match: re.Match[str], group: str) -> list[tuple[int, int]]:
        used.append(match.span(group))
        return numbers(match[group])

    for pattern in (_ADDED, _ADDED_CHAPTER):
        for match in pattern.finditer(text):
            changes += [Change(law, *each, Op.ADDED) for each in take(match, "list")]
    for match in _AFTER.finditer(text):
        used.append(match.span("list"))
    for match in _MERGED.finditer(text):
        new = take(match, "new")[0]
        changes += [Change(law, *each, Op.RENUMBERED, new) for each in take(match, "old")]
        changes.append(Change(law, *new, Op.REPLACED))
    for match in _RENUMBERED.finditer(text):
        if not any(start <= match.start() < stop for start, stop in used):
            pairs = zip(take(match, "old"), take(match, "new"), strict=False)
            changes += [Change(law, *old, Op.RENUMBERED, new) for old, new in pairs]
    for match in _DELETED.finditer(text):
        changes += [Change(law, *each, Op.DELETED) for each in take(match, "list")]
    for match in _ARTICLE.finditer(text):
        if not any(start <= match.start() < stop for start, stop in used):
            op = Op.ADDED if text[: match.start()].endswith(("改为", "作为")) else Op.REPLACED
            changes += [Change(law, *each, op) for each in numbers(match.group())]
    if _PREAMBLE.search(text) and not _ARTICLE.search(text):
        changes.append(Change(law, 0, 0, Op.REPLACED))
    return changes


def numbers(text: str) -> list[tuple[int, int]]:
    """(number, sub) of a list or range of articles: 第一条、第三条, 第十二条至第十四条."""
    found: list[tuple[int, int]] = []
    last = 0
    for match in _ARTICLE.finditer(text):
        number, sub = to_int(match["no"]), to_int(match["sub"]) if match["sub"] else 0
        if number is None or sub is None:
            continue
        between = text[last : match.start()]
        if found and between in ("至", "到") and found[-1][0] < number <= found[-1][0] + 500:
            found += [(each, 0) for each in range(found[-1][0] + 1, number)]
        found.append((number, sub))
        last = match.end()
    return found
