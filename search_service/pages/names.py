"""What a unit is called on a page, from its key (DESIGN §3) and its printed number."""

from __future__ import annotations

import re

_NAMES = {"pre": "序言", "p": "第{}段", "x": "附件"}
_KEY = re.compile(r"([a-z]+)(\d*)")


def unit_name(key: str, article_no: str | None) -> str:
    """第十六条, 三; a unit without a number by its kind: 序言, 第12段, 附件."""
    if article_no:
        return article_no.rstrip("、")
    match = _KEY.match(key)
    kind, number = match.groups() if match else ("", "")
    return _NAMES.get(kind, "全文").format(number)


def is_article(unit_id: str) -> bool:
    """Whether a unit (work:version:key) is an article, which is cited by its number."""
    key = unit_id.rsplit(":", 1)[1] if unit_id.count(":") == 2 else ""
    return key[:1] == "a" and key[1:2].isdigit()
