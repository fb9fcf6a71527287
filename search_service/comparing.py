"""`GET /laws/{id}/compare`: two texts of one law, unit by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from corpus.legal_time.compare import UnitChange, compare
from corpus.model import Unit, Version, Work
from indexer.segment import split_words
from search_service.laws import version_of
from search_service.state import State


@dataclass(frozen=True, slots=True)
class Texts:
    """Two texts of a law and what became of each unit."""

    old: Version
    new: Version
    changes: Sequence[UnitChange]


def texts_of(state: State, work: Work, old_key: str, new_key: str) -> Texts:
    """The comparison of two texts. Keys are version keys or publish dates; ServiceError 404 `version_not_found`."""
    old, new = version_of(work, old_key), version_of(work, new_key)
    units = state.library.units
    return Texts(old, new, _changes(tuple(units(work.id, old.key)), tuple(units(work.id, new.key))))


@lru_cache(maxsize=8)
def _changes(old: tuple[Unit, ...], new: tuple[Unit, ...]) -> Sequence[UnitChange]:
    """Kept, for a reader looks at a comparison in several ways: side by side, in one, all or what changed."""
    return tuple(compare(old, new, split_words))


def compared(state: State, work: Work, old_key: str, new_key: str, day: date) -> dict[str, Any]:
    """Every unit of both texts once. Keys as in `texts_of`."""
    texts = texts_of(state, work, old_key, new_key)
    law = {"id": work.id, "title": work.title}
    return {
        **comparison(law, texts.old.key, texts.new.key, texts.changes),
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def comparison(
    law: dict[str, str], old_key: str, new_key: str, changes: Sequence[UnitChange]
) -> dict[str, Any]:
    """A comparison as answers show it, without the day and the library."""
    return {
        "law": law,
        "from": old_key,
        "to": new_key,
        "counts": dict(Counter(str(each.status) for each in changes)),
        "units": [_row(each) for each in changes],
    }


def _row(each: UnitChange) -> dict[str, Any]:
    """A unit of a comparison as answers show it."""
    return {
        "status": str(each.status),
        "old_no": each.old_no,
        "new_no": each.new_no,
        "old_text": each.old.text if each.old else None,
        "new_text": each.new.text if each.new else None,
        "removed": list(each.removed),
        "added": list(each.added),
    }
