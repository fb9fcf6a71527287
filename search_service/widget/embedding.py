"""`/embed` without script: any answer of the search as plain rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from search_service.pages.excerpt import excerpt
from search_service.pages.listing import shown_pieces
from search_service.pages.names import unit_name

MOST_SHOWN = 10


def row(hit: dict[str, Any]) -> dict[str, Any]:
    """One result: where it leads, what it is called, what is known of it, its text in marked pieces."""
    text, marks = hit["text"] or "", hit["highlights"]
    spans = excerpt(text, marks) or [(0, len(text))]
    pieces = [] if hit["kind"] == "work" else shown_pieces(text, marks, spans)
    return {**_named(hit), "pieces": pieces, "currency": hit.get("currency")}


def _named(hit: dict[str, Any]) -> dict[str, Any]:
    if hit["kind"] in {"case", "document"}:
        about = (hit["issuer"], hit["region"], hit["date"])
        return {
            "href": f"/{hit['kind']}s/{hit['id']}",
            "name": f"《{hit['title']}》",
            "about": _joined(*about),
        }
    law = hit["law"]
    work, _, rest = hit["id"].partition(":")
    version, _, key = rest.partition(":")
    of_text = f"{law['version_date']} 公布的文本" if law["version_date"] else ""
    return {
        "href": f"/laws/{work}/units/{key}?{urlencode({'version': version})}" if key else f"/laws/{work}",
        "name": f"《{law['title']}》{unit_name(key, hit['article_no']) if key else ''}",
        "about": _joined(law["level"], of_text, *hit["path"]),
    }


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))
