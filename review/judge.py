"""What every family of rules works with: the draft, its profile, the pack, the library; and makes findings by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from corpus.citations.check import Check
from corpus.citations.model import Citation
from corpus.numerals import ordinal_label
from review.draft import Draft, Piece
from review.library import BasisFinder, Held, Sources
from review.matching import Hit, matcher
from review.model import Basis, Finding, Profile, Severity
from review.pack import BasisSpec, Rule, RulePack

MOST_BASES = 3
LONGEST_QUOTE = 200


@dataclass
class Judge:
    """One review under way. `day` is the day to judge on."""

    draft: Draft
    profile: Profile
    pack: RulePack
    sources: Sources | None
    finder: BasisFinder | None
    day: date
    _held: dict[tuple[str, str], Held | None] = field(default_factory=dict)

    @cached_property
    def checked(self) -> Check | None:
        """The citations of the draft, judged; None without a library."""
        if self.sources is None:
            return None
        return self.sources.check_citations(self.draft.text, self.day, self.draft.title)

    @property
    def citations(self) -> Sequence[Citation]:
        return self.checked.citations if self.checked else ()

    def citations_in(self, start: int, end: int) -> list[Citation]:
        """The citations that begin in [start, end) of the draft."""
        return [each for each in self.citations if start <= each.start < end]

    @cached_property
    def _candidates(self) -> Mapping[str, list[Piece]]:
        return matcher(self.pack).candidates(self.draft)

    def hits(self, rule: Rule, signs: Iterable[str] | None = None) -> list[Hit]:
        """Where a rule's signs show and none of its exceptions holds."""
        wanted = rule.signs if signs is None else tuple(signs)
        return matcher(self.pack).hits(self.draft, self._candidates, wanted, rule.exceptions)

    # findings

    def on_hit(self, rule: Rule, hit: Hit, **given: object) -> Finding:
        """A finding on the hit's piece, with the sign's own words where it has some."""
        start, end = self.draft.excerpt(hit.piece, hit.start, hit.end)
        values: dict[str, object] = {
            "message": (hit.sign.message or rule.message).replace("{hit}", hit.text),
            "basis": self.basis(hit.sign.basis or rule.basis),
            "suggestion": hit.sign.suggestion or rule.suggestion,
            "severity": hit.sign.severity,
        }
        return self.finding(rule, start, end, **(values | given))

    def finding(
        self,
        rule: Rule,
        start: int,
        end: int,
        *,
        message: object = None,
        basis: object = None,
        suggestion: object = None,
        severity: object = None,
    ) -> Finding:
        """A finding at [start, end); what is not given comes from the rule. A unit's severity always wins."""
        own = self.pack.severities.get(rule.id)
        level = own or (severity if isinstance(severity, Severity) else self.severity(rule))
        bases = basis if isinstance(basis, tuple) else self.basis(rule.basis)
        return Finding(
            rule.id,
            level,
            start,
            end,
            self.draft.text[start:end],
            str(message or rule.message),
            bases[:MOST_BASES],
            str(rule.suggestion if suggestion is None else suggestion),
        )

    def severity(self, rule: Rule) -> Severity:
        return rule.severity_for(self.profile)

    # bases

    def basis(self, specs: Sequence[BasisSpec]) -> tuple[Basis, ...]:
        """The provisions of `specs` that speak of this kind of document, looked up in the library."""
        fitting = [each for each in specs if not each.doc_types or self.profile.doc_type in each.doc_types]
        return tuple(map(self._basis, fitting))

    def _basis(self, spec: BasisSpec) -> Basis:
        held = self.article(spec.law, spec.article) if spec.article else None
        law, number = (held.law, held.article_no or spec.article) if held else (spec.law, spec.article)
        printed = Basis(law, number, spec.paragraph, spec.item, quote=spec.summary)
        printed = replace(printed, citation=citation_of(printed))
        if held is None:
            return printed
        return replace(printed, quote=shortened(held.text), held=True, law_id=held.law_id)

    def article(self, law: str, article_no: str) -> Held | None:
        """A provision on the day of judging, asked for once."""
        key = (law, article_no)
        if key not in self._held:
            self._held[key] = self.sources.article(law, article_no, self.day) if self.sources else None
        return self._held[key]


def citation_of(basis: Basis) -> str:
    """A basis as printed: 《公平竞争审查条例》第九条第三项; 国办发〔2018〕37号 一（一）."""
    number = basis.article_no or ""
    if not number.startswith("第"):
        return f"{basis.law} {number}".strip() if number else _titled(basis.law)
    tail = ordinal_label(basis.paragraph, unit="款") if basis.paragraph else ""
    tail += ordinal_label(basis.item, unit="项") if basis.item else ""
    return f"{_titled(basis.law)}{number}{tail}"


def _titled(law: str) -> str:
    return law if law.startswith("《") or re.search(r"号$|^GB/T", law) else f"《{law}》"


def shortened(text: str) -> str:
    """An article's words for a basis, cut at LONGEST_QUOTE."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
