"""The shapes of the other answers: suggestions, the check of a text, health, operation (see `api.schemas`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from corpus.citations.model import Kind
from corpus.model import Verdict
from search_service.api.law_shapes import SaysShape
from search_service.api.schemas import (
    ArticleNo,
    BasisShape,
    LawNameShape,
    LibraryShape,
    NoteShape,
    Shape,
    Title,
    Warnings,
)


class SuggestionShape(Shape):
    """一条联想。"""

    kind: Literal["article", "title", "alias", "term"]
    text: Title
    """放进检索框的文字。"""
    matched: str
    """与输入相合的写法：全称、简称或俗称。"""
    law: LawNameShape | None
    article_no: ArticleNo


class SuggestAnswer(Shape):
    """`GET /api/v1/suggest`"""

    query: str
    suggestions: list[SuggestionShape]
    library: LibraryShape


class CheckedShape(Shape):
    """一处引用和它的结论。"""

    text: Annotated[str, Field(examples=["《中华人民共和国合同法》第五十二条"])]
    start: int
    end: int
    kind: Kind
    law: LawNameShape | None
    article_no: ArticleNo
    paragraph: int | None
    item: int | None
    verdict: Verdict
    since: date | None
    replaced_by: LawNameShape | None
    basis: list[BasisShape]
    last_article: str | None
    paragraphs: int | None
    version_date: date | None
    effective_date: date | None
    amended_by: LawNameShape | None
    amended_since: date | None
    in_force_version: date | None
    in_force_last_article: str | None
    article_text: str | None
    warnings: Warnings
    says: list[SaysShape]
    """各来源的说法不能决定效力时：每个来源怎么说。"""


class SkippedShape(Shape):
    """像引用而没有核验的一处。"""

    start: int
    end: int
    reason: str
    """稳定的代码。"""


class CoverageShape(Shape):
    """核验了多少。"""

    extracted: int
    verified: int
    skipped: list[SkippedShape]


class CheckAnswer(Shape):
    """`POST /api/v1/citations/check`"""

    citations: list[CheckedShape]
    coverage: CoverageShape
    text: str | None = None
    """提交文件时：从文件取出的文字，区间按它的字符计。"""
    as_of: date
    library: LibraryShape


class IssueShape(Shape):
    """法规库里要看一看的一处。"""

    code: str
    work_id: str
    title: Title
    message: str
    version_key: str
    unit_key: str


class HealthAnswer(Shape):
    """`GET /api/v1/library/health`"""

    counts: dict[str, int]
    issues: list[IssueShape]
    citations_complete: bool
    """false：引用关系还在整理，只查了写在《》里的。"""
    as_of: date
    library: LibraryShape


class BuildShape(Shape):
    """正在进行的构建。"""

    phase: str
    done: int
    total: int
    pid: int
    started: datetime
    updated: datetime
    error: str


class WriterShape(Shape):
    """正在写入数据目录的进程。"""

    pid: int
    host: str
    command: str
    since: str


class VectorShape(Shape):
    """语义向量算到哪里。"""

    model: str | None
    done: int
    """有向量的段数，共 total 段；法规库刚变化时都为 0。"""
    total: int
    running: bool
    rate: float
    """每秒多少段。"""
    left_seconds: float | None
    error: str | None
    problem: Annotated[
        NoteShape | None, Field(examples=[{"code": "embedder_missing", "message": "没有安装语义模型。"}])
    ]
    """没有可用的模型时为何；这时只按文字检索。"""


class IndexAnswer(Shape):
    """`GET /api/v1/index`"""

    live: str | None
    """正在使用的一代；没有索引时为 null。"""
    previous: str | None
    """可退回的一代。"""
    engine: str | None
    built_at: datetime | None
    documents: int
    size_bytes: int
    library_version: str | None
    fingerprint: str | None
    problem: Annotated[
        NoteShape | None, Field(examples=[{"code": "index_missing", "message": "还没有索引。"}])
    ]
    building: BuildShape | None
    interrupted: bool
    last_error: str | None
    writer: WriterShape | None
    up_to_date: bool
    """索引与法规库一致。"""
    vectors: VectorShape
    library: LibraryShape


class AliveAnswer(Shape):
    """`GET /healthz`"""

    status: Literal["ok"]


class ReadyAnswer(Shape):
    """`GET /readyz`"""

    status: Literal["ready"]
    library: LibraryShape
