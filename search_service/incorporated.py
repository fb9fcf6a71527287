"""Amending clauses whose words already stand in the law they amend.

将刑法第二百九十一条之二… of an amendment and the article itself say the same; a drafter cites the article. An
amendment that the held text does not contain yet stays a hit of its own: it is the newer law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.legal_time.timeline import Timeline

Place = tuple[str, str]
"""(work id, unit key)"""


@dataclass(frozen=True, slots=True)
class Incorporated:
    """For each amending unit the articles, of the newest held text, in which its words stand; `acts` are the
    works that hold such units."""

    targets: Mapping[Place, frozenset[Place]]
    acts: frozenset[str]


def incorporated(timeline: Timeline) -> Incorporated:
    """The amending units of a library that say nothing new."""
    found: dict[Place, set[Place]] = {}
    for state in timeline.states():
        if not state.texts:
            continue
        pending = {act.act_id for act in state.texts[-1].pending}
        for act in state.amendments:
            if act.act_id in pending:
                continue
            for change, evidence in act.changes:
                number, sub = change.to or (change.number, change.sub)
                key = f"a{number}-{sub}" if sub else f"a{number}"
                found.setdefault((act.act_id, evidence.unit_key), set()).add((state.work.id, key))
    targets = {place: frozenset(articles) for place, articles in found.items()}
    return Incorporated(targets, frozenset(work_id for work_id, _ in targets))
