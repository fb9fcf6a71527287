"""Answers of the API in the shapes that templates want: links, marked pieces, headings, banners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict
from urllib.parse import urlencode

from corpus.model import Unit
from corpus.paragraphs import split
from search_service.cards import heading
from search_service.highlight import pieces

Address = Callable[[str], str]
"""A unit key → the address of its page."""

BANNERS = {
    "repealed": "本法规已{since}废止。",
    "not_yet_in_force": "本法规尚未施行{begins}。",
    "stale_text": "这一条已被修改{amended}，下面的文本尚未包含这次修改。",
    "version_unknown": "本库没有核验日期施行的文本，下面是最接近的文本，请勿直接引用。",
    "undetermined": "效力无法由已载入的文本确定，请人工核对。",
    "article_not_found": "核验日期施行的文本没有这一条{last}。",
    "corpus_gap": "本库的文本缺这一条，请查官方文本。",
}
WARNINGS = {
    "status_without_source": "来源标注已废止，但没有载入废止它的条款。",
    "sources_disagree": "各来源的说法不一致：{says}。",
    "effective_date_unknown": "施行日期未能由已载入的文本确定。",
    "upcoming_change": "将于 {day} 变更。",
    "amended_since": "自 {day} 起已有修改。",
}


class Pages(TypedDict):
    """Where the reader is in a list of results."""

    now: int
    before: int | None
    after: int | None


def results(found: dict[str, Any]) -> dict[str, Any]:
    """The answer of a search with links and marked pieces."""
    hits = [
        {
            **hit,
            "href": _href(hit["id"], hit["kind"]),
            "pieces": [
                {"text": text, "marked": marked} for text, marked in pieces(hit["text"], hit["highlights"])
            ],
            "same_text": [
                {
                    "href": _href(other["id"], "article"),
                    "law": other["law"]["title"],
                    "article_no": other["article_no"],
                }
                for other in hit["same_text"]
            ],
        }
        for hit in found["hits"]
    ]
    return {**found, "hits": hits}


def _href(hit_id: str, kind: str) -> str:
    if kind == "work":
        return f"/laws/{hit_id}"
    work_id, version, key = hit_id.split(":")
    return f"/laws/{work_id}/units/{key}?" + urlencode({"version": version})


def pages(found: dict[str, Any]) -> Pages | None:
    """The pager; None when one page holds everything."""
    page, size = found["page"], found["size"]
    if found["total"] <= size:
        return None
    after = page + 1 if page * size < found["total"] else None
    return {"now": page, "before": page - 1 if page > 1 else None, "after": after}


def banner(told: dict[str, Any]) -> dict[str, Any]:
    """The status banner: a sentence, the successor, the clauses that prove it, further warnings."""
    sentence = BANNERS.get(told["verdict"], "").format(
        since=f"自 {told['since']} 起" if told["since"] else "",
        begins=f"，{told['effective_date']} 起施行" if told["effective_date"] else "",
        amended=f"（{told['amended_by']['title']}，自 {told['amended_since']} 起）"
        if told["amended_by"]
        else "",
        last=f"，最后一条是{told['last_article']}" if told["last_article"] else "",
    )
    says = "；".join(f"{each['source']} 称“{each['status']}”" for each in told["says"])
    warnings = []
    for code in told["warnings"]:
        name, _, day = code.partition(":")
        message = WARNINGS.get(name, name).format(day=day, says=says or "见版本列表")
        warnings.append({"code": name, "message": message})
    return {
        "banner": sentence,
        "successor": told["replaced_by"],
        "evidence": told["basis"] if sentence else [],
        "warnings": warnings,
    }


def article(told: dict[str, Any], address: Address) -> dict[str, Any]:
    """The article page."""
    text = told["text"] or ""
    return {
        **banner(told),
        "law": told["law"],
        "heading": told["article_no"] or "",
        "path": told["path"],
        "currency": told["currency"],
        "citation": told.get("citation"),
        "text": text,
        "paragraphs": [
            {
                "number": each.number,
                "lead": each.text[: each.items[0].start - each.start].rstrip() if each.items else each.text,
                "parts": [item.text for item in each.items],
            }
            for each in split(text)
        ],
        "before": _neighbour(told["previous"], address),
        "after": _neighbour(told["next"], address),
    }


def _neighbour(each: dict[str, Any] | None, address: Address) -> dict[str, str] | None:
    if each is None:
        return None
    return {"href": address(each["key"]), "label": each["article_no"] or "", "text": each["text"]}


def law(told: dict[str, Any], units: Sequence[Unit], address: Address) -> dict[str, Any]:
    """The law page: its units with the headings that open before each, and the contents."""
    shown: list[dict[str, Any]] = []
    contents: list[dict[str, Any]] = []
    above: tuple[str, ...] = ()
    for unit in units:
        headings = []
        for depth, title in enumerate(unit.path):
            if unit.path[: depth + 1] != above[: depth + 1]:
                anchor = f"s{len(contents) + 1}"
                headings.append({"depth": depth, "title": title, "anchor": anchor})
                contents.append({"depth": depth, "title": title, "anchor": anchor})
        above = unit.path
        shown.append(
            {
                "key": unit.key,
                "label": heading(unit) if unit.label else "",
                "href": address(unit.key),
                "lines": unit.text.split("\n"),
                "headings": headings,
            }
        )
    return {
        **banner(told),
        "law": told["law"],
        "versions": told["versions"],
        "units": shown,
        "contents": contents,
        "unit_count": len(units),
    }
