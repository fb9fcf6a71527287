"""Demands of `asof` and `diff` cases: a citation on a day, two texts of one law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluation.expectations.checks import Answer, Check, all_of, equal, holds, same_title
from evaluation.judged import Case


def asof(case: Case, told: Answer) -> Iterator[str]:
    """`ok` is `in_force`; where several verdicts are allowed, a warning makes it `in_force_with_warning`."""
    verdict = told.get("verdict")
    if verdict in ("ok", "in_force"):
        verdict = "in_force"
        if told.get("warnings") and "verdict_any_of" in case.expect:
            verdict = "in_force_with_warning"
    yield from all_of(_OF_RESOLUTION, case.expect, {**told, "verdict": verdict})


def _one_of(wanted: Sequence[str], told: Answer) -> Iterator[str]:
    if told["verdict"] not in wanted:
        yield f"结论是 {told['verdict']}，应为 {list(wanted)} 之一"


_OF_RESOLUTION: Mapping[str, Check] = {
    **{name: equal(name) for name in ("verdict", "version_date", "effective_date")},
    "verdict_any_of": _one_of,
    "replaced_by": same_title("replaced_by"),
    "text_contains": holds("text"),
    "text_must_not_contain": holds("text", yes=False),
}


def diff(case: Case, page: Answer) -> Iterator[str]:
    """The case's input is `law number`, the number of the older text."""
    number = case.input.split()[-1]
    unit = next((each for each in page["units"] if each.get("old_no") == number), None)
    if unit is None:
        yield f"没有旧条号 {number}"
        return
    now: Answer = next((each for each in page["units"] if each.get("new_no") == number), {})
    seen = {
        **unit,
        "removed": "".join(unit.get("removed") or ()),
        "added": "".join(unit.get("added") or ()),
        "text_now": now.get("new_text"),
    }
    yield from all_of(_OF_UNIT, case.expect, seen)


def _identical(wanted: bool, unit: Answer) -> Iterator[str]:
    old, new = ((unit.get(name) or "").split() for name in ("old_text", "new_text"))
    if wanted and old != new:
        yield "新旧文字不同"


_OF_UNIT: Mapping[str, Check] = {
    "status": equal("status"),
    "to": equal("new_no"),
    "identical": _identical,
    "new_text_at_old_number_contains": holds("text_now"),
    "removed_contains": holds("removed"),
    "added_contains": holds("added"),
}
