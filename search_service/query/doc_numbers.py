"""Document numbers 发文字号 in every broken form: 国办发〔2018〕37号.

The printed form is 机关代字 + 年份 in 〔〕 + 序号 without leading zeros and without 第 (党政机关公文处理
工作条例 第九条第五项; GB/T 9704—2012, 7.2.5). Orders and announcements print 令第588号, 公告2023年第12号.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import to_int

_DIGITS = r"(?:\d{1,5}|[一二三四五六七八九十百千零〇]{1,8})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][九〇零][一二三四五六七八九〇零]{2})"
_NAME = r"[\u4e00-\u9fffA-Za-z]{0,20}"
_OPEN, _CLOSE = r"[〔\[(【〈<{]", r"[〕\])】〉>}]"
_MARKS = "发函字规释复办电文批议监税会"
"""Characters with which the 代字 of an issuer ends (国办发, 发改办函, 沪府规, 法释 …)."""

_BRACKETED = re.compile(
    rf"(?P<name>{_NAME})\s{{0,3}}(?:{_OPEN}\s{{0,3}}(?P<y1>{_YEAR})\s{{0,3}}年?\s{{0,3}}{_CLOSE}?"
    rf"|(?P<y2>{_YEAR})\s{{0,3}}年?{_CLOSE})\s{{0,3}}第?\s{{0,3}}(?P<no>{_DIGITS})(?!\s{{0,3}}[条章年\d])\s{{0,3}}(?P<hao>号)?"
)
_PLAIN = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z]{{1,19}}[{_MARKS}])\s{{0,3}}(?P<year>(?:19|20)\d\d)"
    r"(?:(?P<gap>\s{0,3}[年\-/.第 ]\s{0,3}第?\s{0,3})(?P<no>\d{1,5})\s{0,3}(?P<hao>号|$)"
    r"|(?P<glued>\d{1,4})\s{0,3}号)"
)
_ORDER = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{0,18}}(?:令|公告))\s{{0,3}}(?:\(?(?P<year>{_YEAR})\s{{0,3}}年?\)?)?\s{{0,3}}"
    rf"(?P<di>第)?\s{{0,3}}(?P<no>{_DIGITS})\s{{0,3}}(?P<hao>号|$)"
)
_LEAD = re.compile(r"^(?:根据|依据|依照|按照|参照|查找|查询|查一下|请查|关于|以及|和|与|见|按|查|在)+")
_COUNTRY = "中华人民共和国"
_NATIONAL_ORDERS = ("主席令", "国务院令")
_NO_ORDER = ("责令", "命令", "法令", "禁令", "指令", "勒令", "禁止令", "支付令", "保护令")
"""Words that end in 令 and name no numbered act."""


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A document number in the text: its span and its printed form."""

    start: int
    end: int
    printed: str


def find_doc_number(text: str) -> DocNumber | None:
    """The first document number in folded text, however it was written; None when there is none."""
    for pattern, build in ((_BRACKETED, _bracketed), (_PLAIN, _plain), (_ORDER, _order)):
        for match in pattern.finditer(text):
            found = build(match)
            if found is not None:
                return found
    return None


def _name(match: re.Match[str]) -> tuple[str, int]:
    """The issuer's mark without words before it, and where it begins."""
    name = match["name"]
    lead = _LEAD.match(name)
    skip = lead.end() if lead else 0
    return name[skip:], match.start("name") + skip


def _bracketed(match: re.Match[str]) -> DocNumber | None:
    name, start = _name(match)
    if not match["hao"] and name[-1:] not in _MARKS:
        return None
    year, number = to_int(match["y1"] or match["y2"]), to_int(match["no"])
    if not number:
        return None
    return DocNumber(start, match.end(), f"{name}〔{year}〕{number}号")


def _plain(match: re.Match[str]) -> DocNumber | None:
    name, start = _name(match)
    number = to_int(match["no"] or match["glued"])
    if not number or len(name) < 2:
        return None
    return DocNumber(start, match.end(), f"{name}〔{match['year']}〕{number}号")


def _order(match: re.Match[str]) -> DocNumber | None:
    name, start = _name(match)
    number = to_int(match["no"])
    if not number or len(name) < 2 or name.endswith(_NO_ORDER):
        return None
    short = name.removeprefix(_COUNTRY)
    name = short if short in _NATIONAL_ORDERS else name
    year = f"{to_int(match['year'])}年" if match["year"] else ""
    return DocNumber(start, match.end(), f"{name}{year}第{number}号")
