"""The answer of a search in the shape that its page wants: links, excerpts, facets, what to try next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from search_service.highlight import pieces
from search_service.pages.excerpt import Span, excerpt, tidy
from search_service.pages.names import unit_name
from search_service.request import Kind, SearchRequest

FACETS = ("level", "category", "region")
FACET_TITLES = {"level": "效力位阶", "category": "类别", "region": "地区"}
MOST_VALUES = 8
"""Values of a facet shown at once; the rest unfolds."""
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
    "在“更多条件”里把时效性改为“全部”，查看已废止和尚未施行的条文。",
)


class Link(Protocol):
    """This search with some parameters changed; None removes one."""

    def __call__(self, **changes: str | int | None) -> str: ...


def results(found: dict[str, Any], request: SearchRequest, link: Link) -> dict[str, Any]:
    """The answer with links and shown texts; a note that stands at a hit is not repeated above the list."""
    whole = found["query"]["type"] in SHOWN_WHOLE
    day = request.as_of.isoformat() if request.as_of else None
    hits = [_hit(each, whole, day) for each in found["hits"]]
    at_hits = {note["message"] for hit in hits for note in hit["notes"]}
    return {
        **found,
        "hits": hits,
        "notes": [note for note in found["query"]["notes"] if note["message"] not in at_hits],
        "groups": _facets(found["facets"], request, link),
        "pager": pager(found, link),
        "empty": _empty(found) if not hits else None,
        "works": _works(found, request, link),
        "shelves": _shelves(found, request),
    }


def _hit(hit: dict[str, Any], whole: bool, day: str | None) -> dict[str, Any]:
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


def _facets(
    counted: Mapping[str, Sequence[Mapping[str, Any]]], request: SearchRequest, link: Link
) -> list[dict[str, Any]]:
    """Facets that can narrow the list, and those that narrow it now (they must be there to be taken back)."""
    groups = []
    for name in FACETS:
        chosen = [str(each) for each in getattr(request, name)]
        values = [{**each, "current": each["value"] in chosen} for each in counted.get(name, ())]
        missing = [each for each in chosen if all(value["value"] != each for value in values)]
        values = [*({"value": each, "count": 0, "current": True} for each in missing), *values]
        if not chosen and len(values) < 2:
            continue
        values = [{**each, "href": link(**{name: each["value"], "page": None})} for each in values]
        groups.append(
            {
                "title": FACET_TITLES[name],
                "values": values[:MOST_VALUES],
                "more": values[MOST_VALUES:],
                "undo": link(**{name: None, "page": None}) if chosen else None,
            }
        )
    return groups


def pager(found: dict[str, Any], link: Link) -> dict[str, Any] | None:
    """Where the reader is; None when one page holds everything."""
    page, size, total = found["page"], found["size"], found["total"]
    if total <= size:
        return None
    return {
        "now": page,
        "last": -(-total // size),
        "before": link(page=page - 1) if page > 1 else None,
        "after": link(page=page + 1) if page * size < total else None,
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
