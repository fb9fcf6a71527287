"""One review: the draft judged by `review`, with this library, its search and the unit's own rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from review.engine import check
from review.library import CorpusSources
from review.model import Profile, Report, Severity
from search_service.bases import find
from search_service.errors import bad_request
from search_service.reviewing import basis_table
from search_service.reviewing.finder import SearchFinder
from search_service.reviewing.own_rules import own_rules
from search_service.reviewing.places import place_of
from search_service.settings import Settings
from search_service.state import State

AUTO_CLAUSES = 40
"""Clauses that are looked up unless asked otherwise. One takes 5 to 10 ms on the starter library, so that a
draft of 30 pages stays below the 2 s it may take."""


class Bases(StrEnum):
    """Whether bases are looked for clause by clause."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Looked:
    """How many clauses the table of bases looked at, of how many; why the others were left out is `mode`."""

    mode: Bases
    clauses: int
    with_basis: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft with all that is said of it. `name` is the file's, empty for a pasted text; `library` as every
    answer carries it; `parents_left_out` counts penalties and the like whose higher law was not searched for."""

    text: str
    name: str
    profile: Profile
    report: Report
    rows: tuple[basis_table.Row, ...]
    gaps: tuple[basis_table.Gap, ...]
    looked: Looked
    parents_left_out: int
    library: dict[str, object]

    def count(self, severity: Severity) -> int:
        return sum(each.severity == severity for each in self.report.findings)


def reviewed(
    state: State,
    text: str,
    profile: Profile,
    settings: Settings,
    *,
    bases: Bases = Bases.AUTO,
    name: str = "",
) -> Reviewed:
    """Review a draft. ServiceError 400: `text_too_long`."""
    if len(text) > settings.max_check_chars:
        raise bad_request(
            "text_too_long",
            f"文稿有 {len(text)} 个字符，一次最多 {settings.max_check_chars} 个，请分开提交。",
            limit=settings.max_check_chars,
        )
    place = place_of(text, profile)
    finder = SearchFinder(
        state, settings, place, AUTO_CLAUSES if bases == Bases.AUTO else settings.max_basis_clauses
    )
    report = check(
        text,
        profile,
        CorpusSources(state.library, state.timeline, state.titles),
        finder=None if bases == Bases.OFF else finder,
        overrides=own_rules(settings.rules),
    )
    looked, clauses = _bases(state, text, profile, settings, bases)
    return Reviewed(
        text=text,
        name=name,
        profile=profile,
        report=report,
        rows=tuple(basis_table.rows(state, text, report.citations, clauses, place)),
        gaps=tuple(basis_table.gaps(text, clauses, place)),
        looked=looked,
        parents_left_out=finder.left_out,
        library=state.library_json,
    )


def _bases(
    state: State, text: str, profile: Profile, settings: Settings, mode: Bases
) -> tuple[Looked, list[dict[str, Any]]]:
    if mode == Bases.OFF:
        return Looked(mode, 0, 0, 0), []
    if mode == Bases.AUTO:
        most = min(AUTO_CLAUSES, settings.max_basis_clauses)
        settings = settings.model_copy(update={"max_basis_clauses": most})
    found = find(
        state, text, title=profile.title, size=basis_table.LOOKED_AT, day=profile.day, settings=settings
    )
    coverage = found["coverage"]
    left = sum(each["reason"] == "over_limit" for each in coverage["skipped"])
    return Looked(mode, coverage["clauses"], coverage["with_basis"], left), found["clauses"]
