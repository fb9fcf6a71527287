"""What can be asked of the search, as typed values; shared by the API, the pages and the command line."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from corpus.model import Level
from search_service.api.params import Day, Params, Switch


class Kind(StrEnum):
    """Kinds of hits; their scores are never mixed (DESIGN §5)."""

    ARTICLE = "article"
    WORK = "work"
    CASE = "case"
    DOCUMENT = "document"


class CurrencyFilter(StrEnum):
    """时效性 asked for; without one, what a drafter may rely on that day (DESIGN §4)."""

    ANY = "any"
    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    UNDETERMINED = "undetermined"


FACETS = ("level", "currency", "region", "issuer", "category", "year")
Facet = Literal["level", "currency", "region", "issuer", "category", "year", "all"]
Year = Annotated[int, Field(ge=1900, le=2200)]
Name = Annotated[str, Field(max_length=200)]


class SearchRequest(Params):
    """`GET /api/v1/search`. Repeatable filters are alternatives; different filters all hold."""

    q: str = Field(default="")
    """检索词：主题、法名、条文号、文号或一段草稿。"""
    mode: Literal["simple", "advanced"] = "simple"
    """simple：任何标点都安全；advanced：全部词都须出现，支持“短语”和 -排除。"""
    law: Annotated[str, Field(max_length=200)] | None = None
    """上下文法规：编号、全称或简称；“23条”据此定位，主题检索限定在该法规内。"""
    kind: Kind = Kind.ARTICLE
    """结果种类：article 条文（默认）、work 法规、case 政策案例、document 外地文件。"""
    level: tuple[Level, ...] = ()
    """效力位阶，可重复。"""
    currency: tuple[CurrencyFilter, ...] = ()
    """时效性，可重复；any 不隐藏任何文本。"""
    region: tuple[Name, ...] = ()
    """地区，可重复。"""
    issuer: tuple[Name, ...] = ()
    """制定机关，可重复。"""
    category: tuple[Name, ...] = ()
    """类别，可重复。"""
    year: tuple[Year, ...] = ()
    """公布年份，可重复。"""
    published_from: Day | None = None
    """公布日期不早于。"""
    published_to: Day | None = None
    """公布日期不晚于。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""
    sort: Literal["relevance", "date", "level"] = "relevance"
    """排序：relevance 相关度、date 公布日期、level 效力位阶；后两种在排序窗口内进行。"""
    group: Literal["law"] | None = None
    """group=law：每部法规只列最相关的一条，并给出其余条数。"""
    expand: Switch = True
    """是否同时按法律用语检索（例如“醉驾”同时按“醉酒驾驶机动车”）。"""
    vectors: Switch | None = None
    """是否使用语义向量；默认有就用，写明 on 而没有时在 notes 中说明。"""
    facets: tuple[Facet, ...] = ()
    """要统计的分面，可重复；all 为全部。"""
    explain: Switch = False
    """给出每条结果的得分构成。"""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """第几页，从 1 起。"""
    size: Annotated[int, Field(ge=1, le=100)] = 10
    """每页条数，不超过 100。"""

    @field_validator("published_to")
    @classmethod
    def _not_before_its_begin(cls, value: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("published_from")
        if value is not None and first is not None and value < first:
            raise PydanticCustomError("empty_range", "published_to 早于 published_from")
        return value
