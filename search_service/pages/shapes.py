"""Laws and articles in the shapes that their pages want: headings, paragraphs, banners, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from corpus.model import Unit
from corpus.paragraphs import Paragraph, split
from search_service.cards import cited_as
from search_service.pages.excerpt import tidy
from search_service.pages.names import unit_name
from search_service.verdicts import warning

Address = Callable[[str], str]
"""A unit key → the address of its page; the empty key → the address of the law."""

BANNERS = {
    "repealed": "本法规已{since}废止。",
    "not_yet_in_force": "本法规尚未施行{begins}。",
    "stale_text": "这一条已被修改{amended}，下面的文本尚未包含这次修改。",
    "version_unknown": "本库没有核验日期施行的文本，下面是最接近的文本，请勿直接引用。",
    "undetermined": "效力无法由已载入的文本确定，请人工核对。",
    "article_not_found": "核验日期施行的文本没有这一条{last}。",
    "corpus_gap": "本库的文本缺这一条，请查官方文本。",
}
SUPERSEDED = "这是旧文本，已被后来的文本代替，请勿作为现行规定引用。"
BRIEF = 60
"""Characters of a neighbour that `laws.article` gives."""


def banner(told: dict[str, Any], currency: str | None = None) -> dict[str, Any]:
    """The status banner: a sentence, the successor, the clauses that prove it, further warnings.

    `currency` is that of the text shown, which may be another than the one the verdict is about.
    """
    says_so = SUPERSEDED if currency == "superseded" else BANNERS.get(told["verdict"], "")
    sentence = says_so.format(
        since=f"自 {told['since']} 起" if told["since"] else "",
        begins=f"，{told['effective_date']} 起施行" if told["effective_date"] else "",
        amended=f"（{told['amended_by']['title']}，自 {told['amended_since']} 起）"
        if told["amended_by"]
        else "",
        last=f"，最后一条是{told['last_article']}" if told["last_article"] else "",
    )
    warnings = [
        {"code": code.partition(":")[0], "message": warning(code, told["says"])} for code in told["warnings"]
    ]
    return {
        "banner": sentence,
        "newest": currency == "superseded",
        "successor": told["replaced_by"],
        "evidence": told["basis"] if sentence else [],
        "warnings": warnings,
    }


def article(told: dict[str, Any], address: Address) -> dict[str, Any]:
    """The article page; `held` is false where the text of the day has no such article."""
    text = told["text"] or ""
    key = told["key"]
    return {
        **banner(told, told["currency"]),
        "law": told["law"],
        "law_href": address(""),
        "place": f"#{key}" if key else "",
        "permanent": f"/laws/{told['law']['id']}/units/{quote(key)}?"
        + urlencode({"version": told["law"]["version"]})
        if key
        else "",
        "held": key is not None,
        "unit": told["id"],
        "heading": unit_name(key, told["article_no"]) if key else told["article_no"] or "",
        "path": told["path"],
        "currency": told["currency"],
        "citation": told["citation"],
        "text": text,
        "paragraphs": [_paragraph(each) for each in split(text)],
        "before": _neighbour(told["previous"], address),
        "after": _neighbour(told["next"], address),
    }


def _paragraph(each: Paragraph) -> dict[str, Any]:
    lead = each.text[: each.items[0].start - each.start].rstrip() if each.items else each.text
    return {
        "number": each.number,
        "lead": tidy(lead),
        "table": "|" in lead,
        "parts": [tidy(item.text) for item in each.items],
    }


def _neighbour(each: dict[str, Any] | None, address: Address) -> dict[str, str] | None:
    if each is None:
        return None
    text = each["text"] + ("……" if len(each["text"]) >= BRIEF else "")
    return {"href": address(each["key"]), "label": unit_name(each["key"], each["article_no"]), "text": text}


class Line(NamedTuple):
    """A paragraph of a unit; `pieces` where words were looked for in it, else empty."""

    text: str
    table: bool
    pieces: tuple[dict[str, Any], ...] = ()


class ShownUnit(NamedTuple):
    """A unit on the law page. (Tuples: a template reads their fields faster than those of a dictionary.)"""

    key: str
    label: str
    href: str
    lines: tuple[Line, ...]
    headings: tuple[dict[str, Any], ...]


def law(told: dict[str, Any], units: Sequence[Unit], address: Address) -> dict[str, Any]:
    """The law page: its units with the headings that open before each, and the contents."""
    shown: list[ShownUnit] = []
    contents: list[dict[str, Any]] = []
    above: tuple[str, ...] = ()
    for unit in units:
        headings = []
        for depth, title in enumerate(unit.path):
            if unit.path[: depth + 1] != above[: depth + 1]:
                opened = {"depth": depth, "title": title, "anchor": f"s{len(contents) + 1}", "first": ""}
                headings.append(opened)
                contents.append(opened)
        above = unit.path
        label = unit_name(unit.key, unit.label) if unit.label else ""
        for heading in headings:
            heading["first"] = label
        lines = tuple(Line(tidy(line), "|" in line) for line in unit.text.split("\n"))
        shown.append(ShownUnit(unit.key, label, address(unit.key), lines, tuple(headings)))
    return {
        **banner(told, told["law"]["currency"]),
        "law": told["law"],
        "law_href": address(""),
        "citation": cited_as(told["law"]["title"], None),
        "versions": _versions(told),
        "units": shown,
        "contents": contents,
        "unit_count": len(units),
        "find": "",
        "places": [],
        "places_total": 0,
    }


def _versions(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The texts, newest first, each with the days on which it is law and the text before it to compare with."""
    found: list[dict[str, Any]] = []
    before = None
    for each in told["versions"]:
        begins, ends = each["valid_from"], each["valid_to"]
        days = f"{begins} 起" if begins else ""
        found.append(
            {
                **each,
                "name": f"{each['publish_date']} 的文本" if each["publish_date"] else "未注明日期的文本",
                "days": (days + (f"，至 {ends} 前" if ends else "")) if begins else "",
                "before": before,
                "current": each["key"] == told["law"]["version"],
            }
        )
        before = each["key"]
    return found[::-1]


