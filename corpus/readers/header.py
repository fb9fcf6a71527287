"""The printed history above a law's text: dates in every printed form, lines → acts.

A line may hold several acts: `…会议批准2016年9月29日某市人民代表大会常务委员会公告公布自2016年11月1日施行`.
Scrapers also break one line into several (at 、, at a space, inside a date); such lines are joined again
by their open brackets and unfinished dates, with a space where the break was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from corpus.model import Act
from corpus.numerals import to_int

_DIGITS = "0-9０-９"
_HAN_DIGITS = "〇○零一二三四五六七八九ОＯ"
_YEAR = rf"(?P<year>[{_DIGITS}]{{4}}|[{_HAN_DIGITS}]{{4}})"
_SMALL = rf"[{_DIGITS}]{{1,2}}|[一二三四五六七八九十]{{1,3}}"
_DATE = re.compile(
    rf"{_YEAR}\s*(?:年\s*(?P<month>{_SMALL})\s*月\s*(?P<day>{_SMALL})\s*日"
    rf"|(?P<mark>[-.．/－])(?P<month2>[{_DIGITS}]{{1,2}})(?P=mark)(?P<day2>[{_DIGITS}]{{1,2}})(?![{_DIGITS}]))"
)
_ROUND_ZERO = str.maketrans("ОＯ", "〇〇")

# A date inside an attribute does not start an act: 批准的2001年7月19日某市…《…》修正 is one amendment.
_ATTRIBUTE = re.compile(r"(?:批准|通过|公布|发布|印发)的\s*$")
_UNFINISHED_DATE = re.compile(rf"[{_DIGITS}]{{4}}年(?:[{_DIGITS}]{{1,2}}(?:月(?:[{_DIGITS}]{{1,2}})?)?)?$")
_OPENERS, _CLOSERS = "《〈<＜", "》〉>＞"

_QUOTED = re.compile(r"[《〈<＜][^《》〈〉<>＜＞]*[》〉>＞]")
_END = r"(?=$|[\s，。；、）)根自经])"
_AMENDED = re.compile(r"修正|修订|修改")
_ENACTED = re.compile(r"通过|批准|制定|审定|议决")
_ORDER_NUMBER = r"令第?\s*[0-9０-９一二三四五六七八九十百]+\s*号"
_PUBLISHED = re.compile(rf"(?:公布|发布|颁布|印发)(?!之日)|公告{_END}|{_ORDER_NUMBER}{_END}")
_EFFECTIVE = re.compile(r"(?:施行|实施|生效|执行)" + _END)
_AMENDING_TEXT = re.compile(r"关于(?:修改|修订)|修正案[》〉]|修改[^》]*决定[》〉]")
_ORGANS = ("委员会", "部", "局", "院", "署", "厅")
_TEXT_ACTS = frozenset({"enacted", "amended", "published"})
_EDGES = " \t　\r\n，,、。；;"
_LEFT_OVER = re.compile(r"[\s，、；]*(?:根据|自|经|并)?$")


def find_dates(text: str) -> list[tuple[int, int, date]]:
    """(start, end, day) of each real date in `text`; impossible days (2月30日) are left out."""
    found = []
    for match in _DATE.finditer(text):
        day = _day(match)
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


def first_date(text: str) -> date | None:
    """The first date printed in `text`, or None."""
    found = find_dates(text)
    return found[0][2] if found else None


def read_acts(lines: Iterable[str]) -> tuple[Act, ...]:
    """The acts of a header's lines, in their order. A line that states nothing is kept as `other`."""
    acts: list[Act] = []
    for line in join_lines(lines):
        for segment, day in _segments(line):
            acts.extend(_acts_of(segment, day))
    return tuple(_lend_kinds(acts))


def join_lines(lines: Iterable[str]) -> list[str]:
    """Header lines with the breaks of scrapers mended; empty lines dropped."""
    joined: list[str] = []
    for raw in lines:
        line = raw.strip(" \t　\r\n\u200b\ufeff")
        if not line:
            continue
        glue = _glue(joined[-1], line) if joined else None
        if glue is None:
            joined.append(line)
        else:
            joined[-1] = joined[-1] + glue + line
    return joined


