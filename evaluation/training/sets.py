"""The sets of `evaluation/data/training.toml`: judged files on homes, with the search that each is judged by."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from corpus.model import Level
from evaluation.judged import read_queries
from evaluation.training.examples import Example, examples
from search_service.api.respond import today
from search_service.request import CurrencyFilter, SearchRequest
from search_service.settings import load_settings
from search_service.state import Holder


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """One judged file on one home. `model`: which model learns from it."""

    name: str
    model: str
    home: str
    file: str
    in_starter: bool = False
    currency: str | None = None
    as_of: date | None = None
    levels: tuple[str, ...] = ()

    def request(self) -> SearchRequest:
        """The search, but for its words."""
        return SearchRequest(
            q="依据",
            vectors=self.model == "dense",
            level=tuple(map(Level, self.levels)),
            currency=(CurrencyFilter(self.currency),) if self.currency else (),
            as_of=self.as_of,
        )


def training_sets(model: str) -> list[TrainingSet]:
    """The sets that a model learns from."""
    text = (resources.files("evaluation") / "data" / "training.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["set"]
    sets = [TrainingSet(**{**row, "levels": tuple(row.get("levels", ()))}) for row in rows]
    return [each for each in sets if each.model == model]


def gathered_examples(each: TrainingSet, judged: Path, homes: Mapping[str, Path]) -> list[Example]:
    """The examples of one set."""
    settings = load_settings(home=homes[each.home])
    holder = Holder(settings)
    try:
        queries = read_queries(judged / each.file, in_starter=each.in_starter)
        day = each.as_of or today()
        return list(examples(holder.current(), settings, queries, each.request(), day))
    finally:
        holder.close()
