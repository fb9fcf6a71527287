"""Printed pages with their looks → a page taken apart: title, what stands above it, history, body.

An official file may begin with the act that published the text: a decree (国务院令, 人民政府令), an
announcement of a congress (公告), a notice that encloses it (关于印发…的通知). The text's own title is the
last displayed line before the body that is named like a law; what stands above it gives number, day and
issuer (行政法规制定程序条例 28: the decree names number, day of passing, day of effect).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corpus.readers.header import find_dates, read_acts
from corpus.readers.kinds import is_law_title
from corpus.readers.layout import Layout, clean_title, take_history
from corpus.readers.word import Paragraph

_NUMBER = r"[0-9０-９零〇○一二三四五六七八九十百千]+"
_BODY = re.compile(
    rf"第\s*{_NUMBER}\s*(?:条|编|章|节)(?!例)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|目\s*[录次]$|序\s*言$|前\s*言$"
)
_CONTENTS = re.compile(r"目[\s　]*[录次]$")
_HEADING = re.compile(rf"(?P<number>第\s*{_NUMBER}\s*(?:分编|编|章|节))[\s　]*(?P<name>.*)")
_BARE = ("总则", "分则", "附则", "序言", "前言", "附录", "附件")
_PAGE = re.compile(r"[\s.．·…—-]*\d{0,4}$")
_SPACED = re.compile(r"(?:\S[\s　]+)+\S")
_ENCLOSED = re.compile(r"^(?P<organ>.{2,40}?)关于(?:印发|发布|公布)[《〈].*(?:通知|公告)$")
_NUMBER_LINE = re.compile(rf"[（(]?第?\s*{_NUMBER}\s*号[）)]?")
_ORGAN_LINE = re.compile(r".{2,40}(?:令|公告)")
_PUBLISHED = re.compile(r"[，,]?\s*现(?:予以?)?(?:公布|发布)(?:施行)?")
_SENTENCE = re.compile(r"通过|批准|施行")
_FARTHEST_BODY = 60
_LARGER = 4  # half points above the body's size: a displayed line


def page(paragraphs: Sequence[Paragraph]) -> Layout | None:
    """The page taken apart, or None when no line is displayed as a title: then the plain lines must do."""
    found = [each for each in paragraphs if each.text.strip()]
    body = _body_at(found)
    run = _title_run(found, body)
    if run is None:
        return None
    start, end = run
    title = _joined(found[start:end])
    lines = [each.text.strip() for each in found]
    header, at = take_history(lines, end)
    rest = found[at:] if at < len(found) else []
    own = any(act.day for act in read_acts(header))
    fields, above = _above(lines[:start], own)
    return Layout(fields, None, title, None, (*above, *header), "\n".join(_body_lines(rest)))


def plain(paragraphs: Sequence[Paragraph]) -> str:
    """The lines as Word prints them: what is kept as the source text."""
    return "\n".join(each.text for each in paragraphs)


def _body_at(found: Sequence[Paragraph]) -> int:
    """Where the body begins: the first number, or 目录; far down, nothing is decided by it."""
    places = (at for at, each in enumerate(found) if not each.row and _BODY.match(each.text.strip()))
    first = next(places, min(len(found), _FARTHEST_BODY))
    enclosing = next((at for at in range(first) if _ENCLOSED.match(found[at].text.strip())), None)
    if enclosing is None or first >= len(found):
        return first
    # A notice may number its own orders 一、 before the enclosed text: that begins at its first 条 or 章.
    text = next(
        (at for at, each in enumerate(found) if re.match(rf"第\s*{_NUMBER}\s*[条章编]", each.text)), first
    )
    return max(first, text)


def _title_run(found: Sequence[Paragraph], body: int) -> tuple[int, int] | None:
    """(start, end) of the displayed lines that are the title."""
    usual = _usual_size(found)
    runs, at = [], 0
    while at < body:
        end = at
        while end < body and end < at + 5 and _displayed(found[end], usual):
            end += 1
            if is_law_title(_joined(found[at:end])) and not _goes_on(found, end, body, usual):
                break
        if end > at:
            runs.append((at, end))
        at = max(end, at + 1)
    named = [run for run in runs if is_law_title(_joined(found[run[0] : run[1]]))]
    return named[-1] if named else runs[0] if runs else None


def _goes_on(found: Sequence[Paragraph], at: int, body: int, usual: int) -> bool:
    """Whether the title that could end here has another line: 某市关于修改〈某办法〉 / 等三件规章的决定."""
    if at >= body or not _displayed(found[at], usual) or found[at].size != found[at - 1].size:
        return False
    following = found[at].text.strip()
    return following.startswith(("的", "等", "及", "和", "（试行", "（暂行", "(试行"))


def _displayed(each: Paragraph, usual: int) -> bool:
    text = each.text.strip()
    if each.row or len(text) > 100 or text.endswith(("。", "；", "：", "，")):
        return False
    if text[:1] in "（(" and not text.startswith(("（试行", "（暂行", "(试行")):
        return False
    dates = find_dates(text)
    if _NUMBER_LINE.fullmatch(text) or (dates and dates[0][0] <= 1):
        return False
    larger = each.size >= usual + _LARGER if usual and each.size else False
    return (
        each.centred
        or larger
        or each.style in ("title", "标题", "subtitle")
        or each.style.startswith("heading")
    )


def _usual_size(found: Sequence[Paragraph]) -> int:
    """The size most of the text is set in."""
    sizes: dict[int, int] = {}
    for each in found:
        sizes[each.size] = sizes.get(each.size, 0) + len(each.text)
    return max(sizes, key=lambda size: sizes[size], default=0)


def _joined(run: Sequence[Paragraph]) -> str:
    return clean_title(" ".join(each.text.strip() for each in run))


def _above(
    lines: list[str], has_history: bool
) -> tuple[dict[str, str | int | float | bool | date], list[str]]:
    """(fields, header lines) of the act that published the text; only its number where the text has a history."""
    fields: dict[str, str | int | float | bool | date] = {}
    number = _published_number(lines)
    wrapper = next((match for line in lines if (match := _ENCLOSED.match(clean_title(line)))), None)
    if wrapper is not None:
        fields["issuer"] = wrapper["organ"]
        if not wrapper["organ"].startswith(("最高人民", "中共", "中国共产党")):
            fields["category"] = (
                "规范性文件"  # a rule is published by decree (规章制定程序条例 30), never enclosed
            )
        return fields, [line for line in lines if _is_document_number(line) or _is_day(line)]
    if has_history or number is None:
        return fields, [number] if number else []
    signed = [line for line in lines if _is_day(line)]
    header = [f"{signed[-1]} {number}"] if signed else [number]
    for line in lines:
        if _SENTENCE.search(line) and find_dates(line) and line not in signed:
            header.append(_PUBLISHED.sub("", line) if signed else line)
    return fields, header


def _published_number(lines: list[str]) -> str | None:
    """中华人民共和国国务院令 第722号, as one line; or a document number 某政发〔2024〕3号."""
    for at, line in enumerate(lines):
        if _is_document_number(line):
            return line
        squeezed = re.sub(r"[\s　]+", "", line)
        if _ORGAN_LINE.fullmatch(squeezed) and at + 1 < len(lines):
            following = re.sub(r"[\s　]+", "", lines[at + 1])
            if _NUMBER_LINE.fullmatch(following):
                return squeezed + following.strip("（）()")
        if re.fullmatch(rf".{{2,40}}(?:令|公告)[（(]?第?{_NUMBER}号[）)]?", squeezed):
            return squeezed
    return None


def _is_day(line: str) -> bool:
    """A line that is a date and nothing else: the signature's."""
    days = find_dates(line)
    return bool(days) and days[0][:2] == (0, len(line))


