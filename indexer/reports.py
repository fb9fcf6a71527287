"""What a load says of itself: progress while it runs, an account of every file at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is. `phase` is `store` (reading and storing go together), `index`, `citing` or `vectors`.

    `total` is None where only reading would tell; `rate` is things a second since the phase began; `step`
    names what the index build does (`compare`, `write`, `commit`, `verify`, `swap`).
    """

    phase: str
    done: int
    total: int | None
    rate: float
    step: str = ""

    @property
    def seconds_left(self) -> float | None:
        """By the rate so far; None while nothing can be said."""
        if self.total is None or self.rate <= 0:
            return None
        return round((self.total - self.done) / self.rate, 1)


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What became of one file or row; the fields are those of `corpus.store.Outcome`.

    `shelf` is `case` or `document` for what is no law; `work_id` is then the id of the case or document.
    """

    path: str
    outcome: str
    code: str
    message: str
    work_id: str | None
    version_key: str | None
    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The account of a load.

    `counts` by outcome; `works`, `versions`, `units`: how many of each the load touched, which is 0 when it
    brought nothing new. `cases`, `documents`: how many policy cases and precedents are held now. `index` is the
    reconcile's report, or `{"error": code, "message": …}` when the texts were stored and the index could not be
    brought in line, or None when no index was asked for. `citing` is in the same way the account of what the
    texts cite (`indexer.citing.CitingReport`). Of a dry run all figures say what would have become of the library.
    """

    seq: int
    label: str
    kind: str
    state: str
    counts: Mapping[str, int]
    works: int
    versions: int
    units: int
    seconds: float
    library_before: str
    library_version: str
    library_works: int
    library_units: int
    cases: int = 0
    documents: int = 0
    items: tuple[ItemReport, ...] = ()
    index: Mapping[str, Any] | None = None
    citing: Mapping[str, Any] | None = None
    dry_run: bool = False

    def as_json(self, *, items: bool = True) -> dict[str, Any]:
        """Plain values for JSON; without `items` where they are kept elsewhere."""
        values = asdict(self)
        if not items:
            del values["items"]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        items = tuple(ItemReport(**each) for each in values.get("items", ()))
        return cls(**{**values, "items": items})
