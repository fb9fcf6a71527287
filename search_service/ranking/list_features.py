"""What the list of candidates says of each of them: its place, its law's other articles, its neighbours in the text."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from indexer.bank import Bank

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEAR = (1, 2, 3)
"""Articles before and behind: a matter is often settled by a few in a row."""

SHARPNESS = 0.1
"""Share of the best score within which another article of the law counts."""

FIRST = 20
"""The head of the list."""


def list_features(bank: Bank, rows: Ints, scores: Array, prefix: str = "") -> Mapping[str, Array]:
    """Features of candidates from scores of one kind (higher is better, not all equal to nothing).

    Shares are of the best score. `prefix` tells the kinds apart.
    """
    best, least = float(scores.max()), float(scores.min())
    spread = (best - least) or 1.0
    share = (scores - least) / spread
    place = np.empty(len(scores))
    place[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    found = {
        "share": share,
        "z": (scores - scores.mean()) / (float(scores.std()) or 1.0),
        "place": np.log1p(place),
        **_law(bank, rows, scores, share, place),
        **_near(bank, rows, share),
    }
    return {prefix + name: each for name, each in found.items()}


def _law(bank: Bank, rows: Ints, scores: Array, share: Array, place: Array) -> dict[str, Array]:
    """How much else of the candidate's law is in the list."""
    _, law = np.unique(bank.arrays["facet_work"][rows], return_inverse=True)
    near_best = np.exp((share - 1) / SHARPNESS)
    together = np.bincount(law, weights=near_best)
    best = np.zeros(len(together))
    np.maximum.at(best, law, share)
    leading = (place < FIRST).astype(np.float64)
    return {
        "law_sum": together[law] - near_best,
        "law_best": best[law],
        "law_first": np.bincount(law, weights=leading)[law] - leading,
        "law_count": np.log1p(np.bincount(law)[law]),
    }


def _near(bank: Bank, rows: Ints, share: Array) -> dict[str, Array]:
    """The scores of the candidates that stand right before and behind in the same text."""
    held = np.zeros(len(bank))
    held[rows] = share
    version = bank.arrays["versions"]
    total, highest = np.zeros(len(rows)), np.zeros(len(rows))
    for distance in NEAR:
        for step in (-distance, distance):
            beside = np.clip(rows + step, 0, len(bank) - 1)
            same = (version[beside] == version[rows]) & (beside != rows)
            value = np.where(same, held[beside], 0.0)
            total += value / distance
            highest = np.maximum(highest, value)
    return {"near_sum": total, "near_best": highest}
