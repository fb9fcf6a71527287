"""Two runs of one judged file: the difference, how sure it is, and which queries gained and lost. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.judged import JudgedFileError, Place
from evaluation.metrics import METRICS, doubt, interval
from evaluation.runner import Row, Run

DECIDING = ("R@10", "MRR@10", "R@100")
"""What a query's gain is ordered by: the first that differs decides."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric, new minus old, over the queries of both runs; `low`, `high` bound 95 %, `p` is two-sided."""

    metric: str
    before: float
    after: float
    change: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Change:
    """One query that gained or lost: by how much, and how the ranks of its gold articles moved (None: not found)."""

    qid: str
    query: str
    changes: tuple[float, ...]
    moves: tuple[tuple[Place, int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one run to another. `only_before`, `only_after` count queries that the other lacks."""

    differences: list[Difference]
    gains: list[Change]
    losses: list[Change]
    only_before: int
    only_after: int
    same_library: bool


def compare(before: Run, after: Run) -> Comparison:
    """Compare by query id. JudgedFileError when the runs have no query in common."""
    old = {row.qid: row for row in before.rows}
    pairs = [(old[row.qid], row) for row in after.rows if row.qid in old]
    if not pairs:
        raise JudgedFileError("两次评测没有相同的问题，无法比较。")
    changed = [each for pair in pairs if (each := _change(*pair)) is not None]
    return Comparison(
        differences=[_difference(name, pairs) for name in METRICS],
        gains=sorted(
            (each for each in changed if each.changes > (0.0,) * 3), key=lambda c: c.changes, reverse=True
        ),
        losses=sorted((each for each in changed if each.changes < (0.0,) * 3), key=lambda c: c.changes),
        only_before=len(before.rows) - len(pairs),
        only_after=len(after.rows) - len(pairs),
        same_library=before.library == after.library,
    )


def _difference(metric: str, pairs: Sequence[tuple[Row, Row]]) -> Difference:
    before = [old.scores[metric] for old, _ in pairs]
    after = [new.scores[metric] for _, new in pairs]
    changes = [b - a for a, b in zip(before, after, strict=True)]
    low, high = interval(changes)
    mean = sum(changes) / len(changes)
    return Difference(
        metric, sum(before) / len(before), sum(after) / len(after), mean, low, high, doubt(changes)
    )


def _change(old: Row, new: Row) -> Change | None:
    """None where no deciding metric differs (saved scores have six digits)."""
    changes = tuple(round(new.scores[name] - old.scores[name], 5) + 0.0 for name in DECIDING)
    if not any(changes):
        return None
    gold = sorted({*old.at, *new.at}, key=str)
    moves = tuple((place, old.at.get(place), new.at.get(place)) for place in gold)
    return Change(new.qid, new.query, changes, tuple(each for each in moves if each[1] != each[2]))
