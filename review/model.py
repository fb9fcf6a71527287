"""The words of a review: what a draft is, what is found in it, and on which basis. All values are immutable.

Spans are `[start, end)` in code points of the draft as sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.citations.model import Citation, Skipped


class DocType(StrEnum):
    """文种: what the draft is to become (DESIGN §7)."""

    LAW = "法律草案"
    ADMINISTRATIVE_REGULATION = "行政法规"
    LOCAL_REGULATION = "地方性法规"
    DEPARTMENT_RULE = "部门规章"
    LOCAL_GOVERNMENT_RULE = "地方政府规章"
    NORMATIVE_DOCUMENT = "规范性文件"
    PARTY_DOCUMENT = "党委文件"
    MAJOR_DECISION = "重大行政决策"
    OTHER = "其他"


class IssuerLevel(StrEnum):
    """制定机关的层级 (DESIGN §7)."""

    NATIONAL = "国家"
    DEPARTMENT = "国务院部门"
    PROVINCE = "省级"
    CITY = "设区的市"
    COUNTY = "县级"
    TOWNSHIP = "乡镇"
    INTERNAL_ORGAN = "内设机构"


class Severity(StrEnum):
    """How grave a finding is: shown by default, one click away, folded."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a draft beside its text. `day` is the day to judge on (default of callers: today)."""

    doc_type: DocType
    issuer_level: IssuerLevel | None
    day: date
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """The provision that a finding rests on.

    `law` is the title as the library prints it (or as the rule names it, when `held` is false), `article_no`
    the printed number (第十六条; 一（一）, 7.2.5 for works that are no statutes), `paragraph` and `item` numbers,
    `citation` the whole as printed, `quote` the article's words, or our own summary where it is not held.
    """

    law: str
    article_no: str | None = None
    paragraph: int | None = None
    item: int | None = None
    citation: str = ""
    quote: str = ""
    held: bool = False
    law_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One mark on a draft. `start == end == 0` with an empty excerpt where something is absent as a whole."""

    rule: str
    severity: Severity
    start: int
    end: int
    excerpt: str
    message: str
    basis: tuple[Basis, ...] = ()
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know of how the draft was read: `little_chinese`, `several_drafts`."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at: clauses read, citations extracted and verified, names passed over, rules applied.

    `citations_checked` is false where no checker was given: then no citation was verified, and that is said.
    """

    clauses: int
    extracted: int = 0
    verified: int = 0
    skipped: tuple[Skipped, ...] = ()
    rules: int = 0
    citations_checked: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class PackInfo:
    """Which rules judged: version of the pack and a hash over it and the unit's own changes."""

    version: str
    digest: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One part of the review sheet: what is asked, on which basis, and how many findings speak to it."""

    name: str
    question: str
    basis: tuple[Basis, ...]
    errors: int
    warnings: int
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer. `judged_on` is the day that citations were judged on (the draft's own, if later)."""

    findings: tuple[Finding, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    rule_pack: PackInfo
    judged_on: date
    sheet: tuple[SheetPart, ...] = field(default=())
