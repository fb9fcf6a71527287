"""Is a basis the one that was demanded?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.normalize import plain_title
from corpus.numerals import to_chinese
from evaluation.expectations.checks import gold_place
from evaluation.judged import title_of


def same_basis(wanted: object, given: Mapping[str, Any] | str) -> bool:
    """Is a given basis the wanted one: an article `{law, article_no}`, or a text such as 公平竞争审查条例第九条第三项?

    A text holds when the given law, article, 款 and 项 spell it; a 款 that it leaves out is free.
    """
    if isinstance(given, str):
        given = {"citation": given}
    law, article = title_of(given.get("law")), given.get("article_no")
    if isinstance(wanted, Mapping):
        return (law, article) == gold_place(wanted)
    paragraph, item = (
        _ordinal(given.get(name), unit) for name, unit in (("paragraph", "款"), ("item", "项"))
    )
    head = (law or "") + (article or "")
    spelled = (head + paragraph + item, head + (item or paragraph), given.get("citation") or "")
    return any(plain_title(str(wanted)) in plain_title(each) for each in spelled)


def _ordinal(number: int | None, unit: str) -> str:
    return f"第{to_chinese(int(number))}{unit}" if number else ""
