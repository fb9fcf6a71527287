"""The clauses of a text about legal time, as values (沿革): what it begins, repeals, amends; kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class ClauseKind(StrEnum):
    """What a clause does."""

    COMMENCEMENT = "commencement"
    REPEAL = "repeal"
    AMENDMENT = "amendment"


class When(StrEnum):
    """From what day a clause speaks."""

    DAY = "day"  # 自2026年8月15日起
    PUBLICATION = "publication"  # 自公布之日起, with `delay`
    COMMENCEMENT = "commencement"  # 同时废止: the day on which this text begins


class Op(StrEnum):
    """What an amendment does to one article."""

    REPLACED = "replaced"
    ADDED = "added"
    DELETED = "deleted"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Change:
    """One article changed by an amending act: `law` as printed, number 0 for the preamble (序言).

    `to` is the new (number, sub) where the act renumbers. `text` is the quoted new wording.
    """

    law: str
    number: int
    sub: int
    op: Op
    to: tuple[int, int] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a text says about time. `targets` are titles as printed, without their outer 《》.

    `partial` marks a repeal of a part only (《甲》中关于乙的规定同时废止).
    """

    kind: ClauseKind
    quote: str
    unit_key: str
    when: When = When.COMMENCEMENT
    day: date | None = None
    delay: tuple[int, str] | None = None  # (30, "day"), (6, "month"), (1, "year") after publication
    targets: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """All clauses of one text, and the plain titles it names in 《》 (proof that those existed before it)."""

    clauses: tuple[Clause, ...] = ()
    mentions: frozenset[str] = field(default_factory=frozenset)

    def of(self, kind: ClauseKind) -> tuple[Clause, ...]:
        """The clauses of one kind, in the order of the text."""
        return tuple(each for each in self.clauses if each.kind == kind)


def to_json(extraction: Extraction) -> str:
    """One line of JSON, stable for equal extractions: for keeping beside the text's content hash."""
    rows = [asdict(each) for each in extraction.clauses]
    value = {"clauses": rows, "mentions": sorted(extraction.mentions)}
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def from_json(text: str) -> Extraction:
    """The inverse of `to_json`; ValueError or KeyError on anything else."""
    value = json.loads(text)
    return Extraction(tuple(map(_clause, value["clauses"])), frozenset(value["mentions"]))


def _clause(row: Mapping[str, Any]) -> Clause:
    return Clause(
        kind=ClauseKind(row["kind"]),
        quote=row["quote"],
        unit_key=row["unit_key"],
        when=When(row["when"]),
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        delay=(row["delay"][0], row["delay"][1]) if row["delay"] else None,
        targets=tuple(row["targets"]),
        changes=tuple(map(_change, row["changes"])),
        partial=row["partial"],
    )


def _change(row: Mapping[str, Any]) -> Change:
    to = (row["to"][0], row["to"][1]) if row["to"] else None
    return Change(row["law"], row["number"], row["sub"], Op(row["op"]), to, row["text"])
