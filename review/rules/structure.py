"""References to the draft itself, numbers of its articles, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from corpus.citations import own
from corpus.drafts.clauses import Clause, ClauseKind
from corpus.numerals import ordinal_label, parse_label, to_int
from review.judge import Judge
from review.model import Finding
from review.pack import Rule

_NOUN = r"(?:办法|规定|细则|条例|规则|意见|方案|规范|通则|准则|章程|制度|措施|规程|法|实施细则|实施办法|实施方案|决定)"
_SELF = re.compile(
    rf"本{_NOUN}第(?P<no>[〇零一二三四五六七八九十百千两\d]+)(?P<unit>条|章)(?:之(?P<sub>[一二三四五六七八九十]+))?"
)
_CHAPTER = re.compile(r"^第([〇零一二三四五六七八九十百\d]+)章")
_GENERIC = re.compile(
    r"《(?P<name>(?:实施|暂行|管理|若干)?(?:条例|办法|规定|细则|实施细则|实施办法|意见|通知|方案|规则|决定|实施意见|实施方案|规范|措施|政策))》"
)
_QUOTED_END = "”’"
_DEFINES = re.compile(r"(?:简称|下称|统称|合称)(?:为)?[“：]?$")


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family."""
    for rule in judge.pack.active("structure", judge.profile):
        yield from _CHECKS[rule.check](judge, rule)


def _series(judge: Judge) -> list[list[tuple[Clause, tuple[int, int]]]]:
    """The draft's articles, one list for each text in it: a new 第一条 or an attachment opens the next."""
    series: list[list[tuple[Clause, tuple[int, int]]]] = [[]]
    for clause in judge.draft.clauses:
        if clause.kind == ClauseKind.ATTACHMENT_HEADING and series[-1]:
            series.append([])
        place = parse_label(clause.label) if clause.kind == ClauseKind.ARTICLE else None
        if place is None:
            continue
        if place == (1, 0) and series[-1]:
            series.append([])
        series[-1].append((clause, place))
    return [each for each in series if each]


def _dangling(judge: Judge, rule: Rule) -> Iterator[Finding]:
    """Only in a text whose articles run from the first without a gap: elsewhere a number proves nothing."""
    series = _series(judge)
    if not series or any(len(each) < 2 or each[0][1] != (1, 0) for each in series):
        return
    places = {place for each in series for _, place in each}
    if len(series) == 1:
        places |= {(each.number, each.sub) for each in own.read(judge.draft.plain).articles}
    last = max(places)
    if any(number not in {each for each, _ in places} for number in range(1, last[0] + 1)):
        return
    chapters = {
        to_int(match.group(1))
        for each in judge.draft.clauses
        if each.kind == ClauseKind.HEADING and (match := _CHAPTER.match(each.text.strip()))
    }
    whole = chapters == set(range(1, len(chapters) + 1))
    for match in _SELF.finditer(judge.draft.plain):
        number, sub = to_int(match["no"]), to_int(match["sub"]) if match["sub"] else 0
        if number is None or sub is None:
            continue
        if match["unit"] == "条" and (number, sub) not in places:
            message = f"本文件没有第{match['no']}条，最后一条是{ordinal_label(*last)}。"
            yield judge.finding(rule, *match.span(), message=message, basis=())
        elif match["unit"] == "章" and chapters and whole and number not in chapters:
            yield judge.finding(rule, *match.span(), message=f"本文件没有第{match['no']}章。", basis=())


def _repeated(judge: Judge, rule: Rule) -> Iterator[Finding]:
    for articles in _series(judge):
        seen: set[tuple[int, int]] = set()
        for clause, place in articles:
            if place in seen and len(articles) > 2:
                yield judge.finding(rule, *_head(clause), message=f"{clause.label}重复出现。")
            seen.add(place)


def _gap(judge: Judge, rule: Rule) -> Iterator[Finding]:
    for articles in _series(judge):
        if articles[0][1] != (1, 0):
            continue
        for (_, before), (clause, place) in pairwise(articles):
            if place[0] > before[0] + 1:
                missing = ordinal_label(before[0] + 1)
                message = f"{ordinal_label(*before)}之后是{clause.label}，缺少{missing}。"
                yield judge.finding(rule, *_head(clause), message=message)


def _head(clause: Clause) -> tuple[int, int]:
    end = clause.text.find("条")
    return clause.start, clause.start + (end + 1 if 0 <= end < 12 else len(clause.text))


def _abbreviation(judge: Judge, rule: Rule) -> Iterator[Finding]:
    """A bare noun in 《》 that no earlier definition and no earlier title explains."""
    plain = judge.draft.plain
    told: set[str] = set()
    for match in _GENERIC.finditer(plain):
        name = match["name"]
        before = plain[: match.start()]
        defined = re.search(
            rf"(?:以下|下|统|合|均)?(?:简称|称|统称)(?:为)?[“：]?[^）。]{{0,20}}《?{re.escape(name)}》?|"
            rf"[^《]{{2,60}}{re.escape(name)}(?:（[^（）]*）)?〉?》|{re.escape(name)}（[^（）]{{0,20}}）",
            before,
        )
        title = re.sub(r"[\s”]", "", judge.draft.title or "")
        if (
            _DEFINES.search(before)
            or f"本{name}" in plain
            or defined
            or re.search(rf"{re.escape(name)}(?:（[^）]*）)*[》〉]*$", title)
            or name in told
        ):
            continue
        if (
            plain[match.start() - 1 : match.start()] in ("〈",)
            or plain[match.end() : match.end() + 1] in _QUOTED_END
        ):
            continue
        told.add(name)
        yield judge.finding(rule, *match.span())


_CHECKS: dict[str, Callable[[Judge, Rule], Iterator[Finding]]] = {
    "dangling": _dangling,
    "repeated": _repeated,
    "gap": _gap,
    "abbreviation": _abbreviation,
}
