"""`check`: draft + profile + library → findings. Pure: the same draft, day, library and pack give the same report."""

from __future__ import annotations

from collections.abc import Iterable

from review import sheet
from review.draft import Draft
from review.judge import Judge
from review.library import BasisFinder, Sources
from review.model import Coverage, Finding, Profile, Report, Severity
from review.notes import notes
from review.pack import Overrides, load
from review.rules import citations, duties, fair, formatting, powers, procedure, structure

_FAMILIES = (citations, powers, duties, fair, procedure, formatting, structure)
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check(
    text: str,
    profile: Profile,
    sources: Sources | None = None,
    *,
    finder: BasisFinder | None = None,
    overrides: Overrides | None = None,
) -> Report:
    """Review a draft.

    `sources` is the library: without it no citation is checked, bases are shown as not held, and the coverage
    says so. `finder` looks for the parent of a clause that names none. Citations are judged on `profile.day`,
    or on the day from which the draft itself is to be in force, where that is later. Findings come in the
    order of the text; their spans count code points of `text`.
    """
    pack = load(overrides)
    draft = Draft(text, profile.title)
    effective = draft.effective
    day = max(profile.day, effective) if effective else profile.day
    judge = Judge(draft, profile, pack, sources, finder, day)
    found = _ordered(finding for family in _FAMILIES for finding in family.findings(judge))
    checked = judge.checked
    return Report(
        findings=found,
        citations=tuple(judge.citations),
        coverage=Coverage(
            clauses=len(draft.clauses),
            extracted=checked.coverage.extracted if checked else 0,
            verified=checked.coverage.verified if checked else 0,
            skipped=checked.coverage.skipped if checked else (),
            rules=sum(rule.id not in pack.off and rule.binds_to(profile) for rule in pack.rules.values()),
            citations_checked=checked is not None,
            notes=tuple(notes(draft)),
        ),
        rule_pack=pack.info,
        judged_on=day,
        sheet=sheet.sheet(judge, found),
    )


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by place, then by gravity."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda each: (each.start, _ORDER[each.severity], each.end, each.rule)))
