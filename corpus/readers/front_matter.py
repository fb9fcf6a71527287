"""YAML front matter: read safely, size-bounded, scalars only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import yaml

from corpus.readers.header import first_date

MAX_CHARACTERS = 16_384
"""More than this before the closing `---` is no front matter (real ones have 200–400 characters)."""

_FENCE = re.compile(
    r"\A\s*---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_Scalar = str | int | float | bool | date
Fields = Mapping[str, _Scalar]
"""What a source states beside its text, by name."""


def split(text: str) -> tuple[Mapping[str, _Scalar], str, str | None]:
    """(fields, the text after it, error). No front matter: no fields and the whole text.

    A block that is not valid YAML gives no fields and its error in words; the text after it is still read.
    """
    match = _FENCE.match(text[: MAX_CHARACTERS + 8])
    if match is None:
        return {}, text, None
    rest = text[match.end() :]
    try:
        loaded: Any = yaml.load(match["yaml"], Loader=_loader())  # noqa: S506 — the safe loader's C twin
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        return {}, rest, str(error).splitlines()[0] if str(error) else type(error).__name__
    if not isinstance(loaded, dict):
        return {}, rest, None if loaded is None else "not a mapping"
    fields = {str(key): value for key, value in loaded.items() if isinstance(value, str | int | float | date)}
    return fields, rest, None


def text_of(fields: Fields, *names: str) -> str | None:
    """The first of `names` that holds something, as one line of text."""
    for name in names:
        value = " ".join(str(fields.get(name, "")).split())
        if value:
            return value
    return None


def date_of(fields: Fields, *names: str) -> date | None:
    """The first of `names` that holds a date, written in any printed form or as a YAML date."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = first_date(str(value)) if isinstance(value, str) else None
        if found is not None:
            return found
    return None


def is_true(fields: Fields, *names: str) -> bool:
    """True when one of `names` is set to yes."""
    return any(fields.get(name) is True for name in names)


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
