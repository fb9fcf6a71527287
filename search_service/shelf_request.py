"""What can be asked of the shelves, as typed values; shared by the API and the pages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from search_service.api.params import Params, Switch
from search_service.request import Name, Year


class ShelfRequest(Params):
    """What both shelves are asked alike. Repeatable filters are alternatives; different filters all hold."""

    q: Annotated[str, Field(max_length=300)] = ""
    """检索词；省略时列出全部，新的在前。"""
    region: tuple[Name, ...] = ()
    """省级地区，可重复。"""
    issuer: tuple[Name, ...] = ()
    """制定机关，可重复。"""
    year: tuple[Year, ...] = ()
    """年份，可重复。"""
    law: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """只列引用这部法规的：编号，或法名的任何写法（没有收录的也可以）。"""
    unit: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    """与 law 同用，只列引用这一条的：条号（16、第十六条）或条文单元的键。"""
    sort: Literal["relevance", "date"] = "relevance"
    """排序：relevance 相关度、date 日期，新的在前。"""
    facets: Switch = False
    """是否统计各分面的数量。"""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """第几页，从 1 起。"""
    size: Annotated[int, Field(ge=1, le=100)] = 20
    """每页条数，不超过 100。"""


class CasesRequest(ShelfRequest):
    """`GET /api/v1/cases`"""

    category: tuple[Name, ...] = ()
    """类别代码，可重复：公平竞争审查条例第八至十一条各项（8.1 至 11.4）及其他。"""


class DocumentsRequest(ShelfRequest):
    """`GET /api/v1/documents`"""
