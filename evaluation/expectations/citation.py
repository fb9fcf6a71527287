"""Demands of a `cite` case: one citation, or a list of them in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluation.expectations.basis import same_basis
from evaluation.expectations.checks import (
    Answer,
    Check,
    all_of,
    equal,
    holds,
    opposite_of,
    same_title,
    slices,
)
from evaluation.judged import Case


def cite(case: Case, page: Answer) -> Iterator[str]:
    """Without `citations` the case demands exactly one citation, of which it says the rest."""
    found = page["citations"]
    yield from slices(case.input, found, "text")
    single = {name: value for name, value in case.expect.items() if name != "doc_type"}
    wanted = case.expect.get("citations", [single])
    if len(found) != len(wanted):
        yield f"找到 {len(found)} 处引用，应为 {len(wanted)} 处：{[each['text'] for each in found]}"
        return
    for expect, citation in zip(wanted, found, strict=True):
        yield from all_of(_OF_CITATION, expect, citation)


def _bases(wanted: Sequence[object], citation: Answer) -> Iterator[str]:
    for each in wanted:
        if not any(same_basis(each, given) for given in citation.get("basis") or ()):
            yield f"依据里没有 {each}：{citation.get('basis')}"


def _warnings(wanted: Sequence[str], citation: Answer) -> Iterator[str]:
    missing = set(wanted) - set(citation.get("warnings") or ())
    if missing:
        yield f"没有警示 {sorted(missing)}：{citation.get('warnings')}"


def _some_warning(wanted: bool, citation: Answer) -> Iterator[str]:
    if wanted and not citation.get("warnings"):
        yield "没有任何警示"


_OF_CITATION: Mapping[str, Check] = {
    **{
        name: equal(name)
        for name in (
            *("verdict", "since", "last_article", "article_no", "effective_date", "version_date"),
            *("amended_since", "in_force_version", "in_force_last_article", "paragraphs"),
        )
    },
    **{name: same_title(name) for name in ("law", "replaced_by", "amended_by")},
    "text_contains": holds("article_text"),
    "basis": _bases,
    "warnings": _warnings,
    "must_flag_manual_check": _some_warning,
    "must_not_resolve_to": opposite_of(same_title("law"), "认成了另一部法规"),
    "must_not_say": opposite_of(equal("verdict"), "下了不该下的结论"),
    "since_must_not_be": opposite_of(equal("since"), "给出了错误的日期"),
}
