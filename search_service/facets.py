"""Counts over the window of a search: how many hits have which level, region, year … (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.model import Level

MOST_VALUES = 50
_LEVEL_ORDER = {str(level): place for place, level in enumerate(Level)}


def count(
    laws: Iterable[tuple[Mapping[str, Any], int]], names: Iterable[str]
) -> dict[str, list[dict[str, object]]]:
    """Facets over (law, number of its hits): most frequent first; levels by rank, years newest first.

    A hit without a value (a law without a region) is not counted in that facet.
    """
    tallies: dict[str, dict[str, int]] = {name: {} for name in names}
    for law, hits in laws:
        for name, tally in tallies.items():
            value = (law["version_date"] or "")[:4] if name == "year" else law[name]
            if value:
                tally[value] = tally.get(value, 0) + hits
    return {
        name: [{"value": value, "count": n} for value, n in _ordered(name, tally)[:MOST_VALUES]]
        for name, tally in tallies.items()
    }


def _ordered(name: str, tally: Mapping[str, int]) -> list[tuple[str, int]]:
    if name == "level":
        return sorted(tally.items(), key=lambda each: _LEVEL_ORDER[each[0]])
    if name == "year":
        return sorted(tally.items(), reverse=True)
    return sorted(tally.items(), key=lambda each: (-each[1], each[0]))
