"""A checked text as its page shows it: citations marked in place, listed by what is to be done. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from search_service.citation_files import GROUPS, Checked, facts, group_of, summary
from search_service.verdicts import STANDS, VERDICTS, circumstances, warning

MOST_LISTED = 1500
"""Citations that the page lists; files hold them all. About 2 MB of page."""


def shown(found: Checked) -> dict[str, Any]:
    """Everything of a check that its page shows."""
    citations = found.citations[:MOST_LISTED]
    rows = [_row(number, each, found.text) for number, each in enumerate(citations, 1)]
    return {
        "summary": summary(found),
        "facts": facts(found),
        "pieces": _pieces(found.text, rows),
        "groups": [
            {"name": group, "title": title, "rows": [row for row in rows if row["group"] == group]}
            for group, title in GROUPS.items()
        ],
        "verdicts": _verdicts(rows),
        "left_out": len(found.citations) - len(rows),
        "skipped": found.skipped,
    }


def _verdicts(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """(code, words, how often) of the verdicts that occur."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    return [(verdict, VERDICTS[verdict], counts[verdict]) for verdict in VERDICTS if verdict in counts]


def _row(number: int, each: dict[str, Any], text: str) -> dict[str, Any]:
    law = each["law"]
    return {
        "number": number,
        "start": each["start"],
        "end": each["end"],
        "text": each["text"],
        "line": text.count("\n", 0, each["start"]) + 1,
        "verdict": each["verdict"],
        "said": VERDICTS[each["verdict"]],
        "group": group_of(each),
        "stands": each["verdict"] in STANDS,
        "name": f"《{law['title']}》{each['article_no'] or ''}" if law and law["title"] else "",
        "href": _address(law, each["article_no"]),
        "lines": circumstances(each) + [warning(code, each["says"]) for code in each["warnings"]],
        "successor": each["replaced_by"],
        "bases": [{**basis, "href": _address(basis["law"], basis["article_no"])} for basis in each["basis"]],
        "article": each["article_text"] or "",
    }


def _address(law: dict[str, Any] | None, article_no: str | None) -> str | None:
    if not law or law["id"] is None:
        return None
    return f"/laws/{law['id']}/articles/{quote(article_no)}" if article_no else f"/laws/{law['id']}"


def _pieces(text: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The whole text in pieces; a citation carries its row (of two that overlap the first)."""
    cut: list[dict[str, Any]] = []
    done = 0
    for row in sorted(rows, key=lambda row: (row["start"], -row["end"])):
        if row["start"] < done:
            continue
        cut.append({"text": text[done : row["start"]], "row": None})
        cut.append({"text": text[row["start"] : row["end"]], "row": row})
        done = row["end"]
    cut.append({"text": text[done:], "row": None})
    return [each for each in cut if each["text"]]
