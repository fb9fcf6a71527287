"""Demands of a `search` case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from evaluation.expectations.checks import Answer, Check, all_of, equal, gold_place, holds, same_title
from evaluation.judged import Case, Place, place_of, title_of

_TOP = re.compile(r"top(\d+)_(contains|any_of)")


DOUBTS = frozenset({"outside_coverage", "needs_law_context", "not_in_library"})
"""Notes that must not stand beside a right and certain answer."""


def search(case: Case, page: Answer) -> Iterator[str]:
    """`top1` also demands certainty; `topN_contains` all of its articles, `topN_any_of` one of them."""
    first = page["hits"][0] if page["hits"] else {"law": {}}
    for name, wanted in case.expect.items():
        top = _TOP.fullmatch(name)
        if top:
            yield from _among(wanted, places(page)[: int(top[1])], needs_all=top[2] == "contains")
        elif name in _OF_FIRST_HIT:
            yield from _OF_FIRST_HIT[name](wanted, first)
        elif name == "version_date":
            yield from equal("version_date")(wanted, first["law"])
        else:
            yield from all_of(_OF_PAGE, {name: wanted}, page)


def places(page: Answer) -> list[Place]:
    """The places of the hits, best first."""
    return [place_of(hit.get("law"), hit.get("article_no")) for hit in page["hits"]]


def _codes(page: Answer) -> set[str]:
    return {note["code"] for note in page["query"].get("notes") or ()}


def _among(wanted: Sequence[Answer], found: Sequence[Place], *, needs_all: bool) -> Iterator[str]:
    missing = [place for each in wanted if (place := gold_place(each)) not in found]
    if missing and (needs_all or len(missing) == len(wanted)):
        yield f"前 {len(found)} 条没有 {missing}：{list(found)}"


def _top1(wanted: Answer, page: Answer) -> Iterator[str]:
    found = places(page)[:1]
    if found != [gold_place(wanted)]:
        yield f"第一条是 {found}"
    if page.get("confident") is not True:
        yield "对正确的答案没有把握"
    if DOUBTS & _codes(page):
        yield f"多余的提示 {sorted(DOUBTS & _codes(page))}"


def _not_first(wanted: str, page: Answer) -> Iterator[str]:
    if places(page) and places(page)[0][0] == title_of(wanted):
        yield f"{wanted} 排在第一"


def _not_confident(wanted: bool, page: Answer) -> Iterator[str]:
    if wanted and page.get("confident") is not False:
        yield "自称有把握"


def _note(wanted: str, page: Answer) -> Iterator[str]:
    if wanted not in _codes(page):
        yield f"没有提示 {wanted}：{sorted(_codes(page))}"


def _coverage(wanted: bool, page: Answer) -> Iterator[str]:
    if wanted and not any("coverage" in code or "library" in code for code in _codes(page)):
        yield f"没有说明收录范围：{sorted(_codes(page))}"


def _of_query(check: Check) -> Check:
    return lambda wanted, page: check(wanted, page["query"])


_OF_FIRST_HIT: Mapping[str, Check] = {
    "text_contains": holds("text"),
    "paragraph": equal("paragraph"),
    "item": equal("item"),
    "paragraph_contains": holds("text"),
    "item_contains": holds("text"),
}
_OF_PAGE: Mapping[str, Check] = {
    "top1": _top1,
    "not_top1_law": _not_first,
    "query_type": _of_query(equal("type")),
    "normalized": _of_query(equal("normalized")),
    "did_you_mean": _of_query(same_title("did_you_mean")),
    "no_confident_hit": _not_confident,
    "no_confident_top1": _not_confident,
    "behaviour": _note,
    "must_explain_coverage": _coverage,
}
