"""The shapes of the answers about laws: list, law, versions, article, comparison, resolution (see `api.schemas`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from corpus.legal_time.compare import UnitStatus
from corpus.model import Currency, Verdict
from search_service.api.schemas import (
    ArticleNo,
    BasisShape,
    LawNameShape,
    LawShape,
    LibraryShape,
    NoteShape,
    Shape,
    Text,
    Title,
    Warnings,
)


class LawsAnswer(Shape):
    """`GET /api/v1/laws`"""

    laws: list[LawShape]
    total: int
    as_of: date
    library: LibraryShape


class SaysShape(Shape):
    """一个来源怎么标注状态。"""

    source: str
    status: Annotated[str, Field(examples=["现行有效"])]


class VerdictShape(Shape):
    """结论和证明它的条文。"""

    verdict: Verdict
    article_no: ArticleNo
    paragraph: int | None
    """第几款。"""
    item: int | None
    """第几项。"""
    version: str | None
    """所依文本的键。"""
    version_date: date | None
    """所依文本的公布日期。"""
    effective_date: date | None
    """施行日期；不能确定时为 null。"""
    text: str | None
    """条文；没有可给的文本时为 null。"""
    since: date | None
    """结论自哪一天起。"""
    replaced_by: LawNameShape | None
    """代替它的法规。"""
    basis: list[BasisShape]
    """证明这个结论的条文。"""
    last_article: str | None
    """没有这一条时：最后一条是哪条。"""
    paragraphs: int | None
    """没有这一款时：共有几款。"""
    amended_by: LawNameShape | None
    """已知而未并入本库文本的修改。"""
    amended_since: date | None
    in_force_version: date | None
    """当日施行的文本的公布日期（条文属于另一文本时）。"""
    in_force_last_article: str | None
    warnings: Warnings
    says: list[SaysShape]
    candidates: list[LawNameShape]
    """名称有歧义时，可能所指的各部法规。"""
    notes: list[NoteShape]


class WitnessShape(Shape):
    """文本的一个来源，及它自己的说法。"""

    source: str
    path: str
    status: Annotated[str | None, Field(examples=["现行有效"])]
    version_date: date | None
    effective_date: date | None


class ProblemOfTextShape(Shape):
    """读取文本时发现的问题。"""

    code: str
    message: str
    where: str


class VersionShape(Shape):
    """一个文本版本。"""

    key: str
    title: Title
    publish_date: date | None
    valid_from: date | None
    """从哪天起施行；不能确定时为 null。"""
    valid_to: date | None
    """到哪天为止（不含）；仍施行时为 null。"""
    end_kind: Literal["superseded", "repealed"] | None
    currency: Currency
    units: int
    sources: list[WitnessShape]
    problems: list[ProblemOfTextShape]


class VersionsAnswer(Shape):
    """`GET /api/v1/laws/{id}/versions`"""

    versions: list[VersionShape]
    as_of: date
    library: LibraryShape


class ContentsShape(Shape):
    """目录里的一条。"""

    key: str
    article_no: ArticleNo
    path: list[str]


class LawAnswer(VerdictShape):
    """`GET /api/v1/laws/{id}`"""

    law: LawShape | LawNameShape
    """未收录而只知道它（例如已被废止）时，只有名称。"""
    versions: list[VersionShape]
    contents: list[ContentsShape]
    as_of: date
    library: LibraryShape


class NeighbourShape(Shape):
    """前一条、后一条。"""

    key: str
    article_no: ArticleNo
    text: Text


class ArticleAnswer(VerdictShape):
    """`GET /api/v1/laws/{id}/articles/{no}` 与 `/units/{key}`"""

    law: LawShape | LawNameShape
    """未收录而只知道它（例如已被废止）时，只有名称。"""
    id: str | None
    """work:version:unit；没有这一条时为 null。"""
    key: str | None
    path: list[str]
    currency: Currency | None
    """这段文本当日的时效性；没有文本时为法规的，法规未收录时为 null。"""
    citation: Annotated[str | None, Field(examples=["《中华人民共和国行政处罚法》第十六条"])]
    """照规范写法的引用。"""
    previous: NeighbourShape | None
    next: NeighbourShape | None
    as_of: date
    library: LibraryShape


class ChangeShape(Shape):
    """两个文本里对应的一条。"""

    status: UnitStatus
    old_no: ArticleNo
    new_no: ArticleNo
    old_text: str | None
    new_text: str | None
    removed: Annotated[list[str], Field(examples=[["三个月"]])]
    """删去的词。"""
    added: Annotated[list[str], Field(examples=[["六个月"]])]
    """增加的词。"""


class CompareAnswer(Shape):
    """`GET /api/v1/laws/{id}/compare`"""

    law: LawNameShape
    from_: Annotated[str, Field(alias="from")]
    to: str
    counts: dict[str, int]
    units: list[ChangeShape]
    as_of: date
    library: LibraryShape


class ResolveAnswer(VerdictShape):
    """`GET /api/v1/resolve`"""

    verdict: Verdict | Literal["in_force"]  # type: ignore[assignment]
    """`ok` 在这里写作 `in_force`。"""
    law: LawNameShape
    as_of: date
    library: LibraryShape
