"""Whom to believe: the ranking of sources in data/sources.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class _Entry:
    reader: str | None
    source: str
    rank: int


@cache
def _entries() -> tuple[_Entry, ...]:
    data = tomllib.loads(files("corpus").joinpath("data", "sources.toml").read_text("utf-8"))
    return tuple(
        _Entry(each.get("reader"), each.get("source", "*").lower(), each["rank"]) for each in data["source"]
    )


@cache
def rank(reader: str, source: str) -> int:
    """The rank of a source, 0 the best; the first entry of the data file that matches decides."""
    label = source.lower()
    for each in _entries():
        if each.reader in {None, reader} and fnmatchcase(label, each.source):
            return each.rank
    return len(_entries())
