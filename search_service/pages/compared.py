"""Two texts of a law as the page of a comparison shows them: article by article, words marked. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from corpus.legal_time.compare import UnitChange, UnitStatus
from corpus.legal_time.differences import changed_spans
from corpus.model import Unit, Version, Work
from indexer.segment import split_words
from search_service.comparing import Texts
from search_service.highlight import pieces
from search_service.laws import version_of
from search_service.pages.names import unit_name


class View(StrEnum):
    """How the two texts stand: beside each other, or one text with deletions and insertions."""

    SIDE = "side"
    INLINE = "inline"


class Shown(StrEnum):
    """Which units are listed."""

    CHANGED = "changed"
    ALL = "all"


STATUSES = {
    UnitStatus.CHANGED: "修改",
    UnitStatus.MOVED_AND_CHANGED: "移动并修改",
    UnitStatus.NEW: "新增",
    UnitStatus.DELETED: "删去",
    UnitStatus.MOVED: "移动",
    UnitStatus.SAME: "未变",
}


def texts(work: Work, current: Version, old: str, new: str) -> tuple[str, str] | None:
    """The keys of the two texts: as asked for, else the text of the day and the one before; None with one text.

    ServiceError 404 `version_not_found`.
    """
    keys = [each.key for each in work.versions]
    if len(keys) < 2:
        return None
    after = version_of(work, new).key if new else current.key
    if old:
        before = version_of(work, old).key
        return before, after if new or before != after else keys[-1]
    at = keys.index(after)
    return (keys[at - 1], after) if at else (after, keys[1])


def page(
    versions: Sequence[Mapping[str, Any]],
    compared: Texts | None,
    view: View,
    show: Shown,
    query: Mapping[str, str],
) -> dict[str, Any]:
    """Everything that the template wants; `rows` None where the law has one text only."""
    common = {"versions": versions, "view": view, "show": show}
    if compared is None:
        return {**common, "rows": None, "old": "", "new": ""}
    counts = Counter(each.status for each in compared.changes)
    rows = [_row(number, each) for number, each in enumerate(compared.changes)]
    changed = [row for row in rows if row["status"] != UnitStatus.SAME]
    asked = {**query, "from": compared.old.key, "to": compared.new.key}

    def link(**changes: str) -> str:
        return "?" + urlencode({**asked, **changes})

    return {
        **common,
        "old": compared.old.key,
        "new": compared.new.key,
        "old_name": name_of(compared.old),
        "new_name": name_of(compared.new),
        "counts": [
            {"status": str(status), "name": name, "count": counts[status]}
            for status, name in STATUSES.items()
            if counts[status]
        ],
        "rows": rows if show == Shown.ALL else changed,
        "changed": changed,
        "views": [
            {"name": "左右对照", "href": link(view="side"), "current": view == View.SIDE},
            {"name": "合并显示", "href": link(view="inline"), "current": view == View.INLINE},
        ],
        "shows": [
            {"name": "只看有变化的", "href": link(show="changed"), "current": show == Shown.CHANGED},
            {"name": "全部条文", "href": link(show="all"), "current": show == Shown.ALL},
        ],
    }


def name_of(version: Version) -> str:
    """2021-01-22 的文本; a text without a date by its key."""
    day = version.publish_date
    return f"{day.isoformat()} 的文本" if day else f"未注明日期的文本（{version.key}）"


def _row(number: int, each: UnitChange) -> dict[str, Any]:
    old, new = _name(each.old), _name(each.new)
    return {
        "anchor": f"c{number}",
        "status": each.status,
        "said": STATUSES[each.status],
        "old": old,
        "new": new,
        "name": f"{old} → {new}" if old and new and old != new else new or old,
        "heading": _heading(each.new or each.old),
        "old_key": each.old.key if each.old else None,
        "new_key": each.new.key if each.new else None,
        **_texts(each),
    }


def _heading(unit: Unit | None) -> str:
    return unit.path[-1] if unit and unit.path else ""


def _texts(each: UnitChange) -> dict[str, Any]:
    """`old`, `new`: each text in pieces that are marked or not; `both`: one text of kept, removed, added pieces."""
    before, after = (unit.text if unit else "" for unit in (each.old, each.new))
    if each.old is None or each.new is None:
        kind = "added" if each.old is None else "removed"
        return {
            "old_pieces": [(before, False)] if before else [],
            "new_pieces": [(after, False)] if after else [],
            "both": [(before or after, kind)],
        }
    if each.status in (UnitStatus.SAME, UnitStatus.MOVED):
        return {"old_pieces": [(before, False)], "new_pieces": [(after, False)], "both": [(after, "kept")]}
    spans = changed_spans(before, after, split_words)
    both: list[tuple[str, str]] = []
    done = 0
    for gone, come in spans:
        both += [
            (after[done : come[0]], "kept"),
            (before[slice(*gone)], "removed"),
            (after[slice(*come)], "added"),
        ]
        done = come[1]
    both.append((after[done:], "kept"))
    return {
        "old_pieces": pieces(before, [gone for gone, _ in spans if gone[0] < gone[1]]),
        "new_pieces": pieces(after, [come for _, come in spans if come[0] < come[1]]),
        "both": [(text, kind) for text, kind in both if text],
    }


def _name(unit: Unit | None) -> str:
    return unit_name(unit.key, unit.label) if unit else ""
