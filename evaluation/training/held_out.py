"""How good an order is on queries that it was not fitted on: folds that share no gold, judged by the others' model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from evaluation.judged import Place
from evaluation.metrics import scores
from evaluation.training.examples import Example
from evaluation.training.fitting import fit
from evaluation.training.folds import folds
from search_service.ranking.model import Model

Sets = Mapping[str, Sequence[Example]]
Judged = dict[str, list[Mapping[str, float]]]


def engine_order(sets: Sets) -> Judged:
    """The scores of each query of each set as the engine orders it."""
    return {name: [_scores(each, each.places) for each in rows] for name, rows in sets.items()}


def held_out(sets: Sets, names: Sequence[str], decay: float) -> Judged:
    """The same by models of the other folds' examples, of all sets together; where nothing was looked at twice, the
    engine's order stands."""
    every = [each for rows in sets.values() for each in rows if each.chosen]
    fold = folds(each.query for each in every)
    models: dict[int, Model] = {}
    for number in sorted(set(fold.values())):
        others = [each for each in every if fold[each.query.query] != number]
        models[number] = fit(others, names, decay=decay)

    def ordered(each: Example) -> Sequence[Place]:
        if not each.chosen:
            return each.places
        return learned_order(each, models[fold[each.query.query]].scores(each.features))

    return {name: [_scores(each, ordered(each)) for each in rows] for name, rows in sets.items()}


def learned_order(example: Example, values: npt.NDArray[np.float64]) -> list[Place]:
    """The places of an example, its chosen candidates by `values`, the rest behind them as they stand."""
    order = np.argsort(-values, kind="stable").tolist()
    first = [example.chosen[at] for at in order]
    chosen = set(first)
    rest = [at for at in range(len(example.places)) if at not in chosen]
    return [example.places[at] for at in (*first, *rest)]


def _scores(example: Example, places: Sequence[Place]) -> Mapping[str, float]:
    found = [each for each in places if each[0] != example.query.own]
    return scores(found, example.query.gold)
