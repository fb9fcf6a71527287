"""Amending clauses whose words already stand in the law they amend.

将刑法第二百九十一条之二… of an amendment and the article itself say the same; a drafter cites the article. An
amendment that the held text does not contain yet stays a hit of its own: it is the newer law.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpus.legal_time.timeline import Timeline

Place = tuple[str, str]
"""(work id, unit key)"""


def incorporated(timeline: Timeline) -> Mapping[Place, frozenset[Place]]:
    """For each amending unit: the articles, of the newest held text, in which its words stand."""
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
    return {place: frozenset(targets) for place, targets in found.items()}
