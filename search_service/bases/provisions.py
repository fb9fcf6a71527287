"""The clauses of a draft → the provisions that a basis is looked for, and what is passed over. Pure.

A provision is what a drafter calls one rule: an article with the items of its list, a 款 of a long article, an
item 一、 of a notice. What states no rule (title, addressee, signature, 本办法自…起施行) is passed over with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.drafts.clauses import Clause, ClauseKind, clauses, sentences
from corpus.drafts.marks import Level, mark_at

LONGEST_WHOLE = 300
"""An article of at most this many characters is looked up as a whole, a longer one by 款. The clauses on which
ranking was measured (basis dev: whole articles of regulations and interpretations) are at most as long."""

LONG_ITEM = 80
"""Items of more characters on average are rules of their own; shorter ones mean nothing without the sentence
that introduces them (（一）违法存量房屋；)."""

LONGEST_TITLE = 300
FEWEST = 8
"""A rule has at least this many Chinese characters (不得收取押金 is a fragment)."""

_RULES = frozenset({ClauseKind.ARTICLE, ClauseKind.ITEM, ClauseKind.PARAGRAPH, ClauseKind.PREAMBLE})
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_OWN = r"本(?:[\u4e00-\u9fff]{0,10})"
_FORMULA = re.compile(
    rf"(?:{_OWN}(?:适用于|由|自|从|有效期|试行期|的(?:具体)?解释|未尽事宜|与.{{0,30}}不一致)|有效期|(?:此前|以前|原有?|之前).{{0,60}}(?:废止|为准)"
    r"|(?:\d{4}年.{0,30})?(?:公布|发布|印发|施行)?的?《.{2,200}同时废止|.{0,60}由.{2,60}负责解释|以上|特此)"
)
_PURPOSE = re.compile(
    r"(?:特?制定(?:本|如下|以下|出)|(?:通知|公告|通告|意见|决定|方案|措施|办法|规定|批复|请示|报告)如下|提出(?:如下|以下))"
)
_REASON = re.compile(
    "为|根据|按照|依据|依照|近[年期日来]|鉴于|贯彻|结合|《|经[^，。,；]{0,30}(?:同意|批准|研究|审议|决定)|现[将就]"
)


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule: its span in the draft, the number as printed, the headings above; from `begin` on it is looked
    up: without the number 第三条 or 一、."""

    start: int
    end: int
    label: str
    headings: tuple[str, ...]
    begin: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A part for which no basis is looked for, with a stable reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft as it is looked up: rules and what was passed over, both in the order of the text, the title
    that it prints (empty without one), and the spans that state purpose and basis of the draft."""

    provisions: tuple[Provision, ...]
    passed: tuple[Passed, ...]
    title: str
    reasons: tuple[tuple[int, int], ...]


def read(text: str) -> Reading:
    """The rules of a draft."""
    return _Reader(text, clauses(text)).reading()


class _Reader:
    def __init__(self, text: str, found: Sequence[Clause]) -> None:
        self._text = text
        self._clauses = found
        self._children: dict[int, list[int]] = {}
        for place, each in enumerate(found):
            if each.parent is not None:
                self._children.setdefault(each.parent, []).append(place)
        self._last = _last_descendants(found)
        self._provisions: list[Provision] = []
        self._passed: list[Passed] = []
        self._reasons: list[tuple[int, int]] = []

    def reading(self) -> Reading:
        if self._is_fragment():
            self._rule(0, len(self._clauses) - 1)
        else:
            for place, each in enumerate(self._clauses):
                if each.kind not in _RULES:
                    self._passed.append(Passed(each.start, each.end, str(each.kind)))
                elif each.parent is None or self._clauses[each.parent].kind not in _RULES:
                    self._whole(place)
        self._passed.sort(key=lambda each: each.start)
        return Reading(
            tuple(self._provisions), tuple(self._passed), _title(self._clauses), tuple(self._reasons)
        )

    def _is_fragment(self) -> bool:
        """A rule pasted alone: short, nothing but its paragraphs and items."""
        found = self._clauses
        if not found or found[-1].end - found[0].start > LONGEST_WHOLE:
            return False
        if any(each.kind not in _RULES for each in found):
            return False
        tops = [place for place, each in enumerate(found) if each.parent is None]
        return all(place == 0 or not found[place].label for place in tops)

    def _whole(self, place: int) -> None:
        """An article or item with what belongs to it, as one rule or as several."""
        clause, last = self._clauses[place], self._last[place]
        if self._clauses[last].end - clause.start <= LONGEST_WHOLE:
            self._rule(place, last)
            return
        end, rest = self._with_list(place)
        self._rule(place, end)
        for child in rest:
            self._whole(child)

    def _with_list(self, place: int) -> tuple[int, list[int]]:
        """(last clause of the sentence with its list of short items, the children that are left)."""
        children = self._children.get(place, [])
        items = []
        for child in children:
            if self._clauses[child].kind != ClauseKind.ITEM:
                break
            items.append(child)
        if not items:
            return place, children
        length = self._clauses[self._last[items[-1]]].end - self._clauses[items[0]].start
        if length > LONG_ITEM * len(items):
            return place, children
        return self._last[items[-1]], children[len(items) :]

    def _rule(self, first: int, last: int) -> None:
        clause, end = self._clauses[first], self._clauses[last].end
        mark = mark_at(self._text, clause.start, clause.end)
        begin = mark.end if mark is not None and mark.level <= Level.ITEM else clause.start
        query = self._text[begin:end].strip()
        begin = end - len(self._text[begin:end].lstrip())
        reason = self._no_rule(clause, query)
        if reason is None:
            self._provisions.append(Provision(clause.start, end, clause.label, clause.headings, begin))
            return
        if reason == "purpose":
            self._reasons.append((clause.start, end))
        self._passed.append(Passed(clause.start, end, reason))

    def _no_rule(self, clause: Clause, query: str) -> str | None:
        letters = len(_HAN.findall(query))
        if not letters:
            return "no_chinese"
        if letters < FEWEST:
            return "too_short"
        first = clause.kind == ClauseKind.PREAMBLE or not self._provisions
        if first and _REASON.match(query) and _PURPOSE.search(query):
            return "purpose"
        return "formula" if all(_FORMULA.match(each.text) for each in sentences(query)) else None


def _last_descendants(found: Sequence[Clause]) -> list[int]:
    """For each clause the last one that belongs to it, itself where none does."""
    last = list(range(len(found)))
    for place in range(len(found) - 1, -1, -1):
        above = found[place].parent
        if above is not None:
            last[above] = max(last[above], last[place])
    return last


def _title(found: Sequence[Clause]) -> str:
    """The lines of the first title, joined; at most LONGEST_TITLE characters."""
    lines: list[str] = []
    for each in found:
        if each.kind == ClauseKind.TITLE:
            lines.append(each.text)
        elif lines:
            break
    return "".join(_plain(lines))[:LONGEST_TITLE]


def _plain(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield line.strip("#* \t")
