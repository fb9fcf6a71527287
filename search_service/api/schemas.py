"""The shapes of answers, for the documentation and for the tests that hold real answers against them.

Answers are built as plain dictionaries and written by orjson; these models never run on the hot path.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.model import Currency, Level, Verdict
from search_service.request import Kind

Span = Annotated[list[int], Field(min_length=2, max_length=2, description="[起, 止)，按字符计")]


class Shape(BaseModel):
    """Base of the answer shapes: no member that is not described here."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class LibraryShape(Shape):
    """每个答案都带的法规库信息。"""

    version: str
    """只随内容变化的版本号（sha256）。"""
    works: int
    units: int


class NoteShape(Shape):
    code: str
    """稳定的代码，供程序判断。"""
    message: str
    """中文说明。"""


class LawShape(Shape):
    """一部法规（在某一天的状态）。"""

    id: str
    title: str
    level: Level
    issuer: str | None
    region: str | None
    category: str | None
    doc_number: str | None
    version: str | None
    """文本版本的键：公布日期，或 u-… 。"""
    version_date: date | None
    effective_date: date | None
    currency: Currency


class LawNameShape(Shape):
    id: str | None
    """未收录时为 null。"""
    title: str


class BasisShape(Shape):
    law: LawNameShape
    article_no: str | None
    paragraph: int | None = None
    item: int | None = None
    citation: str
    quote: str | None
    held: bool


class QueryShape(Shape):
    text: str
    type: str
    normalized: str
    tokens: list[str]
    did_you_mean: str | None
    notes: list[NoteShape]


class SameTextShape(Shape):
    id: str
    law: LawNameShape
    article_no: str | None


class HitShape(Shape):
    rank: int
    kind: Kind
    id: str
    """work:version:unit"""
    score: float
    law: LawShape
    article_no: str | None
    paragraph: int | None
    item: int | None
    path: list[str]
    text: str
    highlights: list[Span]
    currency: Currency
    verdict: Verdict
    warnings: list[str]
    notes: list[NoteShape]
    same_text: list[SameTextShape] = []
    more_in_law: int | None = None
    explain: dict[str, Any] | None = None


class FacetValueShape(Shape):
    value: str
    count: int


class SearchAnswer(Shape):
    """`GET /api/v1/search`"""

    query: QueryShape
    total: int
    total_relation: Annotated[str, Field(pattern="^(eq|gte)$")]
    took_ms: float
    as_of: date
    confident: bool
    others: dict[str, int]
    hits: list[HitShape]
    facets: dict[str, list[FacetValueShape]]
    page: int
    size: int
    library: LibraryShape


class ProblemShape(BaseModel):
    """RFC 9457：所有错误都是这个形状。"""

    type: str
    title: str
    status: int
    code: str
    """稳定的代码。"""
    detail: str
    """中文说明。"""
