"""The shape of `GET /search` (see `api.schemas`): hits of every kind."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from search_service.api.schemas import FacetValueShape, HitShape, LibraryShape, QueryShape, Shape
from search_service.api.shelf_shapes import CaseHitShape, DocumentHitShape


class SearchAnswer(Shape):
    """`GET /api/v1/search`"""

    query: QueryShape
    total: int
    total_relation: Annotated[str, Field(pattern="^(eq|gte)$")]
    took_ms: float
    as_of: date
    confident: bool
    others: dict[str, int]
    """各种结果的数量：work 法规、case 政策案例、document 外地文件。"""
    hits: list[HitShape | CaseHitShape | DocumentHitShape]
    """kind=case、kind=document 时是案例、外地文件。"""
    facets: dict[str, list[FacetValueShape]]
    page: int
    size: int
    library: LibraryShape
