"""The answer of a search in the shape that its page wants: links, excerpts, facets, what to try next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from search_service.cards import cited_as
from search_service.highlight import pieces
from search_service.pages import facet_groups
from search_service.pages.excerpt import Span, excerpt, tidy
from search_service.pages.facet_groups import Link
from search_service.pages.names import is_article, unit_name
from search_service.request import Kind, SearchRequest

MOST_INLINE = 2000
"""Longer texts are not repeated in the list: the page stays under 150 kB, the article page has them."""
SHOWN_WHOLE = frozenset({"citation", "article_number"})
"""Who asked for one article by its number wants to read it, not an excerpt."""

EMPTY = {
    "needs_law_context": ("请补上法名", ()),
    "not_in_library": (
        "本库没有收录",
        ("核对名称或文号有没有写错。", "换成主题词检索，例如“网络餐饮 食品安全”。", "请管理员载入这份文件。"),
    ),
    "repealed_law": ("没有可以引用的条文", ("查看代替它的法规。", "换成主题词检索现行规定。")),
}
TIPS = (
    "换成法律用语，例如把“老赖”写作“拒不履行 判决”。",
    "写法名加条号，例如“行政许可法 17”。",
)


def results(found: dict[str, Any], request: SearchRequest, link: Link, window: int) -> dict[str, Any]:
    """The answer with links and shown texts; a note that stands at a hit is not repeated above the list.

    `window`: how many of the hits of an advanced search can be leafed through.
    """
    whole = found["query"]["type"] in SHOWN_WHOLE
    day = request.as_of.isoformat() if request.as_of else None
    hits = [_hit(each, whole, day, link) for each in found["hits"]]
    at_hits = {note["message"] for hit in hits for note in hit["notes"]}
    return {
        **found,
        "hits": hits,
        "notes": [
            note
            for note in found["query"]["notes"]
            if note["message"] not in at_hits and note["code"] != "expanded"
        ],
        "groups": facet_groups.groups(found["facets"], request, link),
        "chosen": facet_groups.chosen(request, link),
        "sorts": _sorts(request, link),
        "wording": _wording(found, request, link),
        "meant": _meant(found, link),
        "wider": _wider(request, link),
        "pager": pager(found, link, window if request.mode == "advanced" else None),
        "empty": _empty(found) if not hits else None,
        "works": _works(found, request, link),
        "shelves": _shelves(found, request),
    }


def _hit(hit: dict[str, Any], whole: bool, day: str | None, link: Link) -> dict[str, Any]:
    text, marks = hit["text"], hit["highlights"]
    spans = None if whole else excerpt(text, marks)
    is_work = hit["kind"] == "work"
    return {
        **hit,
        "href": _href(hit["id"], day),
        "name": "" if is_work else unit_name(hit["id"].rsplit(":", 1)[1], hit["article_no"]),
        "pieces": [] if is_work else shown_pieces(text, marks, spans or [(0, len(text))]),
        "rest": shown_pieces(text, marks, [(0, len(text))]) if spans and len(text) <= MOST_INLINE else [],
        "cut": spans is not None,
        "length": len(text),
        "unit": None if is_work else hit["id"],
        "citation": cited_as(hit["law"]["title"], hit["article_no"]) if is_article(hit["id"]) else None,
        "more_href": link(law=hit["law"]["id"], group=None, page=None) if hit.get("more_in_law") else None,
        "same_text": [_same(other, day) for other in hit["same_text"]],
    }


def shown_pieces(text: str, marks: Sequence[Span], spans: Sequence[Span]) -> list[dict[str, Any]]:
    """What of a text is shown, in pieces that are marked or not; …… stands for what is left out."""
    shown: list[dict[str, Any]] = []
    done = 0
    for start, end in spans:
        if start > done:
            on_new_line = text[start - 1] == "\n"
            shown.append({"text": "……\n" if on_new_line else "……", "marked": False})
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
        cut = pieces(text[start:end], inside)
        shown += [{"text": each if marked else tidy(each), "marked": marked} for each, marked in cut]
        done = end
    if done < len(text):
        shown.append({"text": "……", "marked": False})
    return shown


def _same(other: dict[str, Any], day: str | None) -> dict[str, str]:
    name = unit_name(other["id"].rsplit(":", 1)[1], other["article_no"])
    return {"href": _href(other["id"], day), "name": f"《{other['law']['title']}》{name}"}


def _href(hit_id: str, day: str | None) -> str:
    """The page of a hit: of this very text, on the day that was asked for."""
    work_id, _, rest = hit_id.partition(":")
    kept = {"as_of": day} if day else {}
    if not rest:
        return f"/laws/{work_id}" + (f"?{urlencode(kept)}" if kept else "")
    version, key = rest.split(":")
    return f"/laws/{work_id}/units/{key}?" + urlencode({"version": version, **kept})


SORTS = {"relevance": "相关度", "date": "公布日期", "level": "效力位阶"}


def _sorts(request: SearchRequest, link: Link) -> list[dict[str, Any]]:
    """The orders to choose from; and whether each law is listed once only."""
    orders = [
        {"name": words, "current": request.sort == name, "href": link(sort=name, page=None)}
        for name, words in SORTS.items()
    ]
    if request.kind == Kind.ARTICLE:
        grouped = request.group == "law"
        href = link(group=None if grouped else "law", page=None)
        orders.append({"name": "每部法规只列一条", "current": grouped, "href": href})
    return orders


def _wording(found: dict[str, Any], request: SearchRequest, link: Link) -> dict[str, str] | None:
    """The switch of what is searched for too: other words of the law for what was typed."""
    if not request.expand:
        return {"said": "只按原词检索。", "does": "同时按法律用语检索", "href": link(expand=None, page=None)}
    note = next((each for each in found["query"]["notes"] if each["code"] == "expanded"), None)
    if note is None:
        return None
    return {"said": note["message"], "does": "只按原词检索", "href": link(expand="off", page=None)}


def _meant(found: dict[str, Any], link: Link) -> dict[str, str | None] | None:
    """What the query was taken for; with a link where it was not, because that was not sure."""
    query = found["query"]
    title = query["did_you_mean"]
    if title is None:
        return None
    absent = [note["message"] for note in query["notes"] if note["code"] == "not_in_library"]
    unsure = absent and title not in query["normalized"] and all(title not in each for each in absent)
    return {"title": title, "href": link(q=title, page=None) if unsure else None}


def _wider(request: SearchRequest, link: Link) -> list[dict[str, str]]:
    """Ways out of a list that is empty or holds nothing sure: take back what narrows it."""
    ways = []
    if any(getattr(request, name) for name in facet_groups.FACETS if name != "currency"):
        none = dict.fromkeys(facet_groups.FACETS)
        ways.append({"text": "去掉全部筛选", "href": link(**none, page=None)})
    if request.law:
        ways.append({"text": f"不限于“{request.law}”", "href": link(law=None, page=None)})
    if request.published_from or request.published_to:
        href = link(published_from=None, published_to=None, page=None)
        ways.append({"text": "不限公布日期", "href": href})
    if not request.currency:
        ways.append({"text": "包括已废止、尚未施行的条文", "href": link(currency="any", page=None)})
    if request.mode == "advanced":
        ways.append({"text": "不要求全部词都出现", "href": link(mode=None, page=None)})
    return ways


def pager(found: dict[str, Any], link: Link, most: int | None = None) -> dict[str, Any] | None:
    """Where the reader is; None when one page holds everything. Of more than `most` no page is promised."""
    page, size, total = found["page"], found["size"], found["total"]
    if total <= size:
        return None
    reached = min(total, most or total)
    return {
        "now": page,
        "last": -(-reached // size),
        "cut": reached if reached < total else None,
        "before": link(page=page - 1) if page > 1 else None,
        "after": link(page=page + 1) if page * size < reached else None,
    }


def _empty(found: dict[str, Any]) -> dict[str, Any]:
    """What an empty list says: a heading and what to try, by the reason."""
    codes = [note["code"] for note in found["query"]["notes"]]
    code = next((each for each in EMPTY if each in codes), None)
    heading, tips = EMPTY[code] if code else ("没有找到条文", TIPS)
    return {"heading": heading, "tips": tips, "ask_law": code == "needs_law_context"}


def _shelves(found: dict[str, Any], request: SearchRequest) -> list[dict[str, Any]]:
    """The way to the cases and documents that answer the query too."""
    places = (("case", "/cases", "政策案例", "个"), ("document", "/documents", "外地文件", "份"))
    asked = urlencode({"q": request.q})
    return [
        {"text": f"{name} {count} {unit}", "href": f"{path}?{asked}"}
        for kind, path, name, unit in places
        if found["query"]["type"] == "topic" and (count := found["others"].get(kind, 0))
    ]


def _works(found: dict[str, Any], request: SearchRequest, link: Link) -> dict[str, Any] | None:
    """The way to the laws whose titles match, from a list of articles; and back."""
    if request.kind == Kind.WORK:
        return {"count": None, "href": link(kind=None, page=None)}
    count = found["others"]["work"]
    if not count or found["query"]["type"] != "topic":
        return None
    return {"count": count, "href": link(kind="work", page=None)}
