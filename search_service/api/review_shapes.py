"""The shapes of a review's answer (see `api.schemas`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from corpus.model import Level, Verdict
from review.model import DocType, IssuerLevel, Severity
from search_service.api.other_shapes import CheckedShape, SkippedShape
from search_service.api.schemas import BasisShape, LibraryShape, NoteShape, Shape, Span
from search_service.reviewing.run import Bases


class FindingShape(Shape):
    """文稿的一个问题。整篇缺少什么的，start、end 都是 0，excerpt 为空。"""

    rule: Annotated[str, Field(examples=["PENALTY_BY_NORMATIVE_DOC"])]
    """规则的名称，见 docs/rules.md。"""
    severity: Severity
    start: int
    end: int
    excerpt: Annotated[str, Field(examples=["由市城市管理部门处五百元以上二千元以下罚款"])]
    """问题所在的文字，最多一个分句。"""
    message: Annotated[str, Field(examples=["规范性文件不得设定行政处罚。"])]
    basis: list[BasisShape]
    """依据，最多三条，第一条是决定性的。"""
    suggestion: str


class BasisRowShape(BasisShape):
    """依据表的一行：文稿引用的，或者为某些条文找到的一条规定。"""

    level: Level | None
    """未收录时为 null。"""
    verdicts: list[Verdict]
    """各处引用的结论，不重复。"""
    cited: list[Span]
    """文稿在这些地方引用了它。"""
    suggested: list[Span]
    """检索认为它可以作这些条文的依据。"""


class GapShape(Shape):
    """增加义务或者减损权利、又没有找到依据的一条。"""

    start: int
    end: int
    label: Annotated[str, Field(examples=["第五条"])]
    excerpt: Annotated[str, Field(examples=["业主应当向物业服务人缴纳装修保证金。"])]
    kinds: list[Literal["duty", "right"]]
    """duty：增加义务；right：减损权利。"""


class LookedShape(Shape):
    """逐条查找依据查了多少。"""

    mode: Bases
    clauses: int
    with_basis: int
    """其中有把握的。"""
    left_out: int
    """没有查找的条数；用 bases=on 查找全部。"""


class ReviewCoverageShape(Shape):
    """看了多少，没有看多少。"""

    clauses: int
    extracted: int
    verified: int
    skipped: list[SkippedShape]
    rules: int
    """对这个文种适用的规则数。"""
    bases: LookedShape
    parents_left_out: int
    """涉及处罚、许可而没有检索上位法的分句数。"""
    notes: list[NoteShape]
    """怎样读这份结果：little_chinese（汉字很少）、several_drafts（像有几份文稿）。"""


class SheetPartShape(Shape):
    """审查表的一项。"""

    name: Annotated[str, Field(examples=["制定主体和权限"])]
    question: str
    basis: list[BasisShape]
    errors: int
    warnings: int
    by_hand: bool
    """true：没有规则能判断，由人审查。"""


class ProfileShape(Shape):
    """按什么文种审查的。"""

    doc_type: DocType
    issuer_level: IssuerLevel | None
    title: str | None


class RulePackShape(Shape):
    """用哪些规则审查的。"""

    version: Annotated[str, Field(examples=["2026.11.2"])]
    digest: str
    """规则包和本单位改动的哈希。"""
    changed: list[str]
    """本单位的改动。"""


class DraftCheckAnswer(Shape):
    """`POST /api/v1/drafts/check`"""

    findings: list[FindingShape]
    citations: list[CheckedShape]
    bases: list[BasisRowShape]
    """依据表。"""
    gaps: list[GapShape]
    coverage: ReviewCoverageShape
    sheet: list[SheetPartShape]
    """审查表；没有规定审查表的文种为空。"""
    profile: ProfileShape
    rule_pack: RulePackShape
    text: str | None = None
    """提交文件时：从文件取出的文字，区间按它的字符计。"""
    as_of: date
    judged_on: date
    """引用按哪一天判断：审查日，或者文稿自己写明的、更晚的施行日。"""
    library: LibraryShape