def effective_date(acts: Iterable[Act]) -> date | None:
    """The last day that the printed history names as 施行; None when it names none."""
    days = [act.day for act in acts if act.kind == "effective" and act.day is not None]
    return max(days) if days else None


def last_act_date(acts: Iterable[Act]) -> date | None:
    """The day of the newest enacted, amended or published act: the earliest day this text can bear."""
    days = [act.day for act in acts if act.kind in _TEXT_ACTS and act.day is not None]
    return max(days) if days else None


def _day(match: re.Match[str]) -> date | None:
    year = to_int(match["year"].translate(_ROUND_ZERO))
    month, day = to_int(match["month"] or match["month2"]), to_int(match["day"] or match["day2"])
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _glue(previous: str, line: str) -> str | None:
    """What stands between two lines that are one, or None when `line` begins anew."""
    if _UNFINISHED_DATE.search(previous):
        return ""
    if _open(previous):
        return " "
    start = find_dates(line)
    if start and start[0][0] <= 1:
        return None
    before = find_dates(previous)
    if not before and _is_organ(previous) and not start and _kinds(line):
        return " "  # 文化部 / 海关总署发布
    if before and before[0][0] <= 1 and len(previous) > before[0][1] and not _kinds(previous):
        # 1980年12月27日 某某委员会 / 某某局发布: a dated line without a verb goes on with the next name.
        return " " if _kinds(line) or _is_organ(line) else None
    return None


def _is_organ(line: str) -> bool:
    return len(line) <= 20 and line.endswith(_ORGANS)


def _open(text: str) -> bool:
    depth = 0
    for char in text:
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS and depth:
            depth -= 1
    return depth > 0


def _segments(line: str) -> list[tuple[str, date | None]]:
    """The line cut before each date that starts an act; each part with its day."""
    dates = [each for each in find_dates(line) if _starts_act(line[: each[0]])]
    if not dates:
        return [(line, None)]
    cuts = [start for start, _, _ in dates]
    parts: list[tuple[str, date | None]] = []
    head = line[: cuts[0]].strip(_EDGES + "（(")
    if head and _LEFT_OVER.fullmatch(head) is None:
        if _kinds(head):
            parts.append((head, None))
        else:
            cuts[0] = 0
    for position, (_, _, day) in enumerate(dates):
        end = cuts[position + 1] if position + 1 < len(cuts) else len(line)
        parts.append((line[cuts[position] : end], day))
    return parts


def _starts_act(before: str) -> bool:
    return not _ATTRIBUTE.search(before) and not _open(before)


def _acts_of(segment: str, day: date | None) -> list[Act]:
    text = _trim_brackets(_LEFT_OVER.sub("", segment.strip()).strip(_EDGES))
    if not text:
        return []
    return [Act(day, kind, text) for kind in _kinds(text) or ("other",)]


def _trim_brackets(text: str) -> str:
    """Without the outer brackets of the whole history, which the cutting left on one side only."""
    opened, closed = (sum(map(text.count, each)) for each in ("（(", "）)"))
    if text[:1] in ("（", "(") and opened > closed:
        return text[1:].strip()
    for _ in range(closed - opened):
        text = text[:-1].strip() if text[-1:] in ("）", ")") else text
    return text


def _kinds(text: str) -> tuple[str, ...]:
    """The kinds of a segment by its verbs outside 《》; an amendment is nothing else beside."""
    plain = text
    while True:
        shorter = _QUOTED.sub("", plain)
        if shorter == plain:
            break
        plain = shorter
    kinds = []
    if _AMENDED.search(plain) or (_AMENDING_TEXT.search(text) and plain != text):
        kinds.append("amended")
    elif _ENACTED.search(plain):
        kinds.append("enacted")
    if _PUBLISHED.search(plain) and "amended" not in kinds:
        kinds.append("published")
    if _EFFECTIVE.search(plain):
        kinds.append("effective")
    return tuple(kinds)


def _lend_kinds(acts: list[Act]) -> list[Act]:
    """2021年12月13日某会议、2021年12月29日某会议通过: the first date has the verb of the second."""
    lent = list(acts)
    for position in range(len(lent) - 2, -1, -1):
        act, following = lent[position], lent[position + 1]
        if act.kind == "other" and act.day and following.day and "会议" in act.text[-6:]:
            lent[position] = replace(act, kind=following.kind)
    return lent
