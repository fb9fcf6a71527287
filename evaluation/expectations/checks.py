"""Checks of one field of an answer: (what is expected, answer) → complaints; none when it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from evaluation.judged import Place, place_of, title_of

Answer = Mapping[str, Any]
Check = Callable[[Any, Answer], Iterator[str]]


def all_of(checks: Mapping[str, Check], expect: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    """Every demand by the check of its name."""
    for name, wanted in expect.items():
        check = checks.get(name)
        if check is None:
            yield f"用例里的期望 {name} 不认识"
        else:
            yield from check(wanted, answer)


def equal(name: str) -> Check:
    """The field has this value."""

    def check(wanted: Any, answer: Answer) -> Iterator[str]:
        if answer.get(name) != wanted:
            yield f"{name} 是 {answer.get(name)!r}，应为 {wanted!r}"

    return check


def same_title(name: str) -> Check:
    """The field names this law, as a text or as `{title}`."""

    def check(wanted: Any, answer: Answer) -> Iterator[str]:
        if title_of(answer.get(name)) != title_of(wanted):
            yield f"{name} 是 {title_of(answer.get(name))}，应为 {title_of(wanted)}"

    return check


def holds(name: str, *, yes: bool = True) -> Check:
    """The text field holds these words, or does not."""

    def check(wanted: Any, answer: Answer) -> Iterator[str]:
        if (wanted in (answer.get(name) or "")) is not yes:
            yield f"{name} 里{'没有' if yes else '不应有'}“{wanted}”"

    return check


def opposite_of(check: Check, told: str) -> Check:
    """The opposite of a check."""

    def opposite(wanted: Any, answer: Answer) -> Iterator[str]:
        if not list(check(wanted, answer)):
            yield told

    return opposite


def gold_place(each: Answer) -> Place:
    """The place of `{law, article_no}`."""
    return place_of(each["law"], each["article_no"])


def slices(text: str, found: Sequence[Answer], name: str) -> Iterator[str]:
    """Spans count code points of the text as sent."""
    for each in found:
        if text[each["start"] : each["end"]] != each[name]:
            yield f"[{each['start']}, {each['end']}) 不是“{each[name]}”"
