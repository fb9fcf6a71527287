"""JSON columns: acts, problems, headings, lists of hashes; compact, stable, without ASCII escapes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import orjson

from corpus.model import Act, Problem


def dump(value: Any) -> str:
    """JSON text with sorted keys, so that equal values are equal texts."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def load(text: str) -> Any:
    return orjson.loads(text)


def dump_acts(acts: Iterable[Act]) -> str:
    return dump([[each.day.isoformat() if each.day else None, each.kind, each.text] for each in acts])


def load_acts(text: str) -> tuple[Act, ...]:
    if text == "[]":
        return ()
    return tuple(
        Act(date.fromisoformat(day) if day else None, kind, words) for day, kind, words in orjson.loads(text)
    )


def dump_problems(problems: Iterable[Problem]) -> str:
    return dump([[each.code, each.message, each.where] for each in problems])


def load_problems(text: str) -> tuple[Problem, ...]:
    if text == "[]":
        return ()
    return tuple(Problem(*each) for each in orjson.loads(text))
