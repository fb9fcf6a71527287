"""`GET /widget.js` and `GET /embed`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.responses import Response

from corpus.model import Level
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.api.params import Params, parse
from search_service.api.respond import today
from search_service.api.service import Service, service_of
from search_service.errors import ServiceError
from search_service.pages.failures import later, said
from search_service.pages.render import render
from search_service.request import Kind, SearchRequest
from search_service.search import search
from search_service.widget.embedding import MOST_SHOWN, row
from search_service.widget.script import script

router = APIRouter(include_in_schema=False)
KEPT_S = 600
"""How long browsers use the widget without asking whether it changed: a new version reaches every host that soon."""


class EmbedRequest(Params):
    """`GET /embed`. The parameters are the attributes of `<faju-search>`."""

    q: str = ""
    kind: Kind = Kind.ARTICLE
    level: tuple[Level, ...] = ()
    law: Annotated[str, Field(max_length=200)] = ""
    theme: Literal["auto", "light", "dark"] = "auto"
    lang: Literal["zh", "en"] = "zh"
    origin: Annotated[str, Field(max_length=300)] = ""
    """The page around the frame, which is told what is chosen; only an allowed origin is."""


@router.get("/widget.js")
async def widget_route(request: Request) -> Response:
    made = script()
    headers = {
        "Cache-Control": f"public, max-age={KEPT_S}",
        "ETag": made.tag,
        "Vary": "Accept-Encoding",
    }
    if made.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(
        made.packed if packed else made.plain, headers=headers, media_type="text/javascript; charset=utf-8"
    )


@router.get("/embed")
async def embed_route(request: Request) -> Response:
    service = service_of(request)
    return await service.run(_embed_page, service, request.query_params)


def _embed_page(service: Service, query: QueryParams) -> Response:
    values: dict[str, Any] = {"asked": EmbedRequest(), "told": None, "rows": [], "error": None}
    try:
        asked = parse(EmbedRequest, QueryParams([pair for pair in query.multi_items() if pair[1]]))
        told_to = asked.origin if asked.origin in service.settings.origins else ""
        values["asked"] = asked.model_copy(update={"origin": told_to})
        if asked.q.strip():
            wanted = SearchRequest(
                q=asked.q, kind=asked.kind, level=asked.level, law=asked.law or None, size=MOST_SHOWN
            )
            found = service.answer(lambda state: search(state, wanted, service.settings, today()))
            values |= {"told": found, "rows": [row(each) for each in found["hits"]]}
    except ServiceError as error:
        return render("embed.html", error.status, **{**values, "error": error.detail})
    except (EngineError, StoreError) as error:
        return later(render("embed.html", 503, **{**values, "error": said(error)}))
    return render("embed.html", **values)
