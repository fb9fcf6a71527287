"""What the list of candidates says of each of them: its place, its law's other articles, its neighbours in the text."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from indexer.bank import Bank

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STEPS = np.array([-1, 1, -2, 2, -3, 3])
"""Articles before and behind: a matter is often settled by a few in a row."""
DISTANCES = np.abs(STEPS)[:, None]

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
    beside, same = neighbours(rows, bank.arrays["versions"])
    order = np.argsort(rows)
    at = order[np.minimum(np.searchsorted(rows, beside, sorter=order), len(rows) - 1)]
    value = np.where(same & (rows[at] == beside), share[at], 0.0)
    return {
        "near_sum": (value / DISTANCES).sum(axis=0),
        "near_best": value.max(axis=0),
    }


def neighbours(rows: Ints, texts: npt.NDArray[np.int32]) -> tuple[Ints, Flags]:
    """(rows before and behind, whether each is of the same text), both of shape (`STEPS`, rows)."""
    wanted = rows + STEPS[:, None]
    beside = np.clip(wanted, 0, len(texts) - 1)
    return beside, (texts[beside] == texts[rows]) & (beside == wanted)
