"""Cells as people leave them → clean text, dates, document numbers."""

from __future__ import annotations

import re
from datetime import date

from corpus.normalize import fold

# What collectors write where there is nothing to write.
_NOTHING = frozenset(
    {"none", "null", "nan", "n/a", "无", "未提及", "未提供", "未注明", "不详", "暂无", "-", "—", "/", ""}
)
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_SPACES = re.compile(r"[ \t\u00a0\u3000\u200b\ufeff]+")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3400-\u9fff，。、；：“”‘’（）《》〔〕]) (?=[\u3400-\u9fff，。、；：“”‘’（）《》〔〕])"
)
_AROUND_FIGURE = re.compile(r"(?<=[\u3400-\u9fff〔]) (?=\d)|(?<=\d) (?=[\u3400-\u9fff〕])")
_DAY = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*(?P<day>\d{1,2})"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年|$)")
_NUMBER = re.compile(
    r"(?P<number>[\u3400-\u9fff]{2,14}[〔\[［【(（〈]\s*(?:19|20)\d{2}\s*[〕\]］】)）〉]\s*(?:第)?\s*\d{1,5}\s*号)"
)
_IN_BRACKETS = re.compile(
    r"[（(\[［][^（）()\[\]［］]{0,20}[〔\[［【(（〈]\s*(?:19|20)\d{2}\s*[〕\]］】)）〉][^（）()]{0,10}号[）)\]］]"
)


def cell(value: object) -> str:
    """The text of a cell: no outer spaces, single inner ones, none between Chinese characters."""
    if value is None:
        return ""
    if isinstance(value, date):  # datetime too
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    lines = (_line(each) for each in _BREAKS.sub("\n", str(value)).split("\n"))
    text = "\n".join(filter(None, lines))
    return "" if text.casefold() in _NOTHING else text


def _line(text: str) -> str:
    return _AROUND_FIGURE.sub("", _BETWEEN_HAN.sub("", _SPACES.sub(" ", text).strip()))


def one_line(text: str) -> str:
    """A name that a narrow column broke into lines: 浙江省⏎粮食和物资储备局 → one line."""
    return _BETWEEN_HAN.sub("", text.replace("\n", " "))


def day_or_year(text: str) -> str:
    """The first date of a cell, ISO: a day, else a year, else ''. Days that do not exist count as none."""
    folded = fold(text)
    for match in _DAY.finditer(folded):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
        except ValueError:
            continue
    year = _YEAR.search(folded.strip())
    return year.group() if year else ""


def last_date(text: str) -> str:
    """The latest date in a running text, or the latest year; '' when it has none."""
    folded = fold(text)
    days = [day_or_year(each.group()) for each in _DAY.finditer(folded)]
    years = [each.group() for each in re.finditer(r"(?:19|20)\d{2}(?=\s*年)", folded)]
    return max((*days, *years), default="")


def document_number(text: str) -> str | None:
    """The first number of an official document in a text: 厦翔建〔2019〕45号; None when there is none."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    agency, _, rest = re.sub(r"\s+", "", match["number"]).partition(
        next(filter(_is_bracket, match["number"]))
    )
    year, number = re.findall(r"\d+", rest)[:2]
    return f"{_agency(agency)}〔{year}〕{number}号"


def _agency(words: str) -> str:
    """The agency's sign without the words that run into it: 印发了长府办 stays as far as it is a sign."""
    return (
        re.sub(r"^.*(?:印发|发布|根据|依据|文号|简称|出台|制定|下发|和|与|及|的|了|为)", "", words) or words
    )


def _is_bracket(character: str) -> bool:
    return character in "〔[［【(（〈"


def without_number(text: str) -> str:
    """A document's name without its number in brackets: 《办法》（厦翔建〔2019〕45号） → 《办法》."""
    return _IN_BRACKETS.sub("", text).strip()
