"""The page of the table of bases: its address holds the articles, so it works without script and can be sent."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.responses import Response

from corpus.model import split_unit_id
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.params import Day, Params, Switch, parse, without_blanks
from search_service.api.respond import today
from search_service.api.review_routes import download
from search_service.api.service import Service, service_of
from search_service.basket import MOST_UNITS, Basket, Row, basket, named
from search_service.basket_files import Format, output
from search_service.errors import ServiceError
from search_service.pages.failures import failed
from search_service.pages.render import render

router = APIRouter(include_in_schema=False)
FORMS = {Format.DOCX: "依据表（Word）", Format.MD: "依据表（Markdown）"}


class BasketRequest(Params):
    """The page of the table of bases."""

    u: tuple[Annotated[str, Field(max_length=80)], ...] = ()
    """条文单元的编号（法规:版本:条文键），可重复。"""
    add: Annotated[str, Field(max_length=20_000)] = ""
    """要加入的条文，一行一处。"""
    by_level: Switch = False
    """按效力位阶排列。"""
    as_of: Day | None = None
    """核验日期，默认今天。"""
    form: Format | None = None
    """要取得的文件。"""


@router.get("/basket")
async def basket_page(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_page, service, request.query_params)


def _page(service: Service, query: QueryParams) -> Response:
    try:
        asked = parse(BasketRequest, without_blanks(query))
        state, day = service.state(), asked.as_of or today()
        added, unknown = named(state, asked.add, day)
        found = basket(state, (*asked.u, *added), day, asked.by_level)
        if asked.form is not None:
            return download(output(found, asked.form))
        shown = _shown(found, asked)
        return render(
            "basket.html",
            state=state,
            limit=service.settings.max_query_chars,
            as_of=day.isoformat(),
            day_given=asked.as_of.isoformat() if asked.as_of else "",
            added=added,
            unknown=unknown,
            full=len({*asked.u, *added}) > MOST_UNITS,
            most=MOST_UNITS,
            **shown,
        )
    except (ServiceError, EngineError, StoreError) as error:
        return failed(error)


def _shown(found: Basket, asked: BasketRequest) -> dict[str, Any]:
    ids = [*(row.id for row in found.rows), *found.gone]
    kept: list[tuple[str, str]] = [("by_level", "1")] if asked.by_level else []
    if asked.as_of:
        kept.append(("as_of", asked.as_of.isoformat()))

    def link(units: list[str], *more: tuple[str, str]) -> str:
        pairs = [*(("u", each) for each in units), *kept, *more]
        return "/basket" + (f"?{urlencode(pairs, safe=':')}" if pairs else "")

    def without(name: str) -> str:
        return link([each for each in ids if each != name])

    other = [] if asked.by_level else [("by_level", "1")]
    ordered = "/basket?" + urlencode([("u", each) for each in ids] + other, safe=":")
    return {
        "ids": ids,
        "kept": kept,
        "rows": [_row(row, without(row.id), ids, link) for row in found.rows],
        "gone": [{"id": each, "remove": without(each)} for each in found.gone],
        "files": [{"name": name, "href": link(ids, ("form", str(form)))} for form, name in FORMS.items()],
        "order": {"href": ordered, "name": "按加入的先后排列" if asked.by_level else "按效力位阶排列"},
        "here": link(ids),
    }


def _row(row: Row, remove: str, ids: list[str], link: Any) -> dict[str, Any]:
    work_id, version, key = split_unit_id(row.id)
    newest = row.newest
    return {
        "id": row.id,
        "citation": row.citation,
        "href": f"/laws/{work_id}/units/{quote(key)}?" + urlencode({"version": version}),
        "level": row.law["level"],
        "currency": row.currency,
        "version_date": row.law["version_date"],
        "text": row.text,
        "remove": remove,
        "newest": newest,
        "renew": link([newest if each == row.id else each for each in ids]) if newest else None,
    }
