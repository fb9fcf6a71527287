"""`GET /laws/{id}/compare`: two texts of one law, unit by unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.legal_time.compare import UnitChange, compare
from corpus.model import Work
from indexer.segment import split_words
from search_service.laws import version_of
from search_service.state import State


def compared(state: State, work: Work, old_key: str, new_key: str, day: date) -> dict[str, Any]:
    """Every unit of both texts once. Keys are version keys or publish dates; 404 `version_not_found`."""
    old, new = version_of(work, old_key), version_of(work, new_key)
    units = state.library.units
    changes = compare(units(work.id, old.key), units(work.id, new.key), split_words)
    counts: dict[str, int] = {}
    for each in changes:
        counts[str(each.status)] = counts.get(str(each.status), 0) + 1
    return {
        "law": {"id": work.id, "title": work.title},
        "from": old.key,
        "to": new.key,
        "counts": counts,
        "units": [_row(each) for each in changes],
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def _row(each: UnitChange) -> dict[str, Any]:
    return {
        "status": str(each.status),
        "old_no": each.old_no,
        "new_no": each.new_no,
        "old_text": each.old.text if each.old else None,
        "new_text": each.new.text if each.new else None,
        "removed": list(each.removed),
        "added": list(each.added),
    }
