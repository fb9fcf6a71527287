"""Lines of a law's text: cleaning them and saying what each may be.

Only the shape of single lines is decided here; what a line *is* depends on its neighbours and is decided in
`corpus.structure.scheme` and `corpus.structure.walk`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.numerals import NUMBER_CLASS, to_int

SPACE = r"[\s\u3000]"
_NUMBER = rf"[{NUMBER_CLASS}](?:[{NUMBER_CLASS} \t\u3000\xa0\u2002\u2009]*[{NUMBER_CLASS}])?"
_GAP = r"[ \t\u3000\xa0\u2002\u2009]*"

# Debris of web pages and PDF: zero-width characters, byte order marks, soft hyphens, private-use glyphs.
_DEBRIS = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\ue000-\uf8ff\U000f0000-\U0010fffd]"
)

# [[民法典]] and [[民法典|本法]]: links that note-taking programs put into Markdown.
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")

_ARTICLE = re.compile(
    rf"(?:\*\*)?第{_GAP}(?P<no>{_NUMBER}){_GAP}条"
    rf"(?:{_GAP}之{_GAP}(?P<sub>[一二三四五六七八九十百\d０-９]+(?![款项年后间日个内])))?(?:\*\*)?(?P<rest>.*)",
    re.DOTALL,
)
_HEADING = re.compile(rf"第{_GAP}(?P<no>{_NUMBER}){_GAP}(?P<unit>分编|编|章|节|部分)(?P<rest>.*)")
_ITEM = re.compile(r"(?P<no>[一二三四五六七八九十百]{1,5})[、．.]\s*(?P<rest>.*)", re.DOTALL)
_COUNT = re.compile(r"(?P<no>\d{1,3})[.．、](?!\d)\s*(?P<rest>.*)", re.DOTALL)
_BRACKETED = re.compile(r"[（(]\s*[一二三四五六七八九十]+\s*[)）]\s*[^。；：！？，,;:]{1,30}")
_MARKER = re.compile(
    r"[（(]\s*(?:[一二三四五六七八九十]+|\d+)\s*[)）]|\d{1,3}[.．、](?!\d)|[①-⑳]|[a-z][)）.]"
)
_ANNEX = re.compile(
    rf"附{_GAP}(?:件|录|表|图|页)?{_GAP}(?P<no>[一二三四五六七八九十]+|[0-9０-９]+)?"
    rf"(?:[：:]{_GAP}(?P<after>.*)|(?:[ \t\u3000\xa0]+(?P<title>[^。；]{{1,60}}))?$)"
)
# A line that begins with a number of an article and goes on like this speaks of that article; it is not it.
_CITATION = re.compile(rf"[、，,。；]|的|[和与及或至到]?{_GAP}第{_GAP}{_NUMBER}{_GAP}[款项]|中?所?规定的")
_BARE_CITATION = re.compile(rf"[和与及或至到]?{_GAP}第{_GAP}{_NUMBER}{_GAP}条|所[称列]|相应改为|改为第")
_LEAD_IN = re.compile(r"(?:增加|修改为|改为|作为)[^\n]{0,60}[：:]$", re.MULTILINE)
_TOC_LEADER = re.compile(r"(?:[.．·…]{2,}|\t)\s*\d{1,4}$")
_HISTORY = re.compile(r"[（(].*(?:通过|公布|施行|修[正订改]|批准|发布|制定).*[)）]")
_DATE = re.compile(rf"[（(]?\s*[{NUMBER_CLASS}]{{4}}\s*年.{{1,8}}月.{{1,8}}日\s*[)）]?")
_SENTENCE_END = "。；：！？，,;:"
_UNNUMBERED = frozenset({"总则", "分则", "附则", "序言", "序", "引言", "前言", "导言", "目录"})
_WHITE = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One cleaned line: `level` counts the # before it (0 for plain), `verbatim` is inside a table."""

    text: str
    level: int = 0
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class ArticleMark:
    """A line that opens with 第N条.

    `spaced`: white space or nothing follows; `cites`: the sentence reads on from the number.
    """

    number: int
    sub: int
    label: str
    rest: str
    spaced: bool
    cites: bool


@dataclass(frozen=True, slots=True)
class ItemMark:
    """A line that opens with 一、 or 1."""

    number: int
    label: str
    rest: str


def clean(text: str) -> str:
    """A line without zero-width and private-use characters, wiki brackets and white space at its ends."""
    plain = _DEBRIS.sub("", text).strip()
    return _WIKI_LINK.sub(r"\1", plain) if "[[" in plain else plain


