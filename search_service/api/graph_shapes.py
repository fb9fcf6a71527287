"""The shapes of `GET /laws/{id}/citations`, for the documentation and the tests (see `api.schemas`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from corpus.citations.model import Kind
from corpus.model import Currency, Verdict
from search_service.api.schemas import LawNameShape, LawShape, LibraryShape, Shape, Span


class CitingShape(Shape):
    """作出引用的条文单元。"""

    id: str
    """work:version:unit"""
    law: LawNameShape
    version_date: date | None
    key: str
    article_no: str | None
    currency: Currency


class CitedShape(Shape):
    """被引用之处，及其当日的结论（与核验相同）。"""

    id: str | None
    """当日所指的条文单元；未收录、已不存在或引用整部法规时为 null。"""
    law: LawNameShape
    version_date: date | None
    article_no: str | None
    paragraph: int | None
    item: int | None
    verdict: Verdict
    currency: Currency | None
    """所引法规当日的时效性；对它一无所知时为 null。"""
    since: date | None
    replaced_by: LawNameShape | None


class CitationShape(Shape):
    citing: CitingShape
    cited: CitedShape
    kind: Kind
    text: str
    """引用的原文。"""
    quote: str
    """引用所在的句子（两端可能省略）。"""
    highlights: list[Span]
    """引用在 quote 中的位置。"""
    times: int
    """该条文单元引用此处的次数。"""
    internal: bool
    """是否引用本法自身。"""
    candidates: list[LawNameShape]
    """名称有歧义时，可能所指的各部法规。"""
    warnings: list[str]


class LawCitationsShape(Shape):
    law: LawShape | LawNameShape
    """另一端的法规；未收录的只有名称。"""
    total: int
    """与这部法规之间的引用总数（不限本页）。"""
    citations: list[CitationShape]


class SideShape(Shape):
    """一个方向的引用，按法规分组。"""

    total: int
    laws_total: int
    laws: list[LawCitationsShape]


class UnitCountShape(Shape):
    key: str
    article_no: str | None
    out: int
    in_: Annotated[int, Field(alias="in")]


class ProgressShape(Shape):
    """整理引用的进度：文本数与已整理数。"""

    texts: int
    done: int


class CitationsAnswer(Shape):
    """`GET /api/v1/laws/{id}/citations`"""

    law: LawShape
    article_no: str | None
    key: str | None
    out: SideShape | None = None
    in_: Annotated[SideShape | None, Field(alias="in")] = None
    articles: list[UnitCountShape] | None = None
    """整部法规：各条文单元引用（out）与被引用（in）的次数。"""
    complete: bool
    """false：新载入的文本还在整理，这里只有已整理的部分。"""
    progress: ProgressShape
    page: int
    size: int
    as_of: date
    library: LibraryShape
