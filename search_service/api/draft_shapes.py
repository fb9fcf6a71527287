"""The shapes of answers about a draft (see `api.schemas`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from corpus.model import Currency, Level, Verdict
from search_service.api.other_shapes import CheckedShape, SkippedShape
from search_service.api.schemas import (
    ArticleNo,
    LawNameShape,
    LawShape,
    LibraryShape,
    NoteShape,
    SameTextShape,
    Shape,
    Span,
    Text,
    Warnings,
)


class DraftBasisShape(Shape):
    """可能作为依据的一条。"""

    rank: int
    score: float
    """与本条最相近的条文为 1，另加文稿写明的法规、标题同题的加分。"""
    id: str
    """work:version:unit"""
    law: LawShape
    article_no: ArticleNo
    path: Annotated[list[str], Field(examples=[["第二章 行政处罚的种类和设定"]])]
    """编、章、节。"""
    text: Text
    highlights: list[Span]
    currency: Currency
    verdict: Verdict
    warnings: Warnings
    same_text: list[SameTextShape]
    why: list[NoteShape]
    """为什么列出：shared_words、named_law、cited_law、title_words。"""


class DraftClauseShape(Shape):
    """文稿的一条和它可能的依据。"""

    start: int
    end: int
    label: Annotated[str, Field(examples=["第二条"])]
    """条号，照原文；没有编号时为空。"""
    headings: Annotated[list[str], Field(examples=[["第一章 总则"]])]
    """上面的章、节和小标题，从外到内。"""
    excerpt: Annotated[str, Field(examples=["对当事人的同一个违法行为，不得给予两次以上罚款。"])]
    """开头的文字，不含条号。"""
    confident: bool
    """false：没有找到有把握的依据，所列仅供参考。"""
    cited: list[CheckedShape]
    """本条自己引用的，带结论。"""
    bases: list[DraftBasisShape]
    by_level: dict[Level, list[str]]
    """bases 的 id 按效力位阶分组，高位阶在前。"""
    upcoming: list[DraftBasisShape]
    """没有现行的依据、而有尚未施行的条文相合时列在这里。"""


class DraftContextShape(Shape):
    """对整篇文稿都起作用的。"""

    title: str | None
    """给出的标题，或文稿里的标题行。"""
    laws: list[LawNameShape]
    """标题和制定依据（根据《…》）写明的、本库收录的法规；已废止的换成接替它的。"""


class BasesCoverageShape(Shape):
    """查找了多少。"""

    clauses: int
    with_basis: int
    """其中有把握的。"""
    skipped: list[SkippedShape]


class BasesAnswer(Shape):
    """`POST /api/v1/drafts/bases`"""

    clauses: list[DraftClauseShape]
    context: DraftContextShape
    coverage: BasesCoverageShape
    text: str | None = None
    """提交文件时：从文件取出的文字，区间按它的字符计。"""
    as_of: date
    library: LibraryShape
