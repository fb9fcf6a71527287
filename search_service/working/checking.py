"""The draft check as the workflow wants it: each version judged with this library, its findings as items."""

from __future__ import annotations

from hashlib import sha256

from indexer.engine import EngineError
from review.model import Basis, DocType, Finding, IssuerLevel, Profile
from search_service.api.respond import today
from search_service.reviewing.run import Bases, reviewed
from search_service.settings import Settings
from search_service.state import Holder
from workflow.matters.acts import Check, CheckFinding

MOST_FINDINGS = 400
_RANK = {"error": 0, "warning": 1, "info": 2}


class DraftChecker:
    """A `workflow.matters.service.Checker`."""

    def __init__(self, holder: Holder, settings: Settings) -> None:
        self._holder = holder
        self._settings = settings

    def __call__(self, text: str, title: str, doc_type: DocType, level: IssuerLevel | None) -> Check:
        """Errors first, and no more than a page can show; what was left out is counted. Where the library cannot
        answer, the version is taken all the same, and says that it was not checked."""
        day = today()
        try:
            state = self._holder.current()
            profile = Profile(doc_type, level, day, title)
            found = reviewed(state, text, profile, self._settings, bases=Bases.OFF)
        except EngineError as error:
            return Check(problem=f"没有审查：{error.message_zh}", as_of=day.isoformat())
        ordered = sorted(found.report.findings, key=lambda each: (_RANK[each.severity], each.start))
        return Check(
            findings=tuple(_item(each) for each in ordered[:MOST_FINDINGS]),
            left_out=max(0, len(ordered) - MOST_FINDINGS),
            as_of=day.isoformat(),
            library_version=str(found.library["version"]),
            rule_pack=f"{found.report.rule_pack.version} {found.report.rule_pack.digest[:12]}",
        )


def _item(found: Finding) -> CheckFinding:
    """The key depends on what is wrong with which words, not on where they stand."""
    key = sha256(f"{found.rule}\n{found.excerpt}\n{found.message}".encode()).hexdigest()[:16]
    return CheckFinding(
        key=key,
        rule=found.rule,
        severity=found.severity.value,
        excerpt=found.excerpt,
        message=found.message,
        basis=tuple(_printed(each) for each in found.basis),
        suggestion=found.suggestion,
    )


def _printed(basis: Basis) -> str:
    return basis.citation or f"《{basis.law}》{basis.article_no or ''}"