def lines(text: str) -> Iterator[Line]:
    """The non-empty lines of a text; comments are dropped, table blocks are passed through verbatim."""
    in_table = False
    for raw in text.splitlines():
        line = clean(raw)
        if not line:
            continue
        if line.startswith("<!--"):
            in_table = line.startswith("<!-- TABLE") and "END" not in line
        elif in_table or line.startswith("|"):
            yield Line(line, verbatim=True)
        elif line.startswith("#"):
            bare = line.lstrip("#")
            if bare.strip():
                yield Line(bare.strip(), level=len(line) - len(bare))
        else:
            yield Line(line)


@lru_cache(maxsize=4096)
def _number(text: str) -> int | None:
    return to_int(text)


def article(text: str) -> ArticleMark | None:
    """The article that a line opens with, whether it starts it or only cites it."""
    if text[:1] not in "第*":
        return None
    match = _ARTICLE.match(text)
    if match is None:
        return None
    number, sub = _number(match["no"]), _number(match["sub"]) if match["sub"] else 0
    if number is None or sub is None:
        return None
    label = _WHITE.sub("", f"第{match['no']}条" + (f"之{match['sub']}" if sub else ""))
    rest = match["rest"]
    body = rest.lstrip("：: \t\u3000\xa0\u2002\u2009")
    spaced = not rest or rest[0] in " \t\u3000\xa0\u2002\u2009：:【"
    cites = _CITATION.match(body) or (not spaced and _BARE_CITATION.match(body))
    return ArticleMark(number, sub, label, body, spaced, bool(cites))


def heading(line: Line) -> tuple[str, int | None] | None:
    """(unit, number) of 第一编, 第一章 …; ("", None) of another heading; None when the line is no heading.

    A plain line is a heading when it is short and no sentence; what carries # always is one.
    """
    text = line.text
    match = _HEADING.match(text) if text[0] == "第" else None
    if match is not None:
        number = _number(match["no"])
        if line.level:
            return match["unit"], number
        title = match["rest"].strip()
        plain = len(title) <= 40 and not any(each in title for each in _SENTENCE_END)
        if number is not None and plain and match["unit"] != "部分":
            return match["unit"], number
        return None
    if line.level or squeezed(text) in _UNNUMBERED:
        return "", None
    return None


def item(text: str) -> ItemMark | None:
    """三、…: an item of a document without articles."""
    match = _ITEM.match(text)
    number = _number(match["no"]) if match else None
    return ItemMark(number, f"{match['no']}、", match["rest"]) if match and number else None


def bracketed(text: str) -> bool:
    """（二）不动产抵押: a short bracketed line that is no sentence and no clause of one."""
    return _BRACKETED.fullmatch(text) is not None


def count(text: str) -> ItemMark | None:
    """15. …: a unit numbered in Arabic figures."""
    match = _COUNT.match(text)
    return ItemMark(int(match["no"]), f"{match['no']}.", match["rest"]) if match else None


def annex(text: str) -> tuple[int | None, str, str] | None:
    """(number, label, title) of a line that opens an annex: 附件一 …, 附：…, 附表; not 附则, not 附带 …"""
    if text[0] != "附":
        return None
    match = _ANNEX.fullmatch(text)
    if match is None:
        return None
    title = (match["after"] or match["title"] or "").strip()
    if squeezed(text) in _UNNUMBERED:
        return None
    label = squeezed(text[: len(text) - len(match["after"] or match["title"] or "")]).rstrip("：:")
    return (_number(match["no"]) if match["no"] else None), label, title


def has_marker(text: str) -> bool:
    """Whether a line opens with the mark of a 项 or 目: （一）, (1), 1., ①."""
    return _MARKER.match(text) is not None


def is_toc(text: str) -> bool:
    """The word 目录 that opens a table of contents, or one of its entries with a page number."""
    return squeezed(text) == "目录" or _TOC_LEADER.search(text) is not None


def is_front_matter(text: str) -> bool:
    """A line before the body that says nothing of it: title, date, bracketed history."""
    if _HISTORY.fullmatch(text) or _DATE.fullmatch(text):
        return True
    return len(text) <= 80 and not any(each in text for each in "。；：！？")


def squeezed(text: str) -> str:
    """Without any white space."""
    return _WHITE.sub("", text)


def single_spaced(text: str) -> str:
    """With every run of white space as one space: the form of a heading in a unit's path."""
    return _WHITE.sub(" ", text).strip()


def in_quotation(parts: list[str]) -> bool:
    """Whether a unit is quoting at its end: an open quotation mark, or new wording announced without one."""
    if any(_LEAD_IN.search(text) for text in parts):
        return True
    for text in reversed(parts):
        opened, closed = text.rfind("“"), text.rfind("”")
        if opened != closed:
            return opened > closed
    return False
