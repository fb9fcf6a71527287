"""The learned order: a linear model whose parts can be shown, fitted to put gold first."""

from __future__ import annotations

import json

import numpy as np
import pytest

from evaluation.judged import JudgedQuery
from evaluation.training.examples import Example
from evaluation.training.fitting import fit
from evaluation.training.folds import folds
from evaluation.training.held_out import engine_order, held_out, learned_order
from search_service.ranking.model import model_of, shipped

NAMES = ("good", "noise")


def example(number: int) -> Example:
    """Ten candidates; the gold one has the highest `good` of its list and stands last."""
    noise = np.random.default_rng(number)
    good = noise.random(10)
    good[9] = good.max() + 0.5
    places = [(f"法{number}", f"第{at}条") for at in range(10)]
    query = JudgedQuery(str(number), f"问{number}", frozenset({places[9]}))
    gold = np.arange(10) == 9
    features = {"good": good, "noise": noise.random(10)}
    return Example(query, features, gold, np.zeros(10, dtype=bool), list(range(10)), places)


EXAMPLES = [example(number) for number in range(60)]


def test_a_fitted_model_puts_gold_first_on_queries_it_has_not_seen() -> None:
    sets = {"made up": EXAMPLES}
    before, after = engine_order(sets)["made up"], held_out(sets, NAMES, 1e-2)["made up"]
    assert {row["MRR@10"] for row in before} == {0.1}
    assert np.mean([row["MRR@10"] for row in after]) > 0.95


def test_candidates_that_were_not_looked_at_stay_behind() -> None:
    part = Example(
        EXAMPLES[0].query,
        {},
        np.zeros(2, dtype=bool),
        np.zeros(2, dtype=bool),
        [1, 0],
        EXAMPLES[0].places[:4],
    )
    order = learned_order(part, np.array([0.0, 5.0]))
    assert [place[1] for place in order] == ["第0条", "第1条", "第2条", "第3条"]


def test_parts_are_the_score_and_the_file_holds_the_model() -> None:
    model = fit(EXAMPLES, NAMES)
    features = EXAMPLES[0].features
    assert np.allclose(model.parts(features).sum(axis=1), model.scores(features))
    again = model_of(json.loads(json.dumps(model.as_json())))
    assert np.allclose(again.scores(features), model.scores(features), atol=1e-2)


def test_fitting_needs_examples() -> None:
    with pytest.raises(ValueError, match="no examples"):
        fit([], NAMES)


def test_queries_that_share_gold_are_in_one_fold() -> None:
    def query(qid: str, *gold: str) -> JudgedQuery:
        return JudgedQuery(qid, f"问{qid}", frozenset(("法", each) for each in gold))

    linked = [query("1", "一", "二"), query("2", "二", "三"), query("3", "三"), query("4", "四")]
    found = folds(linked)
    assert len({found[each.query] for each in linked[:3]}) == 1


@pytest.mark.parametrize("kind", ["text", "dense"])
def test_no_weight_knows_a_law(kind: str) -> None:
    """Priors on year, level or size only learn that the answer is 民法典 (RETRIEVAL.md)."""
    model = shipped(kind)
    assert not {"year", "level", "size", "work", "title"} & set(model.names)
    assert any(name.startswith("dense") for name in model.names) == (kind == "dense")
    assert np.isfinite(np.concatenate([model.mean, model.scale, model.weight, model.list_weight])).all()
