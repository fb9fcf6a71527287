"""Fit the threshold of `confident`: how often it says yes to right answers, and to what no law here governs.

    python -m evaluation.confidence --home HOME stard_dev.jsonl basis_dev.jsonl

Right answers are judged queries of which a gold article is among the first three hits; the others are the made-up
queries of `evaluation/data/outside_queries.toml`. Printed are the shares for each threshold and for each
number of rare words that is enough, and the pair with the best (mean share of right ones − share of outside ones).
The figures to write into `search_service/query/confidence.py` are read off by a person.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

import click

from corpus.model import split_unit_id
from corpus.normalize import plain_title
from search_service.plans import plan_of
from search_service.query.confidence import ENOUGH_RARE_WORDS, THRESHOLD, coverage, doubtful
from search_service.query.understand import understand
from search_service.request import CurrencyFilter, SearchRequest
from search_service.settings import load_settings
from search_service.state import Holder, State

RARE_WORDS = (2.0, 3.0, 4.0, 5.0, 6.0, 1e9)
THRESHOLDS = tuple(step / 50 for step in range(15, 46))
TOP = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, and the (plain title, article) pairs that answer it; none for an outside query."""

    query: str
    gold: frozenset[tuple[str, str]]
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """Scores of the best hit by RARE_WORDS, 0 where a note forbids confidence; was the query answered?"""

    scores: tuple[float, ...]
    answered: bool


def judged(path: Path) -> Iterator[Judged]:
    """The rows of a judged file that the starter library can answer."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("in_starter", True):
            gold = frozenset((plain_title(each["law"]), each["article"]) for each in row["gold"])
            origin = row.get("from")
            yield Judged(row["query"], gold, plain_title(origin["law"]) if origin else None)


def outside() -> list[Judged]:
    """The queries about what a library of national laws does not hold."""
    text = (resources.files("evaluation") / "data" / "outside_queries.toml").read_text(encoding="utf-8")
    return [Judged(query, frozenset()) for queries in tomllib.loads(text).values() for query in queries]


def observe(state: State, row: Judged, day: date) -> Observed | None:
    """The scores of one query; None when it is a look-up or finds nothing."""
    query = understand(row.query, titles=state.titles)
    if query.type != "topic":
        return None
    request = SearchRequest(q=row.query, currency=(CurrencyFilter.ANY,))
    found = state.engine.search(plan_of(query, request, day, (), 20)).hits
    hits = [unit_id for unit_id, _ in found if _place(state, unit_id)[0] != row.own]
    if not hits:
        return None
    work_id, version, key = split_unit_id(hits[0])
    work, unit = state.library.work(work_id), state.library.unit(work_id, version, key)
    if work is None or unit is None:
        return None
    text = "\n".join((work.title, *unit.path, unit.text))
    scores = tuple(
        coverage(query, text, lambda word: state.engine.doc_freq([word])[0], state.index.documents, rare)
        for rare in RARE_WORDS
    )
    answered = any(_place(state, unit_id) in row.gold for unit_id in hits[:TOP])
    return Observed(tuple(0.0 for _ in scores) if doubtful(query) else scores, answered)


def _place(state: State, unit_id: str) -> tuple[str, str]:
    work_id, version, key = split_unit_id(unit_id)
    work, unit = state.library.work(work_id), state.library.unit(work_id, version, key)
    return (plain_title(work.title) if work else "", unit.label if unit else "")


def share(observed: Sequence[Observed], rare: int, threshold: float) -> float:
    """How many of `observed` would be called answers."""
    return sum(each.scores[rare] >= threshold for each in observed) / len(observed) if observed else 0.0


def report(right: dict[str, list[Observed]], wrong: list[Observed]) -> Iterator[str]:
    """The table, and the best pair, as lines."""
    names = list(right)
    yield "\t".join(["rare words", "threshold", *names, "outside", "right − outside"])
    rows = []
    for index, rare in enumerate(RARE_WORDS):
        for threshold in THRESHOLDS:
            shares = [share(right[name], index, threshold) for name in names]
            false = share(wrong, index, threshold)
            rows.append((sum(shares) / len(shares) - false, rare, threshold, shares, false))
    for gain, rare, threshold, shares, false in rows:
        in_use = rare == ENOUGH_RARE_WORDS and threshold == THRESHOLD
        line = [
            f"{rare:g}",
            f"{threshold:.2f}",
            *(f"{each:.3f}" for each in shares),
            f"{false:.3f}",
            f"{gain:.3f}",
        ]
        if rare == ENOUGH_RARE_WORDS or gain == max(rows)[0]:
            yield "\t".join(line) + ("\t← in use" if in_use else "")
    best = max(rows)
    yield f"best: {best[1]:g} rare words, threshold {best[2]:.2f}, {best[0]:.3f}"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--home", type=click.Path(path_type=Path), required=True, help="a home that holds the starter library"
)
def main(files: tuple[Path, ...], home: Path) -> None:
    """Print how often `confident` is right and wrong, by threshold."""
    holder = Holder(load_settings(home=home))
    try:
        state, day = holder.current(), date.today()
        right = {}
        for path in files:
            seen = [each for row in judged(path) if (each := observe(state, row, day)) is not None]
            right[path.stem] = [each for each in seen if each.answered]
        wrong = [each for row in outside() if (each := observe(state, row, day)) is not None]
    finally:
        holder.close()
    for line in report(right, wrong):
        click.echo(line)


if __name__ == "__main__":
    main()
