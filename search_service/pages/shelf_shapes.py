"""Cases and documents in the shapes that their pages want: links, excerpts, facets, citations in their text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from search_service.highlight import pieces
from search_service.pages.excerpt import excerpt
from search_service.pages.facet_groups import Link
from search_service.pages.listing import pager, shown_pieces
from search_service.pages.names import unit_name
from search_service.shelf_request import CasesRequest, DocumentsRequest
from search_service.verdicts import STANDS, VERDICTS

FACET_TITLES = {"category": "类别", "region": "地区", "issuer": "机关", "year": "年份"}
MOST_VALUES = 6
FIDELITIES = {"verbatim": "原文", "abridged": "摘编", "unverified": "未与通报核对"}
PARTS = {"summary": "概要", "measure": "政策措施", "finding": "认定", "outcome": "处理结果"}
CHOSEN = {"earlier": "写明是修改前的文本", "quote": "引文与当时的另一个文本相符"}


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """What the two lists have in common, and what they are called."""

    path: str
    items: str
    title: str
    lead: str
    unit: str
    placeholder: str
    empty: str
    facets: tuple[str, ...]
    model: type[CasesRequest | DocumentsRequest]


CASES = ShelfPage(
    "/cases",
    "cases",
    "政策案例",
    "公开通报的公平竞争审查等案例：哪项措施、依据哪一条、怎样处理。",
    "个案例",
    "例如：招标 本地企业；税收返还",
    "还没有政策案例。请管理员执行 faju load --starter 载入起步案例，或载入案例表格。",
    ("category", "region", "year"),
    CasesRequest,
)
DOCUMENTS = ShelfPage(
    "/documents",
    "documents",
    "外地文件",
    "外地公开发布的政策文件：别处怎样写、依据什么。不是法规，不作为依据。",
    "份文件",
    "例如：房屋租赁 备案",
    "还没有外地文件。请管理员载入外地文件的表格（标题、正文、地区、网址、日期）。",
    ("region", "year"),
    DocumentsRequest,
)


def listed(
    shelf: ShelfPage, told: dict[str, Any], asked: CasesRequest | DocumentsRequest, link: Link
) -> dict[str, Any]:
    """The page of a list."""
    return {
        "shelf": shelf,
        "asked": asked.q,
        "law": asked.law or "",
        "unit": asked.unit or "",
        "sort": asked.sort,
        "kept": [
            (name, str(value)) for name in shelf.facets for value in getattr(asked, name, ()) if str(value)
        ],
        "total": told["total"],
        "held": told["shelf"]["count"],
        "complete": told["complete"],
        "filtered": bool(asked.law),
        "unfiltered": link(law=None, unit=None, page=None),
        "groups": [_group(name, told["facets"].get(name, ()), asked, link) for name in shelf.facets],
        "hits": [_hit(each, shelf.path) for each in told[shelf.items]],
        "pager": pager(told, link),
    }


def _group(
    name: str, rows: Iterable[Mapping[str, Any]], asked: CasesRequest | DocumentsRequest, link: Link
) -> dict[str, Any]:
    chosen = {str(each) for each in getattr(asked, name)}
    shown = [
        {
            "name": row.get("name", row["value"]),
            "count": row["count"],
            "current": row["value"] in chosen,
            "href": link(**{name: row["value"], "page": None}),
        }
        for row in rows
    ]
    return {
        "title": FACET_TITLES[name],
        "values": shown[:MOST_VALUES],
        "more": shown[MOST_VALUES:],
        "undo": link(**{name: None, "page": None}) if chosen else None,
    }


def _hit(hit: dict[str, Any], path: str) -> dict[str, Any]:
    text, marks = hit["text"], hit["highlights"]
    spans = excerpt(text, marks)
    return {
        **hit,
        "href": f"{path}/{hit['id']}",
        "name": unit_name(hit["key"], hit["article_no"]) if "key" in hit else "",
        "categories": [each["name"] for each in hit.get("categories", ())],
        "pieces": shown_pieces(text, marks, spans or [(0, len(text))]),
    }


def applying(hits: Iterable[Mapping[str, Any]], total: int, href: str) -> dict[str, Any]:
    """The cases that an article page lists."""
    rows = [
        {
            "href": f"/cases/{each['id']}",
            "title": each["title"],
            "facts": " · ".join(filter(None, (each["issuer"], each["region"], each["date"]))),
        }
        for each in hits
    ]
    return {"rows": rows, "total": total, "href": href}


def case(told: dict[str, Any]) -> dict[str, Any]:
    """The page of a case: its parts in order, its bases with what has become of them."""
    by_basis: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    elsewhere: dict[tuple[str, str | None], dict[str, Any]] = {}
    for each in told["citations"]:
        row = case_citation(each)
        if each["field"] == "legal_bases":
            by_basis[each["index"]].append(row)
        else:
            elsewhere.setdefault((row["law"], row["article_no"]), row)
    named = {(row["law"], row["article_no"]) for rows in by_basis.values() for row in rows}
    return {
        "case": told,
        "fidelity": FIDELITIES[told["fidelity"]],
        "parts": [(title, told[name]) for name, title in PARTS.items() if told[name]],
        "bases": [{"text": text, "citations": by_basis[at]} for at, text in enumerate(told["legal_bases"])],
        "mentioned": [row for key, row in elsewhere.items() if key not in named],
    }


def case_citation(each: Mapping[str, Any]) -> dict[str, Any]:
    """One citation of a case: then, and today."""
    today = each["today"]
    return {
        "law": each["law"]["title"],
        "article_no": each["article_no"],
        "href": _unit_href(each["unit"]) or _law_href(each["law"]),
        "day": each["day"],
        "stood": each["verdict"] in STANDS,
        "verdict": VERDICTS.get(each["verdict"], ""),
        "why": CHOSEN.get(each["chosen"], ""),
        "today": {"href": _unit_href(today["unit"]), "article_no": today["article_no"]}
        if today and not each["repealed"] and today["unit"] != each["unit"]
        else None,
        "repealed": each["repealed"],
        "successor": each["replaced_by"],
        "successor_href": _law_href(each["replaced_by"]),
    }


def document(told: dict[str, Any]) -> dict[str, Any]:
    """The page of a document: its units with the citations linked, and what stands no more."""
    by_unit: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in told["citations"]:
        by_unit[each["key"]].append(each)
    above: tuple[str, ...] = ()
    units = []
    for unit in told["units"]:
        path = tuple(unit["path"])
        units.append(
            {
                "key": unit["key"],
                "label": unit_name(unit["key"], unit["article_no"]) if unit["article_no"] else "",
                "headings": [each for at, each in enumerate(path) if path[: at + 1] != above[: at + 1]],
                "pieces": _linked(unit["text"], by_unit[unit["key"]]),
            }
        )
        above = path
    fallen = [each for each in told["citations"] if each["verdict_today"] not in STANDS]
    return {
        "document": told,
        "units": units,
        "fallen": _fallen(fallen),
    }


def _linked(text: str, citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The text in pieces; a citation of what is held is a link."""
    spans: list[tuple[int, int]] = []
    at: dict[str, str | None] = {}
    for each in sorted(citations, key=lambda each: (each["start"], -each["end"])):
        if not spans or each["start"] >= spans[-1][1]:
            spans.append((each["start"], each["end"]))
            at[text[each["start"] : each["end"]]] = _unit_href(each["unit"]) or _law_href(each["law"])
    return [{"text": part, "href": at.get(part) if cited else None} for part, cited in pieces(text, spans)]


def _fallen(citations: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the document rests on and what stands no more, each once."""
    rows: dict[tuple[str, str | None], dict[str, Any]] = {}
    for each in citations:
        rows.setdefault(
            (each["law"]["title"], each["article_no"]),
            {
                "text": f"《{each['law']['title']}》{each['article_no'] or ''}",
                "verdict": VERDICTS.get(each["verdict_today"], ""),
                "successor": each["replaced_by"],
                "successor_href": _law_href(each["replaced_by"]),
            },
        )
    return list(rows.values())


def _unit_href(unit: str | None) -> str | None:
    if unit is None:
        return None
    work_id, version, key = unit.split(":")
    return f"/laws/{work_id}/units/{quote(key)}?" + urlencode({"version": version})


def _law_href(law: Mapping[str, Any] | None) -> str | None:
    return f"/laws/{law['id']}" if law and law["id"] else None