def _is_document_number(line: str) -> bool:
    return (
        re.fullmatch(
            r"[（(]?[\u4e00-\u9fff]{1,20}\s*[〔［\[【（(][12][0-9]{3}[〕］\]】）)]\s*第?\s*[0-9]+\s*号[）)]?",
            line,
        )
        is not None
    )


def _body_lines(found: Sequence[Paragraph]) -> list[str]:
    """The body without a table of contents; headings with their names closed up (总　　则 → 总则)."""
    lines = []
    squeezed = [re.sub(r"[\s　]+", "", each.text) for each in found]
    last = {text: at for at, text in enumerate(squeezed)}
    at = 0
    while at < len(found):
        if not found[at].row and _CONTENTS.fullmatch(found[at].text.strip()):
            at += 1
            while at < len(found) and _is_entry(squeezed[at], at, last):
                at += 1
            continue
        lines.append(found[at].text if found[at].row else _heading(found[at].text.strip()))
        at += 1
    return lines


def _is_entry(text: str, at: int, last: dict[str, int]) -> bool:
    """A line of a table of contents: a heading that comes again below, with or without a page number."""
    entry = _PAGE.sub("", text)
    known = _HEADING.match(text) or entry.startswith(_BARE)
    return bool(known) and (last.get(text, at) > at or last.get(entry, at) > at or entry != text)


def _heading(line: str) -> str:
    if line.replace("　", "").replace(" ", "") in _BARE:
        return line.replace("　", "").replace(" ", "")
    match = _HEADING.fullmatch(line)
    if match is None or len(line) > 60:
        return line
    name = match["name"].strip()
    if _SPACED.fullmatch(name) and all(len(part) == 1 for part in name.split()):
        name = "".join(name.split())
    number = re.sub(r"[\s　]+", "", match["number"])
    return f"{number} {name}".strip()