MOST_LAWS = 12
"""Laws of one direction that a law page shows at once; the rest unfolds."""


def around(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The laws that a law cites and that cite it; empty directions left out."""
    sides = (("in", "被这些法规引用"), ("out", "引用了这些法规"))
    return [
        {
            "title": title,
            "laws": found[name][:MOST_LAWS],
            "more": found[name][MOST_LAWS:],
            "total": len(found[name]),
            "unread": not found["complete"],
        }
        for name, title in sides
        if found[name]
    ]


def relations(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What an article cites and what cites it: (title, total, rows), empty directions left out.

    `unread` tells that not all texts have been read for citations yet.
    """
    sides = (("out", "引用了"), ("in", "被引用"))
    return [
        {
            "name": name,
            "title": title,
            "total": found[name]["total"],
            "unread": not found["complete"],
            "rows": [_relation(each, name) for law in found[name]["laws"] for each in law["citations"]],
        }
        for name, title in sides
        if name in found and found[name]["total"]
    ]


def _relation(each: dict[str, Any], side: str) -> dict[str, Any]:
    """One citation: the place at the other end, and whether it stands."""
    other = each["cited"] if side == "out" else each["citing"]
    href = None
    if other["id"]:
        work_id, version, key = other["id"].split(":")
        href = f"/laws/{work_id}/units/{quote(key)}?" + urlencode({"version": version})
    elif other["law"]["id"]:
        href = f"/laws/{other['law']['id']}"
    return {
        "href": href,
        "text": f"{other['law']['title']}{other['article_no'] or ''}",
        "currency": other["currency"],
        "quote": each["quote"],
    }
