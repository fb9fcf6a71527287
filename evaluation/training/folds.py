"""Folds that share no gold: queries that are answered by the same article are always in the same fold."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from evaluation.judged import JudgedQuery, Place

FOLDS = 5


def folds(queries: Iterable[JudgedQuery], count: int = FOLDS) -> dict[str, int]:
    """query text → fold. Queries that are linked by common gold articles, over any number of steps, stay together."""
    parent: dict[Place, Place] = {}

    def root(place: Place) -> Place:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    every = list(queries)
    for query in every:
        first, *others = sorted(query.gold, key=str)
        for other in others:
            parent[root(other)] = root(first)
    return {query.query: _bucket(root(min(query.gold, key=str)), count) for query in every}


def _bucket(place: Place, count: int) -> int:
    return int.from_bytes(sha256(repr(place).encode()).digest()[:8], "big") % count
