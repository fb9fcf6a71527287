"""What is loaded: laws, texts and articles by level, cases and documents, the days of the texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from corpus.model import Level
from search_service.state import State


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of law: how many works, texts and articles of their newest texts it holds."""

    level: str
    works: int
    versions: int
    units: int


def overview(state: State) -> dict[str, Any]:
    """`{levels: [LevelRow], works, versions, undated, newest}`, and the sizes of the shelves."""
    shelved = state.shelves.current()
    return {
        **_counted(state),
        "cases": len(shelved.cases.shelf),
        "documents": len(shelved.documents.shelf),
    }


def _counted(state: State) -> dict[str, Any]:
    works, versions, units = Counter[str](), Counter[str](), Counter[str]()
    undated, newest = 0, ""
    for work in state.library.works():
        level = str(work.level)
        works[level] += 1
        versions[level] += len(work.versions)
        units[level] += work.versions[-1].unit_count
        for each in work.versions:
            undated += each.publish_date is None
            newest = max(newest, each.publish_date.isoformat() if each.publish_date else "")
    return {
        "levels": [
            LevelRow(name, works[name], versions[name], units[name])
            for name in map(str, Level)
            if works[name]
        ],
        "works": works.total(),
        "versions": versions.total(),
        "undated": undated,
        "newest": newest,
    }
