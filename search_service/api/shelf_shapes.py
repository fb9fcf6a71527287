"""The shapes of cases and of published documents, for the documentation and the tests (see `api.schemas`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from corpus.cases.citing import Chosen, Link
from corpus.cases.model import Fidelity
from corpus.legal_time.compare import UnitStatus
from corpus.model import Verdict
from search_service.api.schemas import ArticleNo, FacetValueShape, LawNameShape, LibraryShape, Shape, Span

ShelfDate = Annotated[str | None, Field(examples=["2024-09-01"], description="日期；只知道年份时为四位年份")]


class ShelfShape(Shape):
    """案例或外地文件的全部。"""

    version: str
    """只随内容变化的版本号（sha256），与法规库的版本无关。"""
    count: int


class CategoryShape(Shape):
    code: Annotated[str, Field(examples=["9.3"])]
    """公平竞争审查条例的条、项，或其他类别的代码。"""
    name: str


class BulletinShape(Shape):
    """通报或公报。"""

    title: str | None
    department: str | None
    date: ShelfDate
    url: str | None


class CaseCardShape(Shape):
    id: str
    title: Annotated[str, Field(examples=["翔安区小型工程优先选本区企业"])]
    issuer: str | None
    """制定或实施政策措施的机关。"""
    region: str | None
    regions: list[str]
    """涉及几个地区时，各地区的全称。"""
    date: ShelfDate
    document: str | None
    """涉案文件。"""
    document_number: str | None
    categories: list[CategoryShape]
    bulletin: BulletinShape
    fidelity: Fidelity
    """文本性质：verbatim 原文，abridged 摘编，unverified 未核。"""


class CaseHitShape(CaseCardShape):
    rank: int
    kind: Literal["case"]
    score: float
    """只在案例之间可比；没有检索词时为 0。"""
    text: str
    """全部叙述。"""
    highlights: list[Span]


class CategoryCountShape(FacetValueShape):
    name: str
    """类别的名称。"""


class CasesAnswer(Shape):
    """`GET /api/v1/cases`"""

    cases: list[CaseHitShape]
    total: int
    facets: dict[str, list[CategoryCountShape | FacetValueShape]]
    """每个分面按其余条件统计。"""
    page: int
    size: int
    complete: bool
    """引用是否已按现在的法规库整理完；否则按 law、unit 筛选的结果可能不全。"""
    shelf: ShelfShape
    library: LibraryShape


class TodayShape(Shape):
    """案例所引的规则今天在哪一条。"""

    unit: str
    """work:version:unit"""
    article_no: ArticleNo
    link: Link
    """怎样找到：same_text 文本没变，compared 比对两个文本，quote 引文，table 对照表。"""
    status: UnitStatus | None


class CaseCitationShape(Shape):
    """一处引用，按案例当日判断。"""

    field: Literal["legal_bases", "finding", "measure", "outcome"]
    index: int
    """第几个依据；其他为 0。"""
    start: int
    end: int
    text: str
    law: LawNameShape
    article_no: ArticleNo
    paragraph: int | None
    item: int | None
    verdict: Verdict
    """在 day 这一天的结论。"""
    day: date
    chosen: Chosen
    """为什么取这一天：case_date 案例当日，earlier 写明修改前的，quote 引文与那时的文本相符。"""
    unit: str | None
    """当时所指的条文；没有收录那个文本时为 null。"""
    today: TodayShape | None
    repealed: bool
    """整部法规今天已经废止。"""
    replaced_by: LawNameShape | None
    warnings: list[str]


class CaseAnswer(CaseCardShape):
    """`GET /api/v1/cases/{id}`"""

    summary: str
    measure: str
    """政策措施。"""
    finding: str
    """认定。"""
    outcome: str
    """处理结果。"""
    kind_printed: str
    """来源所写的违规类型。"""
    legal_bases: list[str]
    also: list[BulletinShape]
    """同一案例的其他通报。"""
    citations: list[CaseCitationShape]
    complete: bool
    as_of: date | None
    """“今天”是哪一天；还没有整理时为 null。"""
    library: LibraryShape


class DocumentCardShape(Shape):
    id: str
    title: Annotated[str, Field(examples=["广州市房屋交易监督管理办法"])]
    issuer: str | None
    region: str | None
    regions: list[str]
    date: ShelfDate
    document_number: str | None
    url: str | None


class DocumentHitShape(DocumentCardShape):
    rank: int
    kind: Literal["document"]
    score: float
    """只在外地文件之间可比；没有检索词时为 0。"""
    key: str
    """最相关的一条。"""
    article_no: ArticleNo
    text: str
    highlights: list[Span]


class DocumentsAnswer(Shape):
    """`GET /api/v1/documents`"""

    documents: list[DocumentHitShape]
    total: int
    facets: dict[str, list[FacetValueShape]]
    page: int
    size: int
    complete: bool
    shelf: ShelfShape
    library: LibraryShape


class DocumentUnitShape(Shape):
    key: str
    article_no: ArticleNo
    path: list[str]
    text: str


class DocumentCitationShape(Shape):
    """一处引用：文件当日与今天的结论。"""

    key: str
    """在文件的哪一条。"""
    start: int
    end: int
    text: str
    law: LawNameShape
    article_no: ArticleNo
    verdict: Verdict
    """文件当日的结论。"""
    verdict_today: Verdict
    unit: str | None
    replaced_by: LawNameShape | None


class DocumentAnswer(DocumentCardShape):
    """`GET /api/v1/documents/{id}`"""

    units: list[DocumentUnitShape]
    citations: list[DocumentCitationShape]
    complete: bool
    as_of: date | None
    library: LibraryShape
