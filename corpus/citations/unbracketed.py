"""Names without 《》: known titles in running text, names the text defined, unknown ones before a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.citations.model import Law, NameForm
from corpus.citations.names import Names, is_generic
from corpus.citations.patterns import OWN_NOUNS
from corpus.normalize import plain_title


@dataclass(frozen=True, slots=True)
class Name:
    """A name in running text."""

    start: int
    end: int
    law: Law


_BEFORE_GENERIC = re.compile(
    r"(?:^|[^一-鿿]|依照|按照|根据|违反|依据|符合|适用|出现|[对按依据和与及或由的有除在是])$"
)
_OTHER_NAME = re.compile(
    r"实施(?:条例|细则|办法)|施行细则|解释|修正案|司法解释|释义|(?<=法)(?:律|规(?!定)|院|官|治|人)"
)
_WRAP = re.compile(r"(?<=[一-鿿]) {0,3}\n {0,3}(?=[一-鿿])")
_HEAD_LINE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+[条章节编]|[一二三四五六七八九十]+、")
_WINDOW = 60
_SHORTEST_WRAPPED_LINE = 12

_ENDING = rf"(?:{OWN_NOUNS}|税则|合同|协议书?|约定|判决书?|裁定书?|调解书|决定书|承诺书)"
_UNKNOWN = re.compile(
    rf"(?P<name>(?:[一-鿿·]|\([一-鿿]{{1,10}}\)){{0,36}}(?:[一-鿿]|\n(?=[一-鿿])){_ENDING}"
    r"(?:\((?:试行|暂行|[一二三四五六七八九十]{1,3}|\d{4}年?(?:修正|修订))\)"
    r"|(?<=解释)[一二三四五六七八九十]{1,2})?)\"? {0,3}的?\Z"
)
_CUT = re.compile(
    r"^(?:[和与及或]|.*(?:依照|违背|认定为|构成|触犯|是指|及其|根据|按照|依据|违反|适用|参照|符合|执行|遵守|触犯|援引|引用|遵照|贯彻|落实|以及|或者|规定的|属于|由于|"
    r"作出的|制定的|发布的|公布的|通过的|修改后的|修订后的|依|按|即|《|的|除))(?=[一-鿿])"
)
_LEADING = re.compile(
    r"将|在|对|有|犯|履行|出售|规避|结合|满足|涉及|超出|利用|实施|落入|确定|发现|为|以|由|与|和|及|如|但|\([一二三四五六七八九十\d]{1,3}\)"
)
_NOT_A_NAME = re.compile(
    r"(?:依|违|合|非|用|执|司|立|守|普|宪|无|方|办|做|看|想|说|手|办|设|书|语|枉|不|该|同|其|按|据)法$|(?<!基)本法$|^法"
)


def unbracketed(text: str, names: Names) -> Iterator[Name]:
    """Known and defined names in order; an overlap goes to the one that begins first, then to the longest."""
    found = [Name(each.start, each.end, _law(each.title, each.work_ids)) for each in names.scan(text)]
    found.extend(_wrapped(text, names))
    found.extend(_aliases(text, names))
    found.sort(key=lambda each: (each.start, -each.end))
    place = 0
    for each in found:
        if each.start >= place:
            yield each
            place = each.end


def _law(title: str, work_ids: tuple[str, ...]) -> Law:
    return Law(title, NameForm.SHORT, work_ids)


def _wrapped(text: str, names: Names) -> Iterator[Name]:
    """Names with a line break inside: each break in the middle of a sentence is tried without it."""
    for match in _WRAP.finditer(text):
        start, end = match.span()
        line = text.rfind("\n", 0, start) + 1
        if start - line < _SHORTEST_WRAPPED_LINE or _HEAD_LINE.match(text, end):
            continue
        left = max(line, start - _WINDOW)
        stop = text.find("\n", end)
        window = text[left:start] + text[end : min(end + _WINDOW, stop if stop >= 0 else len(text))]
        cut, gap = start - left, end - start
        for each in names.scan(window):
            if each.start < cut < each.end:
                yield Name(left + each.start, left + each.end + gap, _law(each.title, each.work_ids))


def _aliases(text: str, names: Names) -> Iterator[Name]:
    """Names that the text itself has introduced (以下简称), from there on."""
    aliases = sorted(filter(None, names.aliases()), key=len, reverse=True)
    if not aliases:
        return
    for match in re.finditer("|".join(map(re.escape, aliases)), text):
        alias, start, end = match.group(), match.start(), match.end()
        law = names.defined(alias, start)
        before = text[max(0, start - 2) : start]
        if law is None or before.endswith(("本", "该", "同")) or _OTHER_NAME.match(text, end):
            continue
        if (is_generic(alias) or len(alias) < 3) and not _BEFORE_GENERIC.search(before):
            continue
        yield Name(start, end, law)


def _known_from(name: str, names: Names) -> int | None:
    """Where a known title begins behind a leading word: 将刑法, 具有刑事诉讼法."""
    for each in _LEADING.finditer(name):
        if names.known(name[each.end() :]):
            return each.end()
    return None


def unknown_name_before(text: str, start: int, floor: int, names: Names) -> tuple[int, int] | None:
    """The span of a name that ends right before a number at `start`, not reaching before `floor`.

    Words that lead to a name (依照, 违反, 规定的 …) are cut off; 依法, 本法 are no names.
    """
    window_start = max(floor, start - 48)
    match = _UNKNOWN.search(text[window_start:start])
    if match is None:
        return None
    name = match["name"]
    begin = _known_from(name, names)
    if begin is None:
        cut = _CUT.match(name)
        begin = cut.end() if cut else 0
    rest = name[begin:]
    if len(plain_title(rest)) < 2 or _NOT_A_NAME.search(rest):
        return None
    return window_start + match.start("name") + begin, window_start + match.end("name")
