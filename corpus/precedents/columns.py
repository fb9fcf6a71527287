"""Headings of a table → fields of a precedent; which table holds published documents, and not laws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.cases.columns import plain

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "标题", "文件名称", "名称"),
    "text": ("text", "正文", "全文", "内容"),
    "date": ("date", "日期", "发布日期", "公布日期", "成文日期"),
    "place": ("place", "地区", "地方", "所属地区"),
    "url": ("url", "网址", "链接", "来源网址"),
    "issuer": ("issuer", "发文机关", "制定机关", "发文单位"),
    "number": ("number", "文号", "发文字号"),
}
"""Field → its names; the first is the collectors' own."""

_NAMES = {plain(name): field for field, known in FIELDS.items() for name in known}


def guess(headings: Iterable[str]) -> dict[str, str]:
    """Heading → field, for the headings that are known; the first heading of a field has it."""
    found: dict[str, str] = {}
    for each in headings:
        field = _NAMES.get(plain(each))
        if field is not None and field not in found.values():
            found[each] = field
    return found


def holds_precedents(headings: Sequence[str]) -> bool:
    """Title, text, place and the address of the page it was published on. A table of laws may have the first three,
    and nothing else tells the two apart; who calls this makes sure that no column is a law's alone."""
    return {"title", "text", "place", "url"} <= set(guess(headings).values())
