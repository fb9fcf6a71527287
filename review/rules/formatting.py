"""Document numbers, dates, numbering of levels, punctuation (GB/T 9704—2012)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from corpus.drafts.clauses import ClauseKind
from review.draft import day_of
from review.judge import Judge
from review.model import Finding
from review.pack import Rule

_NUMBER = re.compile(
    r"(?P<name>[一-鿿]{2,14}?)(?P<open>[\[［【（(〔〈<])(?P<year>\d{2}|\d{4})(?P<close>[\]］】）)〕〉>])"
    r"(?P<di>第)?(?P<no>\d{1,5})号(?!楼|地块|线|院|门|令|文件柜|房|馆|井|机|仓|厂|库|公路)"
)
_NAME = re.compile(r"[一-鿿]*$")
_LEAD_IN = re.compile(
    r"^(?:.*(?:按照|依照|根据|依据|执行|落实|贯彻|关于|参照|遵照|原|及|和|与|以|的|为|见|按|对|照|号|将|文|附件|转发|印发|废止|替代|代替|通知|规定|办法|意见))(?=[一-鿿]{2,})"
)
_ORDER = re.compile(r"(?:令|公告|通告)$")
_ISSUED = re.compile(
    r"(?:发|函|办|字|规|文|令|税|法|政|委|府|建|号|人|财|计|教|卫|国土|住建|工信|市监|通|纪|党|电|传|任|批|复|呈|报|规划|资|环|价|综|监|银|金|保|证|安|交|农|林|水|商|文旅|民|司|审|会|协|联|组|宣|统|编|政法|改|价格|运|监管|税务|公积金|房|医保|应急|办发|厅)$"
)
_ROUND_IS_RIGHT = 2000
_DATE = re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?")
_ZERO = re.compile(
    r"\d{2,4}年0\d月(?:\d{1,2}日)?|\d{2,4}年\d{1,2}月0\d日|(?<!\d)0\d月\d{1,2}日|(?<![\d年])\d{1,2}月0\d日"
)
_LEVELS = re.compile(
    r"^\s*(?:(?P<a>[（(][一二三四五六七八九十]{1,3}[）)][、，.．])|(?P<b>\d{1,2}、)|(?P<c>[（(]\d{1,2}[）)][、，.．])"
    r"|(?P<d>[一二三四五六七八九十]{1,3}[.．]))(?=\s*[一-鿿])",
    re.MULTILINE,
)
_HALF = re.compile(
    r"(?<=[一-鿿》”）)])[,;:?!](?=[一-鿿《“（(])|(?<=[一-鿿])\((?=[一-鿿])|(?<=[一-鿿])[,;:?!](?=\n|$)"
)
_MOST_HALFWIDTH = 10


def findings(judge: Judge) -> Iterator[Finding]:
    """Every finding of this family."""
    for rule in judge.pack.active("format", judge.profile):
        yield from _CHECKS[rule.check](judge, rule)


class _Number:
    """A document number as printed, and as it should be."""

    def __init__(self, match: re.Match[str]) -> None:
        name = match["name"]
        cut = _LEAD_IN.match(name)
        self.name = name[cut.end() :] if cut else name
        self.start = match.end("name") - len(self.name)
        self.end = match.end("no") + 1
        self.match = match
        year = match["year"]
        self.year = year if len(year) == 4 else ("19" if int(year) > 50 else "20") + year
        self.right = f"{self.name}〔{self.year}〕{int(match['no'])}号"


def _numbers(judge: Judge) -> Iterator[_Number]:
    for match in _NUMBER.finditer(judge.draft.text):
        found = _Number(match)
        looks_like = len(match["year"]) == 4 and "1949" <= match["year"] <= "2099"
        if looks_like or (_ISSUED.search(found.name) and len(match["year"]) == 2):
            yield found


def _docno(judge: Judge, rule: Rule, wrong: Callable[[_Number], bool]) -> Iterator[Finding]:
    for found in _numbers(judge):
        if wrong(found):
            yield judge.finding(rule, found.start, found.end, suggestion=found.right)


def _bracket(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _docno(
        judge,
        rule,
        lambda each: (
            (each.match["open"], each.match["close"]) != ("〔", "〕")
            and int(each.year) >= _ROUND_IS_RIGHT
            and not _ORDER.search(each.name)
        ),
    )


def _year(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _docno(judge, rule, lambda each: len(each.match["year"]) == 2)


def _di(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _docno(judge, rule, lambda each: bool(each.match["di"]) and not _ORDER.search(each.name))


def _zero(judge: Judge, rule: Rule) -> Iterator[Finding]:
    yield from _docno(judge, rule, lambda each: each.match["no"].startswith("0"))


def _date_zero(judge: Judge, rule: Rule) -> Iterator[Finding]:
    for match in _ZERO.finditer(judge.draft.plain):
        right = re.sub(r"(?<!\d)0(?=\d[月日])", "", match.group())
        yield judge.finding(rule, *match.span(), suggestion=right)


def _date(judge: Judge, rule: Rule) -> Iterator[Finding]:
    for match in _DATE.finditer(judge.draft.plain):
        if day_of(match["y"], match["m"], match["d"] or "1") is None:
            yield judge.finding(rule, *match.span())


def _level(judge: Judge, rule: Rule) -> Iterator[Finding]:
    for match in _LEVELS.finditer(judge.draft.text):
        printed = match.group().strip()
        start = match.end() - len(printed)
        yield judge.finding(rule, start, match.end(), suggestion=_right_level(match, printed))


def _right_level(match: re.Match[str], printed: str) -> str:
    if match["b"]:
        return printed[:-1] + "."
    return printed[:-1] + ("、" if match["d"] else "")


def _halfwidth(judge: Judge, rule: Rule) -> Iterator[Finding]:
    found = [
        (clause, match)
        for clause in judge.draft.clauses
        if clause.kind != ClauseKind.CONTENTS
        and (match := _HALF.search(judge.draft.text, clause.start, clause.end))
    ]
    for number, (clause, match) in enumerate(found[:_MOST_HALFWIDTH], 1):
        start, end = max(clause.start, match.start() - 4), min(clause.end, match.end() + 4)
        more = len(found) - _MOST_HALFWIDTH if number == _MOST_HALFWIDTH else 0
        message = f"{rule.message}以下还有 {more} 段同样，不再逐段标出。" if more > 0 else None
        yield judge.finding(rule, start, end, message=message)


_CHECKS: dict[str, Callable[[Judge, Rule], Iterator[Finding]]] = {
    "bracket": _bracket,
    "year": _year,
    "di": _di,
    "zero": _zero,
    "date_zero": _date_zero,
    "date": _date,
    "level": _level,
    "halfwidth": _halfwidth,
}
