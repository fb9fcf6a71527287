"""The shapes of answers, for the documentation and for the tests that hold real answers against them.

Answers are built as plain dictionaries and written by orjson; these models never run on the hot path.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.model import Currency, Level, Verdict
from search_service.request import Kind

Title = Annotated[str, Field(examples=["中华人民共和国行政处罚法"])]
ArticleNo = Annotated[
    str | None, Field(examples=["第十六条"], description="条文号，照原文；没有编号时为 null")
]
Warnings = Annotated[list[str], Field(examples=[["upcoming_change:2027-01-01"]], description="要留意的事")]
Text = Annotated[str, Field(examples=["除法律、法规、规章外，其他规范性文件不得设定行政处罚。"])]
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
    message: Annotated[str, Field(examples=["请问是哪部法规的第二十三条？"])]
    """中文说明。"""


class LawShape(Shape):
    """一部法规（在某一天的状态）。"""

    id: str
    """法规编号。"""
    title: Title
    level: Level
    """效力位阶。"""
    issuer: str | None
    """制定机关。"""
    region: str | None
    """地区；全国性的为 null。"""
    category: str | None
    """类别。"""
    doc_number: str | None
    """文号。"""
    version: str | None
    """文本版本的键：公布日期，或 u-… 。"""
    version_date: date | None
    effective_date: date | None
    currency: Currency


class LawNameShape(Shape):
    id: str | None
    """未收录时为 null。"""
    title: Title


class BasisShape(Shape):
    """一条依据。"""

    law: LawNameShape
    article_no: ArticleNo
    paragraph: int | None = None
    """第几款。"""
    item: int | None = None
    """第几项。"""
    citation: Annotated[str, Field(examples=["《中华人民共和国民法典》第一千二百六十条"])]
    """照规范写法的引用。"""
    quote: str | None
    """证明这一点的原文。"""
    held: bool
    """本库是否收录这部法规。"""


class QueryShape(Shape):
    """检索词被当作什么。"""

    text: Annotated[str, Field(examples=["规范性文件 设定 罚款"])]
    type: Annotated[str, Field(pattern="^(citation|title|article_number|doc_number|topic)$")]
    normalized: str
    """整理后的写法：引用为《全称》第…条，文号为 机关代字〔年〕号。"""
    tokens: list[str]
    """检索用的词。"""
    did_you_mean: str | None
    """可能要找的法规。"""
    notes: list[NoteShape]


class SameTextShape(Shape):
    """说同样内容的另一条。"""

    id: str
    law: LawNameShape
    article_no: ArticleNo


class HitShape(Shape):
    rank: int
    kind: Kind
    id: str
    """work:version:unit"""
    score: float
    law: LawShape
    article_no: ArticleNo
    paragraph: int | None
    """检索词引到的款。"""
    item: int | None
    """检索词引到的项。"""
    path: Annotated[list[str], Field(examples=[["第二章 行政处罚的种类和设定"]])]
    """编、章、节。"""
    text: Text
    highlights: list[Span]
    currency: Currency
    verdict: Verdict
    warnings: Warnings
    notes: list[NoteShape]
    same_text: list[SameTextShape] = []
    more_in_law: int | None = None
    explain: dict[str, Any] | None = None


class FacetValueShape(Shape):
    value: str
    count: int


class ProblemShape(BaseModel):
    """RFC 9457：所有错误都是这个形状。"""

    type: str
    title: str
    status: int
    code: str
    """稳定的代码。"""
    detail: Annotated[str, Field(examples=["参数 as_of 不是有效的日期，应写作 2026-01-31。"])]
    """中文说明。"""
